"""Publishing: every feed from the store into the public folder."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from feeds.building import build_feed
from feeds.entry import tag_uri
from feeds.feed import Feed, FeedLink
from feeds.folder import PublicFolder
from feeds.health import health_feed_entries
from feeds.json_feed import render_json
from feeds.moving import table_of
from feeds.opml import render_opml
from feeds.outage import outage_entry
from feeds.plain import title_of
from feeds.render import render_atom, render_rss
from feeds.saved import Saved, SavedSearch, saved_specs
from feeds.selection import FeedSpec, Kind, feed_specs, select
from feeds.site.assets import ICON, asset
from feeds.specs import moved_places, place_specs, story_specs, topic_specs
from feeds.variant import Variant, vary
from feeds.web.moved import FILE, read_moved
from news.health import Health
from news.source import Source
from news.store import Store
from news.store.health import Healths

MAX_STORIES = 500
"""Stories whose feeds are built, those told last; feeds of older ones stay as they are, for their stories may go on."""
_FORMATS = ("rss", "atom", "json")


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
    outage_notices: bool = True
    """Whether a source's feed says that no news could be read, once an outage is longer than its rhythm explains."""
    hub: str | None = None
    """Address of the WebSub hub that is told of changes, for every feed to name; None: there is none."""
    searches: tuple[SavedSearch, ...] = ()
    """Searches that have feeds of their own; no two of one name."""

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
    """One line for each article that could not become an entry, and for each saved search that could not be answered."""


def publish(store: Store, options: FeedOptions, *, now: datetime) -> Report:
    """Build every feed and replace the files whose bytes changed; `now` becomes their time and stands nowhere in them.

    Raises PublishError naming the path that cannot be written (what was replaced before stays replaced, every file whole), and
    StoreError when the store cannot be read.
    """
    base = options.public_url.rstrip("/") + "/"
    sources = {source.id: source for source in store.sources()}
    listed: list[Feed] = []
    known = tuple(sources.values())
    saved = saved_specs(store, options.searches, known, limit=options.entries, now=now)
    skipped = dict.fromkeys(saved.problems)
    specs = _specs(store, known, options, day=now.date(), topics=store.used_topics(), saved=saved)
    healths = Healths(store).of()
    with PublicFolder.opened(options.public_dir, now=now) as folder:
        folder.announce(f"{spec.stem}/{each.value}.{kind}" for spec in specs for each in _variants(spec) for kind in _FORMATS)
        for spec in specs:
            selection = select(store, spec, limit=options.entries)
            feed, problems = build_feed(
                spec, selection, sources, authority=options.tag_authority, base=base, related=options.related
            )
            if spec.kind is not Kind.STORY:
                listed.append(replace(feed, entries=()))
            feed = replace(feed, links=(*options.links, *feed.links))
            if spec.kind is Kind.SOURCE and options.outage_notices:
                feed = _with_notice(feed, healths.get(spec.stem), sources[spec.stem], options)
            for variant in _variants(spec):
                _put_formats(folder, vary(feed, variant))
            skipped.update(dict.fromkeys(problems))
        _put_health(folder, store, sources, options)
        folder.put("feeds.opml", render_opml(listed, title=listed[0].spec.title))
        folder.put(ICON, asset(ICON))
        _put_places(folder, listed)
        stems = {name.rpartition("/")[0] for name in folder.before if name.endswith("/feed.atom")}
        made = {spec.stem for spec in specs}
        made |= _retained(folder, stems & saved.held, _untold(store, stems - made))
        table = table_of(
            read_moved(folder.read(FILE)),
            published=stems,
            now=made,
            moved=moved_places(specs, day=now.date()),
            story=lambda story: found.id if (found := store.story(story)) else None,
        )
        folder.put(FILE, table.written())
    return Report(
        written=tuple(folder.written), unchanged=folder.unchanged, removed=tuple(folder.removed), skipped=tuple(skipped)
    )


def _specs(
    store: Store, sources: Sequence[Source], options: FeedOptions, *, day: date, topics: Collection[str], saved: Saved
) -> list[FeedSpec]:
    return [
        *feed_specs(sources, title=title_of(options.title) or "Loa"),
        *place_specs(sources, day=day),
        *topic_specs(topics, sources),
        *saved.specs,
        *story_specs(store.stories(limit=MAX_STORIES), sources),
    ]


def _untold(store: Store, stems: Collection[str]) -> set[str]:
    """Those of the stems that are of stories still told, though not among those told last."""
    prefix = f"{Kind.STORY.value}/"
    ids = {stem.removeprefix(prefix) for stem in stems if stem.startswith(prefix)}
    return {f"{prefix}{each}" for each in ids if (story := store.story(each)) is not None and story.id == each}


def _retained(folder: PublicFolder, *stems: Collection[str]) -> set[str]:
    """Leave the files of feeds as they are; the stems of those."""
    kept = {stem for each in stems for stem in each}
    for name in folder.before:
        if name.rpartition("/")[0] in kept:
            folder.retain(name)
    return kept


def _variants(spec: FeedSpec) -> tuple[Variant, ...]:
    return (Variant.FULL,) if spec.kind is Kind.STORY else tuple(Variant)


def _with_notice(feed: Feed, health: Health | None, source: Source, options: FeedOptions) -> Feed:
    """The feed of a source, saying that no news can be read where that is so."""
    notice = outage_entry(health, source, authority=options.tag_authority) if health else None
    if notice is None:
        return feed
    entries = sorted((notice, *feed.entries), key=lambda entry: entry.published, reverse=True)
    return replace(feed, entries=tuple(entries), updated=max(feed.updated, notice.updated))


def _put_health(folder: PublicFolder, store: Store, sources: Mapping[str, Source], options: FeedOptions) -> None:
    """The feed for operators, once there is something to say: every change of how a source does. No page names it."""
    entries = health_feed_entries(Healths(store).changes(limit=options.entries), sources, authority=options.tag_authority)
    if not entries:
        return
    title = title_of(options.title) or "Loa"
    spec = FeedSpec(
        stem=Kind.HEALTH.value,
        title=f"{title}: health",
        subtitle="Which sources became fresh, quiet or broken, why, and what to do.",
        language="en",
        homepage=f"{options.public_url.rstrip('/')}/sources/",
        sources=(),
        kind=Kind.HEALTH,
    )
    feed = Feed(
        spec=spec,
        id=tag_uri(options.tag_authority, f"feed:{spec.stem}"),
        entries=entries,
        updated=max(entry.updated for entry in entries),
        base=options.public_url.rstrip("/") + "/",
    )
    _put_formats(folder, feed)


def _put_formats(folder: PublicFolder, feed: Feed) -> None:
    stem = feed.spec.stem
    folder.put(f"{stem}/{feed.variant.value}.rss", render_rss(feed))
    folder.put(f"{stem}/{feed.variant.value}.atom", render_atom(feed))
    folder.put(f"{stem}/{feed.variant.value}.json", render_json(feed))


def _put_places(folder: PublicFolder, feeds: Sequence[Feed]) -> None:
    """A list of feeds for each place: its own, and those of its sources."""
    for place in feeds:
        if place.spec.kind is Kind.PLACE:
            own = [feed for feed in feeds if feed.spec.kind is Kind.SOURCE and feed.spec.stem in place.spec.sources]
            folder.put(f"{place.spec.stem}/feeds.opml", render_opml([place, *own], title=place.spec.title))
