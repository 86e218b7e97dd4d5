"""What is kept between builds: never stale, bounded, and told from nothing by what comes out."""

from dataclasses import replace
from datetime import timedelta

import pytest

from feeds import entry as entries
from feeds.entry import Entry, entry_from
from feeds.memory import Memory
from feeds.related import Related
from news.related.relation import Reason
from news.source import Source
from news.stored import StoredArticle
from tests.feeds.conftest import AUTHORITY, NOW, make_article, make_rich, make_source, stored

RELATED = Related(url="https://x.example/1", title="Khởi công", reason=Reason.SIMILAR, published=NOW - timedelta(hours=8))
LOCAL = replace(RELATED, published=(NOW - timedelta(hours=8)).astimezone(make_source().zone))


def test_a_value_is_made_once_while_it_is_made_of_the_same() -> None:
    memory: Memory[str] = Memory(2)
    made: list[str] = []

    def get(key: str, made_of: object) -> str:
        def make() -> str:
            made.append(f"{key}{made_of}")
            return made[-1]

        return memory.get(key, made_of, make)

    assert [get("a", 1), get("a", 1), get("a", 2), get("a", 1)] == ["a1", "a1", "a2", "a1"]
    assert made == ["a1", "a2", "a1"]


def test_what_was_not_used_for_longest_is_forgotten() -> None:
    memory: Memory[object] = Memory(2)
    first = memory.get("a", 1, object)
    memory.get("b", 1, object)
    assert memory.get("a", 1, object) is first
    memory.get("c", 1, object)
    assert memory.get("a", 1, object) is first
    memory.get("d", 1, object)
    memory.get("c", 1, object)
    assert memory.get("a", 1, object) is not first


def build(article: StoredArticle, source: Source | None = None, **changes: object) -> Entry:
    values: dict[str, object] = {"authority": AUTHORITY, "updated": NOW, "related": (RELATED,), **changes}
    return entry_from(article, source or make_source(), **values)  # type: ignore[arg-type]


def test_an_article_read_again_and_seen_again_gives_the_same_entry() -> None:
    one = build(stored(make_rich()))
    again = build(stored(make_rich(), last_seen=NOW + timedelta(hours=1)))
    assert again == one
    assert again.content is one.content


ARTICLE = stored(make_rich())
CHANGES: dict[str, tuple[StoredArticle, dict[str, object]]] = {
    "text": (replace(ARTICLE, article=make_rich(lead="Khác")), {}),
    "markup": (replace(ARTICLE, article=make_article(body=make_rich().body[1:])), {}),
    "withdrawn": (replace(ARTICLE, withdrawn=NOW), {}),
    "edited": (replace(ARTICLE, updated=NOW, revision=2), {"note": "title"}),
    "first seen": (replace(ARTICLE, first_seen=NOW - timedelta(days=9)), {}),
    "related": (ARTICLE, {"related": ()}),
    "reason": (ARTICLE, {"related": (replace(RELATED, reason=Reason.SAME_STORY),)}),
    "zone of a related article": (ARTICLE, {"related": (LOCAL,)}),
    "copies": (ARTICLE, {"copies": (RELATED,)}),
    "source": (ARTICLE, {"source": make_source(title="Khác")}),
    "updated": (ARTICLE, {"updated": NOW - timedelta(hours=1)}),
    "authority": (ARTICLE, {"authority": "loa.example,2026"}),
}


@pytest.mark.parametrize("what", CHANGES)
def test_whatever_changes_is_seen(what: str) -> None:
    changed, arguments = CHANGES[what]
    entries._MEMORY.forget()
    before = build(ARTICLE)
    after = build(changed, **arguments)  # type: ignore[arg-type]
    entries._MEMORY.forget()
    fresh = build(changed, **arguments)  # type: ignore[arg-type]
    assert after == fresh
    assert (after, after.html) != (before, before.html)
