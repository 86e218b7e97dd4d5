"""Directory: the lists that name feeds, each written only when something else is to be said."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial

from feeds.digest import digest
from feeds.due import spec_digest
from feeds.feed import Feed
from feeds.folder import PublicFolder
from feeds.opml import render_opml
from feeds.selection import Kind
from feeds.site.assets import ICON, asset
from feeds.state import Listed

_Made = tuple[str, str, Callable[[], bytes]]
"""A name below the public folder, the digest of what is said there, and what writes it."""


def put_directory(folder: PublicFolder, feeds: Sequence[Feed], known: Mapping[str, Listed]) -> Mapping[str, Listed]:
    """Put the lists for readers, of all feeds and of each place's, and the picture that feeds name; what was put, by name.

    `feeds` are those that are listed, without their entries, that of all sources first. What is `known` and still true is left as
    it is.
    """
    lists: dict[str, Listed] = {}
    wanted = list(_lists(feeds))
    folder.announce(name for name, _, _ in wanted)
    for name, made_of, write in wanted:
        before = known.get(name)
        if before is not None and before.made_of == made_of and before.trace == folder.trace(folder.known((name,))):
            folder.retain(folder.known((name,)))
            lists[name] = before
        else:
            folder.put(name, write())
            lists[name] = Listed(made_of=made_of, trace=folder.trace(folder.known((name,))))
    return lists


def _lists(feeds: Sequence[Feed]) -> Iterator[_Made]:
    names = {feed.spec.stem: spec_digest(feed.spec) for feed in feeds}
    yield "feeds.opml", digest(list(names.values())), partial(render_opml, feeds, title=feeds[0].spec.title)
    own = {feed.spec.stem: feed for feed in feeds if feed.spec.kind is Kind.SOURCE}
    for feed in feeds:
        spec = feed.spec
        if spec.kind is Kind.PLACE:
            listed = [feed, *(own[each] for each in spec.sources if each in own)]
            made_of = digest([names[each.spec.stem] for each in listed])
            yield f"{spec.stem}/feeds.opml", made_of, partial(render_opml, listed, title=spec.title)
    yield ICON, digest(asset(ICON)), partial(asset, ICON)
