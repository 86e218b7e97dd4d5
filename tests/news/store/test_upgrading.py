"""Stores of earlier releases, filled, opened by this one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import delete

from news.article import Article, Paragraph
from news.changes import Outcome
from news.store import Store, migrate
from news.store.schema import aliases, articles, related_state, revisions
from tests.news.store.carrying import exported

Make = Callable[..., Article]
HOUR = timedelta(hours=1)


def fill(store: Store, make: Make, noon: datetime, *, withdrawals: bool) -> list[str]:
    """Keep articles of two sources, one of them edited twice and known by three names, and two of them related already."""
    batch = [make(number, source) for number in range(1, 6) for source in ("vn-b", "vn-a")]
    ids = [kept.id for kept in store.keep_all(batch, now=noon)]
    for number, words in enumerate(("Một vụ.", "Hai vụ."), 1):
        edited = make(3, body=(Paragraph(text=words),))
        assert store.keep(edited, now=noon + number * HOUR, asked="https://a.vn/cu/3").outcome is Outcome.EDITED
    store.relations.mark({ids[0]: 1, ids[1]: 1})
    if withdrawals:
        for _ in range(2):
            store.missing(ids[2], now=noon + 30 * HOUR, confirm_after=timedelta(0))
        store.keep(make(2, "vn-b"), now=noon + 40 * HOUR)
    return ids


def age(store: Store, version: str) -> None:
    """Give a store the schema of an earlier release."""
    config = Config()
    config.set_main_option("script_location", str(migrate.MIGRATIONS))
    config.set_main_option("path_separator", "os")
    with store.write() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, version)


@pytest.mark.parametrize("version", ["0001", "0003", "0010", "0016"])
def test_nothing_is_lost_by_an_upgrade(
    store: Store, place: str, make: Make, noon: datetime, tmp_path: Path, version: str
) -> None:
    ids = fill(store, make, noon, withdrawals=version > "0001")
    before, waiting = exported(store), store.relations.waiting(20)
    age(store, version)
    store.close()

    with Store.open(place, backups=tmp_path) as upgraded:
        assert exported(upgraded) == before
        assert upgraded.relations.waiting(20) == waiting
        assert upgraded.aliases(ids[5]) == ("a.vn n3", "https://a.vn/cu/3", "https://a.vn/tin-3.html")
        assert upgraded.find("vn-a", "http://www.a.vn/cu/3?utm_source=zalo") == ids[5]
        assert [each.note for each in upgraded.revisions(ids[5])] == ["", "text: 1 paragraph", "text: 1 paragraph"]
        assert upgraded.keep(make(3, body=(Paragraph(text="Ba vụ."),)), now=noon + 50 * HOUR).id == ids[5]
        new = upgraded.keep(make(6), now=noon + 50 * HOUR)
        assert (new.outcome, upgraded.find("vn-a", "a.vn n6")) == (Outcome.NEW, new.id)
        assert len(upgraded.search("Tin", limit=20).hits) == 11
    assert len([*tmp_path.rglob(f"*.before-{version}-upgrade*")]) == 1


def test_a_store_is_upgraded_whole_that_is_read_in_parts(store: Store, make: Make, noon: datetime) -> None:
    """More articles than the migration names at a time, with gaps between their numbers."""
    store.keep_all([make(number) for number in range(2_300)], now=noon)
    with store.write() as connection:
        for table in (aliases, revisions, related_state):
            connection.execute(delete(table).where(table.c.article % 7 == 3))
        connection.execute(delete(articles).where(articles.c.number % 7 == 3))
    kept = {stored.article.key: stored.id for stored in store.articles()}
    age(store, "0016")
    with store.write() as connection:
        migrate.upgrade(connection, before=lambda _: None)
    assert {key: store.find("vn-a", key) for key in kept} == kept
    assert len(store.known("vn-a", [f"https://a.vn/tin-{number}.html" for number in range(2_300)])) == len(kept)
