"""The tables of the store; the migrations are what creates them.

Every article is a row of `articles` with its present content; what it said before lies in `revisions`. Names (keys and
addresses) lead to it through `aliases`. What is written with every article is keyed by the article's number, which rises, and
not by its id: see docs/decisions/0023-numbers.md.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Float, ForeignKey, Index, Integer, LargeBinary, MetaData, Table, Text, UniqueConstraint

from news.store.moments import Moment

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# SQLite numbers rows by itself only in a column declared exactly INTEGER.
RowNumber = BigInteger().with_variant(Integer, "sqlite")

sources = Table(
    "sources",
    metadata,
    Column("id", Text, primary_key=True),
    Column("content", Text, nullable=False, doc="JSON of news.source.Source"),
    Column("kept", Moment, nullable=False, doc="when it was last declared"),
)

articles = Table(
    "articles",
    metadata,
    Column("number", RowNumber, primary_key=True, doc="order of arrival"),
    Column("id", Text, nullable=False, unique=True),
    Column("source", Text, ForeignKey("sources.id"), nullable=False),
    Column("key", Text, nullable=False, doc="the first key it was known by"),
    Column("url", Text, nullable=False, doc="its latest address"),
    Column("revision", Integer, nullable=False, doc="number of the present revision, from 1"),
    Column("first_seen", Moment, nullable=False),
    Column("last_seen", Moment, nullable=False, doc="when the page last showed the article"),
    Column("checked", Moment, nullable=False, doc="when the page was last asked for, whatever it answered"),
    Column("updated", Moment, doc="when the last substantive edit was seen; null: never edited"),
    Column("withdrawn", Moment, doc="null: not withdrawn"),
    Column("missing_since", Moment, doc="first of the answers that it is gone, not yet confirmed"),
    Column("pruned", Moment, doc="when its content was given up by retention; null: it is there"),
    Column("published", Moment, nullable=False, doc="settled date, first seen where the page has none"),
    Column("precision", Text, nullable=False),
    Column("provenance", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("fingerprint", Text, nullable=False, doc="news.changes.fingerprint of the content"),
    Column("content", Text, nullable=False, doc="JSON of news.article.Article as the page last said it"),
    UniqueConstraint("source", "key"),
    Index(None, "published", "id"),
    Index(None, "source", "published", "id"),
    Index(None, "source", "number"),
    Index(None, "source", "first_seen"),
)
_GONE = articles.c.withdrawn.is_not(None)
Index("ix_articles_withdrawn", articles.c.withdrawn, sqlite_where=_GONE, postgresql_where=_GONE)
_DOUBTED = articles.c.missing_since.is_not(None)
Index("ix_articles_doubted", articles.c.source, articles.c.missing_since, sqlite_where=_DOUBTED, postgresql_where=_DOUBTED)

aliases = Table(
    "aliases",
    metadata,
    Column("number", RowNumber, primary_key=True),
    Column("article", RowNumber, ForeignKey("articles.number"), nullable=False, index=True),
    Column("source", Text, nullable=False, doc="as in articles"),
    Column("name", Text, nullable=False, doc="a key, or an address as news.identity.normalise gives it; once in a source"),
    Column(
        "digest", BigInteger, nullable=False, index=True, doc="news.store.names.digest of source and name; others may have it"
    ),
)

revisions = Table(
    "revisions",
    metadata,
    Column("article", RowNumber, ForeignKey("articles.number"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("seen", Moment, nullable=False, doc="when it was first read"),
    Column("note", Text, nullable=False, doc="what changed from the revision before; empty for the first"),
    Column("content", LargeBinary, doc="zlib of its last JSON; null: it is the present one, kept in articles"),
    sqlite_with_rowid=False,
)

events = Table(
    "events",
    metadata,
    Column("article", RowNumber, ForeignKey("articles.number"), primary_key=True),
    Column("at", Moment, primary_key=True),
    Column("kind", Text, primary_key=True, doc="withdrawn or restored"),
    sqlite_with_rowid=False,
)

offers = Table(
    "offers",
    metadata,
    Column("source", Text, primary_key=True),
    Column("name", Text, primary_key=True, doc="key or normalised address of what a listing offers and nobody has read yet"),
    Column("url", Text, nullable=False),
    Column("published", Moment, doc="the date the listing gives, with precision and provenance; null: none"),
    Column("precision", Text),
    Column("provenance", Text),
    Column("first_offered", Moment, nullable=False),
    Column("last_offered", Moment, nullable=False),
    Column("attempts", Integer, nullable=False, doc="how often it was asked for in vain"),
    Column("tried", Moment, doc="when it was last asked for in vain"),
    Column("error", Text, doc="why, in one line"),
    sqlite_with_rowid=False,
)

cursors = Table(
    "cursors",
    metadata,
    Column("source", Text, primary_key=True),
    Column("listing", Text, primary_key=True, doc="address of the listing's first page"),
    Column("next", Text, doc="address of the next older page to read; null: the end was reached"),
    Column("pages", Integer, nullable=False, doc="pages read on the way there"),
    Column("moved", Moment, nullable=False),
    sqlite_with_rowid=False,
)

pages = Table(
    "pages",
    metadata,
    Column("id", RowNumber, primary_key=True),
    Column("source", Text, nullable=False),
    Column("asked", Text, nullable=False, doc="the address that was asked for"),
    Column("article", Text, doc="what was read from it; null: nothing could be"),
    Column("fetched", Moment, nullable=False),
    Column("file", Text, nullable=False, doc="relative to the folder of raw pages"),
    Column("offset", BigInteger, nullable=False, doc="in bytes"),
    Column("length", BigInteger, nullable=False, doc="in bytes, compressed"),
    Column("digest", Text, nullable=False, doc="of the body"),
    Column("problem", Text, doc="kind of the error it was read with; null: none"),
    Column("revision", Integer, doc="of the article, as it was read from it; null: no article was"),
    Index(None, "source", "asked"),
    Index(None, "source", "fetched"),
    Index(None, "article"),
    Index(None, "file", "offset"),
)

validators = Table(
    "validators",
    metadata,
    Column("url", Text, primary_key=True),
    Column("source", Text, nullable=False, index=True),
    Column("etag", Text),
    Column("last_modified", Text),
    Column("digest", Text),
    Column("kept", Moment, nullable=False),
    Column("fresh_until", Moment, doc="of a listing, by its own word; null: it never said"),
)

runs = Table(
    "runs",
    metadata,
    Column("id", RowNumber, primary_key=True),
    Column("source", Text, nullable=False),
    Column("started", Moment, nullable=False),
    Column("finished", Moment, nullable=False),
    Column("listed", Integer, nullable=False),
    Column("fetched", Integer, nullable=False),
    Column("new", Integer, nullable=False),
    Column("edited", Integer, nullable=False),
    Column("unchanged", Integer, nullable=False),
    Column("withdrawn", Integer, nullable=False),
    Column("unread", Integer, nullable=False, server_default="0"),
    Column("read", Integer, nullable=False, server_default="0"),
    Column("bytes", BigInteger, nullable=False),
    Column("failed", Text, nullable=False, doc="JSON, count by kind of error"),
    Column("missing", Text, nullable=False, doc="JSON, count by optional field"),
    Column("warnings", Text, nullable=False, doc="JSON, count by warning"),
    Column("error", Text),
    Index(None, "source", "started"),
    Index(None, "started"),
)

relations = Table(
    "relations",
    metadata,
    Column("article", Text, ForeignKey("articles.id"), primary_key=True),
    Column("other", Text, ForeignKey("articles.id"), primary_key=True, index=True),
    Column("score", Float, nullable=False),
    Column("reason", Text, nullable=False),
    Column("evidence", Text, nullable=False, doc="JSON list"),
    sqlite_with_rowid=False,
)

related_state = Table(
    "related_state",
    metadata,
    Column("article", RowNumber, ForeignKey("articles.number"), primary_key=True, autoincrement=False),
    Column("revision", Integer, nullable=False, doc="the revision its relations were made from; 0: none yet"),
    Column("wanted", Integer, nullable=False, doc="the article's present revision"),
    Column("since", Moment, nullable=False, doc="when that revision was first read"),
)
_DUE = related_state.c.revision != related_state.c.wanted
Index("ix_related_state_due", related_state.c.since, related_state.c.article, sqlite_where=_DUE, postgresql_where=_DUE)

health = Table(
    "health",
    metadata,
    Column("source", Text, primary_key=True),
    Column("state", Text, nullable=False),
    Column("since", Moment, nullable=False),
    Column("cause", Text, nullable=False),
    Column("detail", Text, nullable=False),
    Column("advice", Text, nullable=False),
    Column("last_news", Moment),
    Column("last_good", Moment),
    Column("overdue", Moment, doc="when an outage began to count for readers; null: it does not"),
    Column("outage_began", Moment, doc="the last outage that counted and is over; null: there was none"),
    Column("outage_counted", Moment),
    Column("outage_over", Moment),
    sqlite_with_rowid=False,
)

health_changes = Table(
    "health_changes",
    metadata,
    Column("id", RowNumber, primary_key=True),
    Column("at", Moment, nullable=False),
    Column("before", Text, doc="null: it was never judged before"),
    Column("source", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("since", Moment, nullable=False),
    Column("cause", Text, nullable=False),
    Column("detail", Text, nullable=False),
    Column("advice", Text, nullable=False),
    Column("last_news", Moment),
    Column("last_good", Moment),
    Column("overdue", Moment),
    Index(None, "at"),
)

meta = Table(
    "meta",
    metadata,
    Column("key", Text, primary_key=True),
    Column("value", Text, nullable=False),
)
