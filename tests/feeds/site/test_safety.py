"""No page runs what stands in it, asks anybody else for anything but a picture, or leaves anything with its reader."""

import asyncio
from dataclasses import replace

import pytest
from lxml import html

from feeds.site.page import SiteOptions
from feeds.site.route import pages_route
from feeds.site.router import Site
from feeds.web.answer import Answer
from feeds.web.request import Request
from feeds.web.shelf import Item
from news.article import Figure, Paragraph
from tests.feeds.conftest import BASE, NOW, make_article
from tests.feeds.site.conftest import Town

PICTURES = {"link": "'self' http: https:", "proxy": "'self'", "none": "'self'"}
EVIL = '</title><script>alert(1)</script><img src=x onerror="alert(1)">'


def found(page: html.HtmlElement, path: str) -> list[str]:
    nodes = page.xpath(path)
    assert isinstance(nodes, list)
    return [str(each) for each in nodes]


def ask(site: Site, path: str, query: str = "") -> Answer:
    route = pages_route(site)

    async def answered() -> Answer | Item | None:
        return await route(Request(method="GET", path=path, query=query, headers={}, peer="192.0.2.1"))

    answer = asyncio.run(answered())
    assert isinstance(answer, Answer)
    return answer


@pytest.mark.parametrize("images", PICTURES)
def test_every_page_is_bound_by_a_strict_policy_and_keeps_it(town: Town, images: str) -> None:
    body = (Paragraph(text=EVIL), Figure(image="https://elsewhere.example/x.jpg", alt=EVIL, caption=EVIL))
    article = replace(make_article("evil", title=f"Tin {EVIL}", lead=EVIL, authors=(EVIL,), categories=(EVIL, "Y tế")), body=body)
    town.ids["evil"] = town.store.keep(article, now=NOW).id
    site = Site(town.store, SiteOptions(base=BASE, title="Loa", images=images), now=town.clock)
    tables = ("/", "/sources/", "/places/", "/topics/", "/stories/", "/subscribe/", "/search/", "/nothing/", "/vn-ha-long/")
    others = ("/topic/health/", f"/story/{town.ids['story']}/", f"/article/{town.ids['evil']}/", f"/article/{town.ids['rich']}/")
    for path, query in (
        *((path, "") for path in (*tables, *others)),
        ("/search/", "q=script"),
        ("/", "topic=health&feed=%3Cb%3E"),
    ):
        answer = ask(site, path, query)
        headers = dict(answer.headers)
        assert headers["Content-Security-Policy"] == (
            f"default-src 'none'; style-src 'self'; script-src 'self'; img-src {PICTURES[images]}; form-action 'self'; "
            "base-uri 'none'; frame-ancestors 'none'"
        )
        assert (headers["Referrer-Policy"], headers["X-Content-Type-Options"]) == ("no-referrer", "nosniff")
        assert "Set-Cookie" not in headers
        page = html.document_fromstring(answer.body)
        assert (
            found(page, "//script[not(@src)] | //style | //iframe | //object | //base | //*[@style] | //meta[@http-equiv]") == []
        )
        assert found(page, "//@*[starts-with(name(), 'on')]") == []
        own = found(page, "//script/@src | //link[@rel='stylesheet' or @rel='icon']/@href | //form/@action")
        assert own
        assert all(address.startswith("/") and not address.startswith("//") for address in own)
        shown = found(page, "//img/@src")
        if images != "link":
            assert all(address.startswith("/picture/") for address in shown)
        assert not [href for href in found(page, "//@href") if href.lower().startswith(("javascript:", "data:", "vbscript:"))]
    assert ask(site, others[2]).body.count(b"<script") == 1
