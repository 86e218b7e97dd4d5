# Markup stands whole, as pages have it.
# ruff: noqa: E501

from datetime import UTC, datetime

import pytest

from crawler.pages.generic import Reading, read_generic
from crawler.pages.generic.authors import names_in
from crawler.pages.generic.names import Part, parts
from crawler.pages.generic.phrases import is_call, is_credited, is_notice, leads_away
from crawler.pages.page import Evidence, Page
from news.article import reading_lines
from news.source import Source

NOW = datetime(2026, 1, 1, tzinfo=UTC)
SOURCE = Source(id="xx-a", title="The Daily", homepage="https://a.example/", listings=(), timezone="UTC", language="en")
TITLE = "<h1>Lane closed</h1>"
BODY = [
    f"<p>The council voted nine to four to close the lane, and the work, which takes {count} months, begins soon.</p>"
    for count in ("four", "five", "six", "seven", "eight", "nine")
]


def read(content: str, *, head: str = "") -> Reading:
    page = Page(url="https://a.example/news/1", markup=f'<html lang="en"><head>{head}</head><body>{content}</body></html>')
    return read_generic(page, SOURCE, evidence=Evidence(now=NOW))


def text(reading: Reading) -> str:
    return "\n".join([reading.lead or "", *(line for block in reading.body for line in reading_lines(block))])


@pytest.mark.parametrize(
    "box",
    [
        '<div><h4><a href="/2">Otter moves into the fountain</a></h4><p>It was seen on Monday, and again on Tuesday, by the mayor.</p></div>',
        "<section><h3>Our weekly newsletter</h3><p>Rivers, rain and rates, gathered by two editors every Friday.</p></section>",
        "<p>Crews lower a pipe into the trench. (Agency Photo/Ann Lu)</p>",
        '<p><strong>More: </strong><a href="/2">Otter moves into the fountain</a></p>',
        '<a href="/2"><b>More:</b> Otter moves into the fountain</a>',
        '<article><div><strong><a href="/2">Otter moves into the fountain</a></strong><span>It was seen on Monday, in the rain.</span></div></article>',
        '<div class="pullquote"><p>We dug it up eleven times and it leaked eleven times, all of them.</p></div>',
    ],
)
def test_promotions_between_paragraphs_leave(box: str) -> None:
    plain = text(read(f"{TITLE}<div>{''.join(BODY)}</div>"))
    assert text(read(f"{TITLE}<div>{''.join(BODY[:3])}{box}{''.join(BODY[3:])}</div>")) == plain


@pytest.mark.parametrize(
    "box",
    [
        '<div><p><a href="/plan.pdf">Plan of the detour</a></p><p>It shows, street by street, where cars may go and where not.</p></div>',
        "<p>Contact Public Works at 330-555-0177 or works@city.example with questions.</p>",
        "<p>Reporting by residents helps the crews to find leaks early.</p>",
        '<h3 class="edTag">What it costs</h3>',
        '<h2 class="sc-f98b1ad2-0 jYRvTX">What it costs</h2>',
    ],
)
def test_what_the_article_itself_says_stays(box: str) -> None:
    wanted = box.replace("</p><p>", " ").rpartition("</")[0].rpartition(">")[2][-20:]
    assert wanted in text(read(f"{TITLE}<div>{''.join(BODY[:3])}{box}{''.join(BODY[3:])}</div>"))


@pytest.mark.parametrize(
    "note",
    [
        "<p><em>Ana Petrie covers water for the Daily. Contact her at ana@a.example.</em></p>",
        "<p>Reach Ana Petrie at 330-555-0142.</p>",
        "<p>This story has been updated with a remark of the mayor.</p>",
        "<p>Reporting by Ana Petrie; Editing by Will Ames</p>",
        "<p>Daily writer Jo Lind in Columbus contributed to this report.</p>",
        "<p>kfr/dpd</p>",
    ],
)
def test_the_end_of_an_article_is_not_about_its_makers(note: str) -> None:
    byline = '<p class="byline">By Ana Petrie</p>'
    plain = read(f"{TITLE}{byline}<div>{''.join(BODY)}</div>")
    noted = read(f"{TITLE}{byline}<div>{''.join(BODY)}{note}</div>")
    assert (text(noted), noted.authors) == (text(plain), ("Ana Petrie",))


def test_a_clock_above_the_title_is_no_day_of_publication() -> None:
    reading = read(
        f"<div>Saturday, 20 September 2025, 15:02</div>{TITLE}<span class='date'>Updated 11 September 2025, 05:12</span><div>{''.join(BODY)}</div>"
    )
    assert reading.published is not None
    assert reading.published.moment.date().isoformat() == "2025-09-11"


def test_a_day_below_the_title_outweighs_a_named_clock_above_it() -> None:
    clock, day = '<span class="site-date">Monday, 22 September 2025</span>', "<div>Friday, 12 September 2025, 08:20</div>"
    reading = read(f"<div>{clock}</div>{TITLE}{day}<div>{''.join(BODY)}</div>")
    assert reading.published is not None
    assert reading.published.moment.date().isoformat() == "2025-09-12"


def test_a_label_is_nobodys_name() -> None:
    assert names_in("Post Date: 10/20/2025 9:00 AM") == []


def test_a_kicker_in_the_heading_and_another_in_metadata_both_leave() -> None:
    heading = "<h1><span>Old pipes</span> <span>Lane closed until the spring</span></h1>"
    head = '<meta property="og:title" content="Fairhaven: Lane closed until the spring">'
    assert read(f"{heading}<div>{''.join(BODY)}</div>", head=head).title == "Lane closed until the spring"


def test_a_lead_may_be_a_box_with_the_place_in_one_of_its_own() -> None:
    lead = '<div class="sapo"><div>FAIRHAVEN -</div> Two streets close on Monday, and nobody knows for how long.</div>'
    reading = read(f"{TITLE}{lead}<div>{''.join(BODY)}</div>")
    assert reading.lead == "FAIRHAVEN - Two streets close on Monday, and nobody knows for how long."
    assert text(reading).count("Two streets close") == 1


def test_authors_in_boxes_of_their_own_and_with_addresses() -> None:
    boxes = '<div class="author-info"><div><a href="/1">Ana Petrie</a></div><div><a href="/2">Jo Lind</a></div></div>'
    assert read(f"{TITLE}{boxes}<div>{''.join(BODY)}</div>").authors == ("Ana Petrie", "Jo Lind")
    assert names_in("Beth Kowalski bkowalski@herald.example") == ["Beth Kowalski"]
    assert names_in("VNPMau") == []


def test_a_line_with_date_and_place_does_not_outweigh_the_named_author() -> None:
    line = "<div>Ribera del Mar - 08/10/2025</div>"
    head = '<meta name="author" content="Ana Petrie">'
    assert read(f"{TITLE}{line}<div>{''.join(BODY)}</div>", head=head).authors == ("Ana Petrie",)


def test_generated_names_say_nothing() -> None:
    assert parts("sc-f98b1ad2-0 css-1nav2ad3") == Part.NONE
    assert parts("a2a ad-slot-2") & Part.CLUTTER


def test_lines_of_promotion_and_credit() -> None:
    assert is_call("Sign up for our newsletter")
    assert not is_call("The council signs up for a loan")
    assert is_credited("A trench. Photograph: Sam Ode/Agency")
    assert is_credited("Hẻm 42 nhìn từ trên cao (Ảnh: Hải Long).")
    assert not is_credited("The council voted nine to four (with one abstention).")
    assert leads_away("More: Otter moves in")
    assert not leads_away("More people came than the hall could hold.")
    assert not is_notice("Reporting by residents helps the crews.")
