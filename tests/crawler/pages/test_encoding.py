import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.pages.encoding import decode
from crawler.pages.page import Page

TEXT = (
    "<p>Đồng chí Nguyễn Văn Thành, Chủ tịch Ủy ban nhân dân thành phố, phát biểu tại buổi làm việc với lãnh đạo các phường.</p>"
)
TONES = "\u0300\u0301\u0303\u0309\u0323"


def windows_1258(text: str) -> bytes:
    """The text with every tone mark as a byte behind its vowel, as Windows wrote it."""
    written = []
    for character in text:
        parts = unicodedata.normalize("NFD", character)
        tone = "".join(part for part in parts if part in TONES)
        written.append(unicodedata.normalize("NFC", "".join(part for part in parts if part not in TONES)) + tone)
    return "".join(written).encode("cp1258")


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (TEXT.encode(), "text/html; charset=utf-8"),
        (TEXT.encode(), None),
        (TEXT.encode(), "text/html; charset=iso-8859-1"),
        (b'<meta charset="windows-1252">' + TEXT.encode(), None),
        (b'<meta charset="utf-16">' + TEXT.encode(), "text/html; charset=utf-16"),
        (TEXT.encode("utf-8-sig"), "text/html; charset=windows-1252"),
        (TEXT.encode("utf-16"), None),
        (TEXT.encode("utf-16-le"), None),
        (TEXT.encode("utf-16-be"), "text/html; charset=utf-8"),
        (TEXT.encode("utf-32"), None),
        (windows_1258(TEXT), None),
        (windows_1258(TEXT), "text/html; charset=windows-1258"),
        (windows_1258(TEXT), "text/html; charset=windows-1252"),
        (windows_1258(TEXT), "text/html; charset=utf-8"),
        (windows_1258(TEXT), "text/html; charset=no-such-charset"),
    ],
)
def test_the_characters_are_those_that_were_meant(body: bytes, content_type: str | None) -> None:
    assert TEXT in unicodedata.normalize("NFC", decode(body, content_type))


@pytest.mark.parametrize(
    ("text", "codec", "content_type"),
    [
        ("Die Straße führt über größere Höfe", "cp1252", None),
        ("Die Straße führt über größere Höfe", "latin-1", "text/html; charset=latin1"),
        ("Київська міська рада", "cp1251", "text/html; charset=windows-1251"),
        ("広報とうきょう", "shift_jis", "text/html; charset=Shift_JIS"),
        ("広報とうきょう", "iso2022_jp", "text/html; charset=iso-2022-jp"),
        ("Ratusz miejski – wieści", "iso8859-2", None),
    ],
)
def test_other_countries_pages_are_read_by_their_declaration(text: str, codec: str, content_type: str | None) -> None:
    if codec == "iso8859-2":
        text = text.replace("–", "-")
        content_type = "text/html; charset=iso-8859-2"
    assert decode(text.encode(codec), content_type) == text


def test_a_few_broken_bytes_spoil_only_themselves() -> None:
    body = TEXT.encode() * 20 + b"\xff" + TEXT.encode()
    for content_type in (None, "text/html; charset=utf-8"):
        text = decode(body, content_type)
        assert text.count("\ufffd") == 1
        assert text.count(TEXT) == 21


def test_nuls_are_dropped() -> None:
    assert decode(b"<p>a\0b</p>", None) == "<p>ab</p>"


@given(st.binary(max_size=300), st.one_of(st.none(), st.text(max_size=40)))
def test_any_bytes_become_text(body: bytes, content_type: str | None) -> None:
    assert "\0" not in decode(body, content_type)


@given(st.text(alphabet=st.characters(exclude_categories=("Cs", "Cc")), max_size=200))
def test_utf_8_comes_back(text: str) -> None:
    page = Page.decode("https://x.example/", b"\xef\xbb\xbf" + text.encode(), content_type=None)
    assert page.markup == text
