"""Rendering: the templates of the portals and the few filters they share."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from hashlib import sha256
from pathlib import Path
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from news.article import Block, Mark
from news.text import clean, fold

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
_WEEKDAYS = ("Thứ hai", "Thứ ba", "Thứ tư", "Thứ năm", "Thứ sáu", "Thứ bảy", "Chủ nhật")


@cache
def environment() -> Environment:
    """The templates, escaped by default; a name that a template misspells raises."""
    made = Environment(
        loader=FileSystemLoader(Path(__file__).parent.parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(kind=_kind, marked=_marked, on=_on, weekday=_weekday, code=code, folded=fold, neat=clean)
    return made


def code(text: str, length: int, alphabet: str = "0123456789abcdefghijklmnopqrstuvwxyz") -> str:
    """A string that looks random and always is the same for the same text."""
    number = int.from_bytes(sha256(text.encode()).digest(), "big")
    letters = []
    for _ in range(length):
        number, rest = divmod(number, len(alphabet))
        letters.append(alphabet[rest])
    return "".join(letters)


def _kind(block: Block) -> str:
    """The name of the block's class in lower case, for templates to branch on."""
    return type(block).__name__.lower()


def _marked(text: str, marks: tuple[Mark, ...] = ()) -> Markup:
    """The text escaped, its strong stretches in `<strong>`."""
    parts, read = [], 0
    for mark in marks:
        parts += [escape(text[read : mark.start]), Markup("<strong>"), escape(text[mark.start : mark.end]), Markup("</strong>")]
        read = mark.end
    return Markup().join([*parts, escape(text[read:])])


def _on(moment: datetime, form: str) -> str:
    """The moment in Vietnam's time, in a form of `strftime`."""
    return moment.astimezone(ZONE).strftime(form)


def _weekday(moment: datetime) -> str:
    """The Vietnamese name of the moment's day of the week."""
    return _WEEKDAYS[moment.astimezone(ZONE).weekday()]
