"""A quick look that spares a long one never answers otherwise."""

import re
import unicodedata
from contextlib import suppress
from urllib.parse import urljoin

from hypothesis import given
from hypothesis import strategies as st

from crawler.pages import links, tree
from crawler.pages.generic.language import read_language
from crawler.pages.legacy import decoded_once
from crawler.pages.misread import misread
from crawler.pages.parts import _is_among
from news.errors import NewsError
from news.identity import normalise
from news.text import fold

lengths = st.lists(st.one_of(st.integers(0, 30), st.integers(4_990, 5_010), st.integers(9_990, 10_010)), max_size=6)


@given(lengths)
def test_a_long_stretch_without_a_tag_is_found_wherever_it_begins(stretches: list[int]) -> None:
    markup = "<".join("x" * length for length in stretches)
    assert tree._has_long_tag(markup) == any(len(part) > 10_000 for part in markup.split("<"))


words = st.text(st.sampled_from("aAáÁạẠđĐoòờ ßİﬁ\u0300\u0301Σς한.,-\u00a0\u2028"), max_size=60)


@given(st.lists(words, max_size=2), words)
def test_what_was_said_is_recognised_in_any_spelling(said: list[str], text: str) -> None:
    folded = {fold(each) for each in said}
    assert _is_among(folded, text) == (fold(text) in folded)
    assert _is_among(folded | {fold(text)}, text)
    assert _is_among({fold(text.upper())}, text) == (fold(text) == fold(text.upper()))


@given(st.lists(st.sampled_from(["á»", "áº", "Ã©", "Ã", "»", "º", "á", "á»‡", "tin "]), max_size=30).map("".join))
def test_text_decoded_twice_is_never_overlooked(markup: str) -> None:
    signs = sum(markup.count(sign) for sign in ("á»", "áº", "Ã©"))
    if decoded_once(markup) is not None:
        assert signs >= 5


def test_text_decoded_twice_is_repaired() -> None:
    good = "Hội nghị tổng kết công tác năm và triển khai nhiệm vụ"
    assert decoded_once(good.encode().decode("cp1252", errors="replace") * 3) is not None
    assert decoded_once(good * 3) is None


@given(st.integers(0, 200), st.integers(0, 200), st.integers(0, 80))
def test_vietnamese_is_told_from_a_twentieth_of_its_letters_on(plain: int, marked: int, rest: int) -> None:
    text = "x" * plain + " " + "ạ" * marked + " 12_" + "1" * rest
    letters = plain + marked
    assert (read_language(text, "", "en") == "vi") == (letters >= 60 and marked >= 0.05 * letters)


@given(st.text(st.sampled_from("/.?&=#:a%wWhtps _é"), max_size=40).map(lambda text: f"https://x.vn/{text}"))
def test_a_remembered_address_is_as_at_first(url: str) -> None:
    assert normalise(url) == normalise(url)
    assert normalise(url + " " * 400) == normalise(url)  # too long to be remembered


def test_white_space_that_is_no_blank_is_not_printable() -> None:
    spaces = [chr(code) for code in range(0x110000) if re.match(r"\s", chr(code))]
    assert [each for each in spaces if each.isprintable()] == [" "]


@given(st.text(st.sampled_from("aĐđẢờ Ǆßﬁ\u0301\u0300\u0331\u0345İ\u3000\x1c\t“1"), max_size=20) | st.text(max_size=20))
def test_marks_taken_out_one_by_one_leave_what_a_pattern_leaves(text: str) -> None:
    bare = "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    assert fold(text) == re.sub(r"\s+", " ", bare.replace("đ", "d")).strip()


tags = st.sampled_from(
    ["<p>", "</p>", "<div>", "</div>", "<b>", "<br>", "<li>", "<tr>", "<td>", "<a>", "</a>", "<h1>", "<body>", "x"]
)


@given(st.lists(tags, max_size=60).map("".join))
def test_a_page_called_short_is_never_one_that_is_cut(markup: str) -> None:
    with suppress(NewsError):
        assert tree.count_elements(tree.grow(markup, "https://x.vn/")[0]) <= 2 * markup.count("<") + 4


@given(st.text(st.sampled_from("/./a~%:@;=?&#+é\\ "), max_size=20).map(lambda text: f"/{text}"))
def test_a_path_from_the_root_is_joined_as_any_other(path: str) -> None:
    if links._ROOTED.fullmatch(path):
        assert links.absolute("HTTPS://x.vn:80/a/b?c", path) == urljoin("HTTPS://x.vn:80/a/b?c", path)


@given(st.text(st.sampled_from("aá»ºÆ°¡Ä‘\u0090\u009fÃ\u00a0¿?1 "), max_size=30))
def test_letters_that_were_lost_are_counted_once(text: str) -> None:
    whole = re.compile(r"á[º»]|Æ[°¡]|Ä[‘\u0090\u0091]|Ã[\u00a0-\u00bf]|[\u0080-\u009f]|(?<=[^\W\d_])\?(?=[^\W\d_])")
    assert misread(text) == len(whole.findall(text))
