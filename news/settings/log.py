"""`[log]`: what the service says of its work."""

from __future__ import annotations

from typing import Literal

from news.settings.section import Section


class LogSettings(Section):
    """`[log]`: what the service says of its work, a line each."""

    format: Literal["text", "json"] = "text"
    """"text": key=value; "json": an object a line."""
    level: Literal["debug", "info", "warning", "error"] = "info"
    """The least that is said: "debug" every visit, "info" those that brought something, "warning" what went wrong."""
