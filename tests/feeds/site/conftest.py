"""A store with two towns, an edit, a withdrawal, a copy, a story; and the site over it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from lxml import html

from feeds.site.page import SiteOptions
from feeds.site.router import Site
from news.article import Paragraph
from news.related.relation import Reason, Relation
from news.store import Store, stories
from news.store.stories import Membership
from tests.feeds.conftest import BASE, NOW, make_article, make_rich, make_source, minute

HOUR = timedelta(hours=1)


@dataclass
class Clock:
    """A clock that tests set."""

    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now


@dataclass
class Town:
    """The store, the site over it, and the ids of what is in it by a short name."""

    store: Store
    site: Site
    clock: Clock
    ids: dict[str, str]

    def page(self, path: str, query: str = "", language: str | None = None) -> html.HtmlElement:
        answer = self.site.answer(path, query, language)
        assert answer is not None, path
        assert answer.page.status == 200, answer.page.body.decode()
        return html.document_fromstring(answer.page.body)


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    clock = Clock()
    with Store.open(f"sqlite:///{tmp_path}/loa.sqlite3") as store:
        for place in ("ha-long", "mong-cai"):
            store.keep_source(make_source(place), now=NOW)
        ids: dict[str, str] = {}

        def keep(name: str, at: datetime = NOW, **changes: object) -> None:
            place = str(changes.pop("place", "ha-long"))
            article = make_rich(name, place, **changes)
            ids[name] = store.keep(article, now=at).id

        keep("old", title="Chợ phiên Đồng Thạch", published=minute(2026, 11, 1, 2, 0))
        keep("rich", title="Khánh thành cầu Bạch Khê", published=minute(2026, 11, 19, 2, 30))
        keep("copy", title="Khánh thành cầu", place="mong-cai", published=minute(2026, 11, 19, 3, 0))
        keep("next", title="Cầu Bạch Khê đón xe đầu tiên", published=minute(2026, 11, 20, 1, 0))
        edited = make_article("edited", title="Lịch cấp nước", body=(Paragraph(text="Cấp nước từ 5 giờ đến 9 giờ hằng ngày."),))
        ids["edited"] = store.keep(edited, now=NOW - 2 * HOUR).id
        store.keep(replace(edited, body=(Paragraph(text="Cấp nước từ 6 giờ đến 9 giờ hằng ngày."),)), now=NOW - HOUR)
        keep("gone", NOW - 100 * HOUR, title="Tin bị gỡ", published=minute(2026, 11, 15, 1, 0))
        store.missing(ids["gone"], now=NOW - 50 * HOUR, confirm_after=HOUR)
        store.missing(ids["gone"], now=NOW - 20 * HOUR, confirm_after=HOUR)
        links: dict[str, list[tuple[str, Reason, tuple[str, ...]]]] = {
            "rich": [
                ("copy", Reason.COPY, ()),
                ("old", Reason.SIMILAR, ("Bạch Khê",)),
                ("next", Reason.SAME_STORY, ("cầu Bạch Khê",)),
            ],
            "copy": [("rich", Reason.COPY, ())],
        }
        for name, relations in links.items():
            store.relations.keep(
                ids[name],
                [Relation(article=ids[name], other=ids[to], score=0.9, reason=why, evidence=what) for to, why, what in relations],
            )
        told = [ids["rich"], ids["copy"], ids["next"]]
        with store.write() as connection:
            story = stories.mint(connection, told)
            copy_of = {ids["copy"]: ids["rich"]}
            stories.put(connection, [Membership(article=each, story=story, copy_of=copy_of.get(each)) for each in told])
            stories.settle(connection, [story])
        ids["story"] = story
        options = SiteOptions(base=BASE, title="Loa", contact="mailto:an@example.org")
        yield Town(store=store, site=Site(store, options, now=clock), clock=clock, ids=ids)
