"""Publishing what changed comes to the same bytes as publishing everything, whatever happened in the store."""

from __future__ import annotations

import os
import random
import tempfile
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, note, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from feeds import archive, selection
from feeds import publish as publishing
from feeds.folder import MANIFEST
from feeds.publish import FeedOptions, publish
from feeds.question import question_of
from feeds.saved import SavedSearch
from news import places
from news.article import Article, Paragraph
from news.related.job import relate
from news.related.relation import Reason, Relation
from news.run import Run
from news.source import Source
from news.store import Store, stories
from news.store.health import Healths
from news.store.pruning import prune
from news.store.stories import Membership
from tests.feeds.conftest import AUTHORITY, BASE, make_source, minute

START = datetime(2026, 11, 1, 8, 0, tzinfo=UTC)
TOWNS = ("a", "b", "c")
WARDS = ("vn/quang-ninh/phuong-ha-long", "vn/quang-ninh/phuong-bai-chay", "vn/quang-ninh/thanh-pho-ha-long")
SUBJECTS = ("trường mầm non Hoa Sen", "cầu Bạch Đằng", "chợ Hạ Long")
CATEGORIES = ((), ("Giáo dục",), ("Y tế",))
LOTUS = SavedSearch(name="hoa-sen", question=question_of("Hoa Sen"))
THERE = SavedSearch(name="o-day", question=question_of("khánh thành", places=[WARDS[0]]))
towns, keys = st.sampled_from(TOWNS), st.integers(0, 7)


def tree(root: Path) -> dict[str, bytes]:
    """What a folder holds, but for what is our own there; the list of names is."""
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in root.rglob("*")
        if path.is_file() and (path.name[0] != "." or path.name == MANIFEST)
    }


class World(RuleBasedStateMachine):
    """A store in which things happen, published twice: what changed into one folder, everything into another."""

    def __init__(self) -> None:
        super().__init__()
        self._folder = tempfile.TemporaryDirectory()
        self._patches = pytest.MonkeyPatch()
        # So few that it matters what lies behind the last one, and which stories were told last.
        self._patches.setattr(selection, "_MARGIN", 1)
        self._patches.setattr(publishing, "MAX_STORIES", 2)
        self._patches.setattr(archive, "SIZE", 3)
        root = Path(self._folder.name)
        self.store = Store.open(f"sqlite:///{root}/loa.sqlite3")
        self.step = FeedOptions(
            public_dir=root / "step", public_url=BASE, tag_authority=AUTHORITY, entries=2, searches=(LOTUS, THERE)
        )
        self.now = START
        self.sources: dict[str, Source] = {}

    @initialize(precompressed=st.booleans())
    def begin(self, precompressed: bool) -> None:
        self.step = replace(self.step, precompressed=precompressed)
        for number, town in enumerate(TOWNS[:2]):
            self.declare(town, number, 0)

    def teardown(self) -> None:
        self.store.close()
        self._patches.undo()
        self._folder.cleanup()

    def later(self, **passed: float) -> datetime:
        self.now += timedelta(**(passed or {"minutes": 7}))
        return self.now

    def ids(self) -> list[str]:
        return sorted(each.id for each in self.store.articles())

    def some(self, number: int, count: int = 1) -> list[str]:
        known = self.ids()
        return random.Random(number).sample(known, min(count, len(known)))

    @rule(town=towns, ward=st.integers(0, 3), title=st.integers(0, 2))
    def declare(self, town: str, ward: int, title: int) -> None:
        place = places.get(WARDS[ward]) if ward < len(WARDS) else None
        self.sources[town] = replace(make_source(town, title=f"Cổng {town} {title}"), place=place)
        self.store.keep_source(self.sources[town], now=self.later())

    @rule(
        town=towns,
        key=keys,
        text=st.integers(0, 3),
        subject=st.sampled_from(SUBJECTS),
        day=st.integers(1, 9),
        categories=st.sampled_from(CATEGORIES),
        image=st.booleans(),
    )
    def read(self, town: str, key: int, text: int, subject: str, day: int, categories: tuple[str, ...], image: bool) -> None:
        if town in self.sources:
            self.store.keep(
                Article(
                    source=f"vn-{town}",
                    url=f"https://{town}.example/tin/{key}.html",
                    key=str(key),
                    title=f"Khánh thành {subject}",
                    lead=f"Sáng nay, xã khánh thành {subject} với {10 + text} hạng mục và tổng kinh phí {20 + text} tỷ đồng.",
                    body=(Paragraph(text=f"Công trình {subject} có {10 + text} phòng, xây trong {text} năm."),),
                    published=minute(2026, 10, day, 8, key),
                    categories=categories,
                    image=f"https://{town}.example/{text}.jpg" if image else None,
                ),
                now=self.later(),
            )

    @rule(number=st.integers(0, 99))
    def lose(self, number: int) -> None:
        for article in self.some(number):
            for _ in range(2):
                self.store.missing(article, now=self.later(), confirm_after=timedelta(0))

    @rule(number=st.integers(0, 99), reason=st.sampled_from(list(Reason)), score=st.sampled_from((0.05, 0.5)))
    def link(self, number: int, reason: Reason, score: float) -> None:
        one, *others = self.some(number, 3) or [""]
        links = [Relation(article=one, other=other, score=score, reason=reason) for other in others]
        if one:
            self.store.relations.keep(one, links)

    @rule()
    def relate(self) -> None:
        while relate(self.store).related:
            pass

    @rule(number=st.integers(0, 99))
    def tell(self, number: int) -> None:
        members = self.some(number, 3)
        if members:
            with self.store.write() as connection:
                before = stories.places(connection, members)
                story = stories.mint(connection, members)
                stories.put(connection, [Membership(each, story, None) for each in members])
                stories.settle(connection, {story, *(each.story for each in before.values())})

    @precondition(lambda self: len(self.store.stories.newest(limit=9)) > 1)
    @rule()
    def merge(self) -> None:
        told = [story.id for story in self.store.stories.newest(limit=2)]
        with self.store.write() as connection:
            stories.settle(connection, [stories.merge(connection, told)])

    @rule(town=towns, fails=st.booleans())
    def look(self, town: str, fails: bool) -> None:
        if town in self.sources:
            for _ in range(3):
                at = self.later(days=1)
                failed = {"dns": 1} if fails else {}
                self.store.runs.keep(
                    Run(source=f"vn-{town}", started=at, finished=at, failed=failed, error="no such host" if fails else None)
                )
                Healths(self.store).judge(self.sources[town], now=at)

    @rule(days=st.sampled_from((20, 40)))
    def prune(self, days: int) -> None:
        prune(self.store, articles_age=timedelta(days=days), now=self.later())

    @precondition(lambda self: self.step.public_dir.exists())
    @rule(number=st.integers(0, 99), how=st.sampled_from(("remove", "spoil")))
    def meddle(self, number: int, how: str) -> None:
        # Feeds of stories that are built no more and the table of moved feeds are memory: nobody can make them again.
        ours = [*self.step.public_dir.glob("*/*.*"), *self.step.public_dir.glob("place/*/*.*"), *self.step.public_dir.glob("*.*")]
        ours = [each for each in ours if each.name[0] != "." and each.name != "addresses.json" and each.is_file()]
        path = random.Random(number).choice(sorted(ours))
        if how == "remove":
            path.unlink()
        else:
            path.write_bytes(b"x")

    @rule(related=st.integers(0, 2))
    def decide(self, related: int) -> None:
        self.step = replace(self.step, related=related)

    @rule(days=st.integers(0, 1))
    def publish(self, days: int) -> None:
        now = self.later(days=days, minutes=1)
        whole = replace(self.step, public_dir=self.step.public_dir.with_name("whole"))
        report = publish(self.store, self.step, now=now)
        publish(self.store, whole, now=now, everything=True)
        note(f"built {report.built}")
        assert tree(self.step.public_dir) == tree(whole.public_dir)
        again = publish(self.store, self.step, now=now)
        assert (again.built, again.written, again.removed) == ((), (), ())
        assert again.unchanged == len([name for name in tree(whole.public_dir) if not name.endswith((".gz", ".br", MANIFEST))])


TestWorld = World.TestCase
TestWorld.settings = settings(
    max_examples=int(os.environ.get("LOA_WORLDS", "6")),
    stateful_step_count=30,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # shrinking takes minutes: what happened is told in whole
    suppress_health_check=[HealthCheck.too_slow],
)
