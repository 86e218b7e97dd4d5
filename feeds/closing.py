"""What stands after an article's text in an entry: documents, origin, copies, a word on the date, related news."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from feeds.addresses import host_of
from feeds.enclosure import Enclosure
from feeds.enclosure import attachment_title as attachment_title  # noqa: PLC0414 pages name documents alike
from feeds.marks import escape, link_to
from feeds.plain import names_of
from feeds.related import Related
from feeds.wording import Wording
from news.article import Article, Precision, Published
from news.related.relation import Reason


def closing_html(
    article: Article,
    words: Wording,
    *,
    published: datetime,
    dating: Published,
    enclosures: Sequence[Enclosure] = (),
    related: Sequence[Related] = (),
    copies: Sequence[Related] = (),
) -> str:
    """The closing of an entry as HTML; empty where there is nothing to say.

    `published` is the entry's date in the source's zone, `dating` how it is known.
    """
    parts = (
        _documents(enclosures, words),
        _origin(article, words),
        _copies(copies, words),
        f"<p><em>{escape(note)}</em></p>" if (note := date_note(words, published, dating)) else "",
        _related(related, words),
    )
    return "\n".join(filter(None, parts))


def date_note(words: Wording, published: datetime, dating: Published) -> str | None:
    """A sentence for a date that is not simply the one the page shows, to the day or the minute; None for one that is."""
    where = date_found(words, dating)
    return words.date_note.format(words.date(published, dating.precision), where) if where else None


def date_found(words: Wording, dating: Published) -> str | None:
    """Where a date was found, or how far it is known, as the end of a sentence; None for one that the page shows plainly."""
    found = words.found_in.get(dating.provenance)
    return words.hour_only if found is None and dating.precision is Precision.HOUR else found


def related_line(link: Related, words: Wording) -> str:
    """Why a link is there, from where and of when, in words."""
    return ", ".join(filter(None, (words.reasons[link.reason], related_facts(link, words))))


def related_facts(link: Related, words: Wording) -> str:
    """From where a link is and of when, in words; empty where neither is to be said."""
    date = words.date(link.published, link.precision) if link.published else None
    return ", ".join(filter(None, (link.source, date)))


def withdrawal_note(words: Wording, withdrawn: datetime) -> str:
    """The notice above the content of a withdrawn article, as HTML; the moment is in the source's zone."""
    note = words.withdrawn_note.format(words.date(withdrawn, Precision.DAY))
    return f"<p><strong>{escape(note)}</strong></p>"


def edit_note(words: Wording, updated: datetime, changes: str) -> str:
    """The note of an edit below the content, as HTML; the moment is in the source's zone, `changes` says what it changed."""
    note = words.edited.format(words.date(updated, Precision.MINUTE), changes)
    return f"<p><em>{escape(note)}</em></p>"


def _documents(enclosures: Sequence[Enclosure], words: Wording) -> str:
    items = "".join(_document(each, words) for each in enclosures)
    return f"<h3>{words.attachments}</h3>\n<ul>{items}</ul>" if items else ""


def _document(enclosure: Enclosure, words: Wording) -> str:
    facts = ", ".join(filter(None, (enclosure.kind, words.size(enclosure.bytes) if enclosure.bytes else "")))
    link = link_to(enclosure.url, enclosure.title)
    return f"<li>{link} <small>({facts})</small></li>" if facts else f"<li>{link}</li>"


def _origin(article: Article, words: Wording) -> str:
    """Whom the page names as origin beside its authors; alone they are the authors already."""
    organisations = names_of(article.organisations)
    return f"<p>{words.origin}: {escape(', '.join(organisations))}</p>" if organisations and names_of(article.authors) else ""


def _copies(copies: Sequence[Related], words: Wording) -> str:
    links = ", ".join(link_to(each.url, each.source or host_of(each.url)) for each in copies)
    return f"<p>{words.also_published}: {links}</p>" if links else ""


def _related(related: Sequence[Related], words: Wording) -> str:
    """Our own links with their reasons, then apart from them what the page's editor chose."""
    own = [link for link in related if link.reason is not Reason.LISTED]
    listed = [link for link in related if link.reason is Reason.LISTED]
    return "\n".join(filter(None, (_links(words.related, own, words), _links(words.listed, listed, words))))


def _links(heading: str, links: Sequence[Related], words: Wording) -> str:
    items = "".join(_link(link, words) for link in links)
    return f"<h3>{heading}</h3>\n<ul>{items}</ul>" if items else ""


def _link(link: Related, words: Wording) -> str:
    """Under the heading that says an editor chose it, the reason of a link needs no words."""
    line = related_facts(link, words) if link.reason is Reason.LISTED else related_line(link, words)
    facts = f" <small>({escape(line)})</small>" if line else ""
    return f"<li>{link_to(link.url, link.title)}{facts}</li>"
