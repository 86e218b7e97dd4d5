from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from news.article import Article, Precision, Provenance, Published
from news.store import Store, export_line

Make = Callable[..., Article]


def test_a_line_tells_all(store: Store, make: Make, noon: datetime) -> None:
    day = Published(moment=datetime(2026, 2, 27, 17, tzinfo=UTC), precision=Precision.DAY, provenance=Provenance.VISIBLE)
    store.keep(make(lead="Mở đầu.", published=day, authors=("Phương Loan",)), now=noon)
    kept = store.keep(make(lead="Mở đầu khác.", published=day, authors=("Phương Loan",)), now=noon + timedelta(hours=1))
    for _ in range(2):
        store.missing(kept.id, now=noon + timedelta(days=1), confirm_after=timedelta(0))
    stored = store.article(kept.id)
    assert stored is not None
    line = export_line(stored)
    assert line == {
        "id": kept.id,
        "source": "vn-a",
        "url": "https://a.vn/tin-1.html",
        "title": "Tin 1",
        "lead": "Mở đầu khác.",
        "text": "Mở đầu khác.\nCác phường đã hoà giải 12 vụ việc.",
        "authors": ["Phương Loan"],
        "published": "2026-02-28T00:00:00+07:00",
        "precision": "day",
        "provenance": "visible",
        "updated": "2026-03-01T13:00:30+07:00",
        "revision": 2,
        "withdrawn": "2026-03-02T12:00:30+07:00",
    }
    assert json.loads(json.dumps(line)) == line


def test_an_article_without_a_date_is_dated_by_its_first_sight(store: Store, make: Make, noon: datetime) -> None:
    stored = store.article(store.keep(make(timezone="Europe/Paris"), now=noon).id)
    assert stored is not None
    line = export_line(stored)
    assert (line["published"], line["provenance"]) == ("2026-03-01T06:00:00+01:00", "first seen")
    assert (line["updated"], line["withdrawn"], line["lead"]) == (None, None, None)


def test_an_unknown_zone_is_no_reason_to_fail(store: Store, make: Make, noon: datetime) -> None:
    for number, zone in enumerate(("Mars/Base", "../../etc/passwd", "", "\0")):
        stored = store.article(store.keep(make(number, timezone=zone), now=noon).id)
        assert stored is not None
        assert export_line(stored)["published"] == "2026-03-01T05:00:00+00:00"
