"""Door: what every command starts from, the configuration that was asked for."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from news.configuration import find_file, load_settings
from news.settings import Settings


@dataclass(frozen=True, kw_only=True)
class Door:
    """A configuration and where it stands."""

    file: Path | None
    """None: defaults and environment."""
    settings: Settings


@dataclass
class _Asked:
    """What stands on the command line before the command."""

    file: Path | None = None
    debug: bool = False


_asked = _Asked()


def ask_for(file: Path | None, *, debug: bool) -> None:
    """Remember the options that hold for every command."""
    _asked.file, _asked.debug = file, debug


def asked_file() -> Path | None:
    """Return the configuration named on the command line; None: none was."""
    return _asked.file


def debugging() -> bool:
    """Whether an unexpected error is to show where it happened."""
    return _asked.debug


def enter(file: Path | None = None) -> Door:
    """Return the configuration of `file`, of the one named on the command line, or of the one that is found.

    Raise SettingsError when it cannot be used.
    """
    found = find_file(file or asked_file())
    return Door(file=found, settings=load_settings(found))


def run_crawler(*arguments: str) -> NoReturn:
    """Become the crawler: for commands that read pages, which the roof may not import. It finds the same configuration."""
    environment = dict(os.environ)
    if _asked.file is not None:
        environment["LOA_CONFIG"] = str(_asked.file)
    sys.stdout.flush()
    os.execve(sys.executable, [sys.executable, "-m", "crawler", *arguments], environment)  # noqa: S606 reading belongs to the crawler
