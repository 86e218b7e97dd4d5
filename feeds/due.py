"""Due: which feeds may show something else than they did, told from what changed and from what each of them gathers."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from feeds.digest import digest
from feeds.selection import FeedSpec, Kind
from feeds.state import Built
from news.store.changed import Changed


def spec_digest(spec: FeedSpec) -> str:
    """A name for what a feed is about and, where it holds chosen articles, which."""
    # Who tells a story shows in its members; a source that joins the others changes no story.
    gathered = spec.sources if spec.members is None else spec.members
    return digest(spec.stem, spec.title, spec.subtitle, spec.language, spec.homepage, spec.kind.value, gathered, spec.merged)


def due(specs: Iterable[FeedSpec], known: Mapping[str, Built], changed: Changed) -> frozenset[str]:
    """Stems of the feeds that may differ from what was `known` of them when they were published, by all that changed since.

    A feed is due when it is new or about something else than before (units of another day among its places, members of its
    story), when a source it gathers was declared otherwise, when an article of it came, changed or went, and when one it may show
    links to an article that did. What lies behind the oldest article that its last build looked at is not shown.
    """
    own = frozenset(each.source for each in changed.articles.values())
    return frozenset(spec.stem for spec in specs if _is_due(spec, known.get(spec.stem), changed, own))


def _is_due(spec: FeedSpec, built: Built | None, changed: Changed, own: Collection[str]) -> bool:
    if built is None or built.spec != spec_digest(spec) or _meet(changed.sources, spec.sources):
        return True
    if spec.kind is Kind.SOURCE and spec.stem in changed.health:
        return True
    if spec.members is not None:
        return _meet(changed.articles, spec.members) or _meet(changed.linked, spec.members)
    if spec.topic in changed.topics if spec.topic else _meet(own, spec.sources):
        return True
    seen = (each for each in changed.linked.values() if built.reach is None or each.published >= built.reach)
    return any(each.source in spec.sources and (not spec.topic or spec.topic in each.topics) for each in seen)


def _meet(some: Collection[str], others: Iterable[str]) -> bool:
    return bool(some) and any(each in some for each in others)
