"""Where a walk through a listing goes on, and what it leaves behind for the next."""

from crawler.walk import Walk
from news.offer import Cursor

FIRST = Walk(listing="https://x.vn/tin", url="https://x.vn/tin", number=1, left=3)


def place(following: str | None, pages: int) -> Cursor:
    return Cursor(listing="https://x.vn/tin", next=following, pages=pages)


def test_news_are_followed_while_there_are_any() -> None:
    second = FIRST.go_on("https://x.vn/tin?p=2", fresh=True)
    assert second is not None
    assert (second.url, second.number, second.left) == ("https://x.vn/tin?p=2", 2, 2)
    assert FIRST.go_on("https://x.vn/tin?p=2", fresh=False) is None
    assert FIRST.go_on(None, fresh=True) is None


def test_a_walk_after_a_killed_one_goes_on_among_what_was_offered_then() -> None:
    recovering = Walk(listing="https://x.vn/tin", url="https://x.vn/tin", number=1, left=3, recovering=True)
    second = recovering.go_on("https://x.vn/tin?p=2", fresh=False)
    assert second is not None
    assert second.recovering


def test_a_walk_that_must_stop_among_news_says_where() -> None:
    last = Walk(listing="https://x.vn/tin", url="https://x.vn/tin?p=3", number=3, left=1)
    assert last.go_on("https://x.vn/tin?p=4", fresh=True) is None
    assert last.place("https://x.vn/tin?p=4", fresh=True) == Cursor(
        listing="https://x.vn/tin", next="https://x.vn/tin?p=4", pages=3
    )
    assert last.place("https://x.vn/tin?p=4", fresh=False) is None
    assert last.place(None, fresh=True) is None
    assert FIRST.place("https://x.vn/tin?p=2", fresh=True) is None


def test_a_backfill_says_after_every_page_where_it_is() -> None:
    older = Walk(listing="https://x.vn/tin", url="https://x.vn/tin?p=6", number=6, left=2, backfill=True)
    assert older.place("https://x.vn/tin?p=7", fresh=False) == Cursor(
        listing="https://x.vn/tin", next="https://x.vn/tin?p=7", pages=6
    )
    assert older.place(None, fresh=False) == Cursor(listing="https://x.vn/tin", next=None, pages=6)
    seventh = older.go_on("https://x.vn/tin?p=7", fresh=False)
    assert seventh is not None
    assert seventh.go_on("https://x.vn/tin?p=8", fresh=True) is None


def test_a_listing_that_leads_in_circles_ends() -> None:
    second = FIRST.go_on("https://x.vn/tin?p=2", fresh=True)
    assert second is not None
    assert second.ends_with("http://www.x.vn/tin/")
    assert second.go_on("http://www.x.vn/tin/", fresh=True) is None
    assert second.ends_with("https://x.vn/tin?p=2")
