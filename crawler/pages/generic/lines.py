"""The last pass over the blocks read: lines that only show as what they are once all markup is gone."""

from __future__ import annotations

import re
from dataclasses import dataclass

from crawler.pages.bylines import is_labelled_byline, looks_like_byline
from crawler.pages.generic.body import letters
from crawler.pages.generic.outline import ends_sentence
from crawler.pages.generic.phrases import is_credited, is_notice, is_other_heading, leads_away
from news.article import Block, Figure, Heading, Link, ListBlock, Mark, MarkKind, Paragraph, Quote, Table

_ITEM = re.compile(r"^\s*[-–—+*•►»>]+\s*")
_LONG = 220
_LONGEST_LEAD = 900
_LONGEST_BIOGRAPHY = 400
_REACHED = re.compile(r"^(?:you can )?(?:reach|contact|e-?mail|follow) ", re.IGNORECASE)
_INITIALS = re.compile(r"\(?[a-zäöü]{2,5}(?:[/,] ?[A-Za-z]{2,5}){1,3}\)?$")
"""How German papers sign: an editor's letters and the agencies used ("kfr/dpa")."""


@dataclass(frozen=True, kw_only=True)
class Trimmed:
    """The blocks that stay and what was taken from among them."""

    body: tuple[Block, ...]
    lead: str | None = None
    others: tuple[Link, ...] = ()
    signature: str | None = None


def trim(blocks: tuple[Block, ...], *, title: str, lead: str | None, language: str) -> Trimmed:
    """Drop what repeats the title or the lead, notices and other news; take a lead printed in bold out of the body.

    An opening paragraph all in bold is the lead where the page shows no other (`lead` None). The last line is the signature when
    it looks like one in the `language`.
    """
    kept = [block for block in blocks if not _is_waste(block)]
    kept, others = _without_others(kept)
    kept = _without_title(kept, title)
    if lead is not None:
        kept = _without_lead(kept, lead)
    else:
        lead, kept = _bold_lead(kept)
    signature = None
    if len(kept) > 1 and _INITIALS.match(_text(kept[-1])):
        kept.pop()
    if len(kept) > 1 and _is_signature(kept[-1], kept[-2], language):
        signature = _text(kept.pop())
    while kept and isinstance(kept[-1], Heading):
        kept.pop()  # a heading that heads nothing
    return Trimmed(body=tuple(kept), lead=lead, others=tuple(others), signature=signature)


def _is_signature(last: Block, before: Block, language: str) -> bool:
    """Whether the last line is a byline; bare names under a picture without a caption say what it shows."""
    if isinstance(before, Figure) and before.caption is None:
        return is_labelled_byline(_text(last))
    return looks_like_byline(_text(last), language=language)


def _text(block: Block) -> str:
    return block.text if isinstance(block, (Paragraph, Heading, Quote)) else ""


def _covered(block: Paragraph | Quote, kind: MarkKind) -> float:
    """Share of the text under marks of the kind."""
    return sum(mark.end - mark.start for mark in block.marks if mark.kind is kind) / max(1, len(block.text))


def _is_waste(block: Block) -> bool:
    text = _text(block)
    if not text:
        return False
    if is_notice(text) or (isinstance(block, Paragraph) and is_credited(text)):
        return True
    if isinstance(block, Paragraph) and len(text) <= _LONG:
        linked = _covered(block, MarkKind.LINK)
        if linked > 0.5 and leads_away(text):
            return True
        if linked > 0.3 and leads_away(text) and ":" in text[:60]:
            return True
        return not any(character.isalnum() for character in text)
    return False


def _without_others(blocks: list[Block]) -> tuple[list[Block], list[Link]]:
    """Cut at a heading of other news when no real paragraph follows, else only the heading with the short lines under it."""
    links: list[Link] = []
    kept: list[Block] = []
    index = 0
    while index < len(blocks):
        block = blocks[index]
        if not is_other_heading(_text(block)):
            kept.append(block)
            index += 1
            continue
        index += 1
        while index < len(blocks) and not _is_real(blocks[index]):
            links.extend(_links(blocks[index]))
            index += 1
    return kept, links


def _is_real(block: Block) -> bool:
    """True for a paragraph of running text rather than a headline of another article."""
    if isinstance(block, Figure | ListBlock | Table):
        return False
    text = _text(block)
    if isinstance(block, Heading) or _ITEM.match(text):
        return False
    if _covered(block, MarkKind.LINK) > 0.5:
        return False
    return len(text) > _LONG or (len(text) > 90 and ends_sentence(text))


def _links(block: Block) -> list[Link]:
    if isinstance(block, ListBlock):
        return [link for item in block.items for link in _marked(item.text, item.marks)]
    if isinstance(block, (Paragraph, Quote)):
        return _marked(block.text, block.marks)
    return []


def _marked(text: str, marks: tuple[Mark, ...]) -> list[Link]:
    return [
        Link(title=_ITEM.sub("", text[mark.start : mark.end]).strip(), url=mark.href)
        for mark in marks
        if mark.kind is MarkKind.LINK and mark.href and mark.href.startswith("http") and text[mark.start : mark.end].strip()
    ]


def _without_title(blocks: list[Block], title: str) -> list[Block]:
    wanted = letters(title)
    for index, block in enumerate(blocks[:4]):
        if _text(block) and letters(_text(block)) == wanted:
            return blocks[:index] + blocks[index + 1 :]
    return blocks


def _without_lead(blocks: list[Block], lead: str) -> list[Block]:
    wanted = letters(lead)
    for index, block in enumerate(blocks[:5]):
        if not (said := letters(_text(block))):
            continue
        end = index + 1
        while end < len(blocks) and len(said) < len(wanted) and wanted.startswith(said) and (more := letters(_text(blocks[end]))):
            said, end = said + more, end + 1
        if said == wanted:
            return blocks[:index] + blocks[end:]
    return blocks


def without_biographies(body: tuple[Block, ...], people: tuple[str, ...]) -> tuple[Block, ...]:
    """The body without what it says at its end of the people who wrote it."""
    names = tuple(f"{name.casefold()} " for name in people)
    end = len(body)
    while end > 1 and names and isinstance(block := body[end - 1], Paragraph):
        text = f"{_REACHED.sub('', block.text)} ".casefold()
        if len(text) > _LONGEST_BIOGRAPHY or not text.startswith(names):
            break
        end -= 1
    return body[:end]


def _bold_lead(blocks: list[Block]) -> tuple[str | None, list[Block]]:
    paragraphs = [(index, block) for index, block in enumerate(blocks) if isinstance(block, Paragraph)]
    if len(paragraphs) < 2:
        return None, blocks
    (index, first), (_, second) = paragraphs[0], paragraphs[1]
    if any(isinstance(block, (Heading, ListBlock, Table)) for block in blocks[:index]):
        return None, blocks
    bold = _covered(first, MarkKind.STRONG) > 0.9
    if bold and 40 <= len(first.text) <= _LONGEST_LEAD and _covered(second, MarkKind.STRONG) < 0.9:
        return first.text, blocks[:index] + blocks[index + 1 :]
    return None, blocks
