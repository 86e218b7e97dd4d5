"""`loa read`: what Loa makes of a page, for a person or line by line for a program."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any, TextIO
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from crawler.pages.article import read_article
from crawler.pages.evidence import Evidence
from crawler.pages.page import Page
from crawler.pages.zone import guess_zone
from crawler.process import source_called
from news import clock
from news.article import Article, Block, Figure, Heading, ListBlock, Paragraph, Published, Quote, Table
from news.errors import NewsError, SettingsError
from news.source import Source


def source_for(page: Page) -> Source:
    """Return a Source that stands in for a page nobody declared one for."""
    parts = urlsplit(page.url)
    home = f"{parts.scheme}://{parts.netloc}/"
    zone = guess_zone(page)
    return Source(
        id="read",
        title=parts.netloc,
        homepage=home,
        listings=(home,),
        timezone=zone,
        language="vi" if zone == "Asia/Ho_Chi_Minh" else "en",
    )


def read_page(page: Page, source: Source | None = None) -> Article:
    """Read one page by the family recognised in it, or else the generic reader. Raise NewsError when it holds no article."""
    return read_article(page, source or source_for(page), evidence=Evidence(now=clock.now()))


def read_lines(lines: Iterable[bytes], out: TextIO) -> int:
    """Read `{"id","url","html"}` lines and write one line for each as soon as it is read; return the exit code 0.

    A line that cannot be read gives a line with `error`, and the rest goes on.
    """
    for line in lines:
        if not line.strip():
            continue
        out.write(json.dumps(_answer(line), ensure_ascii=False) + "\n")
        out.flush()
    return 0


def _answer(line: bytes) -> dict[str, Any]:
    answer: dict[str, Any] = dict.fromkeys(
        (
            "id",
            "title",
            "lead",
            "text",
            "published",
            "precision",
            "provenance",
            "authors",
            "author",
            "image",
            "other_news",
            "error",
        )
    )
    answer.update(authors=[], other_news=[])
    try:
        request = json.loads(line)
        answer["id"] = request.get("id")
        url, html = request["url"], request["html"]
        if not isinstance(url, str) or not isinstance(html, str):
            raise TypeError("url and html must be strings")
        answer.update(_fields(read_page(Page(url=url, markup=html))))
    except NewsError as error:
        answer["error"] = str(error)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        answer["error"] = f"bad line: {type(error).__name__}: {error}"
    except Exception as error:  # noqa: BLE001 one of the two doors: one page never ends the others
        answer["error"] = f"unexpected {type(error).__name__}: {error}"
    return answer


def _fields(article: Article) -> dict[str, Any]:
    authors = list(article.authors or article.organisations)
    return {
        "title": article.title,
        "lead": article.lead,
        "text": article.text,
        "published": local(article.published, article.timezone),
        "precision": article.published.precision if article.published else None,
        "provenance": article.published.provenance if article.published else None,
        "authors": authors,
        "author": ", ".join(authors) or None,
        "image": article.image,
        "other_news": [{"title": link.title, "url": link.url} for link in article.other_news],
    }


def local(published: Published | None, zone: str) -> str | None:
    """Return the moment as ISO 8601 with the offset of the zone, or None."""
    return published.moment.astimezone(ZoneInfo(zone)).isoformat() if published else None


def read_one(options: argparse.Namespace) -> int:
    """Read the page of `loa read FILE_OR_URL` and print it readably; return the exit code 0.

    Raise SettingsError for a page that is neither a file nor an address, FetchError or another NewsError when it cannot be read.
    """
    if not options.page:
        raise SettingsError("name a file or an address, or give pages as JSON lines with --jsonl")
    source = source_called(options.source) if options.source else None
    if urlsplit(options.page).scheme in {"http", "https"}:
        from crawler.commands.conversation import fetch

        page = fetch(options.page)
    else:
        try:
            body = Path(options.page).read_bytes()
        except OSError as error:
            raise SettingsError(f"{options.page}: {error.strerror}; name a file or an http(s) address") from error
        page = Page.decode(options.url or "http://localhost/", body, content_type=None, fetched=None)
    print(describe(read_page(page, source)))  # noqa: T201 the command speaks to a person
    return 0


def describe(article: Article) -> str:
    """Return the article as text for a terminal: fields first, then the body with captions marked."""
    rows: list[tuple[str, str | None]] = [
        ("title", article.title),
        ("by", ", ".join((*article.authors, *article.organisations)) or None),
        ("published", _when(article.published, article.timezone)),
        ("updated", _when(article.updated, article.timezone)),
        ("family", article.family),
        ("key", article.key),
        ("categories", ", ".join(article.categories) or None),
        ("image", article.image),
        ("warnings", "; ".join(article.warnings) or None),
    ]
    parts = ["\n".join(f"{name:<11}{value or '–'}" for name, value in rows if value or name in {"by", "published"})]
    if article.lead:
        parts.append(f"| {article.lead}")
    parts.extend(_block(block) for block in article.body)
    for name, links in (("listed", article.listed), ("other news", article.other_news)):
        if links:
            parts.append("\n".join([f"{name}:", *(f"- {link.title}\n  {link.url}" for link in links)]))
    if article.attachments:
        parts.append(
            "\n".join(
                [
                    "attachments:",
                    *(f"- {file.title or file.url} ({file.media_type or 'unknown type'})" for file in article.attachments),
                ]
            )
        )
    return "\n\n".join(parts)


def _when(published: Published | None, zone: str) -> str | None:
    if published is None:
        return None
    return f"{local(published, zone)} (precision {published.precision}, from {published.provenance})"


def _block(block: Block) -> str:
    match block:
        case Figure():
            credit = f" (Ảnh: {block.credit})" if block.credit else ""
            return f"[{block.caption or block.alt or 'figure'}{credit}]\n  {block.image}"
        case Heading():
            return f"{'#' * block.level} {block.text}"
        case ListBlock():
            return "\n".join(f"{'  ' * item.depth}• {item.text}" for item in block.items)
        case Quote():
            return f"> {block.text}"
        case Table():
            return "\n".join(" | ".join(cell.text for cell in row) for row in block.rows)
        case Paragraph():
            return block.text
