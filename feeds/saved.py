"""Saved searches: questions that the operator wrote down, each with feeds of its own among the published files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from feeds.digest import digest
from feeds.plain import title_of
from feeds.question import Question, chosen_sources
from feeds.selection import FeedSpec, Kind
from feeds.wording import wording
from news.errors import QueryError, StoreError
from news.source import Source
from news.store import Store


@dataclass(frozen=True, kw_only=True)
class SavedSearch:
    """A question with a name."""

    name: str
    """Last part of the address of its feeds: lower-case letters and digits, words joined by single hyphens."""
    question: Question
    title: str = ""
    """Of its feeds; empty: what is looked for."""

    @property
    def stem(self) -> str:
        """Folder of its feeds."""
        return f"{Kind.SEARCH.value}/{self.name}"

    @property
    def heading(self) -> str:
        """What it is called, as plain text."""
        return title_of(self.title) or title_of(self.question.words)


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What a search found."""

    asked_of: str
    """Digest of the ids of the sources in which it looked."""
    members: tuple[str, ...]
    """Ids of articles, the newest first."""


@dataclass(frozen=True, kw_only=True)
class Saved:
    """The feeds of saved searches as the store answers them now."""

    specs: tuple[FeedSpec, ...]
    """In the order of the searches. A withdrawn article stays a member: who read it has to be told."""
    answers: Mapping[str, Answer]
    """What each of them found, by stem."""
    held: frozenset[str]
    """Stems of searches that could not be answered: their feeds stay as they are."""
    problems: tuple[str, ...]
    """One line for each of those."""


def saved_specs(
    store: Store,
    searches: Iterable[SavedSearch],
    sources: Sequence[Source],
    *,
    limit: int,
    now: datetime,
    known: Mapping[str, Answer] = MappingProxyType({}),
) -> Saved:
    """The feed of each search: the newest `limit` articles that it finds; `now` tells which places lie in which.

    Searches of which an answer is `known`, since no article changed, are not asked again while they look in the same sources.

    A search that names a source or a place that nobody speaks for yet, and every one while the index is not whole, is held.
    """
    specs: list[FeedSpec] = []
    answers: dict[str, Answer] = {}
    problems: dict[str, str] = {}
    for each in searches:
        try:
            wanted = chosen_sources(sources, each.question, now=now)
            answer = known.get(each.stem)
            if answer is None or answer.asked_of != digest(wanted):
                found = store.latest_found(each.question.words, sources=wanted, limit=limit, include_withdrawn=True)
                answer = Answer(asked_of=digest(wanted), members=tuple(stored.id for stored in found))
        except (QueryError, StoreError) as error:
            problems[each.stem] = f"search {each.name}: {error}"
            continue
        languages = {source.language for source in sources if source.id in wanted}
        language = languages.pop() if len(languages) == 1 else None
        specs.append(
            FeedSpec(
                stem=each.stem,
                title=each.heading,
                subtitle=wording(language).search_subtitle.format(title_of(each.question.words)),
                language=language,
                homepage=None,
                sources=wanted,
                kind=Kind.SEARCH,
                members=answer.members,
            )
        )
        answers[each.stem] = answer
    return Saved(specs=tuple(specs), answers=answers, held=frozenset(problems), problems=tuple(problems.values()))
