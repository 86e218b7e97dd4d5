from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from news.article import Article, Paragraph
from news.source import Source
from news.store import Store
from tests.postgresql import Server

NOON = datetime(2026, 3, 1, 5, 0, 30, tzinfo=UTC)
Make = Callable[..., Article]


def source_of(place: str) -> Source:
    return Source(id=f"vn-{place}", title=place.title(), homepage=f"https://{place}.vn/", listings=(f"https://{place}.vn/tin",))


def declare(store: Store) -> None:
    for place in ("a", "b"):
        store.keep_source(source_of(place), now=NOON)


@pytest.fixture
def noon() -> datetime:
    return NOON


@pytest.fixture
def address(tmp_path: Path) -> str:
    """The address of a store that is not there yet, in a file."""
    return f"sqlite:///{tmp_path}/data/loa.sqlite3"


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, address: str) -> Iterator[str]:
    """The address of a store, one on each kind of database: whoever asks for a store is tested on both."""
    if request.param == "sqlite":
        yield address
        return
    server: Server = request.getfixturevalue("postgresql")
    with server.database() as made:
        yield made


@pytest.fixture
def store(place: str) -> Iterator[Store]:
    """An empty store with the sources vn-a and vn-b."""
    with Store.open(place) as opened:
        declare(opened)
        yield opened


@pytest.fixture
def another(
    request: pytest.FixtureRequest, place: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[], Store]]:
    """Open a further empty store with the same sources, on the same kind of database."""
    with ExitStack() as stack:

        def make_store() -> Store:
            url = f"sqlite:///{tmp_path_factory.mktemp('store')}/loa.sqlite3"
            if place.startswith("postgresql"):
                url = stack.enter_context(request.getfixturevalue("postgresql").database())
            opened = Store.open(url)
            stack.callback(opened.close)
            declare(opened)
            return opened

        yield make_store


@pytest.fixture
def make() -> Make:
    """Make article number `number` of a source, changed as told."""

    def article(number: int = 1, source: str = "vn-a", **changes: Any) -> Article:
        host = f"{source.removeprefix('vn-')}.vn"
        plain = Article(
            source=source,
            url=f"https://{host}/tin-{number}.html",
            key=f"{host} n{number}",
            title=f"Tin {number}",
            body=(Paragraph(text="Các phường đã hoà giải 12 vụ việc."),),
        )
        return replace(plain, **changes)

    return article
