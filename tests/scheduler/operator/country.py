"""A store with as many sources as a country has, in every state, as a service leaves it."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta

from news.article import Article, Paragraph, Precision, Provenance, Published
from news.place import Place
from news.run import Run
from news.source import Source
from news.store import Store
from news.store.health import Healths

HOUR = timedelta(hours=1)
KINDS = ("dns", "layout", "http 503", "timeout")


def source(number: int) -> Source:
    home = f"https://xa-{number}.quang-ninh.example/"
    place = Place(name=f"Phường Hà Khánh {number}", country="vn", province="Tỉnh Quảng Ninh", code=f"{number:05}")
    return Source(
        id=f"vn-quang-ninh-xa-{number}",
        title=f"Cổng thông tin điện tử phường Hà Khánh {number}",
        homepage=home,
        listings=(f"{home}tin-tuc-su-kien",),
        place=place,
        verified=date(2026, 11, 1),
    )


def fill(store: Store, *, count: int, now: datetime, articles: int = 0) -> None:
    """Keep `count` sources with three runs each, a tenth of them broken, and the first with `articles`."""
    chance = random.Random(7)
    for number in range(count):
        declared = source(number)
        store.keep_source(declared, now=now)
        broken = number % 10 == 3
        for back in (9, 6, 3):
            started = now - back * HOUR - timedelta(minutes=number % 60)
            kind = KINDS[number % 4]
            error = f"{declared.listings[0]}: {kind}: links: not found where the page's layout puts them" if broken else None
            store.runs.keep(
                Run(
                    source=declared.id,
                    started=started,
                    finished=started + HOUR / 60,
                    listed=20,
                    fetched=8,
                    new=chance.randrange(5),
                    bytes=180_000,
                    failed={kind: 1} if broken else {},
                    error=error,
                )
            )
        Healths(store).judge(declared, now=now)
    zone = source(0).zone
    for number in range(articles):
        day = (now - timedelta(days=number // 2)).astimezone(zone).replace(hour=(8, 15)[number % 2], minute=number % 60)
        if day < now and day.weekday() < 6:
            dating = Published(moment=day, precision=Precision.MINUTE, provenance=Provenance.VISIBLE)
            home = source(0).homepage
            article = Article(
                source=source(0).id,
                key=f"{home}{number}",
                url=f"{home}{number}",
                title=f"Tin {number}",
                body=(Paragraph(text="Nội dung."),),
                published=dating,
            )
            store.keep(article, now=day + HOUR / 2)
