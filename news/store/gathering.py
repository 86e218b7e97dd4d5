"""Gathering: what crawls bring, kept many at a time in a transaction of the caller's."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import Connection

from news.article import Article
from news.store import keeping, names, offers
from news.store.schema import validators
from news.store.upsert import upsert
from news.stored import Kept, Validators

_VALIDATED = ("source", "kept", "etag", "last_modified", "digest")


@dataclass(frozen=True, kw_only=True)
class Arrived:
    """An article with the way it came."""

    article: Article
    asked: str
    """The address that was asked for."""
    offered: str
    """The name of the offer that it was; "" where it was none."""


def keep(connection: Connection, batch: Sequence[Arrived], *, now: datetime) -> tuple[Kept, ...]:
    """Keep articles as `Store.keep` keeps one, and say in their order what that did; none of them is an offer any more.

    Raises what `news.store.keeping.keep_all` raises.
    """
    kept = keeping.keep_all(connection, [(each.article, each.asked) for each in batch], now=now)
    read: defaultdict[str, set[str]] = defaultdict(set)
    for each in batch:
        read[each.article.source].update(names.names_of(each.article), filter(None, [each.offered]))
    for source_id, of_source in read.items():
        offers.taken(connection, source_id, of_source)
    return kept


def keep_validators(connection: Connection, batch: Sequence[tuple[str, str, Validators]], *, now: datetime) -> None:
    """Keep what pages (address, id of the source, validators) said of themselves, in place of what they said before."""
    rows = {url: {"url": url, "source": source_id, "kept": now, **asdict(known)} for url, source_id, known in batch}
    connection.execute(upsert(connection, validators, replace=_VALIDATED), list(rows.values()))
