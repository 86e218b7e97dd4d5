"""A host is the same host however it is spelled."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from news.host import host_named, host_of
from news.source import Source


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://halong.gov.vn/tin", "halong.gov.vn"),
        ("https://HaLong.gov.vn:443/tin", "halong.gov.vn"),
        ("http://halong.gov.vn:80", "halong.gov.vn"),
        ("http://halong.gov.vn:443/", "halong.gov.vn:443"),
        ("https://halong.gov.vn./", "halong.gov.vn"),
        ("https://user:secret@halong.gov.vn:8443/", "halong.gov.vn:8443"),
        ("https://münchen.example/", "xn--mnchen-3ya.example"),
        ("https://xn--mnchen-3ya.example/", "xn--mnchen-3ya.example"),
        ("https://[2001:db8::1]:8080/", "[2001:db8::1]:8080"),
        ("https://halong.gov.vn:99999/", "halong.gov.vn:99999"),
        ("https://[broken/", ""),
        ("/tin/1", ""),
        ("", ""),
    ],
)
def test_the_host_of_an_address(url: str, host: str) -> None:
    assert host_of(url) == host


@given(st.text(max_size=60))
def test_any_text_has_a_host_or_none(text: str) -> None:
    assert isinstance(host_of(text), str)
    assert isinstance(host_of(f"https://{text}/"), str)
    assert isinstance(host_named(text), str)


@pytest.mark.parametrize(
    ("homepage", "link"),
    [
        ("https://halong.gov.vn:443/", "https://halong.gov.vn/tin/1"),
        ("https://halong.gov.vn/", "https://HALONG.gov.vn:443/tin/1"),
        ("https://münchen.example/", "https://xn--mnchen-3ya.example/tin/1"),
        ("https://xn--mnchen-3ya.example/", "https://München.example/tin/1"),
        ("https://a.example/", "https://bilder.münchen.example/tin/1"),
    ],
)
def test_a_source_knows_its_hosts_in_any_spelling(homepage: str, link: str) -> None:
    source = Source(id="xx-a", title="A", homepage=homepage, listings=(), hosts=("Bilder.münchen.example:443",))
    assert source.allows(link)
    assert not source.allows("https://elsewhere.example/")
    assert not source.allows("mailto:a@halong.gov.vn")
    assert not source.allows(link.replace("://", "://name:secret@"))
