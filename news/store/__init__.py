"""The memory: articles, revisions, runs, relations. The only place that speaks SQL."""

from news.changes import Outcome
from news.run import Run
from news.store.export import export_line
from news.store.lock import Lock, WriterLock
from news.store.rereading import Present, Reread
from news.store.sqlite import sqlite_warning
from news.store.store import Store
from news.stored import Counts, Event, EventKind, Kept, Revision, StoredArticle, Validators

__all__ = [
    "Counts",
    "Event",
    "EventKind",
    "Kept",
    "Lock",
    "Outcome",
    "Present",
    "Reread",
    "Revision",
    "Run",
    "Store",
    "StoredArticle",
    "Validators",
    "WriterLock",
    "export_line",
    "sqlite_warning",
]
