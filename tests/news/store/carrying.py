"""Carrying articles from store to store."""

from __future__ import annotations

import json
from collections.abc import Callable
from io import BytesIO
from typing import Any

from news.store import Store
from news.store.export import export_lines
from news.store.importing import Imported, import_lines

NONE = Imported(new=0, equal=0, replaced=0, different=0, elsewhere=0, names_left=0, links=0, stories=0, failed=0)


def exported(store: Store, source: str | None = None) -> bytes:
    return b"".join(export_lines(store, source))


def put(store: Store, lines: bytes, *, replace: bool = False) -> tuple[Imported, list[tuple[int, str]]]:
    told: list[tuple[int, str]] = []
    report = import_lines(store, BytesIO(lines), replace=replace, tell=lambda number, problem: told.append((number, problem)))
    return report, told


def changed(line: bytes, change: Callable[[Any], object]) -> bytes:
    values = json.loads(line)
    change(values["archive"])
    return json.dumps(values).encode()
