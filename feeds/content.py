"""The content of an entry: an article's body blocks as the HTML that feed readers show."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from feeds.addresses import web_address
from feeds.marks import escape, link_to, marked, quoted
from feeds.sanitised import sanitised
from feeds.wording import Wording
from news.article import Article, Block, Cell, Figure, Heading, ListBlock, Mark, MarkKind, Paragraph, Quote, Table

MAX_WEIGHT = 250_000
"""Bytes of one entry's content inside XML: readers and validators stop at far more, but a feed of fifty has to stay small."""
_MAX_DEPTH = 5
_MAX_SPAN = 100
_SMALLEST_REST = 400
HEAVIEST = 5
"""Bytes that a character of markup weighs at most: "&" is escaped once more."""


def weight(markup: str) -> int:
    """Bytes the markup takes inside an XML element, in UTF-8 with `<`, `>` and `&` escaped."""
    return len(markup.encode()) + 3 * (markup.count("<") + markup.count(">")) + 4 * markup.count("&")


def content_html(article: Article, words: Wording, *, closing: str = "") -> str:
    """The lead and the body as sanitised HTML, then `closing` (HTML too); never empty.

    Every address is absolute http(s), or `mailto:` in a link. What would make the content heavier than 250,000 bytes in XML is
    left out from the end of the body, with a link to the original instead; a closing of more than half of that is left out whole.
    """
    # In one go for nearly all: the cleaner costs more for many small pieces than for the whole.
    body = "\n".join(filter(None, (block_html(block, words) for block in _blocks(article))))
    whole = sanitised("\n".join(filter(None, (body or _original(article, article.title), closing))))
    if len(whole) <= MAX_WEIGHT // HEAVIEST or weight(whole) <= MAX_WEIGHT:
        return whole
    return _within_limits(article, words, sanitised(closing))


def _within_limits(article: Article, words: Wording, closing: str) -> str:
    closing = closing if weight(closing) <= MAX_WEIGHT // 2 else ""
    rest = MAX_WEIGHT - weight(closing) - _SMALLEST_REST - HEAVIEST * len(article.url.encode())
    parts: list[str] = []
    for block in _blocks(article):
        markup = sanitised(block_html(block, words))
        if weight(markup) > rest:
            parts.extend(sanitised(block_html(part, words)) for part in _shortened(block, rest / weight(markup)))
            parts.append(sanitised(_original(article, words.read_on)))
            break
        rest -= weight(markup)
        parts.append(markup)
    return "\n".join(filter(None, (*parts, closing)))


@lru_cache(maxsize=1000)
def brief_html(summary: str, image: str | None, link: str, words: Wording) -> str:
    """A summary (plain) as HTML with a picture, where there is one, and a link to read on; addresses are of `web_address`."""
    picture = f'<p><img src="{quoted(image)}" alt=""></p>\n' if image else ""
    return sanitised(f"{picture}<p>{escape(summary)}</p>\n<p>{link_to(link, words.read_on)}</p>")


def block_html(block: Block, words: Wording) -> str:
    """One block as HTML; empty for a figure whose image a feed must not carry."""
    match block:
        case Paragraph():
            return f"<p>{marked(block.text, block.marks)}</p>"
        case Heading():
            level = min(max(block.level, 2), 6)
            return f"<h{level}>{escape(block.text)}</h{level}>"
        case Quote():
            return f"<blockquote><p>{marked(block.text, block.marks)}</p></blockquote>"
        case ListBlock():
            return _list(block)
        case Table():
            return _table(block)
        case Figure():
            return _figure(block, words)


def _blocks(article: Article) -> Iterator[Block]:
    if article.lead:
        yield Paragraph(text=article.lead, marks=(Mark(start=0, end=len(article.lead), kind=MarkKind.STRONG),))
    yield from article.body


def _original(article: Article, title: str) -> str:
    address = web_address(article.url)
    return f"<p>{link_to(address, title[:300]) if address else escape(title[:300])}</p>"


def _shortened(block: Block, share: float) -> tuple[Block, ...]:
    """About a share of a block of text, without its marks; nothing of other blocks and where hardly anything would be left.

    Characters weigh between one byte and nine, so the beginning of a text may be heavier than the whole: the guess leaves room,
    and where it is wrong all the same nothing is kept.
    """
    if not isinstance(block, Paragraph | Quote):
        return ()
    text = block.text[: int(len(block.text) * share * 0.9)].rstrip()
    fits = len(text) > _SMALLEST_REST and weight(escape(text)) <= share * weight(marked(block.text, block.marks))
    return (replace(block, text=text + "…", marks=()),) if fits else ()


def _list(block: ListBlock) -> str:
    """Nested lists again, from items that know how deep they stood."""
    tag = "ol" if block.ordered else "ul"
    out: list[str] = []
    depth = -1
    for item in block.items:
        target = min(max(item.depth, 0), _MAX_DEPTH, depth + 1)
        if target > depth:
            out.append(f"<{tag}>")
        else:
            out.extend(f"</li></{tag}>" for _ in range(depth - target))
            out.append("</li>")
        depth = target
        out.append(f"<li>{marked(item.text, item.marks)}")
    out.extend(f"</li></{tag}>" for _ in range(depth + 1))
    return "".join(out)


def _table(table: Table) -> str:
    rows = [f"<tr>{''.join(map(_cell, row))}</tr>" for row in table.rows]
    head = 1 if table.rows and table.rows[0] and all(cell.header for cell in table.rows[0]) else 0
    caption = f"<caption>{escape(table.caption)}</caption>" if table.caption else ""
    return f"<table>{caption}{_rows('thead', rows[:head])}{_rows('tbody', rows[head:])}</table>"


def _rows(tag: str, rows: Sequence[str]) -> str:
    return f"<{tag}>{''.join(rows)}</{tag}>" if rows else ""


def _cell(cell: Cell) -> str:
    tag = "th" if cell.header else "td"
    return f"<{tag}{_span('colspan', cell.colspan)}{_span('rowspan', cell.rowspan)}>{escape(cell.text)}</{tag}>"


def _span(name: str, cells: int) -> str:
    return f' {name}="{min(cells, _MAX_SPAN)}"' if cells > 1 else ""


def _figure(figure: Figure, words: Wording) -> str:
    address = web_address(figure.image)
    if address is None:
        return ""
    lines = [escape(text) for text in (figure.caption,) if text]
    if figure.credit:
        lines.append(f"<small>{words.credit}: {escape(figure.credit)}</small>")
    caption = f"<figcaption>{' '.join(lines)}</figcaption>" if lines else ""
    return f'<figure><img src="{quoted(address)}" alt="{quoted(figure.alt or "")}">{caption}</figure>'
