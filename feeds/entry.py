"""Entry: a stored article as every feed shows it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from feeds.addresses import web_address
from feeds.closing import closing_html, edit_note, withdrawal_note
from feeds.content import content_html
from feeds.enclosure import Enclosure, enclosures_of
from feeds.memory import Memory
from feeds.moments import local, published_moment
from feeds.plain import names_of, summary_of, title_of
from feeds.related import Related
from feeds.wording import wording
from news.article import Precision, Provenance
from news.errors import PublishError
from news.source import Source
from news.stored import StoredArticle

_REMEMBERED = 1000
"""Entries kept in memory between feeds and builds, some 50 KB each."""
_LANGUAGE = re.compile(r"[a-zA-Z]{2,8}(-[a-zA-Z0-9]{1,8})*")


@dataclass(frozen=True, kw_only=True)
class EntryPlace:
    """Where an entry is from."""

    name: str
    """Plain, never empty."""
    point: str | None = None
    """Degrees north and east in WGS 84 as GeoRSS writes them, "20.9511 107.0748"; None where they are not known."""


@dataclass(frozen=True, kw_only=True)
class Entry:
    """An article as a feed shows it: plain text legal in XML 1.0, sanitised HTML, absolute ASCII addresses."""

    id: str
    """`tag:<authority>:<article id>` (RFC 4151): the same in every feed and format, for good."""
    article_id: str
    source: Source
    title: str
    link: str
    published: datetime
    """Whole seconds in the zone of the article; a day without a time is its midnight. Never moves."""
    updated: datetime
    """Moves with substantive edits only, see `feeds.moments`."""
    edited: bool
    """Whether there was a substantive edit."""
    precision: Precision
    provenance: Provenance
    authors: tuple[str, ...]
    """People; where the page names none, the organisations it names."""
    contributors: tuple[str, ...]
    """Organisations named beside people."""
    categories: tuple[str, ...]
    summary: str
    """Plain, never empty."""
    content: str
    """HTML, never empty: the article and what follows it. What readers are given is `html`."""
    enclosures: tuple[Enclosure, ...]
    """Every document of the article, at most 50."""
    image: str | None
    rights: str
    related: tuple[Related, ...]
    """Best first."""
    copies: tuple[Related, ...]
    """The same text as other sources published it."""
    language: str
    """BCP 47 tag."""
    place: EntryPlace | None = None
    """What the article is about as far as it is on a map: its source's place; None where nobody said."""
    withdrawn: datetime | None = None
    """When Loa found it gone from its site, whole seconds in the zone of the article; None: it is there."""
    note: str = ""
    """What the last substantive edit changed, in the entry's language ("tiêu đề, 2 đoạn văn"); empty where there was none."""

    @property
    def source_title(self) -> str:
        """What to call the source, plain; its id where it has no title."""
        return title_of(self.source.title) or self.source.id

    @property
    def heading(self) -> str:
        """The title as readers are given it: marked where the article was withdrawn."""
        return wording(self.language).withdrawn_title.format(self.title) if self.withdrawn else self.title

    @property
    def html(self) -> str:
        """The content as readers are given it: after a notice where the article was withdrawn, before the note of an edit."""
        if not self.withdrawn and not self.note:
            return self.content
        words = wording(self.language)
        notice = withdrawal_note(words, self.withdrawn) if self.withdrawn else ""
        edit = edit_note(words, self.updated, self.note) if self.note else ""
        return "\n".join(part for part in (notice, self.content, edit) if part)

    @property
    def homepage(self) -> str | None:
        """The source's front page; None where a feed must not carry its address."""
        return web_address(self.source.homepage)


def tag_uri(authority: str, name: str) -> str:
    """The permanent id of an entry or feed: `tag:<authority>:<name>` (RFC 4151)."""
    return f"tag:{authority}:{name}"


def entry_from(
    stored: StoredArticle,
    source: Source,
    *,
    authority: str,
    updated: datetime,
    related: Sequence[Related] = (),
    copies: Sequence[Related] = (),
    note: str = "",
) -> Entry:
    """The article as an entry, its `updated` taken from `feeds.moments.updated_moments`, `note` that of its last revision.

    Raises PublishError, naming the article and the part, when nothing is left of its title or its address cannot be linked.
    """
    zones = tuple(link.published and link.published.tzinfo for link in related)  # moments are equal in whatever zone
    links, others = tuple(related), tuple(copies)
    made_of = (stored.article, stored.first_seen, stored.updated, stored.withdrawn, source, authority, links, zones, others, note)
    entry = _MEMORY.get(
        stored.id,
        made_of,
        lambda: _entry(stored, source, authority=authority, related=links, copies=others, note=note),
    )
    moment = updated.astimezone(entry.published.tzinfo)
    return entry if moment == entry.updated else replace(entry, updated=moment)


def _entry(
    stored: StoredArticle,
    source: Source,
    *,
    authority: str,
    related: tuple[Related, ...],
    copies: tuple[Related, ...],
    note: str,
) -> Entry:
    """The entry with its publication for `updated`, which is settled by the feed it is in."""
    article = stored.article
    title, link = title_of(article.title), web_address(article.url)
    if not title:
        msg = f"{stored.id}: no title is left of {article.title[:80]!r}"
        raise PublishError(msg)
    if link is None:
        msg = f"{stored.id}: not an address a feed may carry: {article.url[:200]!r}"
        raise PublishError(msg)
    language = language_of(article.language) or language_of(source.language) or "und"
    words = wording(language)
    people, organisations = names_of(article.authors), names_of(article.organisations)
    published = local(replace(stored.published, moment=published_moment(stored)), article.timezone)
    enclosures = tuple(enclosures_of(article))
    closing = closing_html(
        article,
        words,
        published=published,
        dating=stored.published,
        enclosures=enclosures,
        related=related,
        copies=copies,
    )
    return Entry(
        id=tag_uri(authority, stored.id),
        article_id=stored.id,
        source=source,
        title=title,
        link=link,
        published=published,
        updated=published,
        edited=stored.updated is not None,
        precision=stored.published.precision,
        provenance=stored.published.provenance,
        authors=people or organisations,
        contributors=organisations if people else (),
        categories=names_of(article.categories),
        summary=summary_of(article),
        content=content_html(article, words, closing=closing),
        enclosures=enclosures,
        image=web_address(article.image) if article.image else None,
        rights=words.rights.format(title_of(source.title) or source.id),
        related=related,
        copies=copies,
        language=language,
        place=_place(source),
        withdrawn=stored.withdrawn.replace(microsecond=0).astimezone(published.tzinfo) if stored.withdrawn else None,
        note=words.changes(note) if stored.updated else "",
    )


def language_of(tag: str) -> str | None:
    """The tag where it has the form of a BCP 47 tag, else None."""
    return tag if _LANGUAGE.fullmatch(tag) and len(tag) <= 35 else None


def _place(source: Source) -> EntryPlace | None:
    name = title_of(source.place.name) if source.place else ""
    return EntryPlace(name=name, point=source.place.point) if source.place and name else None


_MEMORY: Memory[Entry] = Memory(_REMEMBERED)
