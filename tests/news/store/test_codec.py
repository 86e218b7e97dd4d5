from __future__ import annotations

import json
from datetime import UTC

import pytest
from hypothesis import given

from news.article import Article, Published
from news.errors import StoreError
from news.store.codec import decode, encode, pack, unpack
from tests.news.store.strategies import ARTICLES, DATE


@given(ARTICLES)
def test_every_article_comes_back(article: Article) -> None:
    text = encode(article)
    assert decode(text) == article
    assert encode(decode(text)) == text
    assert unpack(pack(text)) == text


@given(DATE)
def test_moments_come_back_in_utc(date: Published) -> None:
    article = Article(source="vn-a", url="https://a.vn/", key="1", title="Tin", published=date)
    back = decode(encode(article)).published
    assert back == date
    assert back is not None
    assert back.moment.tzinfo is UTC


def test_text_is_stored_as_it_is() -> None:
    article = Article(source="vn-a", url="https://a.vn/", key="1", title="Hội nghị – “tổng kết”")
    assert "Hội nghị – “tổng kết”" in encode(article)


def test_a_lone_surrogate_can_be_stored() -> None:
    article = Article(source="vn-a", url="https://a.vn/\ud800", key="1", title="Tin")
    assert encode(article).isascii()
    assert decode(encode(article)) == article


def test_a_member_that_is_not_there_has_its_default() -> None:
    content = json.loads(encode(Article(source="vn-a", url="https://a.vn/", key="1", title="Tin")))
    assert sorted(content) == ["key", "source", "title", "url"]


@pytest.mark.parametrize(
    "text",
    [
        *("", "[]", "{", '{"source":"vn-a"}', '{"source":"a","url":"u","key":"k","title":"t","body":[{"kind":"film"}]}'),
        '{"source":"a","url":"u","key":"k","title":"t","published":["soon","day","visible"]}',
    ],
)
def test_damaged_content_is_told(text: str) -> None:
    with pytest.raises(StoreError, match="content of an article cannot be read"):
        decode(text)


def test_a_damaged_revision_is_told() -> None:
    with pytest.raises(StoreError, match="revision cannot be read"):
        unpack(b"x")
