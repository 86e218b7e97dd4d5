"""Which sources there are: spiders in crawler/spiders, files in crawler/sources, tables in loa.toml, for all commands."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from lxml import html
from scrapy.settings import BaseSettings
from scrapy.spiderloader import SpiderLoader

from crawler.families import FAMILIES
from crawler.pages.cut import select
from crawler.pages.layout import Layout
from crawler.registry import Shipped, enabled, read_folder
from crawler.spider import SourceSpider
from news.configuration import complain
from news.errors import SettingsError
from news.settings import Settings
from news.source import Source


class SourceSpiderLoader(SpiderLoader):
    """Scrapy's loader, which also makes a spider for every source that a file or the configuration declares.

    `SOURCE_FOLDERS` in Scrapy's settings are the folders of files. What loa.toml declares goes before what Loa is shipped with.
    """

    def __init__(self, settings: BaseSettings) -> None:
        """Load every source.

        Raise SettingsError for a declared source that names no family or field of ours, and for an `enable` that names none.
        """
        super().__init__(settings)
        self._spiders.pop("", None)
        loa: Settings = settings["LOA"]
        file: Path | None = settings["LOA_FILE"]
        shipped = [
            *self._written(),
            *(each for folder in settings.getlist("SOURCE_FOLDERS") for each in read_folder(Path(folder))),
        ]
        for each in shipped:
            if each.file is not None:
                _check(each.source, each.file, ())
        for source in enabled(shipped, loa.enable, config=file):
            self._declare(source)
        for index, source in enumerate(loa.sources):
            _check(source, file, ("source", index))
            self._declare(source)

    def sources(self) -> tuple[Source, ...]:
        """Return every source, sorted by id."""
        spiders = (self._spiders[name] for name in sorted(self._spiders))
        return tuple(spider.source for spider in spiders if issubclass(spider, SourceSpider))

    def _written(self) -> Iterator[Shipped]:
        """The sources of spiders, with the paths of their modules."""
        for module in self.spider_modules:
            for spider in self._spiders.values():
                if spider.__module__.startswith(f"{module}.") and issubclass(spider, SourceSpider):
                    path = spider.__module__.removeprefix(f"{module}.").replace(".", "/").replace("_", "-")
                    yield Shipped(source=spider.source, path=path, file=None)

    def _declare(self, source: Source) -> None:
        base = self._spiders.get(source.id, SourceSpider)
        if getattr(base, "source", None) != source:
            self._spiders[source.id] = type("DeclaredSpider", (base,), {"name": source.id, "source": source})


_NOTHING = html.fromstring("<p></p>")


def _check(source: Source, file: Path | None, table: tuple[int | str, ...]) -> None:
    if source.family != "generic" and source.family not in FAMILIES:
        allowed = ", ".join(["generic", *sorted(FAMILIES)])
        raise complain(file, (*table, "family"), f"no family {source.family!r}; allowed: {allowed}")
    fields = Layout.selector_fields()
    for name, selector in source.selectors.items():
        if name not in fields:
            problem = f"no part of a page is called {name!r}; allowed: {', '.join(sorted(fields))}"
            raise complain(file, (*table, "selectors", name), problem)
        try:
            select(_NOTHING, selector)
        except SettingsError as error:
            raise complain(file, (*table, "selectors", name), str(error)) from error
