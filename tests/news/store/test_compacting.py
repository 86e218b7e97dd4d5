from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from news.article import Article, Paragraph
from news.errors import StoreError
from news.store import Store
from news.store.compacting import compact, require_room
from news.store.pruning import prune
from tests.news.store.carrying import exported
from tests.news.store.conftest import declare

Make = Callable[..., Article]


@pytest.fixture
def emptied(tmp_path: Path, make: Make, noon: datetime) -> Store:
    store = Store.open(f"sqlite:///{tmp_path}/full/loa.sqlite3")
    declare(store)
    store.keep_all([make(number, body=(Paragraph(text=f"{number} " * 3000),)) for number in range(200)], now=noon)
    prune(store, articles_age=timedelta(days=1), now=noon + timedelta(days=3))
    return store


def test_the_room_goes_back_to_the_disk_and_nothing_else(emptied: Store) -> None:
    with emptied:
        lines = exported(emptied)
        before, after = compact(emptied)
        assert after < before / 2
        assert after == emptied.path.stat().st_size
        assert exported(emptied) == lines


def test_room_is_looked_for_first(tmp_path: Path) -> None:
    require_room(tmp_path / "loa.sqlite3", 1)
    with pytest.raises(StoreError, match=r"\d{18} bytes are needed to compact the store, \d+ are free"):
        require_room(tmp_path / "loa.sqlite3", 10**17)


def test_a_store_that_is_being_written_is_left_alone(emptied: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("news.store.sqlite.BUSY_SECONDS", 0)
    with emptied, emptied.write(), pytest.raises(StoreError, match="kept it locked"):
        compact(emptied)
