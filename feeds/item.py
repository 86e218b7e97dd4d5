"""Item: an entry as RSS 2.0 and Atom 1.0 write it.

Entries are not written by feedgen: 1.0.0 loses rel, type, title and length of an Atom entry's links, and in RSS authors without
an e-mail address, writes an Atom source without id and updated, wraps pictures in a group of one, and takes five times as long.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from email.utils import format_datetime
from functools import lru_cache
from html import escape

from feeds.entry import Entry
from feeds.feed import Feed
from feeds.variant import Variant
from feeds.xml import quoted, text


def rss_item(entry: Entry, feed: Feed) -> bytes:
    """The entry as an `<item>` in UTF-8; the feed declares the prefixes."""
    start = f"    <item>\n      <title>{text(entry.heading)}</title>\n      <link>{text(entry.link)}</link>\n      "
    if feed.variant is Variant.SUMMARY:
        element = "description"
    else:
        element = "content:encoded"
        # Readers take a description for HTML: plain text has to be escaped once more.
        start += f"<description>{text(escape(entry.summary))}</description>\n      "
    rest = "\n      ".join(_rest_in_rss(entry, feed))
    return b"".join((f"{start}<{element}>".encode(), _content(entry.html), f"</{element}>\n      {rest}\n    </item>\n".encode()))


def _rest_in_rss(entry: Entry, feed: Feed) -> Iterator[str]:
    yield f'<guid isPermaLink="false">{text(entry.id)}</guid>'
    for category in entry.categories:
        yield f"<category>{text(category)}</category>"
    yield f"<pubDate>{format_datetime(entry.published)}</pubDate>"
    for name in entry.authors:
        yield f"<dc:creator>{text(name)}</dc:creator>"
    for name in entry.contributors:
        yield f"<dc:contributor>{text(name)}</dc:contributor>"
    enclosure = next((each for each in entry.enclosures if each.bytes is not None), None)
    if enclosure is not None:  # more than one of an item is lost on most readers
        yield f'<enclosure url="{quoted(enclosure.url)}" length="{enclosure.bytes}" type="{quoted(enclosure.media_type)}"/>'
    if feed.spec.several:
        yield f'<source url="{quoted(feed.base)}{entry.source.id}/feed.rss">{text(entry.source_title)}</source>'
    if entry.language != feed.spec.language:
        yield f"<dc:language>{text(entry.language)}</dc:language>"
    if entry.rights:
        yield f"<dc:rights>{text(entry.rights)}</dc:rights>"
    yield from _picture_and_place(entry)
    yield from _related("atom:link", entry)
    if entry.edited:
        yield f"<atom:updated>{entry.updated.isoformat()}</atom:updated>"


def atom_entry(entry: Entry, feed: Feed) -> bytes:
    """The entry as an `<entry>` in UTF-8; the feed declares the prefixes."""
    language = f' xml:lang="{quoted(entry.language)}"' if entry.language != feed.spec.language else ""
    element = "summary" if feed.variant is Variant.SUMMARY else "content"
    start = "\n    ".join((f"  <entry{language}>", *_start_in_atom(entry), f'<{element} type="html">'))
    rest = "\n    ".join((f"</{element}>", *_rest_in_atom(entry, feed)))
    return b"".join((start.encode(), _content(entry.html), f"{rest}\n  </entry>\n".encode()))


def _start_in_atom(entry: Entry) -> Iterator[str]:
    yield f"<id>{text(entry.id)}</id>"
    yield f"<title>{text(entry.heading)}</title>"
    yield f"<updated>{entry.updated.isoformat()}</updated>"
    yield from _people("author", entry.authors)


def _rest_in_atom(entry: Entry, feed: Feed) -> Iterator[str]:
    if feed.variant is not Variant.SUMMARY:
        yield f'<summary type="html">{text(escape(entry.summary))}</summary>'
    for category in map(quoted, entry.categories):
        yield f'<category term="{category}" label="{category}"/>'
    yield from _people("contributor", entry.contributors)
    yield f"<published>{entry.published.isoformat()}</published>"
    if entry.rights:
        yield f"<rights>{text(entry.rights)}</rights>"
    # The article first: some readers take the first link, whatever its rel.
    yield f'<link rel="alternate" type="text/html" hreflang="{quoted(entry.language)}" href="{quoted(entry.link)}"/>'
    for each in entry.enclosures:
        length = "" if each.bytes is None else f' length="{each.bytes}"'
        file = f'type="{quoted(each.media_type)}" href="{quoted(each.url)}"{length}'
        yield f'<link rel="enclosure" {file} title="{quoted(each.title)}"/>'
    yield from _related("link", entry)
    if feed.spec.several:
        yield from _source(entry, feed)
    yield from _picture_and_place(entry)


@lru_cache(maxsize=200)
def _content(html: str) -> bytes:
    """The content as XML writes it, in UTF-8; kept since the feed's other format is mostly written next."""
    return html.encode().replace(b"&", b"&amp;").replace(b"<", b"&lt;").replace(b">", b"&gt;").replace(b"\r", b"&#13;")


def _people(kind: str, names: Iterable[str]) -> Iterator[str]:
    for name in names:
        yield f"<{kind}>\n      <name>{text(name)}</name>\n    </{kind}>"


def _related(tag: str, entry: Entry) -> Iterator[str]:
    for link in (*entry.related, *entry.copies):
        yield f'<{tag} rel="related" type="text/html" href="{quoted(link.url)}" title="{quoted(link.title)}"/>'


def _source(entry: Entry, feed: Feed) -> Iterator[str]:
    """From which feed the entry is. Its `updated` is the entry's: another would rewrite every entry with each new one."""
    title = text(entry.source_title)
    yield "<source>"
    yield f"  <id>{text(feed.authority)}:feed:{entry.source.id}</id>"
    yield f"  <title>{title}</title>"
    yield f"  <updated>{entry.updated.isoformat()}</updated>"
    if not entry.authors:
        yield f"  <author>\n        <name>{title}</name>\n      </author>"
    if entry.homepage:
        yield f'  <link rel="alternate" type="text/html" href="{quoted(entry.homepage)}"/>'
    yield f'  <link rel="self" type="application/atom+xml" href="{quoted(feed.base)}{entry.source.id}/feed.atom"/>'
    yield "</source>"


def _picture_and_place(entry: Entry) -> Iterator[str]:
    """One picture, and not as an enclosure: readers that list both would show it twice beside the one in the content."""
    if entry.image:
        yield f'<media:thumbnail url="{quoted(entry.image)}"/>'
    if entry.place and entry.place.point:
        yield f"<georss:point>{entry.place.point}</georss:point>"
        yield f"<georss:featurename>{text(entry.place.name)}</georss:featurename>"
