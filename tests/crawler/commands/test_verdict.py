"""Verdicts: what makes a source ok, quiet or broken, by itself and beside its own history."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from crawler.commands.verdict import ADVICE, QUIET, State, advice_for, judge, patience
from crawler.guards.refusals import REFUSALS, StatusError
from crawler.report import KINDS
from news.article import Article, Attachment, Figure, Paragraph, Precision, Provenance, Published
from news.errors import EmptyPageError, LayoutError
from news.stored import StoredArticle

NOW = datetime(2026, 11, 20, tzinfo=UTC)
SHORT = "Một đoạn văn ngắn, nhưng vẫn còn là một đoạn văn. Chỉ dài hơn tám mươi ký tự một chút thôi."


def made(number: int, *, text: str = "Một đoạn văn đủ dài để tin. " * 40, days: float = 1, **fields: Any) -> Article:
    published = Published(moment=NOW - timedelta(days=days * number), precision=Precision.DAY, provenance=Provenance.VISIBLE)
    values: dict[str, Any] = {"published": published, "lead": "Mở đầu.", **fields}
    return Article(
        source="vn-x",
        url=f"https://x.vn/{number}",
        key=str(number),
        title=f"Tin {number}",
        body=(Paragraph(text=text),),
        **values,
    )


def stored(articles: list[Article]) -> list[StoredArticle]:
    return [StoredArticle(id=each.key, article=each, revision=1, first_seen=NOW, last_seen=NOW) for each in articles]


KNOWN = stored([made(number) for number in range(1, 30)])


def test_what_is_usual_is_well() -> None:
    verdict = judge("vn-x", [made(1), made(2), made(3)], [], KNOWN, links=9, now=NOW)
    assert verdict.state is State.OK
    assert verdict.newest == NOW - timedelta(days=1)


@pytest.mark.parametrize(
    ("articles", "kind", "first"),
    [
        ([made(1, lead=None), made(2, lead=None), made(3, lead=None)], "fields", "ok"),
        ([made(1, text="Ngắn."), made(2, text="Ngắn."), made(3, text="Ngắn.")], "text", "broken"),
        ([made(1, text=SHORT), made(2, text=SHORT), made(3, text=SHORT)], "text", "ok"),
    ],
)
def test_what_is_unusual_in_all_articles_is_broken(articles: list[Article], kind: str, first: str) -> None:
    """`first`: the verdict where nothing is known of the source yet."""
    assert judge("vn-x", articles, [], KNOWN, links=9, now=NOW).kind == kind
    assert judge("vn-x", [*articles[:2], made(3)], [], KNOWN, links=9, now=NOW).state is State.OK
    assert judge("vn-x", articles, [], [], links=9, now=NOW).state == first


def test_a_short_text_with_documents_or_pictures_is_an_article() -> None:
    paper = Attachment(url="https://x.vn/a.pdf", title="Thông báo")
    shown = [made(1, text="Ngắn.", attachments=(paper,)), made(2, text="Ngắn.", attachments=(paper,))]
    assert judge("vn-x", shown, [], KNOWN, links=9, now=NOW).state is State.OK
    pictures = replace(made(1), body=(Figure(image="https://x.vn/a.jpg"), Paragraph(text="Ngắn.")))
    assert judge("vn-x", [pictures], [], KNOWN, links=9, now=NOW).state is State.OK


@pytest.mark.parametrize(
    "text",
    [
        "M\ufffdt \ufffdo\ufffdn v\ufffdn d\ufffdi. " * 20,
        "M?t ?o?n v?n d?i c?a ph??ng. " * 20,
        "Má»\u0099t Ä\u0091oáº¡n vÄ\u0083n Ä\u0091á»§ dÃ i. " * 20,
    ],
)
def test_lost_and_misread_letters_are_a_wrong_charset(text: str) -> None:
    assert judge("vn-x", [made(1), made(2, text=text)], [], [], links=9, now=NOW).kind == "charset"


def test_letters_that_only_look_odd_are_no_wrong_charset() -> None:
    said = "« Ông Giá » và « bà Lá» đọc Ãn-Giang, São Paulo, Ærø, Älmhult? Có. " * 8 + "Một đoạn văn đủ dài để tin. " * 20
    assert judge("vn-x", [made(1, text=said)], [], [], links=9, now=NOW).state is State.OK


@pytest.mark.parametrize(
    ("read", "unfound", "state"), [(3, 0, "ok"), (2, 1, "broken"), (8, 1, "broken"), (9, 1, "ok"), (8, 2, "broken")]
)
def test_required_fields_are_found_in_nine_of_ten(read: int, unfound: int, state: str) -> None:
    errors = [LayoutError("https://x.vn/4", "title"), LayoutError("https://x.vn/5", "body")][:unfound]
    verdict = judge("vn-x", [made(number) for number in range(1, read + 1)], errors, KNOWN, links=9, now=NOW)
    assert verdict.state == state
    if state == "broken":
        assert verdict.kind == "layout"
        assert "title in 1" in verdict.reason
        assert f"of {read + unfound} articles" in verdict.reason


def test_pages_that_are_gone_say_nothing_of_the_others_unless_they_are_most() -> None:
    gone = [StatusError("https://x.vn/4", 404), EmptyPageError("https://x.vn/5", "no text")]
    assert judge("vn-x", [made(1), made(2)], gone, KNOWN, links=9, now=NOW).state is State.OK
    assert judge("vn-x", [made(1)], gone, KNOWN, links=9, now=NOW).kind == "http 404"
    assert judge("vn-x", [], gone, KNOWN, links=9, now=NOW).kind == "http 404"
    assert judge("vn-x", [], [], KNOWN, links=9, now=NOW).kind == "links"


def dated(number: int, moment: datetime, precision: Precision = Precision.MINUTE) -> Article:
    return made(number, published=Published(moment=moment, precision=precision, provenance=Provenance.VISIBLE))


def test_dates_that_are_the_moment_of_asking_are_not_the_articles() -> None:
    now = [dated(number, NOW - timedelta(seconds=30 * number)) for number in (1, 2, 3)]
    assert judge("vn-x", now, [], [], links=9, now=NOW).kind == "dates"
    assert judge("vn-x", [*now[:2], made(3)], [], [], links=9, now=NOW).state is State.OK
    assert judge("vn-x", now[:1], [], [], links=9, now=NOW).state is State.OK
    today = [dated(number, NOW, Precision.DAY) for number in (1, 2, 3)]
    assert judge("vn-x", today, [], [], links=9, now=NOW).state is State.OK


def test_dates_that_do_not_move_are_broken_where_they_used_to() -> None:
    moment = NOW - timedelta(days=2)
    still = [dated(number, moment) for number in (1, 2, 3)]
    assert judge("vn-x", still, [], KNOWN, links=9, now=NOW).kind == "dates"
    assert judge("vn-x", still, [], [], links=9, now=NOW).state is State.OK
    together = stored([dated(number, moment - timedelta(days=number % 2)) for number in range(1, 20)])
    assert judge("vn-x", still, [], together, links=9, now=NOW).state is State.OK


def test_every_kind_of_failure_has_an_advice() -> None:
    kinds = {refusal.kind for refusal in REFUSALS} | set(KINDS.values()) | {"layout", "empty", "challenge"}
    assert kinds <= ADVICE.keys()
    for kind in ("http 500", "http 503", "http 401", "http 302"):
        assert "docs/" not in advice_for(kind)
    assert "running.md" in advice_for("unexpected")
    guide = (Path(__file__).parents[3] / "docs" / "running.md").read_text(encoding="utf-8")
    for kind in ADVICE:
        assert f"`{kind}`" in guide or kind.startswith("http "), kind


def test_silence_is_measured_by_the_sources_own_rhythm() -> None:
    weekly = stored([made(number, days=7) for number in range(1, 20)])
    assert patience(weekly) == timedelta(days=70)
    assert patience(KNOWN) == QUIET / 3
    assert patience(KNOWN[:2]) == QUIET
    old = [made(20), made(21)]
    assert judge("vn-x", old, [], KNOWN, links=9, now=NOW).state is State.QUIET
    assert judge("vn-x", old, [], weekly, links=9, now=NOW).state is State.OK
