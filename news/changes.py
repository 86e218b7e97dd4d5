"""Changes: whether an article says something else than before, decided from its old and its new reading.

The rule. An edit is substantive when it changes what people read: the title, the lead, the words of the body, a caption or
credit, the byline, which documents are attached, or the date the page gives itself. It is cosmetic when it changes only white
space and paragraph breaks, Unicode form or the place of a Vietnamese tone mark ("hoà", "hòa"), links and emphasis, headings into
paragraphs, a view counter, the address of an image or of the page itself, a document's title or query padding, categories, the
page's other news, or the order of names. Case is substantive: "tỉnh ủy" and "Tỉnh ủy" are a correction.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, timedelta
from enum import StrEnum

from news.alignment import gaps
from news.article import Article, Block, Figure, Paragraph, Precision, Provenance, Published, Table, reading_lines
from news.identity import normalise


class Outcome(StrEnum):
    """What keeping an article did."""

    NEW = "new"
    SAME = "same"
    """Nothing changed at all."""
    COSMETIC = "cosmetic"
    """Refreshed without a new revision: readers are told nothing."""
    EDITED = "edited"
    """A substantive edit: a new revision."""
    RESTORED = "restored"
    """It had been withdrawn and is back, edited or not."""


@dataclass(frozen=True, kw_only=True)
class Change:
    """How an article differs from its last reading."""

    outcome: Outcome
    note: str = ""
    """The fields a substantive edit changed, as "title, text: 2 paragraphs"; empty for every other outcome."""


# Spellings disagree about the place of a tone mark in oa, oe and uy: each new way (oà) with its old one (òa).
_TONES = {
    first + toned: moved + bare
    for vowels, toneds in (("oa", "àáảãạ"), ("oe", "èéẻẽẹ"), ("uy", "ỳýỷỹỵ"))
    for toned_lower, moved_lower in zip(toneds, {"o": "òóỏõọ", "u": "ùúủũụ"}[vowels[0]], strict=True)
    for first, moved in ((vowels[0], moved_lower), (vowels[0].upper(), moved_lower.upper()))
    for toned, bare in ((toned_lower, vowels[1]), (toned_lower.upper(), vowels[1].upper()))
}
_TONED = re.compile("[oO][àáảãạÀÁẢÃẠèéẻẽẹÈÉẺẼẸ]|[uU][ỳýỷỹỵỲÝỶỸỴ]")

_COUNTER_LINE = 100
_NUMBER = r"\d+(?:[.,\s]\d{3})*"
_COUNTED = (
    r"(?:(?:số )?lượt (?:người )?(?:xem|đọc|truy cập)|số lần xem|đã xem|đang (?:online|truy cập|xem)|tổng truy cập"
    r"|views?|hits?)"
)
_COUNTER = re.compile(rf"\b{_COUNTED}\s*:?\s*{_NUMBER}|(?<!\d){_NUMBER}\s*{_COUNTED}\b", re.IGNORECASE)

_DAY = timedelta(days=1)
_SHINGLE = 3
_COMPARED_WORDS = 5000
_FEW_SHINGLES = 12
_ALIKE = 0.6

_TRUST = {provenance: rank for rank, provenance in enumerate(Provenance)}


def spelling(text: str) -> str:
    """The text in NFC and single-spaced with every tone mark in one place: equal for spellings that differ in nothing else.

    Case and diacritics stay.
    """
    text = " ".join(unicodedata.normalize("NFC", text).split())
    return unicodedata.normalize("NFC", _TONED.sub(lambda match: _TONES[match[0]], text))


def decide(old: Article | None, new: Article) -> Change:
    """What the new reading of an article is against the old one; None means it was never read.

    The outcome is never `RESTORED`: whether it had been withdrawn, the store knows.
    """
    if old is None:
        return Change(outcome=Outcome.NEW)
    if old == new:
        return Change(outcome=Outcome.SAME)
    note = ", ".join(_differences(old, new))
    return Change(outcome=Outcome.EDITED if note else Outcome.COSMETIC, note=note)


def changed_fields(old: Article, new: Article) -> frozenset[str]:
    """The fields a substantive edit changed: title, lead, text, captions, byline, attachments, published."""
    return frozenset(field.partition(":")[0] for field in _differences(old, new))


def fingerprint(article: Article) -> str:
    """32 hexadecimal digits; where those of two readings are equal, `decide` finds no substantive edit between them.

    The reverse does not hold: only `decide` knows what else is cosmetic. This is the quick answer for the many pages that are
    read again with nothing new but their other news.
    """
    date = article.published
    dated = (date.moment.astimezone(UTC).isoformat(), date.precision, date.provenance) if date else ()
    captions = [text or "" for block in article.body for text in _caption_texts(block)]
    documents = [attachment.url for attachment in article.attachments]
    # The separators occur in no text that is legal in XML, so that nothing can move from one part into the next.
    sections = ((article.title,), article.text.split(), captions, article.authors, article.organisations, documents, dated)
    whole = "\x1e".join("\x1f".join(section) for section in sections)
    return hashlib.sha256(whole.encode(errors="surrogatepass")).hexdigest()[:32]


def alike(old: Article, new: Article) -> bool:
    """Whether two readings may be of one article, where something stronger than what they say speaks for it.

    They are when their titles are equal but for spelling, or when their texts share at least 60 per cent of all their runs of
    three words (Jaccard; the first 5,000 words of each, case left aside). They are not when both pages date themselves in the
    same place (`Provenance`) and the dates are a day or more apart: this week's report repeats the last one's title and words.
    """
    if _days_apart(old.published, new.published):
        return False
    if (title := spelling(new.title).casefold()) and title == spelling(old.title).casefold():
        return True
    before, after = _shingles(old), _shingles(new)
    if min(len(before), len(after)) < _FEW_SHINGLES:
        return False
    common = len(before & after)
    return common >= _ALIKE * (len(before) + len(after) - common)


def _days_apart(old: Published | None, new: Published | None) -> bool:
    if old is None or new is None or old.provenance is not new.provenance:
        return False
    if Precision.DAY in {old.precision, new.precision} and old.precision is not new.precision:
        # Midnight against an hour of the same day, of whichever zone.
        return abs(old.moment - new.moment) >= 2 * _DAY
    return abs(old.moment - new.moment) >= _DAY


def _shingles(article: Article) -> set[tuple[str, ...]]:
    words = spelling(article.text).casefold().split()[:_COMPARED_WORDS]
    return set(zip(*(words[start:] for start in range(_SHINGLE)), strict=False))


def settle(kept: Published | None, new: Published | None, *, revision: int) -> Published | None:
    """The publication date an article keeps when its page says `new`; None means its readers see when it was first seen.

    A date never moves once readers may rely on it. Only within the first revision it gives way, and only to one found in a more
    trusted place (`Provenance`); a date that merely falls back to first seen is the least trusted and counts as None.
    """
    kept, new = (date if date is None or date.provenance is not Provenance.FIRST_SEEN else None for date in (kept, new))
    if new is None or revision > 1:
        return kept
    if kept is None or _TRUST[new.provenance] < _TRUST[kept.provenance]:
        return new
    return kept


def _differences(old: Article, new: Article) -> Iterator[str]:
    if spelling(old.title) != spelling(new.title):
        yield "title"
    # Lead and body are compared as one text first: a lead that is read as the opening paragraph has not changed.
    if _words(old) != _words(new):
        yield from _text_differences(old, new)
    if _captions(old) != _captions(new):
        yield "captions"
    if _names(old) != _names(new):
        yield "byline"
    if _documents(old) != _documents(new):
        yield "attachments"
    if _redated(old.published, new.published):
        yield "published"


def _text_differences(old: Article, new: Article) -> Iterator[str]:
    lead_differs = spelling(old.lead or "") != spelling(new.lead or "")
    if lead_differs:
        yield "lead"
    before, after = (
        list(filter(None, (comparable(line) for block in article.body for line in reading_lines(block))))
        for article in (old, new)
    )
    count = _changed_lines(before, after)
    if count or not lead_differs:
        noun = "paragraph" if all(isinstance(block, Paragraph | Figure) for block in (*old.body, *new.body)) else "line"
        yield f"text: {max(count, 1)} {noun}{'s' if count > 1 else ''}"


def _changed_lines(before: list[str], after: list[str]) -> int:
    """How many lines were changed, added or taken away: a changed one counts once."""
    return sum(max(len(removed), len(added)) for removed, added in gaps(before, after))


def comparable(text: str) -> str:
    """The line as it is compared: by its `spelling`, and a short one without a counter of views."""
    text = spelling(text)
    return _COUNTER.sub("", text).strip(" |-–:") if len(text) <= _COUNTER_LINE else text


def _words(article: Article) -> str:
    lines = [article.lead or "", *(line for block in article.body for line in reading_lines(block))]
    return " ".join(line for line in map(comparable, lines) if line)


def caption_lines(article: Article) -> list[str]:
    """The captions and credits of its figures and the captions of its tables, in order."""
    return [text for block in article.body for text in _caption_texts(block) if text]


def _captions(article: Article) -> list[str]:
    return [spelling(text) for text in caption_lines(article)]


def _caption_texts(block: Block) -> tuple[str | None, ...]:
    match block:
        case Figure():
            return (block.caption, block.credit)
        case Table():
            return (block.caption,)
        case _:
            return ()


def _names(article: Article) -> list[str]:
    return sorted({spelling(name) for name in (*article.authors, *article.organisations)} - {""})


def _documents(article: Article) -> list[str]:
    return sorted({normalise(attachment.url) for attachment in article.attachments} - {""})


def _redated(old: Published | None, new: Published | None) -> bool:
    """Whether the page names another moment in the same place and as precisely.

    A date found elsewhere, more precisely or no longer at all says more about the reading than about the article.
    """
    if old is None or new is None:
        return False
    return old.moment != new.moment and (old.provenance, old.precision) == (new.provenance, new.precision)
