"""The configuration: one TOML file with the environment over it, and errors that say what to change where.

Only the doors load it (`crawler/settings.py` and the roof, `scheduler`); everyone else is given values.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from news.errors import SettingsError
from news.settings import Settings, tables

FILE_NAME = "loa.toml"
SAMPLE_FILE = Path("data") / "sample-town" / FILE_NAME
"""Where the sample town keeps its configuration, used when nobody wrote another."""
COPY = "NEWS_CONFIGURATION"
"""The environment variable by which a service tells its processes where the text of the file stands as it was read: what somebody
writes into the file meanwhile is none of theirs. No setting, and never set by people."""
SECRETS = frozenset({"database", "webhook", "webhook_secret", "smtp_password", "token"})
"""Keys whose values may hold a password."""
SECRET_FILES = ("webhook_secret_file", "smtp_password_file")
"""Of `[alerts]`, relative to the folder of the file."""


def find_file(explicit: Path | None = None) -> Path | None:
    """Return the configuration to use: the one asked for, `LOA_CONFIG`, ./loa.toml, the sample town's, or None.

    Raise SettingsError when one was asked for that is not there.
    """
    if explicit is None and os.environ.get("LOA_CONFIG"):
        explicit = Path(os.environ["LOA_CONFIG"])
    if explicit is not None:
        if not explicit.is_file() and COPY not in os.environ:
            raise SettingsError(f"{explicit}: no such configuration file; `loa init` writes one")
        return explicit.resolve()
    return next((path.resolve() for path in (Path(FILE_NAME), SAMPLE_FILE) if path.is_file()), None)


def read_text(file: Path) -> str:
    """Return what stands in a configuration file. Raise SettingsError when it cannot be read."""
    try:
        return Path(os.environ.get(COPY, file)).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{file}: {error}") from error


def load_settings(file: Path | None = None, text: str | None = None) -> Settings:
    """Read the configuration (None: defaults and environment only). `text`: what was read from the file before.

    Raise SettingsError naming file, line, key and what is allowed for the first thing that cannot be used.
    """
    values = {}
    if text is None:
        text = read_text(file) if file is not None else ""
    if file is not None:
        try:
            values = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            raise SettingsError(f"{file}: {error}") from error
    _refuse_unknown_environment()
    try:
        settings = Settings(**values)
    except ValidationError as error:
        raise SettingsError(_explain(error, file, text, values)) from None
    _refuse_twins(settings, file, text)
    base = file.parent if file else Path.cwd()
    folders = {name: Path(os.path.normpath(base / getattr(settings, name))) for name in ("data_dir", "public_dir")}
    authorities = {host: base / path for host, path in settings.crawl.extra_ca_file.items()}
    crawl = settings.crawl.model_copy(update={"extra_ca_file": authorities})
    token_file = settings.operator.token_file and base / settings.operator.token_file
    operator = settings.operator.model_copy(update={"token_file": token_file})
    secrets = {name: path and base / path for name in SECRET_FILES for path in [getattr(settings.alerts, name)]}
    alerts = settings.alerts.model_copy(update=secrets)
    backup = settings.backup
    if backup.folder is not None:
        backup = backup.model_copy(update={"folder": Path(os.path.normpath(base / backup.folder))})
    return settings.model_copy(update=folders | {"crawl": crawl, "operator": operator, "alerts": alerts, "backup": backup})


def complain(file: Path | None, location: tuple[int | str, ...], problem: str) -> SettingsError:
    """Return the error for a value that only its user can judge, such as a family's name."""
    return SettingsError(f"{_place(file, read_text(file) if file else '', location)}: {problem}")


def _explain(error: ValidationError, file: Path | None, text: str, values: Mapping[str, Any]) -> str:
    first = error.errors()[0]
    location = first["loc"]
    problem = first["msg"].removeprefix("Value error, ").removeprefix("Input should be ")
    if first["type"] == "extra_forbidden":
        problem = f"unknown key; allowed here: {', '.join(_allowed(location[:-1]))}"
    elif first["type"] == "missing":
        problem = "is required"
    elif "pattern" in first["type"]:
        problem = f"{_shown(first['input'], location)} does not have the form {first['ctx']['pattern']}"
    elif not isinstance(first["input"], Mapping):  # what is wrong with a table as a whole says so itself
        problem = f"{_shown(first['input'], location)} is not possible: {problem}"
    top = str(location[0])
    nested = str(location[1]) if len(location) > 1 else ""
    variable = next((name for name in (f"LOA_{top}_{nested}".upper(), f"LOA_{top}".upper()) if name in os.environ), None)
    if variable and (not _has(values, location) or variable.endswith(nested.upper())):
        return f"environment variable {variable}: {problem}"
    return f"{_place(file, text, location)}: {problem}"


def _shown(value: object, location: tuple[int | str, ...]) -> str:
    """Return a value as a message may show it: what may hold a password is not repeated."""
    return "what stands there" if location[-1] in SECRETS else repr(value)


def _has(values: Any, location: tuple[int | str, ...]) -> bool:
    for step in location:
        try:
            values = values[step]
        except (KeyError, IndexError, TypeError):
            return False
    return True


def _allowed(location: tuple[int | str, ...]) -> list[str]:
    model: type[BaseModel] = Settings
    for step in location:
        model = tables(model).get(str(step), model)
    return list(model.model_fields)


def _place(file: Path | None, text: str, location: tuple[int | str, ...]) -> str:
    """Return "file, line N: key" for a value, or for the table it is missing from."""
    key = ".".join(f"[{step + 1}]" if isinstance(step, int) else step for step in location).replace(".[", "[")
    line = _line(text, location)
    return f"{file}, line {line}: {key}" if line else f"{file or 'settings'}: {key}"


def _line(text: str, location: tuple[int | str, ...]) -> int | None:
    """Return the 1-based line on which a key stands, or its table's header; tomllib keeps no positions."""
    names = [str(step) for step in location if not isinstance(step, int)]
    index = next((step for step in location if isinstance(step, int)), 0)
    table: list[str] = []
    counts: dict[str, int] = {}
    header = None
    for number, line in enumerate(text.splitlines(), start=1):
        if opening := re.match(r"\s*\[(\[)?\s*([\w.-]+)\s*\]", line):
            table = opening[2].split(".")
            if opening[1]:
                counts[opening[2]] = counts.get(opening[2], -1) + 1
        elif key := re.match(r"\s*([\w.-]+)\s*=", line):
            path = [*table, *key[1].split(".")]
            if path == names[: len(path)] and counts.get(path[0], 0) in (index, 0 if path[0] not in counts else index):
                return number
        if table and table == names[: len(table)] and counts.get(table[0], index) == index:
            header = header or number
    return header


def _refuse_twins(settings: Settings, file: Path | None, text: str) -> None:
    ids, names = [each.id for each in settings.source], [each.name for each in settings.search]
    for table, key, values in (("source", "id", ids), ("search", "name", names)):
        for index, value in enumerate(values):
            if value in values[:index]:
                place = _place(file, text, (table, index, key))
                raise SettingsError(f"{place}: {value!r} is declared twice; every {table} needs one of its own")


def _refuse_unknown_environment() -> None:
    known = {"LOA_CONFIG", *(f"LOA_{name}".upper() for name in Settings.model_fields)}
    for section in tables().keys() - {"source", "search"}:
        known.update(f"LOA_{section}_{name}".upper() for name in _allowed((section,)))
    for name in os.environ:
        if name.startswith("LOA_") and name not in known:
            raise SettingsError(f"environment variable {name}: unknown setting; known are {', '.join(sorted(known))}")
