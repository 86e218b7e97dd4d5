"""Which sources there are: spiders in crawler/spiders and sources declared in loa.toml, one list for all commands."""

from __future__ import annotations

from pathlib import Path

from lxml import html
from scrapy.settings import BaseSettings
from scrapy.spiderloader import SpiderLoader

from crawler.families import FAMILIES
from crawler.pages.cut import select
from crawler.pages.layout import Layout
from crawler.spider import SourceSpider
from news.configuration import complain
from news.errors import SettingsError
from news.settings import Settings
from news.source import Source


class SourceSpiderLoader(SpiderLoader):
    """Scrapy's loader, which also makes a spider for every source that the configuration declares."""

    def __init__(self, settings: BaseSettings) -> None:
        """Load spiders and declared sources. Raise SettingsError for a declared source that names no family or field of ours."""
        super().__init__(settings)
        self._spiders.pop("", None)
        loa: Settings = settings["LOA"]
        for index, source in enumerate(loa.sources):
            _check(source, index, settings["LOA_FILE"])
            base = self._spiders.get(source.id, SourceSpider)
            self._spiders[source.id] = type("DeclaredSpider", (base,), {"name": source.id, "source": source})

    def sources(self) -> tuple[Source, ...]:
        """Return every source, sorted by id."""
        spiders = (self._spiders[name] for name in sorted(self._spiders))
        return tuple(spider.source for spider in spiders if issubclass(spider, SourceSpider))


_NOTHING = html.fromstring("<p></p>")


def _check(source: Source, index: int, file: Path | None) -> None:
    if source.family != "generic" and source.family not in FAMILIES:
        allowed = ", ".join(["generic", *sorted(FAMILIES)])
        raise complain(file, ("source", index, "family"), f"no family {source.family!r}; allowed: {allowed}")
    fields = Layout.selector_fields()
    for name, selector in source.selectors.items():
        if name not in fields:
            problem = f"no part of a page is called {name!r}; allowed: {', '.join(sorted(fields))}"
            raise complain(file, ("source", index, "selectors", name), problem)
        try:
            select(_NOTHING, selector)
        except SettingsError as error:
            raise complain(file, ("source", index, "selectors", name), str(error)) from error
