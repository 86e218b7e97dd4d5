"""Source: one local government's news site."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from types import MappingProxyType
from zoneinfo import ZoneInfo

from news.host import host_named, host_of, stands_on
from news.place import Place

__all__ = ["Place", "Source"]


@dataclass(frozen=True, kw_only=True)
class Source:
    """One local government's news site, as an operator or a spider declares it."""

    id: str
    """`<country>-<place>`, lower case ASCII with hyphens, for example "vn-ha-long". Never changes once published."""
    title: str
    """What readers see as the name of the feed."""
    homepage: str
    """Absolute http(s) address of the site's front page."""
    listings: tuple[str, ...]
    """Absolute addresses of the pages that list articles, the newest first on each."""
    family: str = "generic"
    """Name of the CMS family that reads its pages (a key of `crawler.families`), or "generic"."""
    language: str = "vi"
    """BCP 47 tag of the language the site publishes in."""
    timezone: str = "Asia/Ho_Chi_Minh"
    """IANA name of the zone in which the site's dates are meant."""
    place: Place | None = None
    """The administrative unit; None where nobody said."""
    hosts: tuple[str, ...] = ()
    """Further hosts (`name` or `name:port`) on which its articles may stand, besides those of homepage and listings."""
    title_affixes: tuple[str, ...] = ()
    """What the site adds before or after its titles ("HNP - ", " - CỔNG THÔNG TIN ĐIỆN TỬ"), cut when found there."""
    selectors: Mapping[str, str] = field(default_factory=dict)
    """CSS selectors that override the family's, by field of `crawler.pages.layout.Layout`."""
    interval_minutes: int | None = None
    """Minutes between crawls; None means the operator's default."""
    keep_days: int | None = None
    """After how many days the content of its articles is given up; None means the operator's default."""
    former_hosts: tuple[str, ...] = ()
    """Hosts (`name` or `name:port`) on which the same site stood before it moved: its articles keep their ids."""
    new_system: date | None = None
    """The day on which the site changed its CMS, so that addresses and keys of all articles became others; None: it did not."""
    valid_from: date | None = None
    """First day on which the site was this body's (a host may pass on to another, a source of its own); None: always."""
    valid_to: date | None = None
    """First day on which it no longer was; None: it is. Scheduled crawls keep to these days, one asked for by name does not."""
    verified: date | None = None
    """Day on which the declaration was last seen to work against the live site; None: never, so it is shipped disabled."""
    enabled: bool = True
    """Whether scheduled crawls visit it."""

    def __post_init__(self) -> None:
        """Freeze the selectors so that a Source stays a value."""
        object.__setattr__(self, "selectors", MappingProxyType(dict(self.selectors)))

    @property
    def zone(self) -> ZoneInfo:
        """The time zone as an object."""
        return ZoneInfo(self.timezone)

    def covers(self, moment: datetime) -> bool:
        """Tell whether the site is this body's at a moment (aware), by the days of the source's own zone."""
        day = moment.astimezone(self.zone).date()
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day < self.valid_to)

    @cached_property
    def allowed_hosts(self) -> frozenset[str]:
        """Every host from which this source's pages may be read, as `news.host.host_of` spells it."""
        named = (host_of(address) for address in (self.homepage, *self.listings))
        return frozenset(filter(None, (*named, *map(host_named, self.hosts))))

    def allows(self, url: str) -> bool:
        """Tell whether an address stands on one of the source's hosts."""
        return stands_on(url, self.allowed_hosts)
