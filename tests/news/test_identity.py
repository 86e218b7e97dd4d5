from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from news.identity import mint, normalise

PIECES = st.sampled_from(
    [
        *("http://", "https://", "HTTP://", "www.", "www.www.", "a.vn", "A.VN", ":80", ":0443", ":8080", ":", "/", "//"),
        *("/../", "/./", "amp", "print", "/amp/", "/print/", ".amp.html", ".html", ";jsessionid=AB;", ";x", "?", "&", "="),
        *("utm_source=x", "sid=abcdef0123456789", "sid=12", "%20", "+", "%2e%2E", "%zz", "%", "%C3%A1", "á", "%EF%BF%BD", "#f"),
        *("@", "[::1]", " ", "。", "ß", "İ", "Ａ", "\ud800", "%41", "%25", "(S(abc))", "\t", "\u00a0", "xn--", "\u2100"),
    ]
)
ADDRESSES = st.one_of(
    st.lists(PIECES, max_size=12).map("".join),
    st.lists(PIECES, max_size=12).map(lambda pieces: "http://a.vn/" + "".join(pieces)),
    st.text().map(lambda text: "http://" + text),
    st.text(),
)


@given(ADDRESSES)
def test_normalising_twice_changes_nothing(url: str) -> None:
    once = normalise(url)
    assert normalise(once) == once


@given(ADDRESSES)
def test_a_normalised_address_can_be_stored_and_sent(url: str) -> None:
    once = normalise(url)
    if once.startswith("https://") and once != url.strip():
        assert once.isascii()
        assert " " not in once


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("HTTP://WWW.HaLongCity.gov.vn:80/Tin-p13n5.html#top", "https://halongcity.gov.vn/Tin-p13n5.html"),
        ("https://halongcity.gov.vn:443", "https://halongcity.gov.vn/"),
        ("http://127.0.0.1:8801/tin/", "https://127.0.0.1:8801/tin"),
        ("http://user:secret@a.vn/", "https://a.vn/"),
        ("http://a.vn./x", "https://a.vn/x"),
        ("http://a.vn/x?utm_source=zalo&utm_medium=z&fbclid=1&zarsrc=30&id=5", "https://a.vn/x?id=5"),
        ("http://a.vn/x?b=2&a=1&a=0", "https://a.vn/x?a=0&a=1&b=2"),
        ("http://a.vn/x?a=&b", "https://a.vn/x?a&b"),
        ("http://a.vn/x?%20a=+1&&=&", "https://a.vn/x?a=1"),
        ("http://yenbai.gov.vn:443/x.aspx?ItemID=3&l=Tintrongtinh++++", "https://yenbai.gov.vn/x.aspx?ItemID=3&l=Tintrongtinh"),
        ("http://a.vn/x;jsessionid=1A2B?id=1", "https://a.vn/x?id=1"),
        ("http://a.vn/(S(abc12))/x.aspx", "https://a.vn/x.aspx"),
        ("http://a.vn/x?PHPSESSID=77", "https://a.vn/x"),
        ("http://a.vn/x?sid=0123456789abcdef0123", "https://a.vn/x"),
        ("http://a.vn/modules.php?name=News&sid=123", "https://a.vn/modules.php?name=News&sid=123"),
        ("http://a.vn/tin//a/../b/./c", "https://a.vn/tin/b/c"),
        ("http://a.vn/tin/b/amp/", "https://a.vn/tin/b"),
        ("http://a.vn/tin/b.amp.html", "https://a.vn/tin/b.html"),
        ("http://a.vn/tin/b?amp=1", "https://a.vn/tin/b"),
        ("http://a.vn/vi/news/print/muc/b-12.html", "https://a.vn/vi/news/muc/b-12.html"),
        ("http://a.vn/print", "https://a.vn/print"),
        ("http://a.vn/h%c3%b3a%7E", "https://a.vn/h%C3%B3a~"),
        ("http://a.vn/hóa", "https://a.vn/h%C3%B3a"),
        ("http://a.vn/ho\u0301a", "https://a.vn/ho%CC%81a"),
        ("http://a.vn/%ef%bf%bd%EF%BF%BDng", "https://a.vn/%EF%BF%BD%EF%BF%BDng"),
        ("http://a.vn/100%", "https://a.vn/100%25"),
        ("http://tỉnh.vn/", "https://xn--tnh-dlz.vn/"),
        ("  mailto:a@b.vn ", "mailto:a@b.vn"),
        ("n52635", "n52635"),
        ("http://[oops/", "http://[oops/"),
        ("http://../tin", "http://../tin"),
        ("ftp://a.vn/tin", "ftp://a.vn/tin"),
        ("//a.vn/tin", "//a.vn/tin"),
    ],
)
def test_spellings_of_one_address_fold(url: str, expected: str) -> None:
    assert normalise(url) == expected


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("http://a.vn/x?id=1", "http://a.vn/x?id=2"),
        ("http://a.vn/X", "http://a.vn/x"),
        ("http://a.vn/h\u00f3a", "http://a.vn/ho\u0301a"),
        ("http://a.vn/%EF%BF%BDng", "http://a.vn/ng"),
        ("http://a.vn/a%2Fb", "http://a.vn/a/b"),
        ("http://a.vn:8080/", "http://a.vn/"),
        ("http://b.a.vn/", "http://a.vn/"),
    ],
)
def test_different_pages_stay_apart(one: str, other: str) -> None:
    assert normalise(one) != normalise(other)


def test_an_endless_address_is_left_alone() -> None:
    url = "http://A.vn/" + "a" * 9000
    assert normalise(url) == url


@given(st.from_regex(r"[a-z0-9]+(-[a-z0-9]+){0,3}", fullmatch=True), st.text())
def test_an_id_is_safe_everywhere(source: str, key: str) -> None:
    article_id = mint(source, key)
    assert re.fullmatch(r"[a-z0-9-]+-[a-z2-7]{12}", article_id)
    assert article_id.startswith(f"{source}-")
    assert mint(source, key) == article_id


def test_an_id_depends_on_source_and_key() -> None:
    assert mint("vn-ha-long", "halongcity.gov.vn n52635") == "vn-ha-long-l6yldq37eucb"
    assert len({mint("vn-a", "1"), mint("vn-a", "2"), mint("vn-b", "1")}) == 3


@pytest.mark.parametrize("source", ["", "Vn-A", "vn a", "vn--a", "-vn", "../x", "vn-hà"])
def test_an_id_needs_a_sound_source(source: str) -> None:
    with pytest.raises(ValueError, match="not a source id"):
        mint(source, "1")
