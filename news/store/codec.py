"""Articles as JSON that gives back every article exactly, whatever its text.

Members that hold their default are left out, so that a field added later reads back from older content as its default.
"""

from __future__ import annotations

import json
import zlib
from datetime import UTC, datetime
from typing import Any

from news.article import (
    Article,
    Attachment,
    Block,
    Cell,
    Figure,
    Heading,
    Link,
    ListBlock,
    ListItem,
    Mark,
    MarkKind,
    Paragraph,
    Precision,
    Provenance,
    Published,
    Quote,
    Table,
)
from news.errors import StoreError

_COMPACT = (",", ":")
_PLAIN = ("lead", "image")
_TUPLES = ("authors", "organisations", "categories", "warnings")
_DEFAULTS = {"language": "vi", "timezone": "Asia/Ho_Chi_Minh", "family": "generic"}


def to_json(value: object) -> str:
    """Compact JSON with text as it is; only where that could not be stored (a lone surrogate) is everything escaped."""
    text = json.dumps(value, ensure_ascii=False, separators=_COMPACT)
    if not text.isascii():
        try:
            text.encode()
        except UnicodeEncodeError:
            return json.dumps(value, separators=_COMPACT)
    return text


def encode(article: Article) -> str:
    """The article as JSON; equal articles give equal text."""
    content: dict[str, Any] = {
        "source": article.source,
        "url": article.url,
        "key": article.key,
        "title": article.title,
    }
    content |= {name: value for name in _PLAIN if (value := getattr(article, name)) is not None}
    content |= {name: value for name in _TUPLES if (value := getattr(article, name))}
    content |= {name: value for name, default in _DEFAULTS.items() if (value := getattr(article, name)) != default}
    if article.body:
        content["body"] = [_encode_block(block) for block in article.body]
    for name in ("published", "updated"):
        date: Published | None = getattr(article, name)
        if date is not None:
            content[name] = [date.moment.astimezone(UTC).isoformat(), date.precision, date.provenance]
    if article.attachments:
        content["attachments"] = [[each.url, each.title, each.media_type, each.bytes] for each in article.attachments]
    for name in ("listed", "other_news"):
        links: tuple[Link, ...] = getattr(article, name)
        if links:
            content[name] = [[link.title, link.url] for link in links]
    return to_json(content)


def decode(text: str) -> Article:
    """The article that `encode` was given; moments in UTC. Raises StoreError when the text is damaged."""
    try:
        return _decode(json.loads(text))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise StoreError(f"the stored content of an article cannot be read ({error}): {text[:80]!r}") from error


def pack(text: str) -> bytes:
    """JSON compressed, for revisions that are seldom read."""
    return zlib.compress(text.encode())


def unpack(packed: bytes) -> str:
    """The JSON that `pack` was given. Raises StoreError when it is damaged."""
    try:
        return zlib.decompress(packed).decode()
    except (zlib.error, UnicodeDecodeError) as error:
        raise StoreError(f"a stored revision cannot be read: {error}") from error


def _encode_marks(marks: tuple[Mark, ...]) -> list[list[Any]]:
    return [[mark.start, mark.end, mark.kind, *([] if mark.href is None else [mark.href])] for mark in marks]


def _encode_block(block: Block) -> dict[str, Any]:
    match block:
        case Paragraph():
            return _with_marks({"kind": "paragraph", "text": block.text}, block.marks)
        case Quote():
            return _with_marks({"kind": "quote", "text": block.text}, block.marks)
        case Heading():
            return {"kind": "heading", "text": block.text, "level": block.level}
        case ListBlock():
            items = [[item.text, item.depth, _encode_marks(item.marks)] for item in block.items]
            return {"kind": "list", "ordered": block.ordered, "items": items}
        case Table():
            rows = [[[cell.text, cell.header, cell.colspan, cell.rowspan] for cell in row] for row in block.rows]
            return {"kind": "table", "rows": rows, "caption": block.caption}
        case Figure():
            told = {"alt": block.alt, "caption": block.caption, "credit": block.credit}
            return {"kind": "figure", "image": block.image} | {name: value for name, value in told.items() if value is not None}


def _with_marks(content: dict[str, Any], marks: tuple[Mark, ...]) -> dict[str, Any]:
    return content | {"marks": _encode_marks(marks)} if marks else content


def _decode_marks(marks: list[list[Any]]) -> tuple[Mark, ...]:
    return tuple(
        Mark(start=start, end=end, kind=MarkKind(kind), href=href[0] if href else None) for start, end, kind, *href in marks
    )


def _decode_block(content: dict[str, Any]) -> Block:
    match content["kind"]:
        case "paragraph":
            return Paragraph(text=content["text"], marks=_decode_marks(content.get("marks", [])))
        case "quote":
            return Quote(text=content["text"], marks=_decode_marks(content.get("marks", [])))
        case "heading":
            return Heading(text=content["text"], level=content["level"])
        case "list":
            items = (ListItem(text=text, depth=depth, marks=_decode_marks(marks)) for text, depth, marks in content["items"])
            return ListBlock(items=tuple(items), ordered=content["ordered"])
        case "table":
            return Table(rows=tuple(_decode_row(row) for row in content["rows"]), caption=content["caption"])
        case "figure":
            return Figure(
                image=content["image"], alt=content.get("alt"), caption=content.get("caption"), credit=content.get("credit")
            )
        case kind:
            msg = f"unknown kind of block {kind!r}"
            raise ValueError(msg)


def _decode_row(row: list[list[Any]]) -> tuple[Cell, ...]:
    return tuple(Cell(text=text, header=header, colspan=colspan, rowspan=rowspan) for text, header, colspan, rowspan in row)


def _decode_date(parts: list[str] | None) -> Published | None:
    if parts is None:
        return None
    moment, precision, provenance = parts
    return Published(moment=datetime.fromisoformat(moment), precision=Precision(precision), provenance=Provenance(provenance))


def _decode(content: dict[str, Any]) -> Article:
    return Article(
        source=content["source"],
        url=content["url"],
        key=content["key"],
        title=content["title"],
        body=tuple(_decode_block(block) for block in content.get("body", [])),
        published=_decode_date(content.get("published")),
        updated=_decode_date(content.get("updated")),
        attachments=tuple(
            Attachment(url=url, title=title, media_type=media_type, bytes=size)
            for url, title, media_type, size in content.get("attachments", [])
        ),
        listed=tuple(Link(title=title, url=url) for title, url in content.get("listed", [])),
        other_news=tuple(Link(title=title, url=url) for title, url in content.get("other_news", [])),
        **_members(content),
    )


def _members(content: dict[str, Any]) -> dict[str, Any]:
    """The members that are plain text or tuples of it."""
    plain = {name: content.get(name) for name in _PLAIN}
    tuples = {name: tuple(content.get(name, ())) for name in _TUPLES}
    return plain | tuples | {name: content.get(name, default) for name, default in _DEFAULTS.items()}
