"""Archive: all that a feed ever had, in documents that follow each other (RFC 5005, section 4).

Articles are counted off in the order in which they came into the store. Fifty make a document, whose name tells its place and a
digest of what it holds: the set of entries under one address never changes. What is left over, fewer than fifty, is mostly in the
feed itself; where an article of them is not, since it came late, they make a document of their own until there are fifty.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from feeds.building import build_feed
from feeds.digest import digest
from feeds.entry import tag_uri
from feeds.feed import Feed, FeedLink
from feeds.folder import PublicFolder
from feeds.moments import updated_moments
from feeds.options import FeedOptions
from feeds.plain import title_of
from feeds.render import render_atom, render_rss
from feeds.selection import FeedSpec, Kind, Selection
from feeds.tombstone import Tombstone
from news.source import Source
from news.store import Store
from news.store.arrivals import Arrival
from news.store.changed import Changed
from news.stored import StoredArticle

SIZE = 50
"""Articles in a document. Another number gives every document another address."""
FORM = 1
"""Of the documents; it rises when those that lie there have to be written anew: other code alone leaves them as they are."""
KINDS = frozenset({Kind.ALL, Kind.SOURCE, Kind.PLACE})
"""Of feeds that have an archive."""
FORMATS = {"atom": render_atom, "rss": render_rss}


@dataclass(frozen=True, kw_only=True)
class Block:
    """The articles of one document."""

    name: str
    """Last part of its address, without the ending."""
    last: int
    """Number of the last of them, by arrival."""


@dataclass(frozen=True, kw_only=True)
class Archive:
    """The archive of one feed as it was published."""

    gathered: str
    """Digest of the sources of the feed."""
    blocks: tuple[Block, ...] = ()
    """Whole ones, the oldest first."""
    rest: Block | None = None
    """What is left over, where that has a document."""

    @property
    def documents(self) -> tuple[Block, ...]:
        """All that have a document, the oldest first: the feed itself leads to the last."""
        return (*self.blocks, self.rest) if self.rest else self.blocks


def blocks_of(arrivals: Iterable[Arrival], *, start: int = 0) -> Iterator[tuple[Block, tuple[Arrival, ...]]]:
    """Count off arrivals into blocks, of which the last may not be whole; `start` is how many blocks there are before."""
    waiting = iter(arrivals)
    number = start
    while held := tuple(islice(waiting, SIZE)):
        number += 1
        yield Block(name=f"{number}-{digest([each.id for each in held])[:12]}", last=held[-1].number), held


def archive_names(stem: str, archive: Archive | None) -> Iterator[str]:
    """The names of the files of an archive."""
    for block in archive.documents if archive else ():
        yield from _names(stem, block)


def archive_links(feed: Feed, archive: Archive | None, kind: str) -> tuple[FeedLink, ...]:
    """How a feed leads to its archive in a format; none where it has all there is, or there is no archive in that format."""
    documents = archive.documents if archive and kind in FORMATS else ()
    return (_link("prev-archive", feed, documents[-1].name, kind),) if documents else ()


class Archivist:
    """Keeps the archives of feeds in a folder."""

    def __init__(
        self, store: Store, folder: PublicFolder, sources: Mapping[str, Source], options: FeedOptions, changed: Changed | None
    ) -> None:
        """`changed` is what did since the archives that are known were published; None: all are written anew."""
        self.store, self.folder, self.sources, self.options = store, folder, sources, options
        self._changed = changed
        self.skipped: dict[str, None] = {}

    def keep(self, spec: FeedSpec, known: Archive | None, *, shown: Collection[str]) -> Archive | None:
        """Bring the archive of a feed up to now; None where it has none. `shown` are the ids of the articles that the feed has.

        Written are the documents that are new, of which an article changed, or whose neighbour is another one.
        """
        if spec.kind not in KINDS or not self.options.archives:
            return None
        before = Archive(gathered="") if known is None or self._changed is None else known
        gathered = digest(spec.sources)
        # Another source may bring articles that came long ago: then all are counted off again.
        blocks = list(before.blocks) if before.gathered == gathered else []
        arrivals = self._arrivals(spec, blocks[-1].last if blocks else 0)
        rest = None
        for block, held in blocks_of(arrivals, start=len(blocks)):
            if len(held) == SIZE:
                blocks.append(block)
            elif self._lacks(shown, held):
                rest = block
        archive = Archive(gathered=gathered, blocks=tuple(blocks), rest=rest)
        still = self._still(spec, before)
        self.folder.announce(archive_names(spec.stem, archive))
        for earlier, block, later in _neighbours(archive):
            if (earlier, block, later) in still:
                self.folder.retain(self.folder.known(_names(spec.stem, block)))
            else:
                self._put(spec, block, earlier, later)
        return archive

    def _arrivals(self, spec: FeedSpec, after: int, upto: int | None = None) -> Iterator[Arrival]:
        return self.store.arrivals.after(after, sources=None if spec.kind is Kind.ALL else spec.sources, upto=upto)

    def _lacks(self, shown: Collection[str], held: Sequence[Arrival]) -> bool:
        """Whether an article that is there is not shown."""
        missing = self.store.articles_by_id([each.id for each in held if each.id not in shown])
        return any(not stored.withdrawn and not stored.pruned for stored in missing.values())

    def _still(self, spec: FeedSpec, before: Archive) -> Collection[tuple[Block | None, Block, Block | None]]:
        """The documents that say today what they said, each between its neighbours."""
        gathered = frozenset(spec.sources)
        if self._changed is None or not gathered.isdisjoint(self._changed.sources):
            return ()
        numbers = sorted(each.number for each in self._changed.articles.values() if each.source in gathered)
        found = set()
        for earlier, block, later in _neighbours(before):
            first = bisect_right(numbers, earlier.last if earlier else 0)
            if block is not before.rest and first == bisect_right(numbers, block.last):
                found.add((earlier, block, later))
        return found

    def _put(self, spec: FeedSpec, block: Block, earlier: Block | None, later: Block | None) -> None:
        options = self.options
        ids = [each.id for each in self._arrivals(spec, earlier.last if earlier else 0, upto=block.last)]
        known = self.store.articles_by_id(ids)
        held = [known[each] for each in ids if each in known and not known[each].pruned]
        there = tuple(stored for stored in held if not stored.withdrawn)
        # What leads to other articles changes with what comes later: here an article stands by itself.
        selection = Selection(
            articles=there,
            updated=updated_moments(there),
            relations={},
            others={},
            notes=self.store.edit_notes([stored.id for stored in there if stored.updated]),
        )
        feed, problems = build_feed(
            spec,
            selection,
            self.sources,
            authority=options.tag_authority,
            base=options.base,
            related=options.related,
            most=None,
        )
        self.skipped.update(dict.fromkeys(problems))
        graves = tuple(self._grave(stored) for stored in held if stored.withdrawn)
        for kind, render in FORMATS.items():
            links = [
                _link("self", feed, block.name, kind),
                FeedLink(rel="current", href=feed.address(kind), media_type=f"application/{kind}+xml"),
                *([_link("prev-archive", feed, earlier.name, kind)] if earlier else []),
                *([_link("next-archive", feed, later.name, kind)] if later else []),
            ]
            document = replace(feed, links=tuple(links), archive=True, tombstones=graves)
            self.folder.put(f"{spec.stem}/archive/{block.name}.{kind}", render(document))

    def _grave(self, stored: StoredArticle) -> Tombstone:
        assert stored.withdrawn is not None
        source = self.sources[stored.article.source]
        return Tombstone(
            ref=tag_uri(self.options.tag_authority, stored.id),
            when=stored.withdrawn.replace(microsecond=0).astimezone(source.zone),
            by=title_of(source.title) or source.id,
        )


def _neighbours(archive: Archive) -> Iterator[tuple[Block | None, Block, Block | None]]:
    """Each document between the one before it and the whole one after it."""
    documents = archive.documents
    for place, block in enumerate(documents):
        later = documents[place + 1] if place + 1 < len(archive.blocks) else None
        yield (documents[place - 1] if place else None), block, later


def _names(stem: str, block: Block) -> Iterator[str]:
    yield from (f"{stem}/archive/{block.name}.{kind}" for kind in FORMATS)


def _link(rel: str, feed: Feed, name: str, kind: str) -> FeedLink:
    return FeedLink(rel=rel, href=f"{feed.page}archive/{name}.{kind}", media_type=f"application/{kind}+xml")
