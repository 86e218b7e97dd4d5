"""Enclosure: a document that comes with an entry."""

from __future__ import annotations

import mimetypes
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from feeds.addresses import host_of, web_address
from feeds.plain import title_of
from news.article import Article, Attachment

MAX_ENCLOSURES = 50
_UNKNOWN = "application/octet-stream"
_MEDIA_TYPE = re.compile(r"[a-z0-9][a-z0-9!#$&^_.+-]*/[a-z0-9][a-z0-9!#$&^_.+-]*")
_ENDING = re.compile(r"\.([A-Za-z0-9]{2,5})$")


@dataclass(frozen=True, kw_only=True)
class Enclosure:
    """A document that comes with an entry."""

    url: str
    media_type: str
    """`application/octet-stream` where nothing is known."""
    title: str
    bytes: int | None
    """True length; None where it is not known. RSS, which asks for a length, then carries no enclosure: a made-up one would be
    worse, and the document is linked in the content in any case."""

    @property
    def kind(self) -> str:
        """What kind of file it is, as people call it: "PDF", "DOCX"; empty where nothing is known."""
        ending = _ending(self.url)
        if _type_of(ending):
            return ending.upper()
        guessed = mimetypes.guess_extension(self.media_type) if self.media_type != _UNKNOWN else None
        return guessed.removeprefix(".").upper() if guessed else ""


def enclosures_of(article: Article) -> Iterator[Enclosure]:
    """The article's documents that a feed may link to, each address once, at most 50."""
    seen: set[str] = set()
    for attachment in article.attachments[:MAX_ENCLOSURES]:
        url = web_address(attachment.url)
        if url is None or url in seen:
            continue
        seen.add(url)
        known = (attachment.media_type or "").partition(";")[0].strip().lower()
        media_type = known if _MEDIA_TYPE.fullmatch(known) else _type_of(_ending(url)) or _UNKNOWN
        length = attachment.bytes if attachment.bytes and attachment.bytes > 0 else None
        yield Enclosure(url=url, media_type=media_type, title=_title(attachment, url), bytes=length)


def attachment_title(attachment: Attachment) -> str:
    """What to call a document: its title, else the file's name in its address."""
    return _title(attachment, web_address(attachment.url) or "")


def _title(attachment: Attachment, url: str) -> str:
    name = url.partition("?")[0].rstrip("/").rpartition("/")[2]
    return title_of(attachment.title or "") or name or host_of(attachment.url)


def _ending(url: str) -> str:
    """The ending of a file's name, in lower case and without its dot; empty where there is none."""
    found = _ENDING.search(url.partition("?")[0].rpartition("/")[2])
    return found[1].lower() if found else ""


@lru_cache(maxsize=256)
def _type_of(ending: str) -> str | None:
    return mimetypes.guess_type(f"x.{ending}")[0] if ending else None
