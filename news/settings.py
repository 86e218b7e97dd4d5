"""Every setting an operator can change, as one frozen value; `news.configuration` reads it from file and environment."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, AnyHttpUrl, BaseModel, ConfigDict, Field, TypeAdapter, ValidationError, model_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from news import places
from news.place import Place
from news.source import Source

_HTTP = TypeAdapter(AnyHttpUrl)


def _http(value: str) -> str:
    try:
        _HTTP.validate_python(value)
    except ValidationError:
        raise ValueError("an absolute http or https address is needed") from None
    return value


def _directory_address(value: str) -> str:
    return value if value.endswith("/") else f"{value}/"


def _zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError("an IANA time zone such as Asia/Ho_Chi_Minh is needed") from None
    return value


def _network(value: str) -> str:
    try:
        ip_network(value, strict=False)
    except ValueError:
        raise ValueError("an address or a network such as 10.0.0.0/8 is needed") from None
    return value


Address = Annotated[str, AfterValidator(_http)]
BaseAddress = Annotated[str, AfterValidator(_http), AfterValidator(_directory_address)]
Zone = Annotated[str, AfterValidator(_zone)]
Network = Annotated[str, AfterValidator(_network)]


class _Section(BaseModel):
    """A table of the file: frozen, and no key that means nothing."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class ServeSettings(_Section):
    """`[serve]`: where the web server listens, and for how much."""

    host: str = "127.0.0.1"
    port: int = Field(8080, ge=1, le=65535)
    requests_per_minute: int = Field(600, ge=0)
    """Of one client, answered in the long run; 0: any number."""
    searches_per_minute: int = Field(30, ge=0)
    """Of one client, of those that search the store; 0: searching by address is off."""
    trusted_proxies: tuple[Network, ...] = ("127.0.0.1", "::1")
    """Addresses and networks whose X-Forwarded-For is believed."""


class CrawlSettings(_Section):
    """`[crawl]`: how often and how gently sites are read."""

    interval_minutes: int = Field(30, ge=1)
    """Between two crawls of one source on average, unless the source says otherwise; shorter when it usually has news."""
    min_interval_minutes: int = Field(5, ge=1)
    """The shortest time between two crawls of one source; never more than `interval_minutes`."""
    max_interval_minutes: int = Field(240, ge=1)
    """The longest, in hours in which it never has news and while it fails; never less than `interval_minutes`."""
    delay_seconds: float = Field(2.0, ge=0)
    """Between two requests to one host."""
    timeout_seconds: float = Field(30, gt=0)
    """For one request."""
    run_minutes: float = Field(20, gt=0)
    """After which one crawl of one source is ended."""
    max_page_bytes: int = Field(5_000_000, ge=10_000)
    """Larger pages are refused."""
    max_listing_pages: int = Field(5, ge=1)
    """Pages of one listing that are followed while they offer unknown articles."""
    max_pages: int = Field(200, ge=1)
    """Requests for articles in one crawl of one source."""
    recheck_days: float = Field(3, ge=0)
    """How long after it was first seen an article is looked at again for edits."""
    recheck_pages: int = Field(20, ge=0)
    """How many such articles one crawl looks at again."""
    withdraw_after_minutes: float = Field(1440, ge=0)
    """An article that is gone is taken as withdrawn when it is still gone after this long."""
    max_requests: int = Field(5000, ge=1)
    """Requests of every kind in one crawl of one source: pages, attachments, redirects."""
    max_alike: int = Field(1000, ge=1)
    """Addresses of one shape in one crawl of one source, if articles and listings may not be more: a calendar has no end."""
    allow_private_hosts: tuple[str, ...] = ()
    """Hosts (`host` or `host:port`) and networks that may be crawled though they are no public ones."""
    extra_ca_file: dict[str, Path] = Field(default_factory=dict)
    """By host (or `host:port`), a PEM file with certificate authorities that are trusted for it besides the system's."""

    @property
    def timeout(self) -> timedelta:
        """The longest one request may take."""
        return timedelta(seconds=self.timeout_seconds)

    @property
    def recheck_age(self) -> timedelta:
        """How long an article is looked at again."""
        return timedelta(days=self.recheck_days)

    @property
    def withdraw_after(self) -> timedelta:
        """How long an article must be gone to be withdrawn."""
        return timedelta(minutes=self.withdraw_after_minutes)


class ArchiveSettings(_Section):
    """`[archive]`: what is kept, and for how long."""

    pages_days: float = Field(365, ge=0)
    """How long pages are kept as they were fetched, so that they can be read again; 0: not at all."""
    articles_days: int | None = Field(None, ge=1)
    """After how many days the content of an article is given up; None: never. Its id and names stay known."""

    @property
    def pages_age(self) -> timedelta:
        """How long raw pages are kept."""
        return timedelta(days=self.pages_days)

    @property
    def articles_age(self) -> timedelta | None:
        """How long the content of articles is kept; None: for ever."""
        return None if self.articles_days is None else timedelta(days=self.articles_days)


class FeedSettings(_Section):
    """`[feeds]`: what subscribers get."""

    title: str = "Loa"
    entries: int = Field(50, ge=1, le=500)
    """Newest articles in each feed."""
    related: int = Field(5, ge=0, le=20)
    """Related articles named with each entry."""
    tag_authority: str = Field("loa.localhost,2026", pattern=r"^[a-z0-9.-]+,\d{4}(-\d\d(-\d\d)?)?$")
    """First part of every entry's id (RFC 4151): a domain and a date on which you owned it. Chosen once."""
    outage_notices: bool = True
    """Whether the feed of a source that cannot be read says so, once that is longer than its rhythm explains."""
    hub: Address | None = None
    """WebSub hub that is told of every change, so that its subscribers need not ask; None: none."""


class PagesSettings(_Section):
    """`[pages]`: what people see in a browser."""

    images: Literal["link", "proxy", "none"] = "link"
    """Pictures come from their towns without a referrer, through us from a cache, or not at all."""
    images_megabytes: int = Field(500, ge=10)
    """How large the cache of pictures may become."""
    related: int = Field(8, ge=0, le=20)
    """Related articles under an article."""


class SampleTownSettings(_Section):
    """`[sample_town]`: present only where the sample town is to be played."""

    port: int = Field(8081, ge=1, le=65531)
    """First of the consecutive ports its portals listen on."""
    started: datetime
    """When the town's story began, so that it goes on where it was after a restart."""
    stage_seconds: float = Field(45, gt=0)
    """How long each stage of its story lasts."""


class PlaceSettings(_Section):
    """`[source.place]`: an id or a code under which `news.places` knows the place, or a name for one that it does not know."""

    id: str | None = None
    name: str | None = Field(None, min_length=1)
    country: str | None = Field(None, pattern=r"^[a-z]{2}$")
    code: str | None = None
    province: str | None = None

    @model_validator(mode="after")
    def _is_known(self) -> Self:
        self.place()
        return self

    def place(self) -> Place:
        """Return the place: what is said here where a name is given, otherwise what the tables of places say of it."""
        if self.id is not None:
            if self.model_fields_set != {"id"}:
                raise ValueError("an id says everything; leave the other keys out")
            found = places.get(self.id)
        elif self.country is None:
            raise ValueError("country is required, or the id of a place alone")
        elif self.name is not None:
            return Place(name=self.name, country=self.country, code=self.code, province=self.province)
        elif self.code is not None:
            found = next((place for place in places.find(self.code, self.country) if place.code == self.code), None)
        else:
            raise ValueError("a name, a code or an id is required")
        if found is None:
            raise ValueError("no such place is known to Loa; give its name and country")
        return found


class SourceSettings(_Section):
    """`[[source]]`: a source declared without Python."""

    id: str = Field(pattern=r"^[a-z]{2}(-[a-z0-9]+)+$")
    title: str = Field(min_length=1)
    homepage: Address
    listings: tuple[Address, ...] = Field(min_length=1)
    family: str = "generic"
    language: str = Field("vi", pattern=r"^[a-zA-Z]{2,8}(-[a-zA-Z0-9]{1,8})*$")
    timezone: Zone = "Asia/Ho_Chi_Minh"
    hosts: tuple[str, ...] = ()
    title_affixes: tuple[str, ...] = ()
    selectors: dict[str, str] = Field(default_factory=dict)
    interval_minutes: int | None = Field(None, ge=1)
    keep_days: int | None = Field(None, ge=1)
    former_hosts: tuple[str, ...] = ()
    new_system: date | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    verified: date | None = None
    enabled: bool = True
    place: PlaceSettings | None = None

    @model_validator(mode="after")
    def _ends_after_it_began(self) -> Self:
        if self.valid_from and self.valid_to and self.valid_to <= self.valid_from:
            raise ValueError("valid_to is the first day on which it no longer holds: it must be later than valid_from")
        return self

    def source(self) -> Source:
        """Return it as the value the rest of Loa speaks of."""
        fields = {name: getattr(self, name) for name in type(self).model_fields if name != "place"}
        return Source(**fields, place=self.place.place() if self.place else None)


class Settings(BaseSettings):
    """Everything an operator can change. Relative folders are meant from the folder of the file."""

    model_config = SettingsConfigDict(
        frozen=True,
        extra="forbid",
        env_prefix="LOA_",
        env_nested_delimiter="_",
        env_nested_max_split=1,
        nested_model_default_partial_update=True,
    )

    contact: str = Field("", pattern=r"^$|^mailto:[^@\s]+@[^@\s]+$|^https?://\S+$")
    """Where the towns can reach you (mailto: or http address); stands in the user agent of every request."""
    data_dir: Path = Path("data")
    database: str | None = Field(None, pattern=r"^(sqlite|postgresql)(\+psycopg)?://")
    """Address of the store, `postgresql://user:password@host/name`; None: an SQLite file in `data_dir`."""
    public_dir: Path = Path("public")
    public_url: BaseAddress | None = None
    """Address under which `public_dir` is reached from outside; None: that of the built-in web server."""
    serve: ServeSettings = ServeSettings()
    crawl: CrawlSettings = CrawlSettings()
    archive: ArchiveSettings = ArchiveSettings()
    feeds: FeedSettings = FeedSettings()
    pages: PagesSettings = PagesSettings()
    sample_town: SampleTownSettings | None = None
    enable: tuple[Annotated[str, Field(pattern=r"^[a-z0-9*?/_-]+$")], ...] = ()
    """Shipped sources that are to be crawled: ids such as "vn-uong-bi", or patterns such as "vn/quang-ninh/*"."""
    source: tuple[SourceSettings, ...] = ()

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],  # noqa: ARG003 the framework names it
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Put the environment over the file."""
        return env_settings, init_settings

    def __deepcopy__(self, memo: dict[int, Any] | None = None) -> Self:
        """Return itself, which never changes: Scrapy copies its settings, and these with all sources in them, for every crawl."""
        return self

    @property
    def store_url(self) -> str:
        """SQLAlchemy address of the store."""
        return self.database or f"sqlite:///{self.data_dir / 'loa.sqlite3'}"

    @property
    def pictures_dir(self) -> Path:
        """Folder of the pictures that were fetched for readers."""
        return self.data_dir / "pictures"

    @property
    def pages_dir(self) -> Path:
        """Folder of the pages as they were fetched."""
        return self.data_dir / "pages"

    @property
    def base_url(self) -> str:
        """Absolute address under which feeds are published, with a slash at the end."""
        return self.public_url or f"http://{self.serve.host}:{self.serve.port}/"

    @property
    def user_agent(self) -> str:
        """Who we tell the towns we are."""
        about = f"+{self.contact}" if self.contact else "no contact configured"
        return f"Loa/0.1 (news feeds of local government; {about})"

    @property
    def sources(self) -> tuple[Source, ...]:
        """The declared sources, in the order of the file."""
        return tuple(declared.source() for declared in self.source)
