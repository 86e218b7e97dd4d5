"""Due: which pages may show something else than they did, told from what changed in the store."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from feeds.selection import Kind
from feeds.site.address import article_path
from feeds.site.library import Library
from feeds.site.page import SiteOptions
from feeds.site.paths import TABLES, list_paths, story_path
from feeds.specs import place_slug, topic_stem
from news.store.changed import Changed
from news.topics import topics_of


@dataclass(frozen=True, kw_only=True)
class Due:
    """The pages to be made anew, by ids and paths."""

    articles: frozenset[str]
    stories: frozenset[str]
    lists: frozenset[str]
    """Paths of those that there are."""

    def paths(self) -> Iterator[str]:
        """Every page to be made."""
        yield from sorted(self.lists)
        yield from (story_path(story) for story in sorted(self.stories))
        yield from (article_path(article) for article in sorted(self.articles))

    def spares(self, path: str, there: Collection[str]) -> bool:
        """Whether a page that was made before stays as it is; `there` are the paths of the lists that there are."""
        kind, _, name = path.rstrip("/").partition("/")
        if kind == "article":
            return name not in self.articles
        if kind == Kind.STORY.value:
            return name not in self.stories
        return path in there and path not in self.lists


def due(library: Library, options: SiteOptions, changed: Changed, *, known: Collection[str]) -> Due:
    """The pages that may differ from what they were before all that changed; `known` are the sources that were known then.

    An article shows itself, what it is linked with and its story; a list shows articles, and how copies and stories fold; the
    tables show a little of everything. A source that is declared otherwise shows on every page of its articles.
    """
    store, sources = library.store, library.sources()
    told = [story for each in changed.stories if (story := store.stories.one(each)) is not None]
    members = store.articles_by_id({member for story in told for member in story.members})
    articles = {*changed.articles, *changed.linked, *members}
    stories = {*changed.stories}
    for source in changed.sources:
        articles.update(stored.id for stored in store.articles(source=source))
        stories.update(story.id for story in store.stories.of([*articles]).values())
    there = frozenset(list_paths(library, options))
    if changed.sources or sources.keys() != set(known):
        return Due(articles=frozenset(articles), stories=frozenset(stories), lists=there)
    shown = {each.source for each in (*changed.articles.values(), *changed.linked.values())}
    shown |= {stored.article.source for stored in members.values()}
    topics = {*changed.topics, *(topic for each in changed.linked.values() for topic in each.topics)}
    topics |= {topic for stored in members.values() for topic in topics_of(stored.article.categories, stored.article.url)}
    lists = {f"{source}/" for source in shown | changed.health}
    lists |= {
        f"{Kind.PLACE.value}/{place_slug(place)}/" for each in shown & sources.keys() for place in library.above(sources[each])
    }
    lists |= {f"{topic_stem(topic)}/" for topic in topics}
    if articles:
        lists |= {f"{saved.stem}/" for saved in options.searches}
    return Due(articles=frozenset(articles), stories=frozenset(stories), lists=frozenset(lists | set(TABLES)) & there)
