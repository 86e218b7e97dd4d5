"""Article: what one news page says, in values that need no markup to be understood.

Text everywhere in this module is NFC, single-spaced, legal in XML 1.0 and otherwise as published; addresses are absolute;
moments are aware and in UTC.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Precision(StrEnum):
    """How much of a moment the page really said; the rest of the moment is zero in the source's time zone."""

    MINUTE = "minute"
    HOUR = "hour"
    DAY = "day"


class Provenance(StrEnum):
    """Where a date was found, in falling order of trust."""

    VISIBLE = "visible"
    """The date the page shows to its readers, where its layout puts it."""
    METADATA = "metadata"
    """JSON-LD, microdata, OpenGraph or `<time>`."""
    LISTING = "listing"
    """The page that listed the article."""
    URL = "url"
    """The address, for families whose addresses carry the date of publication."""
    PROSE = "prose"
    """The opening of the text ("Chiều 23/1, …"), the year bounded by other evidence."""
    FIRST_SEEN = "first seen"
    """Nothing on the page: when Loa first saw it."""


@dataclass(frozen=True, kw_only=True)
class Published:
    """A moment with how precisely and from where it is known."""

    moment: datetime
    """Aware, UTC. With precision day it is the first instant of that day in the source's time zone."""
    precision: Precision
    provenance: Provenance

    def __post_init__(self) -> None:
        """Raise ValueError for a moment without a zone: it could not be compared with any other."""
        if self.moment.utcoffset() is None:
            msg = "a moment must be aware"
            raise ValueError(msg)


class MarkKind(StrEnum):
    """What a mark does to its stretch of text."""

    LINK = "link"
    STRONG = "strong"
    EMPHASIS = "emphasis"
    SUBSCRIPT = "subscript"
    SUPERSCRIPT = "superscript"


@dataclass(frozen=True, kw_only=True)
class Mark:
    """A stretch `text[start:end]` that is more than plain text. Marks nest or are apart; they never cross."""

    start: int
    end: int
    kind: MarkKind
    href: str | None = None
    """Absolute http(s) or mailto address for a link; None for every other kind."""


@dataclass(frozen=True, kw_only=True)
class Paragraph:
    """A paragraph of body text, never empty."""

    text: str
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Heading:
    """A heading inside the body."""

    text: str
    level: int = 2
    """2 to 6: level 1 is the title's."""


@dataclass(frozen=True, kw_only=True)
class Quote:
    """A passage the page sets apart as quoted."""

    text: str
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ListItem:
    """One item of a list; nested lists are flattened, `depth` telling how deep it stood (0 is the outermost)."""

    text: str
    marks: tuple[Mark, ...] = ()
    depth: int = 0


@dataclass(frozen=True, kw_only=True)
class ListBlock:
    """A bulleted or numbered list with at least one item."""

    items: tuple[ListItem, ...]
    ordered: bool = False


@dataclass(frozen=True, kw_only=True)
class Cell:
    """One cell of a table."""

    text: str
    header: bool = False
    colspan: int = 1
    rowspan: int = 1


@dataclass(frozen=True, kw_only=True)
class Table:
    """A table of data; a table used for layout is never one."""

    rows: tuple[tuple[Cell, ...], ...]
    caption: str | None = None


@dataclass(frozen=True, kw_only=True)
class Figure:
    """An image with what the page says under it."""

    image: str
    """Absolute http(s) address."""
    alt: str | None = None
    """The alternative text, None where it says nothing ("Anh-tin-bai", a file name)."""
    caption: str | None = None
    credit: str | None = None
    """Who took the picture, as written after "Ảnh:" and the like; None where nobody is named."""


Block = Paragraph | Heading | Quote | ListBlock | Table | Figure


@dataclass(frozen=True, kw_only=True)
class Link:
    """A link with its text."""

    title: str
    url: str


@dataclass(frozen=True, kw_only=True)
class Attachment:
    """A document offered with an article."""

    url: str
    title: str | None = None
    media_type: str | None = None
    """IANA media type, from the address's ending where nothing better is known; None when even that is silent."""
    bytes: int | None = None
    """True length; None until it was asked for."""


@dataclass(frozen=True, kw_only=True)
class Article:
    """What one news page says."""

    source: str
    """Id of the source it was read for."""
    url: str
    """Final address of the page, absolute http(s)."""
    key: str
    """The family's canonical key (the CMS's own id) or the normalised address: the same for every address of the article."""
    title: str
    lead: str | None = None
    """The summary or opening paragraph the page sets apart; never repeated in the body."""
    body: tuple[Block, ...] = ()
    authors: tuple[str, ...] = ()
    """People, in the order of the byline."""
    organisations: tuple[str, ...] = ()
    """Bodies and other media named as author or origin ("Báo Hải Phòng")."""
    published: Published | None = None
    """None when the page does not say: the store then falls back to first seen, never to "now"."""
    updated: Published | None = None
    """When the page says it was edited; None when it does not say."""
    categories: tuple[str, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    image: str | None = None
    """The image that stands for the article: the first figure's, else the page's own choice in its metadata."""
    language: str = "vi"
    """BCP 47 tag."""
    timezone: str = "Asia/Ho_Chi_Minh"
    """IANA name of the zone its dates were meant in."""
    listed: tuple[Link, ...] = ()
    """Related articles chosen by the page's editor."""
    other_news: tuple[Link, ...] = ()
    """The page's own list of further news: navigation, a source of links to discover, never relatedness."""
    family: str = "generic"
    warnings: tuple[str, ...] = ()
    """What was refused or looked damaged, a few words each ("date in the future: 2099-01-01"); counted in the run's report."""

    @property
    def text(self) -> str:
        """The whole reading text: lead, then body blocks, one a line; captions left out."""
        lines = [self.lead] if self.lead else []
        lines.extend(line for block in self.body for line in reading_lines(block))
        return "\n".join(lines)


def reading_lines(block: Block) -> list[str]:
    """The lines of reading text in a block: none for a figure, one an item for a list, one a row for a table."""
    match block:
        case Paragraph() | Heading() | Quote():
            return [block.text]
        case ListBlock():
            return [item.text for item in block.items]
        case Table():
            rows = (" ".join(cell.text for cell in row if cell.text) for row in block.rows)
            return [row for row in rows if row]
        case Figure():
            return []
