"""All settings together."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Self, get_args
from urllib.parse import unquote, urlsplit

from pydantic import BaseModel, Field
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from news.settings.alerts import AlertSettings
from news.settings.archive import ArchiveSettings
from news.settings.backup import BackupSettings
from news.settings.crawl import CrawlSettings
from news.settings.feeds import FeedSettings
from news.settings.log import LogSettings
from news.settings.operator import OperatorSettings
from news.settings.pages import PagesSettings
from news.settings.search import SearchSettings
from news.settings.section import BaseAddress, Section
from news.settings.serve import ServeSettings
from news.settings.source import SourceSettings
from news.settings.town import SampleTownSettings
from news.source import Source


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
    backup: BackupSettings = BackupSettings()
    feeds: FeedSettings = FeedSettings()
    pages: PagesSettings = PagesSettings()
    operator: OperatorSettings = OperatorSettings()
    alerts: AlertSettings = AlertSettings()
    log: LogSettings = LogSettings()
    sample_town: SampleTownSettings | None = None
    enable: tuple[Annotated[str, Field(pattern=r"^[a-z0-9*?/_-]+$")], ...] = ()
    """Shipped sources that are to be crawled: ids such as "vn-uong-bi", or patterns such as "vn/quang-ninh/*"."""
    search: tuple[SearchSettings, ...] = ()
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
    def hosts_dir(self) -> Path:
        """Folder of the files by which the processes of a machine take turns at asking hosts."""
        return self.data_dir / "hosts"

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
    def secrets(self) -> tuple[str, ...]:
        """What must never be shown: passwords, tokens, and addresses that are as good as one."""
        hidden = (self.alerts.webhook_secret, self.alerts.smtp_password, self.operator.token)
        values = [secret.get_secret_value() for secret in hidden if secret is not None]
        webhook = urlsplit(self.alerts.webhook or "")
        password = urlsplit(self.database or "").password
        return tuple(filter(None, [*values, password, password and unquote(password), webhook.path.strip("/"), webhook.query]))

    @property
    def sources(self) -> tuple[Source, ...]:
        """The declared sources, in the order of the file."""
        return tuple(declared.source() for declared in self.source)


def tables(model: type[BaseModel] = Settings) -> Mapping[str, type[Section]]:
    """Return the class of each table below another (of each at the top), those that may be repeated or left out too."""
    kinds = {name: (field.annotation, *get_args(field.annotation)) for name, field in model.model_fields.items()}
    return {name: kind for name, each in kinds.items() for kind in each if isinstance(kind, type) and issubclass(kind, Section)}
