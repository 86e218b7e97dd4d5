"""A raw page: shown as what came, and never as anything that could act."""

from __future__ import annotations

import re

import pytest

from news import clock
from news.raw import KeptPage, RawPage
from news.settings import Settings
from news.store import Store
from news.warc import RawPages
from scheduler.operator.rawpage import LONGEST
from scheduler.operator.vitals import Vitals
from tests.scheduler.operator.asking import Visitor
from tests.scheduler.operator.test_desk import desk

HOSTILE = "<!DOCTYPE html><title>x</title></pre></textarea><script>alert(1)</script><p onclick=alert(2)>Tin tức"


def keep(store: Store, settings: Settings, body: bytes = HOSTILE.encode(), *, content_type: str | None = "text/html") -> KeptPage:
    asked = "https://broken.example/tin"
    headers = (("Server", "</dd><script>"), *([("Content-Type", content_type)] if content_type else []))
    raw = RawPage(
        source="vn-broken", asked=asked, url=f"{asked}?a=<b>", fetched=clock.now(), status=200, headers=headers, body=body
    )
    kept = RawPages(settings.pages_dir, store).keep(raw, problem="layout")
    assert kept is not None
    return kept


def test_as_text_with_all_that_is_known(settings: Settings, store: Store, vitals: Vitals) -> None:
    kept = keep(store, settings)
    with desk(settings, store, vitals) as visitor:
        text = visitor.text(f"page?id={kept.id}")
    assert "<script" not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;&lt;p onclick=alert(2)&gt;Tin tức</pre>" in text
    assert "it could not be read: layout" in text
    assert f"{kept.file}</code> at byte {kept.offset}" in text
    assert kept.digest in text
    assert f'<iframe sandbox="" title="The page as a document" src="page-shown?id={kept.id}">' in text


@pytest.mark.parametrize("path", ["page-shown", "page-text"])
def test_by_itself_it_may_do_nothing(settings: Settings, store: Store, vitals: Vitals, path: str) -> None:
    kept = keep(store, settings)
    with desk(settings, store, vitals) as visitor:
        answer = visitor.get(f"{path}?id={kept.id}")
    assert answer.body.decode() == HOSTILE
    assert answer["Content-Type"] == f"text/{'html' if path == 'page-shown' else 'plain'}; charset=utf-8"
    policy = answer["Content-Security-Policy"].split("; ")
    assert policy[:2] == ["sandbox", "default-src 'none'"], "a sandbox without permissions: no script, no form, no origin"
    assert {"form-action 'none'", "base-uri 'none'", "frame-ancestors 'self'"} < set(policy)
    assert not re.search(r"(script|connect|frame|object|media)-src|allow-|https?:", answer["Content-Security-Policy"])
    assert answer["Referrer-Policy"] == "no-referrer"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["X-DNS-Prefetch-Control"] == "off"
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize(
    ("body", "content_type", "served", "text"),
    [
        ("Tiếng Việt".encode("utf-16"), "text/html; charset=utf-16", "text/html", "Tiếng Việt"),
        ("<meta charset=windows-1258>caf\xe9".encode("latin-1"), "text/html", "text/html", "<meta charset=windows-1258>café"),
        (b"\xfa\xfb<p>", "text/html; charset=utf-8", "text/html", "\ufffd\ufffd<p>"),
        (b"<svg onload=alert(1)>", "image/svg+xml", "text/plain", "<svg onload=alert(1)>"),
        (b"x", 'text/html; charset="evil\r\n<script>"', "text/html", "x"),
        (b"x", "application/xhtml+xml", "text/html", "x"),
        (b"x", None, "text/html", "x"),
        (b"", "text/html", "text/html", ""),
    ],
)
def test_whatever_it_says_it_is(
    settings: Settings, store: Store, vitals: Vitals, body: bytes, content_type: str | None, served: str, text: str
) -> None:
    kept = keep(store, settings, body, content_type=content_type)
    with desk(settings, store, vitals) as visitor:
        assert visitor.get(f"page?id={kept.id}").status == 200
        answer = visitor.get(f"page-shown?id={kept.id}")
    assert answer["Content-Type"] == f"{served}; charset=utf-8"
    assert answer.body.decode().removeprefix("\ufeff") == text


def test_a_very_long_one_is_cut_and_there_as_a_whole(settings: Settings, store: Store, vitals: Vitals) -> None:
    body = b"<p>" + b"x" * (2 * LONGEST)
    kept = keep(store, settings, body)
    with desk(settings, store, vitals) as visitor:
        text = visitor.text(f"page?id={kept.id}")
        assert len(text) < LONGEST + 5_000
        assert "the first 100,000 of 200,003 characters" in text
        assert visitor.get(f"page-text?id={kept.id}").body == body


def gone(visitor: Visitor, number: object) -> bool:
    return {visitor.get(f"{path}?id={number}").status for path in ("page", "page-shown", "page-text")} == {404}


def test_a_page_that_is_not_there(settings: Settings, store: Store, vitals: Vitals) -> None:
    kept = keep(store, settings)
    with desk(settings, store, vitals) as visitor:
        for number in (kept.id + 1, "", "-1", "x", "1" * 40, "1;", "²"):
            assert gone(visitor, number if number != "²" else "%C2%B2"), number
        (settings.pages_dir / kept.file).unlink()
        assert gone(visitor, kept.id), "its month was given up"
        assert b"not there any more" in visitor.get(f"page?id={kept.id}").body


def test_an_article_names_its_revision(settings: Settings, store: Store, vitals: Vitals) -> None:
    asked = "https://fresh.example/1"
    raw = RawPage(source="vn-fresh", asked=asked, url=asked, fetched=clock.now(), status=200, headers=(), body=b"x")
    kept = RawPages(settings.pages_dir, store).keep(raw, article="vn-fresh-1", revision=3)
    assert kept is not None
    with desk(settings, store, vitals) as visitor:
        assert "revision 3 of article vn-fresh-1" in visitor.text(f"page?id={kept.id}")
