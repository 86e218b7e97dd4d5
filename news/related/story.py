"""Story: articles about one event or project over time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, kw_only=True)
class Story:
    """A story as readers see it: what is there of it, without pruned articles, and without withdrawn ones but in `texts`."""

    id: str
    """Permanent: `story-<id of its first article>`, minted once. Lower-case ASCII letters, digits and hyphens."""
    title: str
    """The title of its first article that is there."""
    first: datetime
    """When the first of its members was published. Aware, UTC."""
    last: datetime
    """When the last of them was. Aware, UTC."""
    members: tuple[str, ...]
    """Ids of its articles, the latest published first; at least two of them are no copies of each other."""
    copies: frozenset[str] = frozenset()
    """Those of the members that print the text of an earlier one."""
    texts: tuple[str, ...] = ()
    """Ids of what its feed has, the latest published first: the members that are no copies, and withdrawn articles whose text no
    member prints."""


def story_id(article_id: str) -> str:
    """The id of the story that begins with an article."""
    return f"story-{article_id}"
