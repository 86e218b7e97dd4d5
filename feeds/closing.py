"""What stands after an article's text in an entry: documents, origin, copies, a word on the date, related news."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from feeds.addresses import host_of, web_address
from feeds.marks import escape
from feeds.plain import names_of, title_of
from feeds.related import Related
from feeds.wording import Wording
from news.article import Article, Attachment, Precision, Published

MAX_ATTACHMENTS = 50


def closing_html(
    article: Article,
    words: Wording,
    *,
    published: datetime,
    dating: Published,
    related: Sequence[Related] = (),
    copies: Sequence[Related] = (),
) -> str:
    """The closing of an entry as HTML; empty where there is nothing to say.

    `published` is the entry's date in the source's zone, `dating` how it is known.
    """
    parts = (
        _documents(article, words),
        _origin(article, words),
        _copies(copies, words),
        f"<p><em>{escape(note)}</em></p>" if (note := date_note(words, published, dating)) else "",
        _related(related, words),
    )
    return "\n".join(part for part in parts if part)


def date_note(words: Wording, published: datetime, dating: Published) -> str | None:
    """A sentence for a date that is not simply the one the page shows, to the day or the minute; None for one that is."""
    where = words.found_in.get(dating.provenance)
    if where is None and dating.precision is Precision.HOUR:
        where = words.hour_only
    return words.date_note.format(words.date(published, dating.precision), where) if where else None


def related_line(link: Related, words: Wording) -> str:
    """Why a link is there, from where and of when, in words."""
    date = words.date(link.published, link.precision) if link.published else None
    return ", ".join(part for part in (words.reasons[link.reason], link.source, date) if part)


def attachment_title(attachment: Attachment) -> str:
    """What to call a document: its title, else the file's name in its address."""
    name = (web_address(attachment.url) or "").partition("?")[0].rstrip("/").rpartition("/")[2]
    return title_of(attachment.title or "") or name or host_of(attachment.url)


def _documents(article: Article, words: Wording) -> str:
    items = "".join(_document(attachment) for attachment in article.attachments[:MAX_ATTACHMENTS])
    return f"<h3>{words.attachments}</h3>\n<ul>{items}</ul>" if items else ""


def _document(attachment: Attachment) -> str:
    address = web_address(attachment.url)
    return f'<li><a href="{escape(address)}">{escape(attachment_title(attachment))}</a></li>' if address else ""


def _origin(article: Article, words: Wording) -> str:
    """Whom the page names as origin beside its authors; alone they are the authors already."""
    organisations = names_of(article.organisations)
    return f"<p>{words.origin}: {escape(', '.join(organisations))}</p>" if organisations and names_of(article.authors) else ""


def _copies(copies: Sequence[Related], words: Wording) -> str:
    links = ", ".join(f'<a href="{escape(link.url)}">{escape(link.source or host_of(link.url))}</a>' for link in copies)
    return f"<p>{words.also_published}: {links}</p>" if links else ""


def _related(related: Sequence[Related], words: Wording) -> str:
    items = "".join(
        f'<li><a href="{escape(link.url)}">{escape(link.title)}</a> <small>({escape(related_line(link, words))})</small></li>'
        for link in related
    )
    return f"<h3>{words.related}</h3>\n<ul>{items}</ul>" if items else ""
