"""The wall behind what we compose: whatever passes it unread, the sanitiser would have left as it is."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feeds.content import content_html
from feeds.sanitised import _CLEANER, REL, _is_ours, sanitised
from feeds.wording import VIETNAMESE
from news.article import Article
from news.text import legal
from tests.feeds.conftest import make_rich
from tests.feeds.test_hostile import PIECES, articles, assert_harmless

LINK = f'<a href="https://ha-long.example/?a=1&amp;b=2" rel="{REL}">tin</a>'
OURS = [
    "chữ",
    f'<p>“chữ” &lt; "5" &amp; {LINK}</p>',
    '<figure><img src="https://ha-long.example/1.jpg" alt="&quot;Lễ&quot; \'cắt\' băng"><figcaption>Lễ</figcaption></figure>',
    '<table><tbody><tr><td colspan="2" rowspan="3">1</td><th>2</th></tr></tbody></table>',
    f'<a href="mailto:ubnd@ha-long.example" rel="{REL}">thư</a>',
]
NOT_OURS = [
    "<script>alert(1)</script>",
    "<p onclick=alert(1)>",
    "<P>",
    "<br/>",
    "<p>chữ</p><img src=x onerror=alert(1) ",
    "<p>chữ</p><img src=x onerror=alert(1) </title>",
    '<p title="chữ" lang="vi">',
    '<img src="1.jpg"><a href="//evil.example/">tin</a>',
    "< p>",
    "</br>",
    "<a>tin</a>",
    '<a href="https://x.example/">tin</a>',
    f'<a href="javascript:alert(1)" rel="{REL}">tin</a>',
    f'<a href="data:text/html,x" rel="{REL}">tin</a>',
    f'<a href="https://x.example/" onclick="alert(1)" rel="{REL}">tin</a>',
    f'<a href="https://x.example/" rel="{REL}" onclick="alert(1)">tin</a>',
    f'<a href="https://x.example/"onclick=alert(1) rel="{REL}">tin</a>',
    '<img src="data:image/svg+xml,x" alt="">',
    '<img src="https://x.example/1.jpg" alt="" onerror="alert(1)">',
    '<td colspan="9999">',
    '<iframe src="https://x.example/">',
    "<!-- -->",
    "<svg/onload=alert(1)>",
]


@pytest.mark.parametrize("markup", OURS)
def test_what_is_ours_is_left_as_the_sanitiser_would(markup: str) -> None:
    assert _is_ours(markup)
    assert sanitised(markup) == markup == _CLEANER.clean(markup)


@pytest.mark.parametrize("markup", NOT_OURS)
def test_what_is_not_ours_is_sanitised(markup: str) -> None:
    assert not _is_ours(markup)
    assert sanitised(markup) == _CLEANER.clean(markup)
    assert_harmless(sanitised(markup))


def test_a_rich_article_needs_no_sanitiser() -> None:
    assert _is_ours(content_html(make_rich(), VIETNAMESE))


@settings(max_examples=150, deadline=None)
@given(articles())
def test_the_sanitiser_would_change_nothing_of_what_we_compose(article: Article) -> None:
    content = content_html(article, VIETNAMESE)
    assert _CLEANER.clean(content) == content


def _without_references(markup: str) -> bool:
    """Characters by their numbers are never composed, and some cannot be parsed again."""
    return "&#" not in markup


@settings(max_examples=300, deadline=None)
@given(
    st.lists(st.sampled_from([*OURS, *NOT_OURS]) | PIECES | st.text(max_size=5), max_size=6)
    .map("".join)
    .map(legal)
    .filter(_without_references)
)
def test_nothing_passes_that_could_do_more_than_show(markup: str) -> None:
    assert_harmless(sanitised(markup), schemes=frozenset({"", "http", "https", "mailto"}))  # we compose no relative address
