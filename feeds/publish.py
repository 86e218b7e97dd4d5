"""Publishing: the feeds of which something changed, from the store into the public folder."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from feeds.archive import Archive, Archivist, archive_links, archive_names
from feeds.building import build_feed
from feeds.directory import put_directory
from feeds.due import due, spec_digest
from feeds.entry import Entry, tag_uri
from feeds.feed import NEVER, Feed
from feeds.folder import PublicFolder
from feeds.health import health_feed_entries
from feeds.json_feed import render_json
from feeds.merger import merger_entries
from feeds.moving import put_moved
from feeds.notice import with_notices
from feeds.options import FeedOptions as FeedOptions  # noqa: PLC0414 whoever publishes needs both
from feeds.options import Report as Report  # noqa: PLC0414
from feeds.outage import outage_entry
from feeds.plain import title_of
from feeds.render import render_atom, render_rss
from feeds.saved import Saved, saved_specs
from feeds.selection import FeedSpec, Kind, feed_specs, select
from feeds.specs import moved_places, place_specs, story_specs, topic_specs
from feeds.state import FILE as STATE
from feeds.state import Built, Listed, State, archived_of, inputs_of, read_state
from feeds.variant import Variant, vary
from news.health import Health
from news.related.story import Story
from news.store import Store
from news.store.changed import Changed
from news.store.health import Healths

MAX_STORIES = 500
"""Stories whose feeds are built, those told last; feeds of older ones stay as they are until their stories change."""


def publish(store: Store, options: FeedOptions, *, now: datetime, everything: bool = False) -> Report:
    """Build every feed that may have changed and replace the files whose bytes did.

    What may have changed is told by the store's changes since the last publication into this folder (`feeds.due`). All is built
    with `everything`, and where nobody can say what changed: after another Loa, with other options, of another store. Both come
    to the same bytes. `now` becomes the time of changed files, decides of which day's places there are feeds, and stands nowhere
    in them.

    Raises PublishError naming the path that cannot be written (what was replaced before stays replaced, every file whole), and
    StoreError when the store cannot be read.
    """
    with PublicFolder.opened(options.public_dir, now=now, precompressed=options.precompressed) as folder:
        position = store.changes.position()  # before anything is read: what is kept meanwhile is looked at again
        known = read_state(folder.read(STATE)) or State(inputs="", archived="", position=position)
        inputs, archived = inputs_of(options), archived_of(options)
        since = store.changes.since(known.position)
        changed = None if everything else since
        same = known.inputs == inputs and all(map(folder.belongs_elsewhere, known.yielded))
        sources = {source.id: source for source in store.sources()}
        archivist = Archivist(store, folder, sources, options, changed if known.archived == archived else None)
        older = since.stories if since else frozenset()
        publication = _Publication(archivist, known, changed if same else None, older)
        publication.run(now)
        state = replace(publication.state(), inputs=inputs, archived=archived, position=position)
        folder.note(STATE, state.written())
    return Report(
        written=tuple(folder.written),
        unchanged=folder.unchanged,
        removed=tuple(folder.removed),
        skipped=tuple(publication.skipped | archivist.skipped),
        built=tuple(publication.built),
    )


class _Publication:
    """One publication on its way; `changed` is what did since the one that is `known`, None: anything may have.

    `stories` are the ids of those that changed since then, as far as anybody can say: they are told however long ago.
    """

    def __init__(self, archivist: Archivist, known: State, changed: Changed | None, stories: frozenset[str]) -> None:
        self._archivist, self._known, self._changed, self._touched = archivist, known, changed, stories
        self._store, self._folder, self._options = archivist.store, archivist.folder, archivist.options
        self._sources = archivist.sources
        self._feeds: dict[str, Built] = {}
        self._lists: Mapping[str, Listed] = {}
        self._answers = known.answers
        self.skipped: dict[str, None] = {}
        self.built: list[str] = []

    def run(self, now: datetime) -> None:
        """Put or retain every file."""
        saved = self._searched(now)
        self._answers = saved.answers
        self.skipped.update(dict.fromkeys(saved.problems))
        specs = self._specs(saved, now)
        wanted = self._due(specs)
        healths = Healths(self._store).of([spec.stem for spec in specs if spec.kind is Kind.SOURCE and spec.stem in wanted])
        self._folder.announce(name for spec in specs if spec.stem in wanted for name in _names(spec))
        for spec in specs:
            if spec.stem in wanted:
                self._feeds[spec.stem] = self._build(spec, healths.get(spec.stem))
                self.built.append(spec.stem)
            else:
                known = self._feeds[spec.stem] = self._known.feeds[spec.stem]
                self._folder.retain(self._folder_names(spec))
                self._folder.retain(self._folder.known(archive_names(spec.stem, known.archive)))
        self._put_health()
        listed = [self._heading(spec) for spec in specs if spec.kind is not Kind.STORY]
        self._lists = put_directory(self._folder, listed, {} if self._changed is None else self._known.lists)
        put_moved(
            self._folder,
            self._store,
            made=self._feeds.keys(),
            held=saved.held,
            moved=moved_places(specs, day=now.date()),
            stories=None if self._changed is None else self._changed.stories,
        )

    def state(self) -> State:
        """What is published now; what it was made from is to be filled in."""
        yielded = self._folder.yielded.union(self._known.yielded if self._changed is not None else ())
        return replace(self._known, answers=self._answers, feeds=self._feeds, lists=self._lists, yielded=tuple(sorted(yielded)))

    def _searched(self, now: datetime) -> Saved:
        same = self._changed is not None and not self._changed.articles
        return saved_specs(
            self._store,
            self._options.searches,
            tuple(self._sources.values()),
            limit=self._options.entries,
            now=now,
            known=self._known.answers if same else {},
        )

    def _specs(self, saved: Saved, now: datetime) -> list[FeedSpec]:
        sources = tuple(self._sources.values())
        return [
            *feed_specs(sources, title=title_of(self._options.title) or "Loa"),
            *place_specs(sources, day=now.date()),
            *topic_specs(self._store.used_topics(), sources),
            *saved.specs,
            *story_specs(self._told(), sources),
        ]

    def _told(self) -> Iterator[Story]:
        """Yield the stories told last, then older ones that have a feed and changed: a withdrawal has to be told there too."""
        newest = self._store.stories.newest(limit=MAX_STORIES)
        yield from newest
        published = self._folder.before
        for each in sorted(self._touched.difference(story.id for story in newest)):
            if f"{Kind.STORY.value}/{each}/feed.atom" in published:
                story = self._store.stories.one(each)
                if story is not None and story.id == each:
                    yield story

    def _due(self, specs: Sequence[FeedSpec]) -> Collection[str]:
        """Stems of the feeds to be built: those that may have changed, and those whose files somebody touched."""
        if self._changed is None:
            return frozenset(spec.stem for spec in specs)
        known = self._known.feeds
        wanted = due(specs, known, self._changed)
        return wanted | {
            spec.stem
            for spec in specs
            if spec.stem not in wanted and self._folder.trace(self._folder_names(spec)) != known[spec.stem].trace
        }

    def _folder_names(self, spec: FeedSpec) -> tuple[str, ...]:
        """The names of a feed's files that were published before or are now, compressed ones too."""
        return self._folder.known(_names(spec))

    def _build(self, spec: FeedSpec, health: Health | None) -> Built:
        options = self._options
        selection = select(self._store, spec, limit=options.entries)
        feed, problems = build_feed(
            spec, selection, self._sources, authority=options.tag_authority, base=options.base, related=options.related
        )
        self.skipped.update(dict.fromkeys(problems))
        feed = replace(feed, links=(*options.links, *feed.links))
        feed = with_notices(feed, self._notices(feed, health), limit=options.entries)
        before = self._known.feeds.get(spec.stem)
        archive = self._archivist.keep(
            spec, before.archive if before else None, shown={entry.article_id for entry in feed.entries}
        )
        for variant in _variants(spec):
            self._put_formats(vary(feed, variant), archive if variant is Variant.FULL else None)
        return Built(
            spec=spec_digest(spec),
            reach=selection.reach,
            trace=self._folder.trace(self._folder_names(spec)),
            archive=archive,
        )

    def _notices(self, feed: Feed, health: Health | None) -> tuple[Entry, ...]:
        """What a feed says of itself."""
        if feed.spec.kind is Kind.PLACE:
            return merger_entries(feed, self._sources)
        if health is None or not self._options.outage_notices:
            return ()
        told = outage_entry(health, self._sources[feed.spec.stem], authority=self._options.tag_authority)
        return (told,) if told else ()

    def _heading(self, spec: FeedSpec) -> Feed:
        """A feed as lists name it, without its entries."""
        feed_id = tag_uri(self._options.tag_authority, f"feed:{spec.stem}")
        return Feed(spec=spec, id=feed_id, entries=(), updated=NEVER, base=self._options.base)

    def _put_health(self) -> None:
        """The feed for operators, once there is something to say: every change of how a source does. No page names it."""
        stem = Kind.HEALTH.value
        names = [f"{stem}/{Variant.FULL.value}.{kind}" for kind in _FORMATS]
        known = self._known.feeds.get(stem)
        if self._changed is not None and not self._changed.health and not self._changed.sources:
            if known is None:
                return
            if known.trace == self._folder.trace(self._folder.known(names)):
                self._folder.retain(self._folder.known(names))
                self._feeds[stem] = known
                return
        changes = Healths(self._store).changes(limit=self._options.entries)
        entries = health_feed_entries(changes, self._sources, authority=self._options.tag_authority)
        if not entries:
            return
        spec = FeedSpec(
            stem=stem,
            title=f"{title_of(self._options.title) or 'Loa'}: health",
            subtitle="Which sources became fresh, quiet or broken, why, and what to do.",
            language="en",
            homepage=f"{self._options.base}sources/",
            sources=(),
            kind=Kind.HEALTH,
        )
        feed = Feed(
            spec=spec,
            id=tag_uri(self._options.tag_authority, f"feed:{stem}"),
            entries=entries,
            updated=max(entry.updated for entry in entries),
            base=self._options.base,
        )
        self._put_formats(feed)
        trace = self._folder.trace(self._folder.known(names))
        self._feeds[stem] = Built(spec=spec_digest(spec), reach=None, trace=trace)
        self.built.append(stem)

    def _put_formats(self, feed: Feed, archive: Archive | None = None) -> None:
        for kind, render in _FORMATS.items():
            leading = replace(feed, links=(*feed.links, *archive_links(feed, archive, kind)))
            self._folder.put(f"{feed.spec.stem}/{feed.variant.value}.{kind}", render(leading))


_FORMATS = {"rss": render_rss, "atom": render_atom, "json": render_json}


def _variants(spec: FeedSpec) -> tuple[Variant, ...]:
    return (Variant.FULL,) if spec.kind is Kind.STORY else tuple(Variant)


def _names(spec: FeedSpec) -> tuple[str, ...]:
    """The names of a feed's files."""
    files = [f"{each.value}.{kind}" for each in _variants(spec) for kind in _FORMATS]
    return tuple(f"{spec.stem}/{file}" for file in files)
