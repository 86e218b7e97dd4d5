"""The configuration of a first start: nobody wrote one, so the sample town is played."""

from __future__ import annotations

import json
import os
from datetime import datetime
from pathlib import Path

from news.configuration import SAMPLE_FILE
from news.errors import SettingsError
from news.source import Source
from scheduler.town.server import SampleTown

DEFAULT_PORT = 8081


def write_sample(now: datetime, *, folder: Path | None = None) -> Path:
    """Write the sample town's configuration and return its path; one that is already there is kept as it is.

    Raise SettingsError when it cannot be written or LOA_SAMPLE_TOWN_PORT is no port.
    """
    file = (folder or Path.cwd()) / SAMPLE_FILE
    if file.is_file():
        return file
    try:
        port = int(os.environ.get("LOA_SAMPLE_TOWN_PORT", DEFAULT_PORT))
    except ValueError:
        raise SettingsError(
            f"environment variable LOA_SAMPLE_TOWN_PORT: {os.environ['LOA_SAMPLE_TOWN_PORT']!r} is not a port"
        ) from None
    sources = SampleTown(port, started=now).sources()
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(sample_text(sources, port=port, now=now), encoding="utf-8")
    except OSError as error:
        raise SettingsError(f"{file}: cannot write the sample town's configuration: {error.strerror}") from error
    return file


def sample_text(sources: tuple[Source, ...], *, port: int, now: datetime) -> str:
    """Return the configuration for the town's sources: short times, since the town is ours and its story runs in minutes."""
    hosts = {host for source in sources for host in source.allowed_hosts}
    head = f"""\
# Written by Loa for its sample town: five portals of a make-believe country on this machine.
# Write your own configuration with `loa init`; this one is then no longer used.

contact = "mailto:operator@example.org"
data_dir = "."
public_dir = "../../public"

[sample_town]
port = {port}
started = {now.replace(microsecond=0).isoformat()}
stage_seconds = 45

[crawl]
interval_minutes = 1
delay_seconds = 0.1
withdraw_after_minutes = 1
recheck_days = 3650
allow_private_hosts = {_value(sorted(hosts))}
"""
    return "\n".join([head, *(source_text(source) for source in sources)])


def source_text(source: Source) -> str:
    """Return a source as a `[[source]]` table; JSON's strings and lists are TOML's too."""
    names = (
        "id",
        "title",
        "homepage",
        "listings",
        "family",
        "language",
        "timezone",
        "hosts",
        "title_affixes",
        "interval_minutes",
    )
    rows = ["[[source]]", *(f"{name} = {_value(found)}" for name in names if (found := getattr(source, name)))]
    if source.place:
        rows.append("[source.place]")
        rows.extend(
            f"{name} = {_value(found)}"
            for name in ("name", "country", "code", "province", "point")
            if (found := getattr(source.place, name))
        )
    if source.selectors:
        rows.append("[source.selectors]")
        rows.extend(f"{name} = {_value(selector)}" for name, selector in source.selectors.items())
    return "\n".join(rows) + "\n"


def _value(thing: object) -> str:
    return json.dumps(thing, ensure_ascii=False)
