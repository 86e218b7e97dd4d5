"""Configured: what a service works by, the configuration as it was read, whatever becomes of the file meanwhile.

Its crawling processes read a copy of that text and not the file: what somebody writes takes effect as a whole, when the service
is told to take it, and a half-written file stops no crawl.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from news.configuration import COPY, load_settings, read_text
from news.errors import SettingsError
from news.settings import Settings
from news.settings.section import Section
from news.source import Source
from news.store import Store
from scheduler.jobs import Crawler
from scheduler.planning import is_wanted
from scheduler.proving import told, unproven

_IN_FORCE, _ASKED_FOR = ".loa.toml", ".loa.toml.new"
"""In `data_dir`, readable by its owner alone: the text that is in force, and one that is being looked at."""
_NAMED = 5
"""Sources that are named one by one."""
FIXED = ("data_dir", "database", "serve.host", "serve.port", "sample_town")
"""What cannot change while a service runs: where its store is, where it listens, and the town it plays."""


@dataclass(frozen=True, kw_only=True)
class Configured:
    """A configuration that can be used."""

    crawler: Crawler
    """Starts processes that read this configuration."""
    sources: tuple[Source, ...]
    """All there are."""
    enabled: tuple[Source, ...]
    waiting: tuple[Source, ...]
    """Enabled ones that wait for their first passed check."""
    kept: tuple[str, ...] = ()
    """Keys that the file has otherwise, but that cannot change while the service runs."""

    @property
    def settings(self) -> Settings:
        """Its settings."""
        return self.crawler.settings


async def configured(file: Path, text: str, settings: Settings, store: Store) -> Configured:
    """Return the configuration that a service is started with, read from a file with such a text, and let it be in force.

    Raise SettingsError for an impossible source and where no source would be crawled, StoreError.
    """
    return in_force(await _looked_at(file, text, settings, {}, store))


async def configured_anew(before: Crawler, store: Store) -> Configured:
    """Return the configuration as it stands in the file now, what cannot change left as it was; it is not in force yet.

    Raises as `configured` does, and SettingsError for a text that cannot be used.
    """
    assert before.file is not None
    text = await asyncio.to_thread(read_text, before.file)
    asked = await asyncio.to_thread(load_settings, before.file, text)
    old = before.settings
    kept = tuple(name for name in changed(old, asked) if name.startswith(FIXED))
    pinned = {}
    if "data_dir" in kept:
        pinned["LOA_DATA_DIR"] = str(old.data_dir)
    if "database" in kept:
        pinned["LOA_DATABASE"] = old.store_url
    serve = asked.serve.model_copy(update={"host": old.serve.host, "port": old.serve.port})
    fixed = {"data_dir": old.data_dir, "database": old.database, "sample_town": old.sample_town, "serve": serve}
    found = await _looked_at(before.file, text, asked.model_copy(update=fixed), pinned, store)
    return replace(found, kept=kept)


def in_force(found: Configured) -> Configured:
    """Let a configuration be the one that crawling processes read, and return it as they do."""
    copy = found.settings.data_dir / _IN_FORCE
    Path(found.crawler.environment[COPY]).replace(copy)
    environment = {**found.crawler.environment, COPY: str(copy)}
    return replace(found, crawler=replace(found.crawler, environment=environment))


def changed(before: Settings, after: Settings) -> list[str]:
    """Return the keys whose values differ, sources aside."""
    return [name for name in _changed(before, after) if name not in {"source", "enable"}]


def news_of(found: Configured, before: Settings, visited: Sequence[Source]) -> Iterator[str]:
    """Say what is new in a configuration beside the settings and the enabled sources of `before`, in sentences."""
    old, new = ({source.id: source for source in sources} for sources in (visited, found.enabled))
    became = {
        "added": new.keys() - old.keys(),
        "removed": old.keys() - new.keys(),
        "changed": {source_id for source_id in new.keys() & old.keys() if new[source_id] != old[source_id]},
    }
    parts = [f"{_named(sorted(ids))} {what}" for what, ids in became.items() if ids]
    if keys := changed(before, found.settings):
        parts.append(f"{', '.join(keys)} changed")
    yield f"the configuration is taken: {'; '.join(parts) or 'nothing in it has changed'}"
    if found.kept:
        yield f"{', '.join(found.kept)} cannot change while the service runs: what was goes on until it is started anew"
    if found.waiting:
        yield told(found.waiting)


def _named(source_ids: Sequence[str]) -> str:
    return ", ".join(source_ids) if len(source_ids) <= _NAMED else f"{len(source_ids)} sources"


def _changed(before: Settings | Section, after: Settings | Section) -> Iterator[str]:
    for name in type(before).model_fields:
        old, new = getattr(before, name), getattr(after, name)
        if isinstance(old, Section) and isinstance(new, Section):
            yield from (f"{name}.{each}" for each in _changed(old, new))
        elif old != new:
            yield name


async def _looked_at(file: Path, text: str, settings: Settings, pinned: Mapping[str, str], store: Store) -> Configured:
    copy = settings.data_dir / _ASKED_FOR
    await asyncio.to_thread(_write, copy, text)
    crawler = Crawler(settings=settings, file=file, environment={**pinned, COPY: str(copy)})
    sources = await crawler.sources()
    enabled = tuple(source for source in sources if is_wanted(source, settings))
    if not enabled:
        raise SettingsError(f"{file}: no source is enabled; declare a [[source]], or `enable` one of `loa sources --all`")
    waiting = await asyncio.to_thread(unproven, enabled, settings, store)
    if len(waiting) == len(enabled):
        raise SettingsError(told(waiting))
    return Configured(crawler=crawler, sources=sources, enabled=enabled, waiting=waiting)


def _write(copy: Path, text: str) -> None:
    """Write a copy that only its owner may read: there may be passwords in it."""
    try:
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.unlink(missing_ok=True)
        with os.fdopen(os.open(copy, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as out:
            out.write(text)
    except OSError as error:
        raise SettingsError(f"data_dir: {copy}: {error.strerror}") from error
