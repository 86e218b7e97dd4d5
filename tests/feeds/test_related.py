"""Which links an entry has: a text that several sources published is linked once."""

from feeds.related import related_to
from news.related.relation import Reason
from news.stored import StoredArticle
from tests.feeds.conftest import make_article, make_source, minute, relation, stored

SOURCES = {source.id: source for source in map(make_source, ("ha-long", "bach-khe", "ea-blom"))}
OWN = stored(make_article("own", title="Khởi công"))


def printed(place: str, hour: int, key: str = "1", **changes: object) -> StoredArticle:
    return stored(make_article(key, place, published=minute(2026, 11, 18, hour, 0), **changes))


def linked(*others: StoredArticle) -> list[str | None]:
    """Sources of the links, which are given best first."""
    relations = [relation(OWN, other, Reason.SAME_STORY, 0.9 - number / 10) for number, other in enumerate(others)]
    found = related_to(OWN, relations, {other.id: other for other in others}, SOURCES, limit=5)
    return [link.source and link.source.removeprefix("Cổng thông tin ") for link in found]


def test_of_one_text_that_several_published_the_first_is_linked() -> None:
    late, early, between = printed("bach-khe", 9), printed("ea-blom", 7), printed("ha-long", 8)
    other = printed("bach-khe", 5, "2", title="Một tin khác")
    assert linked(late, other, early, between) == ["ea-blom", "bach-khe"]


def test_titles_alone_do_not_make_one_text() -> None:
    assert linked(printed("bach-khe", 9), printed("ea-blom", 7, lead="Lịch tiếp dân của xã Ea Blơm.")) == ["bach-khe", "ea-blom"]
    assert linked(printed("bach-khe", 9), printed("bach-khe", 7, "2")) == ["bach-khe", "bach-khe"], "one source means two texts"
