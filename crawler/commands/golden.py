"""Golden cases: a page as it came, and what a person, having read it, expects of it.

A case is a folder `<source>/<case>` with `page.html` and `expected.json`, which has `url`, `source` (fields of
`news.source.Source` that are not its defaults), `family` (the one recognised or declared), `recorded` (the moment of recording,
which is the "now" of reading), `content_type` where the page was sent with one, `reviewed`, and one of `article` (as
`news.store.codec` writes it), `listing` (`links` of address, title and date, and `next`) or `error` (`kind` and `problem`).
"""

from __future__ import annotations

import json
from dataclasses import MISSING, asdict, fields
from datetime import date, datetime
from pathlib import Path
from typing import Any

from crawler.families import recognise
from crawler.pages.article import read_article
from crawler.pages.evidence import Evidence
from crawler.pages.listing import read_listing
from crawler.pages.page import Page
from news.article import Published
from news.errors import NewsError
from news.place import Place, from_plain
from news.source import Source
from news.store.codec import encode

ANSWERS = frozenset({"article", "listing", "error"})


def answer_of(page: Page, source: Source, *, now: datetime, listing: bool) -> dict[str, Any]:
    """Return what Loa makes of a page, in the form of expected.json: a dictionary with one of `ANSWERS`."""
    try:
        if listing:
            found = read_listing(page, source, now=now)
            links = [[link.url, link.title, _date(link.published)] for link in found.links]
            return {"listing": {"links": links, "next": found.next}}
        return {"article": json.loads(encode(read_article(page, source, evidence=Evidence(now=now))))}
    except NewsError as error:
        return {"error": {"kind": error.kind, "problem": str(error).removeprefix(f"{page.url}: ")}}


def expected_of(page: Page, source: Source, *, now: datetime, listing: bool, content_type: str | None) -> dict[str, Any]:
    """Return a new expected.json, which nobody has reviewed yet."""
    answer = answer_of(page, source, now=now, listing=listing)
    recognised = recognise(page) if source.family == "generic" else None
    head: dict[str, Any] = {"reviewed": False, "url": page.url, "source": _fields(source)}
    head["family"] = recognised.name if recognised else source.family
    head["recorded"] = now.isoformat(timespec="seconds")
    return head | ({"content_type": content_type} if content_type else {}) | answer


def load_expected(case: Path) -> dict[str, Any]:
    """Return the expected.json of a case's folder. Raise OSError or ValueError where it cannot be read."""
    content: dict[str, Any] = json.loads((case / "expected.json").read_text(encoding="utf-8"))
    return content


def load_source(expected: dict[str, Any]) -> Source:
    """Return the source that a case was read for."""
    values: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in expected["source"].items()
    }
    if values.get("place"):
        values["place"] = from_plain(values["place"])
    for name, value in values.items():
        if name in _DATES and value:
            values[name] = date.fromisoformat(value)
    return Source(**values)


def load_page(case: Path, expected: dict[str, Any]) -> Page:
    """Return the page of a case's folder."""
    return Page.decode(expected["url"], (case / "page.html").read_bytes(), content_type=expected.get("content_type"))


def read_again(case: Path, expected: dict[str, Any]) -> dict[str, Any]:
    """Return what Loa makes of a case's page today, in the form of expected.json."""
    now = datetime.fromisoformat(expected["recorded"])
    return answer_of(load_page(case, expected), load_source(expected), now=now, listing="listing" in expected)


_DATES = {"new_system", "valid_from", "valid_to", "verified"}


def _fields(source: Source) -> dict[str, Any]:
    """The fields that are not their defaults, as values of JSON."""
    found: dict[str, Any] = {}
    for field in fields(source):
        value = getattr(source, field.name)
        default = field.default if field.default is not MISSING else None
        if value in (default, ()) or field.name == "enabled" or (field.name == "selectors" and not value):
            continue
        found[field.name] = _plain(value)
    return found


def _plain(value: object) -> object:
    match value:
        case tuple():
            return list(value)
        case date():
            return value.isoformat()
        case Place():
            return {name: _plain(each) for name, each in asdict(value).items() if each not in (None, ())}
        case str() | int() | float() | None:
            return value
    return dict(value)  # type: ignore[call-overload]


def _date(published: Published | None) -> list[str] | None:
    return [published.moment.isoformat(), published.precision, published.provenance] if published else None
