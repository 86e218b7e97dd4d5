"""Store: the memory of Loa behind one object."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import date, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Self

from sqlalchemy import Connection, Engine

from news.article import Article
from news.errors import StoreError
from news.search.hit import Found
from news.source import Source
from news.store import (
    articles,
    events,
    keeping,
    meta,
    names,
    offers,
    rereading,
    revisions,
    search,
    sources,
    topics,
)
from news.store.acts import Acts
from news.store.alerts import Alerts
from news.store.arrivals import Arrivals
from news.store.changed import Changes
from news.store.delays import KeptDelays
from news.store.engine import Database
from news.store.hosts import Hosts
from news.store.jobs import Jobs
from news.store.latest import latest
from news.store.links import Relations
from news.store.lock import Lock
from news.store.offers import Offers
from news.store.overview import Overview
from news.store.pings import Pings
from news.store.rereading import Present, Reread
from news.store.runs import Runs
from news.store.stories import Stories
from news.store.validators import PageValidators
from news.stored import Counts, Event, Kept, Revision, StoredArticle


class Store:
    """Sources, articles with their revisions and relations, runs and validators, in one database.

    Every method is one transaction: it happens as a whole or not at all. Moments must be aware (ValueError). Each method raises
    StoreError, in one line that names the file, when the database refuses: full disk, locked, damaged, not permitted. A store may
    be used from several threads; a thread must not call it inside its own `write()` block, which would wait for itself.
    """

    def __init__(self, engine: Engine, database: Database) -> None:
        self.engine = engine
        self.database = database

    @classmethod
    def open(cls, url: str, *, create: bool = True, backups: Path | None = None) -> Self:
        """Open the store at `sqlite:////var/lib/loa/loa.sqlite3` or `postgresql://user:password@host/name`, at the newest schema.

        With `create` a missing SQLite file and its directory are made, and an empty database is filled. An existing store of an
        older schema is copied first: an SQLite file to `<file>.before-<version>-upgrade`, PostgreSQL by pg_dump into the folder
        `backups` (None: the present one). Raises StoreError.
        """
        database = Database.at(url)
        return cls(database.open(create=create, backups=backups), database)

    @property
    def name(self) -> str:
        """What messages call it: its file, or its address without the password."""
        return self.database.name

    @property
    def path(self) -> Path:
        """The file of an SQLite store. Raises StoreError for any other."""
        if self.database.path is None:
            raise StoreError(f"{self.name}: that needs an SQLite store")
        return self.database.path

    def lock(self) -> Lock:
        """The lock of the one process that may write; entering raises StoreError when another process holds it."""
        return self.database.lock(self.engine)

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def write(self) -> AbstractContextManager[Connection]:
        """A connection inside one write transaction, begun at once; any exception rolls it back."""
        return self.database.writing(self.engine)

    def read(self) -> AbstractContextManager[Connection]:
        """A connection inside one transaction that sees a single state of the store."""
        return self.database.reading(self.engine)

    @property
    def hosts(self) -> Hosts:
        """How hosts were treated and what they answered."""
        return Hosts(self)

    @property
    def offers(self) -> Offers:
        """What listings named and nobody has read yet, and how far they were walked."""
        return Offers(self)

    @property
    def validators(self) -> PageValidators:
        """What pages said of themselves, so that they need not be sent again."""
        return PageValidators(self)

    @property
    def acts(self) -> Acts:
        """What the operator wants of single sources."""
        return Acts(self)

    @property
    def alerts(self) -> Alerts:
        """What operators were told, and the messages that are to reach them."""
        return Alerts(self)

    @property
    def arrivals(self) -> Arrivals:
        """Articles in the order in which they came."""
        return Arrivals(self)

    @property
    def changes(self) -> Changes:
        """What changed since somebody looked last."""
        return Changes(self)

    @property
    def delays(self) -> KeptDelays:
        """How long articles took from their publication to the feeds."""
        return KeptDelays(self)

    @property
    def overview(self) -> Overview:
        """Facts about all sources at once."""
        return Overview(self)

    @property
    def jobs(self) -> Jobs:
        """What became of each housekeeping job, and when it is due."""
        return Jobs(self)

    @property
    def relations(self) -> Relations:
        """Which articles are related, and which wait to be."""
        return Relations(self)

    @property
    def runs(self) -> Runs:
        """What each crawl of a source did."""
        return Runs(self)

    @property
    def stories(self) -> Stories:
        """Which articles tell one story."""
        return Stories(self)

    @property
    def pings(self) -> Pings:
        """Which changed feeds a WebSub hub is still to be told of."""
        return Pings(self)

    def keep_source(self, source: Source, *, now: datetime) -> None:
        """Keep a source, in place of what was known of it. Its articles can be kept from then on."""
        with self.write() as connection:
            sources.keep(connection, source, now=now)

    def sources(self) -> tuple[Source, ...]:
        """All sources, by id."""
        with self.read() as connection:
            return sources.every(connection)

    def source(self, source_id: str) -> Source | None:
        """The source of that id; None where there is none."""
        with self.read() as connection:
            return sources.one(connection, source_id)

    def keep(self, article: Article, *, now: datetime, asked: str | None = None, offered: str = "") -> Kept:
        """Keep one article as it was read at `now` from the page that was asked for at `asked`; see `keep_all`.

        It is no offer any more, neither by its own names nor by the one it was `offered` by ("": none).
        """
        with self.write() as connection:
            (kept,) = keeping.keep_all(connection, ((article, asked),), now=now)
            offers.read(connection, article, offered)
        return kept

    def keep_all(self, batch: Sequence[Article | tuple[Article, str | None]], *, now: datetime) -> tuple[Kept, ...]:
        """Keep articles as they were read at `now`, in one transaction, and say in their order what that did.

        An article is known by its key or, failing that, by its normalised address, or by what `news.store.recognising` says; it
        keeps its first id and key and gains every further name, the address that was asked for (the second of a pair) among them.
        `news.changes` tells edits from cosmetics. Raises StoreError when its source was never kept.
        """
        with self.write() as connection:
            return keeping.keep_all(connection, batch, now=now)

    def present(self, ids: Collection[str]) -> Mapping[str, Present]:
        """What is stored of those of the articles that exist, as their pages last said it; pruned ones are left out."""
        with self.read() as connection:
            return rereading.present(connection, ids)

    def reread(self, article_id: str, article: Article, *, revision: int, now: datetime) -> Reread:
        """Put a better reading of a kept page in place of what is stored of an article, if that is still the page's `revision`.

        No edit: see `news.store.rereading`.
        """
        with self.write() as connection:
            return rereading.reread(connection, article_id, article, revision=revision, now=now)

    def article(self, article_id: str) -> StoredArticle | None:
        """The article of that id; None where there is none."""
        return self.articles_by_id((article_id,)).get(article_id)

    def articles_by_id(self, ids: Collection[str]) -> Mapping[str, StoredArticle]:
        """The articles of those of the ids that exist."""
        with self.read() as connection:
            return articles.by_ids(connection, ids)

    def find(self, source_id: str, url_or_key: str) -> str | None:
        """The id of the source's article known by that key, or by any spelling of that address; None where there is none."""
        with self.read() as connection:
            return names.find(connection, source_id, url_or_key)

    def known(self, source_id: str, keys: Collection[str]) -> frozenset[str]:
        """Those of the keys or addresses by which an article of the source is known."""
        with self.read() as connection:
            return names.known(connection, source_id, keys)

    def aliases(self, article_id: str) -> tuple[str, ...]:
        """Every key and normalised address under which an article is known, in alphabetical order; none for an unknown id."""
        with self.read() as connection:
            return names.of_article(connection, article_id)

    def events(self, article_id: str) -> tuple[Event, ...]:
        """The withdrawals of an article and its returns, in order; none for an unknown id."""
        with self.read() as connection:
            return events.of_article(connection, article_id)

    def newest(
        self,
        *,
        sources: Collection[str] | None = None,
        limit: int,
        include_withdrawn: bool = False,
        before: tuple[datetime, str] | None = None,
        topics: Collection[str] | None = None,
    ) -> tuple[StoredArticle, ...]:
        """At most `limit` articles of the sources (None: of all), the latest published first, then by falling id.

        With `topics`, slugs of `news.topics`, only those of any of them; with `before`, a date of publication and an id, only
        those that come after that article in this order.
        """
        with self.read() as connection:
            return articles.newest(
                connection,
                source_ids=sources,
                limit=limit,
                include_withdrawn=include_withdrawn,
                before=before,
                topic_slugs=topics,
            )

    def latest(
        self, *, sources: Collection[str] | None = None, limit: int, topics: Collection[str] | None = None
    ) -> tuple[StoredArticle, ...]:
        """The `limit` articles that came to readers last (`StoredArticle.came`), withdrawn ones too, in the order of `newest`.

        `sources` and `topics` as for `newest`. One that is dated by its day alone comes when it is seen, not at midnight.
        """
        with self.read() as connection:
            return latest(connection, source_ids=sources, limit=limit, topic_slugs=topics)

    def last_changes(self, *, limit: int) -> tuple[tuple[str, datetime], ...]:
        """Ids of the `limit` newest articles that are there, in the order of `newest`, with when each last changed or came."""
        with self.read() as connection:
            return articles.last_changes(connection, limit=limit)

    def topics(self) -> Mapping[str, int]:
        """How many articles there are of each topic of which there is any, by slug."""
        with self.read() as connection:
            return topics.counts(connection)

    def used_topics(self) -> frozenset[str]:
        """The topics of which there is any article, by slug; quicker than to count them."""
        with self.read() as connection:
            return topics.used(connection)

    def oldest(self, source_id: str) -> datetime | None:
        """When the oldest article of a source was published, as far as its pages say; None where none does."""
        with self.read() as connection:
            return articles.oldest(connection, source_id)

    def articles(self, *, source: str | None = None) -> Iterator[StoredArticle]:
        """Every article, withdrawn ones too, in order of arrival, of one source or of all.

        They are read a page at a time, no transaction staying open between pages; an article that is kept meanwhile comes last.
        """
        number = 0
        while True:
            with self.read() as connection:
                number, page = articles.page_after(connection, number, source_id=source)
            if not page:
                return
            yield from page

    def search(
        self,
        query: str,
        *,
        sources: Collection[str] | None = None,
        since: datetime | date | None = None,
        until: datetime | date | None = None,
        topics: Collection[str] | None = None,
        limit: int,
        offset: int = 0,
        include_withdrawn: bool = False,
    ) -> Found:
        """The articles that hold every word of a query, exact matches first: at most `limit` from number `offset` on.

        `news.search.query` says what can be asked. Only articles of the sources and of any of the topics are found (None: of all
        of them), published at `since` or later and before `until`; a date stands for the whole day by the clocks of each source,
        both days included. Pruned articles are never found, withdrawn ones only if asked for. Raises QueryError for a query
        without a word to look for, StoreError while the index is not whole (`news.store.search.rebuild`).
        """
        with self.read() as connection:
            return search.find(
                connection,
                query,
                source_ids=sources,
                topics=topics,
                since=since,
                until=until,
                limit=limit,
                offset=offset,
                include_withdrawn=include_withdrawn,
            )

    def latest_found(
        self, query: str, *, sources: Collection[str] | None = None, limit: int, include_withdrawn: bool = False
    ) -> tuple[StoredArticle, ...]:
        """The `limit` articles that came to readers last of those that `search` finds exactly, in the order of `newest`.

        Of a query typed with diacritics those that hold it just so, as far as they are among the newest 10,000 that hold its
        words in any spelling. Raises QueryError and StoreError as `search` does.
        """
        with self.read() as connection:
            return search.latest(connection, query, source_ids=sources, limit=limit, include_withdrawn=include_withdrawn)

    def revisions(self, article_id: str) -> tuple[Revision, ...]:
        """Every revision of an article, the first one first; none for an unknown id."""
        with self.read() as connection:
            return revisions.history(connection, article_id)

    def edit_notes(self, ids: Collection[str]) -> Mapping[str, str]:
        """What the last substantive edit of each of the articles changed, by id; who was never edited is left out."""
        with self.read() as connection:
            return revisions.edit_notes(connection, ids)

    def missing(self, article_id: str, *, now: datetime, confirm_after: timedelta) -> bool:
        """Note that an article's page is gone (404, 410 or as good as that); True when the article became withdrawn by it.

        The first such answer is only noted. One at least `confirm_after` later, with no sight of the article in between,
        withdraws it. Keeping it again restores it. Raises StoreError for an unknown id.
        """
        with self.write() as connection:
            return articles.missing(connection, article_id, now=now, confirm_after=confirm_after)

    def checked(self, ids: Collection[str], *, now: datetime, there: bool) -> None:
        """Note that articles' pages were asked for without being read.

        With `there` the site said that they are unchanged (304). Without it nothing could be learnt (a time-out, a 500): the
        articles only go to the end of the queue of rechecks.
        """
        with self.write() as connection:
            articles.checked(connection, ids, now=now, there=there)

    def rechecks(self, source_id: str, *, seen_after: datetime, limit: int) -> tuple[str, ...]:
        """At most `limit` addresses of articles first seen after a moment and not withdrawn, least recently checked first."""
        with self.read() as connection:
            return articles.rechecks(connection, source_id, seen_after=seen_after, limit=limit)

    def counts(self) -> Counts:
        """How much the store holds."""
        with self.read() as connection:
            return articles.counts(connection)

    def meta(self, key: str) -> str | None:
        """The value kept under a key; None where there is none."""
        with self.read() as connection:
            return meta.value(connection, key)

    def keep_meta(self, key: str, value: str) -> None:
        """Keep a value, in place of what was kept under its key."""
        with self.write() as connection:
            meta.keep(connection, key, value)
