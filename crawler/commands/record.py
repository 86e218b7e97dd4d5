"""`loa record`: a page of a source becomes a golden case, which a person then reviews."""

from __future__ import annotations

import argparse
import json
import re
from pathlib import Path
from typing import Any

from crawler.commands.conversation import Fetch, converse, page_of
from crawler.commands.golden import expected_of
from crawler.process import source_called
from news import clock
from news.errors import SettingsError
from news.raw import RawPage
from news.text import fold

_LONGEST_NAME = 48


def record(options: argparse.Namespace) -> int:
    """Fetch a page as a crawl would, write its golden case, say what to do next; return the exit code 0.

    Raise SettingsError for an unknown source, a case that is there already or a folder that cannot be written, FetchError when
    the page cannot be had.
    """
    source = source_called(options.source)
    listing = options.listing or options.url in source.listings

    async def ask(fetch: Fetch) -> RawPage:
        return await fetch(options.url)

    raw = converse(ask, source=source)
    now = (raw.fetched).astimezone(source.zone)
    expected = expected_of(page_of(raw), source, now=now, listing=listing, content_type=raw.content_type)
    case = options.folder / source.id / (options.case or _name(expected))
    _write(case, raw.body, expected, replace=options.force)
    print(_advice(case, expected))  # noqa: T201 the command speaks to a person
    return 0


def _name(expected: dict[str, Any]) -> str:
    """A name for the case: its title's first words, or what it is."""
    if "article" in expected:
        words = re.findall(r"[a-z0-9]+", fold(expected["article"]["title"]))
        name = ""
        for word in words:
            if len(name) + len(word) >= _LONGEST_NAME:
                break
            name = f"{name}-{word}" if name else word
        return name or "article"
    return "listing" if "listing" in expected else f"error-{clock.now():%Y-%m-%d}"


def _write(case: Path, body: bytes, expected: dict[str, Any], *, replace: bool) -> None:
    if case.exists() and not replace:
        raise SettingsError(f"{case} is there already; --case NAME gives another name, --force replaces it")
    try:
        case.mkdir(parents=True, exist_ok=True)
        (case / "page.html").write_bytes(body)
        (case / "expected.json").write_text(json.dumps(expected, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    except OSError as error:
        raise SettingsError(f"{error.filename or case}: {error.strerror}") from error


def _advice(case: Path, expected: dict[str, Any]) -> str:
    lines = [f"{case}/page.html and expected.json written."]
    if "error" in expected:
        lines.append(f"The page could not be read: {expected['error']['problem']}. Keep the case only if that is right.")
    lines += [
        "Read the page in a browser, correct expected.json where it is wrong (each difference is a fault to mend),",
        f'then set "reviewed": true and run: pytest tests/test_pages.py -k {case.parent.name}',
    ]
    return "\n".join(lines)
