"""Rebuilding: every article related anew, from nothing, while readers still see the links there are.

Nothing that is shown is deleted at the start. Only the index is emptied and every article put into the queue; a link is judged
anew when the later of its two articles is done. Where that stands is in the store: what is broken off goes on.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from news.related.job import relate
from news.store import links, meta
from news.store.postings import Postings

if TYPE_CHECKING:
    from news.store import Store

_KEY = "related.rebuilding"
"""In the store: the number of the latest article when everything was put into the queue."""


def begin(store: Store) -> bool:
    """Put every article into the queue; False where an earlier rebuild is not finished and only goes on. Raises StoreError."""
    with store.write() as connection:
        begun = meta.value(connection, _KEY)
        if begun is not None and links.has_unmarked(connection, int(begun)):
            return False
        Postings(connection).clear()
        meta.keep(connection, _KEY, str(links.unmark(connection)))
    return True


def rebuild(store: Store, *, progress: Callable[[int, int], object]) -> int:
    """Relate what waits until nothing does; return how many articles that were. `progress` is told how many are done of how many.

    Links and stories come out as if the articles had arrived one by one; ids of stories stay. Raises StoreError.
    """
    with store.read() as connection:
        total = links.count_unrelated(connection)
    done = 0
    progress(done, total)
    while (report := relate(store)).related:
        done += report.related
        progress(done, max(done, total))
    return done
