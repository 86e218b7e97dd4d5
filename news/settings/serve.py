"""`[serve]`: the web server."""

from __future__ import annotations

from pydantic import Field

from news.settings.section import Network, Section


class ServeSettings(Section):
    """`[serve]`: where the web server listens, and for how much."""

    host: str = "127.0.0.1"
    port: int = Field(8080, ge=1, le=65535)
    requests_per_minute: int = Field(600, ge=0)
    """Of one client, answered in the long run; 0: any number."""
    searches_per_minute: int = Field(30, ge=0)
    """Of one client, of those that search the store; 0: searching by address is off."""
    trusted_proxies: tuple[Network, ...] = ("127.0.0.1", "::1")
    """Addresses and networks whose X-Forwarded-For is believed."""
