from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import update

from news.article import Article, Paragraph, Precision, Provenance, Published
from news.changes import Outcome
from news.source import Source
from news.store import EventKind, Store
from news.store.schema import articles

Make = Callable[..., Article]
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
TEXT = "Sáng nay, hơn 300 người dân cùng lực lượng vũ trang đã tham gia dọn rác dọc bờ biển của phường, thu gom hai tấn rác. " * 2


def declare(store: Store, noon: datetime, **changes: Any) -> None:
    plain = Source(id="vn-a", title="A", homepage="https://a.vn/", listings=("https://a.vn/tin",))
    store.keep_source(replace(plain, **changes), now=noon)


def at(moment: datetime, provenance: Provenance = Provenance.VISIBLE, precision: Precision = Precision.MINUTE) -> Published:
    return Published(moment=moment, precision=precision, provenance=provenance)


def page(make: Make, address: str, text: str = TEXT, **changes: Any) -> Article:
    """What a site without keys shows at an address."""
    return make(url=address, key=address, body=(Paragraph(text=text.strip()),), **changes)


def test_the_address_that_was_asked_for_is_a_name(store: Store, make: Make, noon: datetime) -> None:
    kept = store.keep(make(), now=noon, asked="http://www.a.vn/cu/tin-1.html?utm_source=zalo")
    assert store.aliases(kept.id) == ("a.vn n1", "https://a.vn/cu/tin-1.html", "https://a.vn/tin-1.html")
    assert store.known("vn-a", ["https://a.vn/cu/tin-1.html"]) == {"https://a.vn/cu/tin-1.html"}
    assert store.aliases("vn-a-nothing") == ()


def test_a_batch_takes_articles_with_what_was_asked(store: Store, make: Make, noon: datetime) -> None:
    batch = (
        make(1),
        (make(2), "https://a.vn/cu/2"),
        (make(3), None),
        (make(4, title="Tin 2", body=make(2).body), "https://a.vn/cu/2"),
    )
    ids = [kept.id for kept in store.keep_all(batch, now=noon)]
    assert ids[3] == ids[1]
    assert len(set(ids)) == 3


def test_a_redirect_to_a_renamed_page_leads_to_its_article(store: Store, make: Make, noon: datetime) -> None:
    first = store.keep(page(make, "https://a.vn/cu"), now=noon)
    moved = store.keep(page(make, "https://a.vn/moi", title="Tên mới"), now=noon + HOUR, asked="https://a.vn/cu")
    assert (moved.id, moved.outcome, moved.note) == (first.id, Outcome.EDITED, "title")
    assert store.find("vn-a", "https://a.vn/moi") == first.id


@pytest.mark.parametrize("asked", ["https://a.vn/cu", "https://a.vn/chua-biet"])
def test_a_redirect_to_the_front_page_names_nothing(store: Store, make: Make, noon: datetime, asked: str) -> None:
    first = store.keep(page(make, "https://a.vn/cu"), now=noon)
    front = store.keep(page(make, "https://a.vn/", title="Trang chủ"), now=noon, asked=asked)
    assert front.id != first.id
    assert store.aliases(front.id) == ("https://a.vn/",)


def test_a_redirect_to_another_article_poisons_neither(store: Store, make: Make, noon: datetime) -> None:
    one, two = (
        page(make, "https://a.vn/1"),
        page(make, "https://a.vn/2", text="Mưa lớn làm ngập ba khu phố. " * 10, title="Mưa lớn"),
    )
    first = store.keep(one, now=noon)
    second = store.keep(two, now=noon, asked="https://a.vn/1")
    assert second.id != first.id
    assert store.find("vn-a", "https://a.vn/1") == first.id
    assert store.keep(one, now=noon).outcome is Outcome.SAME


def test_a_redirect_to_the_next_weeks_report_is_another_article(store: Store, make: Make, noon: datetime) -> None:
    first = store.keep(page(make, "https://a.vn/tuan-9", title="Lịch tuần", published=at(noon - 7 * DAY)), now=noon)
    second = page(make, "https://a.vn/tuan-10", title="Lịch tuần", published=at(noon - HOUR))
    assert store.keep(second, now=noon, asked="https://a.vn/tuan-9").id != first.id


def test_the_same_page_of_the_same_moment_is_one_article(store: Store, make: Make, noon: datetime) -> None:
    first = store.keep(page(make, "https://a.vn/tin/cu", published=at(noon - DAY)), now=noon)
    again = store.keep(page(make, "https://a.vn/xa-hoi/moi", published=at(noon - DAY)), now=noon + HOUR)
    assert (again.id, again.outcome) == (first.id, Outcome.COSMETIC)
    assert store.aliases(first.id) == ("https://a.vn/tin/cu", "https://a.vn/xa-hoi/moi")


def apart(make: Make, noon: datetime) -> dict[str, tuple[Article, Article]]:
    dated = page(make, "https://a.vn/1", title="Thông báo", published=at(noon - 7 * DAY))
    short = replace(dated, body=(Paragraph(text="Mời họp."),))
    return {
        "same text, other date": (dated, replace(dated, url="https://a.vn/2", key="2", published=at(noon - DAY))),
        "same date, other text": (
            dated,
            replace(dated, url="https://a.vn/2", key="2", body=(Paragraph(text=TEXT.strip().replace("300", "400")),)),
        ),
        "same date and text, other title": (dated, replace(dated, url="https://a.vn/2", key="2", title="Thông báo số 2")),
        "hardly any text": (short, replace(short, url="https://a.vn/2", key="2")),
        "no date": (replace(dated, published=None), replace(dated, url="https://a.vn/2", key="2", published=None)),
        "first seen together": (
            replace(dated, published=at(noon, Provenance.FIRST_SEEN)),
            replace(dated, url="https://a.vn/2", key="2", published=at(noon, Provenance.FIRST_SEEN)),
        ),
        "one number on two hosts": (
            replace(dated, key="a.vn/12", url="https://a.vn/x-12", published=None),
            replace(dated, key="b.a.vn/12", url="https://b.a.vn/x-12", published=None),
        ),
        "another source": (dated, replace(dated, source="vn-b")),
    }


@pytest.mark.parametrize("together", [False, True])
@pytest.mark.parametrize("name", [
    "same text, other date", "same date, other text", "same date and text, other title", "hardly any text", "no date",
    "first seen together", "one number on two hosts", "another source",
])  # fmt: skip
def test_two_articles_stay_two(store: Store, make: Make, noon: datetime, name: str, together: bool) -> None:
    pair = apart(make, noon)[name]
    kept = store.keep_all(pair, now=noon) if together else [store.keep(each, now=noon) for each in pair]
    assert len({each.id for each in kept}) == 2


def test_all_cases_of_two_articles_are_tried(make: Make, noon: datetime) -> None:
    assert len(apart(make, noon)) == 8


def test_what_is_known_under_two_names_of_two_articles_keeps_both(store: Store, make: Make, noon: datetime) -> None:
    one = store.keep(make(1), now=noon)
    two = store.keep(page(make, "https://a.vn/hai"), now=noon)
    both = store.keep(make(1, url="https://a.vn/hai"), now=noon + HOUR)
    assert both.id == one.id
    assert store.aliases(two.id) == ("https://a.vn/hai",)
    assert store.counts().articles == 2


def test_a_moved_site_is_not_read_anew(store: Store, make: Make, noon: datetime) -> None:
    first = store.keep(make(key="a.vn/1"), now=noon)
    declare(store, noon, homepage="https://moi.vn/", listings=("https://moi.vn/tin",), former_hosts=("a.vn",))
    asked = ["moi.vn/1", "https://moi.vn/tin-1.html", "https://www.moi.vn/tin-2.html", "khac.moi.vn/1"]
    assert store.known("vn-a", asked) == {"moi.vn/1", "https://moi.vn/tin-1.html"}
    for name in ("moi.vn/1", "https://moi.vn/tin-1.html", "http://a.vn/tin-1.html"):
        assert store.find("vn-a", name) == first.id
    for key, url in (("moi.vn/1", "https://moi.vn/ten-moi.html"), ("khac", "https://moi.vn/tin-1.html")):
        assert store.keep(make(key=key, url=url), now=noon).id == first.id


def test_old_links_find_what_was_first_read_on_the_new_host(store: Store, make: Make, noon: datetime) -> None:
    declare(store, noon, homepage="https://moi.vn/", listings=("https://moi.vn/tin",), former_hosts=("a.vn", "cu.vn"))
    first = store.keep(make(key="moi.vn/1", url="https://moi.vn/tin-1.html"), now=noon)
    assert store.find("vn-a", "https://cu.vn/tin-1.html") == first.id
    assert store.keep(make(key="a.vn/1", url="https://a.vn/tin-1.html"), now=noon).id == first.id


def test_a_site_that_moves_into_a_new_system_counts_anew(store: Store, make: Make, noon: datetime) -> None:
    old = store.keep(page(make, "https://a.vn/12", published=at(noon - 9 * DAY)), now=noon - DAY)
    hosts = {"homepage": "https://moi.vn/", "listings": ("https://moi.vn/tin",), "former_hosts": ("a.vn",)}
    declare(store, noon, **hosts, new_system=noon.date())
    other = page(make, "https://moi.vn/12", text="Mưa lớn làm ngập ba khu phố. " * 9, title="Mưa lớn", published=at(noon - DAY))
    assert store.keep(other, now=noon).id != old.id


def changed(store: Store, make: Make, noon: datetime) -> str:
    """Keep an article of a system that is replaced at noon, and return its id."""
    kept = store.keep(page(make, "https://a.vn/cu", published=at(noon - 9 * DAY)), now=noon - 8 * DAY)
    declare(store, noon, new_system=noon.date())
    return kept.id


def renewed(make: Make, noon: datetime, **changes: Any) -> Article:
    plain = page(
        make, "https://a.vn/moi/123", text=TEXT.replace("300", "310"), title="Ra quân", published=at(noon - 9 * DAY - HOUR)
    )
    return replace(plain, **changes)


def test_after_a_change_of_system_the_alike_article_of_the_day_is_it(store: Store, make: Make, noon: datetime) -> None:
    old = changed(store, make, noon)
    kept = store.keep(renewed(make, noon), now=noon)
    assert (kept.id, kept.outcome, kept.warning) == (old, Outcome.EDITED, "")
    # It was read from the new system now: what else is alike is another article.
    assert store.keep(renewed(make, noon, key="2", url="https://a.vn/moi/2"), now=noon + HOUR).id != old


@pytest.mark.parametrize(
    "changes",
    [
        {"published": None},
        {"body": (Paragraph(text="Mưa lớn làm ngập ba khu phố. " * 9),)},
        {"day": -10},
        {"day": 1},
    ],
)
def test_nothing_else_is(store: Store, make: Make, noon: datetime, changes: dict[str, Any]) -> None:
    old = changed(store, make, noon)
    if "day" in changes:
        changes = {"published": at(noon + changes["day"] * DAY)}
    assert store.keep(renewed(make, noon, **changes), now=noon + 2 * DAY).id != old


def test_before_the_declared_day_nothing_is(store: Store, make: Make, noon: datetime) -> None:
    old = changed(store, make, noon)
    assert store.keep(renewed(make, noon), now=noon - DAY).id != old


def test_what_the_new_system_showed_first_is_not_from_the_old_one(store: Store, make: Make, noon: datetime) -> None:
    declare(store, noon, new_system=noon.date())
    first = store.keep(renewed(make, noon), now=noon + 2 * DAY)
    assert store.keep(renewed(make, noon, key="2", url="https://a.vn/moi/2", title="Khác"), now=noon + 3 * DAY).id != first.id


def test_a_doubt_is_a_new_article_with_a_warning(store: Store, make: Make, noon: datetime) -> None:
    old = changed(store, make, noon)
    other = store.keep(page(make, "https://a.vn/cu-2", published=at(noon - 9 * DAY + HOUR)), now=noon - 7 * DAY)
    kept = store.keep(renewed(make, noon), now=noon)
    assert kept.id not in {old, other.id}
    assert kept.outcome is Outcome.NEW
    assert kept.warning == "2 articles from before the change of system may be this one"


def test_withdrawals_and_returns_are_kept_for_ever_in_order(store: Store, make: Make, noon: datetime) -> None:
    kept = store.keep(make(), now=noon)
    for hours in (1, 4):
        store.missing(kept.id, now=noon + hours * HOUR, confirm_after=HOUR)
        store.missing(kept.id, now=noon + (hours + 1) * HOUR, confirm_after=HOUR)
        store.keep(make(), now=noon + (hours + 2) * HOUR)
    assert [(event.kind, event.at - noon) for event in store.events(kept.id)] == [
        (EventKind.WITHDRAWN, 2 * HOUR),
        (EventKind.RESTORED, 3 * HOUR),
        (EventKind.WITHDRAWN, 5 * HOUR),
        (EventKind.RESTORED, 6 * HOUR),
    ]
    assert store.events("vn-a-nothing") == ()


def test_events_of_one_moment_keep_their_order(store: Store, make: Make, noon: datetime) -> None:
    kept = store.keep(make(), now=noon)
    for _ in range(2):
        store.missing(kept.id, now=noon, confirm_after=timedelta(0))
        store.missing(kept.id, now=noon, confirm_after=timedelta(0))
        store.keep(make(), now=noon - DAY)
    events = store.events(kept.id)
    assert [event.kind for event in events] == [EventKind.WITHDRAWN, EventKind.RESTORED] * 2
    assert len({event.at for event in events}) == 4


def test_an_article_whose_content_was_given_up_stays_known(store: Store, make: Make, noon: datetime) -> None:
    kept = store.keep(make(), now=noon)
    with store.write() as connection:
        connection.execute(update(articles).where(articles.c.id == kept.id).values(pruned=noon))
    again = store.keep(make(title="Khác", url="https://a.vn/moi"), now=noon + DAY)
    assert (again.id, again.outcome, again.revision) == (kept.id, Outcome.SAME, 1)
    stored = store.article(kept.id)
    assert stored is not None
    assert (stored.article.title, stored.last_seen) == ("Tin 1", noon + DAY)
    assert "https://a.vn/moi" in store.aliases(kept.id)
    for hours in (1, 2):
        store.missing(kept.id, now=noon + 2 * DAY + hours * HOUR, confirm_after=HOUR)
    assert store.keep(make(title="Khác"), now=noon + 3 * DAY).outcome is Outcome.RESTORED
    assert len(store.events(kept.id)) == 2
    assert len(store.revisions(kept.id)) == 1


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["a.vn", "cu.vn"]),
        st.integers(1, 3),
        st.integers(1, 2),
        st.sampled_from([None, "https://a.vn/1", "https://cu.vn/2", "https://a.vn/x"]),
        st.sampled_from([None, 0, 1]),
        st.sampled_from(["300", "310"]),
    ),
    min_size=1,
    max_size=10,
)


@given(steps=STEPS, size=st.integers(2, 5), new_system=st.booleans())
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_batches_recognise_what_single_articles_are_recognised_as(
    steps: list[Any], size: int, new_system: bool, make: Make, noon: datetime, another: Callable[[], Store]
) -> None:
    batch = [
        (
            page(
                make,
                f"https://{host}/{number}",
                text=TEXT.replace("300", people),
                title=f"Tin {title}",
                published=day if day is None else at(noon - day * DAY),
            ),
            asked,
        )
        for host, number, title, asked, day, people in steps
    ]
    with another() as one, another() as two:
        for store in (one, two):
            declare(store, noon, former_hosts=("cu.vn",), new_system=date(2026, 3, 1) if new_system else None)
        singly = [one.keep(article, now=noon, asked=asked) for article, asked in batch]
        starts = range(0, len(batch), size)
        batched = [kept for start in starts for kept in two.keep_all(batch[start : start + size], now=noon)]
        assert singly == batched
        assert list(one.articles()) == list(two.articles())
        for kept in singly:
            assert one.aliases(kept.id) == two.aliases(kept.id)


@given(steps=STEPS)
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_name_an_article_was_kept_under_leads_to_an_article(
    steps: list[Any], make: Make, noon: datetime, another: Callable[[], Store]
) -> None:
    with another() as store:
        declare(store, noon, former_hosts=("cu.vn",))
        for host, number, title, asked, _, _ in steps:
            article = page(make, f"https://{host}/{number}", title=f"Tin {title}")
            kept = store.keep(article, now=noon, asked=asked)
            assert store.keep(article, now=noon).id == kept.id
            assert store.find("vn-a", article.url) == kept.id
            assert asked is None or store.known("vn-a", [asked])
