"""Fields: how two readings of one article differ, field by field, as lines that a person can compare.

`news.difference` shows what readers are told of an edit. This shows everything, for those who change how pages are read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, tzinfo
from zoneinfo import ZoneInfo

from news.alignment import gaps
from news.article import (
    Article,
    Attachment,
    Block,
    Figure,
    Heading,
    Link,
    ListBlock,
    Mark,
    MarkKind,
    Paragraph,
    Precision,
    Published,
    Quote,
    Table,
)

_FORMATS = {Precision.MINUTE: "%Y-%m-%d %H:%M", Precision.HOUR: "%Y-%m-%d %H h", Precision.DAY: "%Y-%m-%d"}
_SIGNS = {MarkKind.STRONG: "**", MarkKind.EMPHASIS: "_", MarkKind.SUBSCRIPT: "~", MarkKind.SUPERSCRIPT: "^"}


@dataclass(frozen=True, kw_only=True)
class FieldChange:
    """How one field differs."""

    field: str
    """As in `news.article.Article`, but that "figures" are told apart from the rest of the "body"."""
    removed: tuple[str, ...]
    """Lines that only the old reading has, in their order."""
    added: tuple[str, ...]
    """Lines that only the new reading has. Where both are empty, the field differs in nothing that a line can show."""


def field_changes(old: Article, new: Article) -> tuple[FieldChange, ...]:
    """How `new` differs from `old`, in reading order; () exactly where they are equal. Dates are in the zone of each."""
    found = tuple(_change(name, lines, old, new) for name, value, lines in _FIELDS if value(old) != value(new))
    if not found and old != new:
        return (FieldChange(field="figures", removed=(), added=()),)  # they only stand elsewhere in the body
    return found


def carried(old: Article, new: Article) -> Article:
    """The new reading with the true length and type of those attachments of which the old one knew them: no page tells those."""
    known = {each.url: each for each in old.attachments if each.bytes is not None}
    return replace(new, attachments=tuple(_carried(known.get(each.url), each) for each in new.attachments))


def written(date: Published | None, zone: str) -> str:
    """A date with its precision and provenance: "2026-03-05 10:30 (minute, visible)"; "none" for None."""
    if date is None:
        return "none"
    return f"{date.moment.astimezone(_zone(zone)).strftime(_FORMATS[date.precision])} ({date.precision}, {date.provenance})"


def _carried(known: Attachment | None, new: Attachment) -> Attachment:
    if known is None or new.bytes is not None:
        return new
    return replace(new, bytes=known.bytes, media_type=new.media_type or known.media_type)


def _change(name: str, lines: Callable[[Article], Iterable[str]], old: Article, new: Article) -> FieldChange:
    before, after = list(lines(old)), list(lines(new))
    hunks = list(gaps(before, after))
    return FieldChange(
        field=name,
        removed=tuple(before[index] for removed, _ in hunks for index in removed),
        added=tuple(after[index] for _, added in hunks for index in added),
    )


def _zone(name: str) -> tzinfo:
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, KeyError):
        return UTC


def _dated(date: Published | None, zone: str) -> tuple[str, ...]:
    return () if date is None else (written(date, zone),)


def _body(article: Article) -> Iterator[str]:
    return (line for block in article.body if not isinstance(block, Figure) for line in _lines(block))


def _lines(block: Block) -> list[str]:
    match block:
        case Paragraph():
            return [_marked(block.text, block.marks)]
        case Quote():
            return [f"> {_marked(block.text, block.marks)}"]
        case Heading():
            return [f"{'#' * block.level} {block.text}"]
        case ListBlock():
            return [
                f"{'  ' * item.depth}{f'{number}.' if block.ordered else '•'} {_marked(item.text, item.marks)}"
                for number, item in enumerate(block.items, 1)
            ]
        case Table():
            caption = [f"[{block.caption}]"] if block.caption else []
            return caption + [" | ".join(cell.text for cell in row) for row in block.rows]
        case Figure():
            said = " · ".join(
                filter(None, (block.caption, block.credit and f"Ảnh: {block.credit}", block.alt and f"alt: {block.alt}"))
            )
            return [f"{block.image} {said}".rstrip()]


def _marked(text: str, marks: tuple[Mark, ...]) -> str:
    signs: list[tuple[int, str]] = []
    for mark in marks:
        opening, closing = ("[", f"]({mark.href})") if mark.kind is MarkKind.LINK else (_SIGNS[mark.kind],) * 2
        signs += [(mark.start, opening), (mark.end, closing)]
    # From the end, so that places before stay where they are.
    for place, sign in sorted(signs, key=lambda each: each[0], reverse=True):
        text = text[:place] + sign + text[place:]
    return text


def _figures(article: Article) -> Iterator[str]:
    return (line for block in article.body if isinstance(block, Figure) for line in _lines(block))


def _attachments(article: Article) -> Iterator[str]:
    for each in article.attachments:
        length = "" if each.bytes is None else f", {each.bytes} bytes"
        yield f"{each.title or '–'} ({each.media_type or 'unknown type'}{length}) {each.url}"


def _links(links: tuple[Link, ...]) -> Iterator[str]:
    return (f"{link.title} {link.url}" for link in links)


def _text_of(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    return tuple(block for block in blocks if not isinstance(block, Figure))


def _figures_of(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    return tuple(block for block in blocks if isinstance(block, Figure))


def _plain(name: str) -> tuple[str, Callable[[Article], object], Callable[[Article], Iterable[str]]]:
    def value(article: Article) -> object:
        return getattr(article, name)

    def lines(article: Article) -> Iterable[str]:
        found = getattr(article, name)
        return found if isinstance(found, tuple) else () if found is None else (found,)

    return name, value, lines


_FIELDS: tuple[tuple[str, Callable[[Article], object], Callable[[Article], Iterable[str]]], ...] = (
    _plain("title"),
    _plain("lead"),
    ("body", lambda article: _text_of(article.body), _body),
    ("figures", lambda article: _figures_of(article.body), _figures),
    _plain("authors"),
    _plain("organisations"),
    ("published", lambda article: article.published, lambda article: _dated(article.published, article.timezone)),
    ("updated", lambda article: article.updated, lambda article: _dated(article.updated, article.timezone)),
    ("attachments", lambda article: article.attachments, _attachments),
    _plain("categories"),
    _plain("image"),
    ("listed", lambda article: article.listed, lambda article: _links(article.listed)),
    ("other_news", lambda article: article.other_news, lambda article: _links(article.other_news)),
    *(_plain(name) for name in ("warnings", "url", "key", "family", "language", "timezone", "source")),
)
