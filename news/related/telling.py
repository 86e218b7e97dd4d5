"""Telling: which story an article belongs to, settled when it is related and in the same transaction.

A link is not enough to belong: a chain of links leads from one matter to any other. A new member must be near several of those a
story has, and be no other issue of a series than any of them: no weekly briefing, no report of another year.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING

from news.related.fingerprint import Fingerprint
from news.related.neighbours import Neighbour
from news.related.relation import Reason
from news.related.score import recurring
from news.store import relations, stories
from news.store.stories import Membership

if TYPE_CHECKING:
    from news.store.postings import Postings
    from news.store.relations import Transaction

CORE = 16
"""Members a new one is compared with, the latest."""
NEAR = 0.25
"""Share of a story's texts a new one must be near."""


@dataclass(frozen=True, kw_only=True)
class Tale:
    """A story as an article sees it."""

    texts: int
    """Its latest texts, copies not counted."""
    near: int
    """Those that tell the same story as the article."""
    recurring: bool = False
    """Whether one of them is another issue of a series, or speaks of another year."""

    @property
    def fits(self) -> bool:
        """Whether the article belongs to the story."""
        return not self.recurring and self.near >= max(1, ceil(NEAR * self.texts))


def tell(
    connection: Transaction, postings: Postings, article_id: str, fingerprint: Fingerprint, found: Sequence[Neighbour]
) -> None:
    """Put an article that was just related into its story, make one, or take it out of one it no longer belongs to.

    Its links are kept already. While everything is related anew, old links to articles that still wait speak for a story, too.
    """
    _Teller(connection, postings).place(article_id, fingerprint, found)


class _Teller:
    """Places articles through one connection; fingerprints are read once."""

    def __init__(self, connection: Transaction, postings: Postings) -> None:
        self._connection = connection
        self._postings = postings
        self._prints: dict[str, Fingerprint] = {}

    def place(self, article_id: str, fingerprint: Fingerprint, found: Sequence[Neighbour]) -> None:
        same = [each.article for each in found if each.reason is Reason.SAME_STORY]
        copied = [each.article for each in found if each.reason is Reason.COPY]
        known = stories.places(self._connection, [article_id, *same, *copied])
        before = known.pop(article_id, None)
        if not known and before is None and not same:
            return
        self._prints[article_id] = fingerprint
        story, copy_of = self._home(article_id, same, copied, known, before)
        if story is None:
            if before is not None:
                stories.leave(self._connection, article_id)
                stories.settle(self._connection, [before.story])
            return
        self._put(Membership(article_id, story, copy_of), loose=same)
        if before is not None and before.story != story:
            stories.settle(self._connection, [before.story])

    def _home(
        self,
        article_id: str,
        same: Sequence[str],
        copied: Sequence[str],
        known: Mapping[str, Membership],
        before: Membership | None,
    ) -> tuple[str | None, str | None]:
        """The story an article belongs to and the article whose text it prints; None: neither."""
        for each in copied:
            if each in known:
                return known[each].story, known[each].text
        wanted = dict.fromkeys([*(known[each].story for each in same if each in known), *([before.story] if before else [])])
        members = {story: self._members(story, article_id) for story in wanted}
        near = relations.linked(self._connection, article_id, Reason.SAME_STORY).union(same)
        tales = {story: self._tale(article_id, near, members[story]) for story in wanted}
        fitting = sorted(
            (story for story, tale in tales.items() if tale.fits),
            key=lambda story: (-tales[story].near, list(wanted).index(story)),
        )
        if fitting:
            whole = [fitting[0], *(each for each in fitting[1:] if self._one(members[fitting[0]], members[each]))]
            return (stories.merge(self._connection, whole) if len(whole) > 1 else whole[0]), None
        if before is not None and not members[before.story]:
            # It is the last that is left of its story: whoever comes to it goes on with that one.
            return before.story, before.copy_of
        loose = [each for each in same if each not in known]
        if not loose:
            return None, None
        story = stories.mint(self._connection, [article_id, loose[0]])
        stories.put(self._connection, [Membership(loose[0], story, None)])
        return story, None

    def _put(self, member: Membership, *, loose: Sequence[str]) -> None:
        """Put an article into a story, with its copies and with those of `loose` that are near enough now."""
        stories.put(self._connection, [member])
        for each in (member.article, *loose):
            place = stories.places(self._connection, [each]).get(each)
            if place is None:
                near = relations.linked(self._connection, each, Reason.SAME_STORY) | {member.article}
                if self._tale(each, near, self._members(member.story, each)).fits:
                    place = Membership(each, member.story, None)
                    stories.put(self._connection, [place])
            if place is not None and place.story == member.story:
                copies = relations.linked(self._connection, each, Reason.COPY)
                alone = copies - stories.places(self._connection, copies).keys()
                stories.put(self._connection, [Membership(copy, member.story, place.text) for copy in alone])
        stories.settle(self._connection, [member.story])

    def _members(self, story: str, without: str) -> tuple[Membership, ...]:
        """The latest members that are there, but one article."""
        known = stories.members(self._connection, [story], newest=CORE + 1)[story]
        self._read([each.article for each in known])
        return tuple(each for each in known if each.article != without)[:CORE]

    def _tale(self, article_id: str, near: Collection[str], members: Sequence[Membership]) -> Tale:
        self._read([article_id])
        own = self._prints.get(article_id)
        return Tale(
            texts=len({each.text for each in members}),
            near=len({each.text for each in members if each.article in near}),
            recurring=own is None or any(self._recurring(article_id, each.article) for each in members),
        )

    def _one(self, mine: Sequence[Membership], theirs: Sequence[Membership]) -> bool:
        """Whether two stories that an article belongs to are one: each of the texts of the smaller is near one of the other."""
        if any(self._recurring(one.article, other.article) for one in mine for other in theirs):
            return False
        fewer, more = sorted((mine, theirs), key=len)
        others = {each.article for each in more}
        near = {each.text for each in fewer if not others.isdisjoint(self._near(each.article))}
        return len(near) >= max(1, ceil(NEAR * len({each.text for each in fewer})))

    def _recurring(self, one: str, other: str) -> bool:
        """Whether two articles are issues of a series; nobody can tell of one that waits to be indexed anew."""
        mine, theirs = self._prints.get(one), self._prints.get(other)
        return mine is not None and theirs is not None and recurring(mine, theirs)

    def _near(self, article_id: str) -> frozenset[str]:
        return relations.linked(self._connection, article_id, Reason.SAME_STORY)

    def _read(self, ids: Collection[str]) -> None:
        missing = [each for each in ids if each not in self._prints]
        if missing:
            self._prints.update(self._postings.fingerprints(missing))
