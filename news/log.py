"""Log: one line an event, with the same keys everywhere, whoever says it: we, Scrapy or the web server.

Whatever a page says stays inside its value: no line can be forged, no terminal steered, and no password shown.
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import re
import sys
from collections.abc import Collection, Mapping, MutableMapping
from datetime import UTC, datetime
from typing import Any, TextIO

import structlog

KEYS = ("time", "level", "event", "source", "url", "run", "kind")
"""Keys that come first, in this order; `run` is the moment at which a run of its source started."""
MARK = "\x1e"
"""Before each line of a child process: so its parent knows that the line is one of these and may be passed on as it is."""
LONGEST, LONGEST_TRACE = 1_000, 8_000
"""Characters of a value, and of where an unexpected error happened."""
_STEERING = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")
_LOGIN = re.compile(r"(?<=://)[^/\s@]+(?=@)")
_SHORTEST_SECRET = 5
_PRIORITIES = {"debug": 7, "info": 6, "warning": 4, "error": 3, "critical": 2}
"""Of syslog, as systemd reads them before a line."""
_QUIET = ("asyncio", "apscheduler", "uvicorn", "alembic", "twisted", "scrapy", "filelock", "urllib3")
"""Loggers of libraries, which are heard from warnings on."""


def configure(
    *,
    form: str,
    level: str,
    out: TextIO | None = None,
    journal: bool = False,
    marked: bool = False,
    secrets: Collection[str] = (),
) -> None:
    """Send everything that is logged in this process to `out` (None: standard error), one line an event.

    `form` is text or json, `journal` whether systemd reads along and wants each line's priority, `marked` whether a parent
    process does. None of the `secrets` is ever shown.
    """
    pre: list[Any] = [structlog.stdlib.add_log_level, structlog.stdlib.ExtraAdder()]
    render = _json if form == "json" else structlog.processors.LogfmtRenderer(key_order=list(KEYS), drop_missing=True)
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=pre,
        processors=[
            _Timed(),
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.format_exc_info,
            _Cleaned(secrets),
            _Prefixed(render, journal=journal, marked=marked),
        ],
    )
    handler = _Handler(out)
    handler.setFormatter(formatter)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    for name in _QUIET:
        logging.getLogger(name).setLevel(max(logging.WARNING, logging.getLevelNamesMapping()[level.upper()]))


def to_journal(out: TextIO) -> bool:
    """Whether systemd's journal reads what is written to `out` (systemd.exec(5), JOURNAL_STREAM)."""
    try:
        found = os.fstat(out.fileno())
    except (OSError, ValueError):
        return False
    return os.environ.get("JOURNAL_STREAM") == f"{found.st_dev}:{found.st_ino}"


def pass_on(line: str) -> None:
    """Write a line of a child process's standard error: a finished one as it is, any other as an event of its own.

    Where this process does not log, both go to standard error.
    """
    said = escaped(line.removeprefix(MARK))
    ours = [handler for handler in logging.getLogger().handlers if isinstance(handler, _Handler)]
    if ours and not line.startswith(MARK):
        if line.strip():
            logging.getLogger("crawler").warning("%s", said)
        return
    with ours[0].lock if ours and ours[0].lock else contextlib.nullcontext():
        stream = ours[0].stream if ours else sys.stderr
        stream.write(f"{said}\n")
        stream.flush()


class _Handler(logging.StreamHandler[TextIO]):
    """Writes to a stream, or to whatever is standard error when it writes: a moving line puts itself between."""

    def __init__(self, out: TextIO | None) -> None:
        logging.Handler.__init__(self)
        self._out = out

    @property
    def stream(self) -> TextIO:  # type: ignore[override]
        """Where it writes to now."""
        return self._out or sys.stderr


class _Timed:
    """Adds when it was said."""

    def __call__(self, _: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
        record: logging.LogRecord = event["_record"]
        event["time"] = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        return event


class _Cleaned:
    """Makes every value one that cannot leave its line."""

    def __init__(self, secrets: Collection[str]) -> None:
        known = sorted((secret for secret in secrets if len(secret) >= _SHORTEST_SECRET), key=len, reverse=True)
        self._secret = re.compile("|".join(map(re.escape, known))) if known else None

    def __call__(self, _: Any, __: str, event: MutableMapping[str, Any]) -> Mapping[str, Any]:
        return {
            escaped(str(name)).replace(" ", "_"): self._value(value, LONGEST_TRACE if name == "exception" else LONGEST)
            for name, value in event.items()
            if value is not None and value != ""
        }

    def _value(self, value: object, longest: int) -> object:
        if isinstance(value, bool | int | float):
            return value
        text = _LOGIN.sub("***", str(value))
        if self._secret is not None:
            text = self._secret.sub("***", text)
        text = "\n".join(map(escaped, text.split("\n")))  # the end of a line is left to the renderers, which escape it
        return text if len(text) <= longest else f"{text[: longest - 1]}…"


class _Prefixed:
    """Renders an event, and puts before it what its reader wants to know first."""

    def __init__(self, render: Any, *, journal: bool, marked: bool) -> None:
        self._render, self._journal, self._mark = render, journal, MARK if marked else ""

    def __call__(self, logger: Any, name: str, event: MutableMapping[str, Any]) -> str:
        priority = f"<{_PRIORITIES.get(str(event.get('level')), 6)}>" if self._journal else ""
        return f"{self._mark}{priority}{self._render(logger, name, event)}"


def _json(_: Any, __: str, event: MutableMapping[str, Any]) -> str:
    first = {name: event[name] for name in KEYS if name in event}
    return json.dumps({**first, **event}, ensure_ascii=False)


def escaped(text: str) -> str:
    """Text without a sign that ends a line, steers a terminal or turns the direction of writing."""
    return _STEERING.sub(lambda found: {"\n": "\\n", "\t": "\\t", "\r": "\\r"}.get(found[0], f"\\u{ord(found[0]):04x}"), text)
