"""Visible: the date a page shows to its readers, as the string its layout holds."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from crawler.pages.dates.fallback import read_elsewhere
from crawler.pages.dates.forms import Found, dates
from crawler.pages.dates.labels import labels_edit
from crawler.pages.dates.plain import plain
from crawler.pages.dates.plausible import settle
from news.article import Provenance, Published


def read_visible(
    text: str,
    zone: ZoneInfo,
    *,
    now: datetime,
    language: str = "vi",
    provenance: Provenance = Provenance.VISIBLE,
    refused: list[str] | None = None,
) -> Published | None:
    """Return the date in a string that a layout shows as its date, whatever stands around it, or None.

    `zone` is the source's and holds where the text names no offset; `now` (aware) only bounds what is plausible, see
    `plausible.settle`, which also fills `refused`. `language` is a BCP 47 tag. Of several dates the first that is not labelled
    as an edit wins; "Cập nhật lúc" counts when it labels the only date there is, and `says_edited` tells. Precision is minute,
    hour ("14 giờ") or day, seconds are dropped. Relative words ("hôm qua", "3 giờ trước") give None: they say when the
    page was built, and a cached page says it wrongly. So do days that no calendar has, and a month and day without a year.
    A listing's reader passes `provenance`. Only the first 400 characters are read; never raises on any text.
    """
    found = _found(plain(text), language)
    date = found.date if found is not None else read_elsewhere(text, language)
    return settle(date, zone, now=now, provenance=provenance, refused=refused)


def says_edited(text: str, *, language: str = "vi") -> bool:
    """Tell whether the date that `read_visible` would take from the text is labelled as an edit ("Cập nhật lúc: …")."""
    smooth = plain(text)
    found = _found(smooth, language)
    return found is not None and labels_edit(smooth, found.start)


def _found(text: str, language: str) -> Found | None:
    """The date to take from a plain text: the first one that is not an edit's, else the first."""
    # A CMS without a translation of its own prints "Mar 27, 2024" on a page in any language.
    found = dates(text, language) or dates(text, "en")
    return next((each for each in found if not labels_edit(text, each.start)), found[0] if found else None)
