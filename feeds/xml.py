"""Text as XML writes it, for what is written thousands of times a build; every character has to be legal (`news.text.legal`)."""

from __future__ import annotations


def text(value: str) -> str:
    """The value for inside an element."""
    return value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\r", "&#13;")


def quoted(value: str) -> str:
    """The value for an attribute in double quotes."""
    safe = text(value).replace('"', "&quot;")
    return safe if safe.isprintable() else safe.replace("\t", "&#9;").replace("\n", "&#10;")
