# Markup stands whole, as pages have it.
# ruff: noqa: E501

from datetime import UTC, datetime

import pytest
from lxml import html

from crawler.pages.generic import Reading, read_generic
from crawler.pages.generic.authors import is_name, names_in
from crawler.pages.generic.language import read_language
from crawler.pages.generic.linked_data import articles
from crawler.pages.generic.names import Part, parts
from crawler.pages.generic.outline import outline
from crawler.pages.generic.phrases import is_comments_heading, is_dateline, is_notice, is_other_heading, leads_away
from crawler.pages.generic.title import agreement, without_site
from crawler.pages.page import Evidence, Page
from news.article import Figure, Heading, ListBlock, Paragraph, Precision, Provenance, Quote, Table
from news.errors import EmptyPageError
from news.source import Source

NOW = datetime(2026, 1, 1, tzinfo=UTC)
SOURCE = Source(id="xx-a", title="The Daily", homepage="https://a.example/", listings=(), timezone="UTC", language="en")
SENTENCE = "The council voted nine to four to close the lane, and the work, which takes four months, begins in {0}."
BODY = "".join(f"<p>{SENTENCE.format(month)}</p>" for month in ("March", "April", "May", "June", "July"))


def read(
    content: str, *, head: str = "", url: str = "https://a.example/news/1", source: Source = SOURCE, lang: str = "en"
) -> Reading:
    markup = f'<html lang="{lang}"><head>{head}</head><body>{content}</body></html>'
    return read_generic(Page(url=url, markup=markup), source, evidence=Evidence(now=NOW))


def day(reading: Reading) -> str | None:
    return reading.published.moment.date().isoformat() if reading.published else None


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Council closes lane | The Daily", "Council closes lane"),
        ("The Daily: Council closes lane", "The Daily: Council closes lane"),
        ("The Daily - Council closes lane", "Council closes lane"),
        ("Bridge repairs – what residents need to know", "Bridge repairs – what residents need to know"),
        ("Bridge repairs – what residents need to know – thedaily.example", "Bridge repairs – what residents need to know"),
        ("Council closes lane « The Daily", "Council closes lane"),
        ("Council closes lane :: News :: The Daily", "Council closes lane"),
    ],
)
def test_the_site_leaves_a_title_but_its_own_dash_stays(title: str, expected: str) -> None:
    assert without_site(title, frozenset({"thedaily", "thedailyexample"}), hard="|" in title or "::" in title) == expected


def test_titles_agree_by_letters() -> None:
    assert agreement("“Closed”, says mayor", "'Closed' says mayor") == 1.0
    assert agreement("Council closes the lane", "Museum opens a wing") < 0.3


def test_metadata_chooses_among_headings() -> None:
    head = '<meta property="og:title" content="Council closes the old lane to cars">'
    reading = read(f"<h1>The Daily</h1><h1>Local news</h1><h1>Council closes the old lane to cars</h1>{BODY}", head=head)
    assert reading.title == "Council closes the old lane to cars"


def test_a_headline_only_in_metadata_is_used() -> None:
    assert read(BODY, head="<title>Council closes the old lane | The Daily</title>").title == "Council closes the old lane"


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("By Jane Doe and John O'Neil, Staff Writers", ["Jane Doe", "John O'Neil"]),
        ("Von Katrin Vogel und Uwe Brandt", ["Katrin Vogel", "Uwe Brandt"]),
        ("Par Étienne Garnier", ["Étienne Garnier"]),
        ("Tác giả: Nguyễn Thị Mai", ["Nguyễn Thị Mai"]),
        ("NGUYỄN THỊ MAI", ["Nguyễn Thị Mai"]),
        ("24 Sep 2022, Lena Hofmann", ["Lena Hofmann"]),
        ("山田花子", ["山田花子"]),
        ("https://www.facebook.example/thedaily", []),
        ("admin", []),
        ("Published on March 3, 2021", []),
        ("Local Reporter", []),
    ],
)
def test_names_in_bylines(text: str, names: list[str]) -> None:
    assert names_in(text) == names


def test_a_sentence_is_no_name() -> None:
    assert not is_name("The mayor said so")


@pytest.mark.parametrize(
    "text", ["Tin tức khác", "CÁC TIN KHÁC:", "Related articles", "Mehr zum Thema", "À lire aussi", "関連記事", "Lees ook"]
)
def test_headings_of_other_news(text: str) -> None:
    assert is_other_heading(text)


@pytest.mark.parametrize("text", ["Tin vui cho phường Hà Tu", "Related parties must register", "Informationen", "In London"])
def test_other_headings_are_the_articles_own(text: str) -> None:
    assert not is_other_heading(text)
    assert not is_notice(text)


def test_lines_around_a_text() -> None:
    assert is_dateline("Published: 9 Dec 2022")
    assert is_dateline("Thứ ba, 12/03/2024 08:15")
    assert not is_dateline("On 9 December 2022 the council met.")
    assert is_notice("Chia sẻ")
    assert is_notice("Quay lại trang trước")
    assert is_notice("Đã xem: 1.204")
    assert is_notice("Your email address will not be published.")
    assert not is_notice("In the morning, buses run again.")
    assert leads_away("Read more: the history of the lane")
    assert is_comments_heading("16 comments")
    assert is_comments_heading("Bình luận (3)")


@pytest.mark.parametrize(
    ("names", "part"),
    [
        ("td-post-content", Part.STRONG_BODY),
        ("articleBody", Part.STRONG_BODY),
        ("relatedPosts", Part.RELATED),
        ("tandan-div-article-other", Part.RELATED),
        ("comments-area", Part.COMMENTS),
        ("wp-caption-text", Part.CAPTION),
        ("detail-sapo", Part.LEAD),
    ],
)
def test_names_speak_of_parts(names: str, part: int) -> None:
    assert parts(names) & part


def test_state_on_a_wrapper_says_nothing() -> None:
    assert not parts("post type-post has-sidebar tag-social category-related comments-open") & (
        Part.CLUTTER | Part.COMMENTS | Part.RELATED | Part.TAGS
    )


def test_an_outline_gives_text_to_its_block_in_order() -> None:
    measured = outline(
        html.fromstring("<div>one <b>two</b> three<p>four <a href=x>five</a></p>six<br>seven<script>no</script></div>")
    )
    assert measured.texts[0] == "one two three\nsix\nseven"
    paragraph = measured.tags.index("p")
    assert measured.texts[paragraph] == "four five"
    assert measured.links[paragraph] == 4


@pytest.mark.parametrize(
    ("text", "claim", "told"),
    [
        (
            "Ủy ban nhân dân phường tổ chức hội nghị triển khai nhiệm vụ trọng tâm của năm và công tác chỉnh trang đô thị",
            "en-us",
            "vi",
        ),
        ("The council voted on Tuesday night to close the lane to the traffic of the city and to plant trees", "en-gb", "en-GB"),
        ("Der Gemeinderat hat am Dienstagabend beschlossen, die Brücke an der Straße für den Verkehr zu sperren", "en", "de"),
        (
            "市は来年の改修工事を始めると発表しました。工事費の見込みや住民の声を聞きながら、安全なまちづくりを進めたいと述べました。図書館も開館します。",
            "",
            "ja",
        ),
        ("kurz", "de-at", "de-AT"),
        ("kurz", "", "vi"),
    ],
)
def test_the_text_tells_its_language(text: str, claim: str, told: str) -> None:
    assert read_language(text, claim, "vi") == told


def test_json_ld_as_sites_write_it() -> None:
    scripts = [
        '<!-- {"@graph": [{"@type": "WebPage", "name": "x"}, {"@type": ["NewsArticle"], "headline": "A"}]} -->',
        '{"@type": "Article", "headline": "B",}',
        '{"@type": "NewsArticle", "headline": "C "quoted" broken", "datePublished": "2024-01-02"}',
        "not json",
    ]
    found = articles(scripts)
    assert [node.get("headline") for node in found[:2]] == ["A", "B"]
    assert found[2]["datePublished"] == "2024-01-02"


def test_the_visible_day_wins_over_a_later_edit_in_metadata() -> None:
    head = '<meta property="article:published_time" content="2024-05-20T10:00:00Z">'
    reading = read(f'<h1>Council closes the lane</h1><span class="date">3 March 2024</span>{BODY}', head=head)
    assert day(reading) == "2024-03-03"


def test_a_visible_update_leaves_the_published_day_to_metadata() -> None:
    head = '<meta property="article:published_time" content="2024-03-03T10:00:00Z">'
    reading = read(f'<h1>Council closes the lane</h1><span class="date">Updated: 20 May 2024</span>{BODY}', head=head)
    assert day(reading) == "2024-03-03"
    assert reading.updated is not None
    assert reading.updated.moment.date().isoformat() == "2024-05-20"


def test_no_date_is_taken_from_other_news_comments_or_footer() -> None:
    others = (
        "<div class='related'><h3>Related articles</h3>"
        + "".join(f"<p><a href=/{n}>Other item number {n}</a> 0{n}/05/2024</p>" for n in range(1, 5))
        + "</div>"
    )
    foot = "<div class=comments><p>anon wrote on 12/06/2024</p></div><footer>Copyright 2025. Licence of 15/03/2019</footer>"
    reading = read(f"<h1>Council closes the lane</h1>{BODY}{others}{foot}")
    assert reading.published is None


@pytest.mark.parametrize("heading", ["<p><b>Other news</b></p>", "<div>Các tin khác:</div>", "<h3>Weitere Meldungen</h3>"])
def test_no_date_is_taken_from_a_list_that_only_its_heading_tells(heading: str) -> None:
    others = "".join(
        f"<div><a href=/{n}>Other item number {n}</a> <span class=date>2{n}/05/2024</span></div>" for n in range(1, 5)
    )
    reading = read(f"<h1>Council closes the lane</h1>{BODY}{heading}{others}")
    assert reading.published is None
    dated = read(f"<h1>Council closes the lane</h1><p>1 March 2024</p>{BODY}{heading}{others}")
    assert day(dated) == "2024-03-01"


def test_a_date_in_drupals_rdfa() -> None:
    created = (
        '<span property="dc:date dc:created" content="2024-03-05T10:30:00+00:00" datatype="xsd:dateTime" class="rdf-meta"></span>'
    )
    edited = created.replace("dc:date dc:created", "dc:modified").replace("03-05", "04-09")
    reading = read(f"<h1>Council closes the lane</h1>{edited}{created}{BODY}")
    assert day(reading) == "2024-03-05"


def test_a_date_in_the_future_is_refused_with_a_warning() -> None:
    reading = read(
        f"<h1>Council closes the lane</h1>{BODY}", head='<meta property="article:published_time" content="2099-01-01">'
    )
    assert reading.published is None
    assert any("2099" in warning for warning in reading.warnings)


def test_the_address_dates_an_article_that_says_nothing() -> None:
    reading = read(f"<h1>Council closes the lane</h1>{BODY}", url="https://a.example/2024/03/05/lane/")
    assert reading.published is not None
    assert (day(reading), reading.published.precision, reading.published.provenance) == (
        "2024-03-05",
        Precision.DAY,
        Provenance.URL,
    )


def test_a_generic_description_is_no_lead() -> None:
    reading = read(
        f"<h1>Council closes the lane</h1>{BODY}",
        head='<meta name="description" content="The Daily: all the news of your region, every day.">',
    )
    assert reading.lead is None
    assert len(reading.body) == 5


def test_everything_that_is_text_stays() -> None:
    content = (
        f"<h1>Council closes the lane</h1><div class=entry-content>{BODY}<h2>What comes next</h2><ul><li>New trees, in spring.</li><li>Two benches</li></ul>"
        f"<blockquote><p>It is about time, is it not?</p></blockquote><table><tr><th>Year</th><th>Cars</th></tr><tr><td>2023</td><td>900</td></tr></table>"
        f"<p>{SENTENCE.format('August')}</p><p>Read more: <a href=/x>the history of the lane</a></p></div>"
    )
    kinds = [type(block) for block in read(content).body]
    assert kinds == [*[Paragraph] * 5, Heading, ListBlock, Quote, Table, Paragraph]


def test_attachments_categories_and_figures() -> None:
    content = (
        f'<ol class="breadcrumb"><li><a href="/">Home</a></li><li><a href="/t">Transport</a></li></ol><h1>Council closes the lane</h1><div class=content>{BODY}'
        f'<figure><img src="/lane.jpg"><figcaption>The lane in May</figcaption></figure><p>Plan: <a href="/files/plan 1.pdf">the plan</a> as a document, for all to read.</p></div>'
    )
    reading = read(content)
    assert reading.categories == ("Transport",)
    assert [(attachment.url, attachment.media_type) for attachment in reading.attachments] == [
        ("https://a.example/files/plan%201.pdf", "application/pdf")
    ]
    assert [block.caption for block in reading.body if isinstance(block, Figure)] == ["The lane in May"]
    assert reading.image == "https://a.example/lane.jpg"


def test_a_thread_of_comments_longer_than_the_article_is_left_out() -> None:
    thread = "".join(
        f"<div class=c><p>I disagree with all of this, and I have said so before, number {n}, in many places.</p></div>"
        for n in range(60)
    )
    reading = read(f"<h1>Council closes the lane</h1><div class=x>{BODY}</div><div class=y><h3>60 comments</h3>{thread}</div>")
    assert len(reading.body) == 5


def test_the_site_is_never_its_own_author() -> None:
    head = '<meta property="og:site_name" content="The Daily"><meta name="author" content="The Daily">'
    assert read(f"<h1>Council closes the lane</h1>{BODY}", head=head).authors == ()


def test_rows_of_teasers_never_outweigh_the_article() -> None:
    cards = "".join(
        f"<div class=k{n % 7}><a href=/s/{n}><b>Another headline of the day, number {n}</b></a><p>A teaser of one line, which says what story {n} is about.</p></div>"
        for n in range(120)
    )
    reading = read(f"<h1>Council closes the lane</h1><div class=x>{BODY}</div><div class=y>{cards}</div>")
    assert len(reading.body) == 5


def test_todays_date_in_the_banner_is_not_the_articles() -> None:
    banner = "<div class='time-now'>1 January 2026</div><ul>" + "<li><a href=/>Menu</a></li>" * 8 + "</ul>"
    reading = read(f"{banner}<span class='date'>3 March 2024</span><h1>Council closes the lane</h1><div>{BODY}</div>")
    assert day(reading) == "2024-03-03"


def stories(*links: str) -> str:
    """Headlines that lead where they are told to, or nowhere (""), each with what it is about."""
    heads = [
        f'<a href="{link}">What happened in lane {number}</a>' if link else f"Lane {number}" for number, link in enumerate(links)
    ]
    return "".join(f"<div><h3>{head}</h3><p>{SENTENCE.format('May')}</p></div>" for head in heads)


def test_a_list_of_news_is_no_article_however_much_it_says() -> None:
    with pytest.raises(EmptyPageError, match="a list of news"):
        read(f"<main><h1>City and council</h1>{stories('/a-1', '/a-2', '/a-3', '/a-4')}</main>")


@pytest.mark.parametrize(
    ("head", "content"),
    [
        ("", stories("", "", "", "/a-4")),
        ("", stories("/a-1", "/a-2")),
        ("", f"{stories('/a-1', '/a-2', '/a-3')}{stories('', '', '')}"),
        ('<meta property="og:type" content="article">', stories("/a-1", "/a-2", "/a-3", "/a-4")),
        ('<meta property="article:published_time" content="2025-12-01T08:00:00Z">', stories("/a-1", "/a-2", "/a-3", "/a-4")),
    ],
)
def test_an_article_may_have_headings_that_lead_elsewhere(head: str, content: str) -> None:
    assert read(f"<main><h1>Lanes of the week</h1>{BODY}{content}</main>", head=head).title == "Lanes of the week"
