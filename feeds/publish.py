"""Publishing: every feed and page from the store into the public folder."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from feeds.building import build_feed
from feeds.feed import Feed, FeedLink
from feeds.folder import PublicFolder
from feeds.json_feed import render_json
from feeds.opml import render_opml
from feeds.plain import title_of
from feeds.render import render_atom, render_rss
from feeds.selection import feed_specs, select
from feeds.web.pages import Line, feed_page, index_page, not_found_page, static_files
from news.store import Store


@dataclass(frozen=True, kw_only=True)
class FeedOptions:
    """What the operator decides about feeds."""

    public_dir: Path
    public_url: str
    """Absolute address under which `public_dir` is reached from outside."""
    tag_authority: str
    """First part of every entry's id (RFC 4151), for example "loa.localhost,2026"; never changed once published."""
    title: str = "Loa"
    """Of the site and of the feed of all sources."""
    entries: int = 50
    """Newest articles in each feed."""
    related: int = 5
    """Related articles named with each entry."""
    contact: str = ""
    """Where the operator can be reached (`mailto:` or http address), for the foot of every page; empty: not shown."""
    hub: str | None = None
    """Address of the WebSub hub that is told of changes, for every feed to name; None: there is none."""

    @property
    def links(self) -> tuple[FeedLink, ...]:
        """Links that every feed carries besides its own."""
        return (FeedLink(rel="hub", href=self.hub),) if self.hub else ()


@dataclass(frozen=True, kw_only=True)
class Report:
    """What publishing did, by names relative to the public folder."""

    written: tuple[str, ...]
    unchanged: int
    removed: tuple[str, ...]
    skipped: tuple[str, ...]
    """One line for each article that could not become an entry."""


def publish(store: Store, options: FeedOptions, *, now: datetime) -> Report:
    """Build every feed and page and replace the files whose bytes changed; `now` becomes their time and stands nowhere in them.

    Raises PublishError naming the path that cannot be written (what was replaced before stays replaced, every file whole), and
    StoreError when the store cannot be read.
    """
    base = options.public_url.rstrip("/") + "/"
    sources = {source.id: source for source in store.sources()}
    counts = store.counts().by_source
    lines: list[Line] = []
    skipped: dict[str, None] = {}
    with PublicFolder.opened(options.public_dir, now=now) as folder:
        for spec in feed_specs(tuple(sources.values()), title=title_of(options.title) or "Loa"):
            selection = select(store, spec, limit=options.entries)
            feed, problems = build_feed(
                spec, selection, sources, authority=options.tag_authority, base=base, related=options.related
            )
            line = Line(
                feed=replace(feed, entries=()),
                newest=next(iter(feed.entries), None),
                articles=sum(counts.get(each, 0) for each in spec.sources),
            )
            feed = replace(feed, links=(*options.links, *feed.links))
            _put_feed(folder, feed, line, contact=options.contact)
            lines.append(line)
            skipped.update(dict.fromkeys(problems))
        folder.put("index.html", index_page(lines, base=base, contact=options.contact))
        folder.put("404.html", not_found_page(lines[0].feed, contact=options.contact))
        folder.put("feeds.opml", render_opml((line.feed for line in lines), title=lines[0].feed.spec.title))
        for name, body in static_files():
            folder.put(name, body)
    return Report(
        written=tuple(folder.written), unchanged=folder.unchanged, removed=tuple(folder.removed), skipped=tuple(skipped)
    )


def _put_feed(folder: PublicFolder, feed: Feed, line: Line, *, contact: str) -> None:
    stem = feed.spec.stem
    folder.put(f"{stem}/feed.rss", render_rss(feed))
    folder.put(f"{stem}/feed.atom", render_atom(feed))
    folder.put(f"{stem}/feed.json", render_json(feed))
    folder.put(f"{stem}/index.html", feed_page(feed, line, contact=contact))
