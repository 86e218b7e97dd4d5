"""How the tests of the town visit it: one request at a time, by the standard library alone."""

from __future__ import annotations

import http.client
from typing import Any
from urllib.parse import urljoin, urlsplit

from lxml import html

from scheduler.town.server import SampleTown
from scheduler.town.truth import Truth

Reply = tuple[int, dict[str, str], bytes]


def ask(url: str, method: str = "GET", **headers: str) -> Reply:
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=10)
    try:
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, parts.path + (f"?{parts.query}" if parts.query else ""), headers=sent)
        response = connection.getresponse()
        return response.status, {name.lower(): value for name, value in response.getheaders()}, response.read()
    finally:
        connection.close()


def words(element: html.HtmlElement) -> str:
    return " ".join(str(element.text_content()).split())


def tree(url: str) -> html.HtmlElement:
    return html.document_fromstring(ask(url)[2].decode())


def select(element: html.HtmlElement, path: str) -> list[Any]:
    found = element.xpath(path)
    assert isinstance(found, list)
    return found


def links(url: str) -> list[str]:
    return [urljoin(url, address) for address in select(tree(url), "//a/@href") if not address.startswith(("javascript", "#"))]


def of(town: SampleTown, portal: str) -> list[Truth]:
    return [truth for truth in town.expected().values() if truth.portal == portal]
