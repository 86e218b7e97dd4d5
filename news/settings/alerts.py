"""`[alerts]`: what operators are told of, and by what way."""

from __future__ import annotations

from datetime import time
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, SecretStr, model_validator

from news.settings.section import Address, Section, Zone

LOCAL = frozenset({"127.0.0.1", "::1", "localhost"})
"""Names of this machine."""


class AlertSettings(Section):
    """`[alerts]`: what operators are told of, and by what way."""

    webhook: Address | None = None
    """Address that each message is posted to as JSON; None: none."""
    webhook_secret: SecretStr | None = None
    """Signs each message by HMAC-SHA256 (Standard Webhooks); `whsec_` and base64, or any text."""
    webhook_secret_file: Path | None = None
    """A file with that secret in place of the secret itself."""
    mail_to: tuple[str, ...] = ()
    """Whom messages are mailed to; (): nobody."""
    mail_from: str = ""
    """Whom they come from; required with `mail_to`."""
    smtp_host: str = "127.0.0.1"
    smtp_port: int | None = Field(None, ge=1, le=65535)
    """None: 587 for "starttls", 465 for "tls", 25 for "none"."""
    smtp_tls: Literal["starttls", "tls", "none"] | None = None
    """How the way to the mail server is encrypted; None: not at all to one on this machine, by "starttls" to any other."""
    smtp_user: str = ""
    """"": the mail server is not asked to let us in."""
    smtp_password: SecretStr | None = None
    smtp_password_file: Path | None = None
    """A file with the password in place of the password itself."""
    states: tuple[Literal["broken", "quiet", "fresh", "service"], ...] = ("broken", "quiet", "fresh", "service")
    """What is told at once: states that a source comes into (fresh: it is well again), and faults of the service itself."""
    digest: str | None = Field(None, pattern=r"^([01]\d|2[0-3]):[0-5]\d$")
    """Time of day at which a summary of all sources is sent; None: never."""
    timezone: Zone = "Asia/Ho_Chi_Minh"
    """By whose clocks messages tell times, and `digest` is meant."""
    disk_free_megabytes: int = Field(1000, ge=0)
    """With less free space for the store or the feeds the disk counts as nearly full."""

    @model_validator(mode="after")
    def _can_be_mailed(self) -> Self:
        if self.mail_to and not self.mail_from:
            raise ValueError("mail_from is required where mail_to names somebody")
        for address in (*self.mail_to, *([self.mail_from] if self.mail_from else [])):
            local, at, domain = address.rpartition("@")
            if not (local and at and domain) or any(
                sign.isspace() or not sign.isprintable() or sign in "<>,;" for sign in address
            ):
                raise ValueError(f"{address!r} is no mail address such as you@example.org")
        for name in ("webhook_secret", "smtp_password"):
            if getattr(self, name) and getattr(self, f"{name}_file"):
                raise ValueError(f"{name} and {name}_file say the same; leave one out")
        if self.smtp_user and self.tls == "none" and self.smtp_host not in LOCAL:
            raise ValueError("a password goes to another machine only encrypted; set smtp_tls")
        return self

    @property
    def tls(self) -> Literal["starttls", "tls", "none"]:
        """How the way to the mail server is encrypted."""
        return self.smtp_tls or ("none" if self.smtp_host in LOCAL else "starttls")

    @property
    def port(self) -> int:
        """Of the mail server."""
        return self.smtp_port or {"starttls": 587, "tls": 465, "none": 25}[self.tls]

    @property
    def digest_time(self) -> time | None:
        """When the daily summary is sent, by the clocks of `timezone`; None: never."""
        return None if self.digest is None else time.fromisoformat(self.digest)
