"""Pages as files: writing what changed comes to the same bytes as writing everything, and costs what changed."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from feeds.publish import FeedOptions, publish
from feeds.question import question_of
from feeds.saved import SavedSearch
from feeds.site.address import Links
from feeds.site.export import STATE, write_site
from feeds.site.page import Page, SiteOptions
from feeds.site.router import Site
from news import places
from news.related.relation import Reason, Relation
from news.run import Run
from news.store import stories
from news.store.health import Healths
from news.store.pruning import prune
from news.store.stories import Membership
from tests.feeds.conftest import AUTHORITY, BASE, NOW, make_article, make_source, minute
from tests.feeds.site.conftest import HOUR, Town

WARD = next(place for place in places.find("Phường Hạ Long", "vn", on=NOW.date()) if place.parent)
SEARCH = SavedSearch(name="cau", question=question_of("cầu"))
OPTIONS = SiteOptions(base=BASE, title="Loa", searches=(SEARCH,))


def tree(root: Path) -> dict[str, bytes]:
    return {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file() and path.name[0] != "."}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "public"


def nothing(_: Town) -> None:
    pass


def an_article(town: Town) -> None:
    town.store.keep(make_article("late", title="Cầu mới", categories=("Y tế",), published=minute(2026, 11, 20, 2, 0)), now=NOW)


def an_edit(town: Town) -> None:
    stored = town.store.article(town.ids["next"])
    assert stored is not None
    town.store.keep(replace(stored.article, title="Cầu Bạch Khê đã đông xe", categories=("Du lịch",)), now=NOW)


def a_withdrawal(town: Town) -> None:
    for hours in (1, 40):
        town.store.missing(town.ids["old"], now=NOW + hours * HOUR, confirm_after=HOUR)


def a_link(town: Town) -> None:
    one, other = town.ids["edited"], town.ids["next"]
    town.store.relations.keep(one, [Relation(article=one, other=other, score=0.8, reason=Reason.SIMILAR)])


def a_story_that_grows(town: Town) -> None:
    with town.store.write() as connection:
        stories.put(connection, [Membership(article=town.ids["edited"], story=town.ids["story"], copy_of=None)])
        stories.settle(connection, [town.ids["story"]])


def stories_that_merge(town: Town) -> None:
    with town.store.write() as connection:
        other = stories.mint(connection, [town.ids["old"], town.ids["edited"]])
        stories.put(connection, [Membership(article=town.ids[name], story=other, copy_of=None) for name in ("old", "edited")])
        stories.settle(connection, [other])
        stories.merge(connection, [town.ids["story"], other])
        stories.settle(connection, [town.ids["story"]])


def a_source(town: Town) -> None:
    town.store.keep_source(replace(make_source("xa"), place=WARD), now=NOW)


def a_source_with_another_name(town: Town) -> None:
    town.store.keep_source(replace(make_source("mong-cai"), title="Cửa khẩu", place=WARD), now=NOW)


def an_outage(town: Town) -> None:
    source = next(each for each in town.store.sources() if each.id == "vn-mong-cai")
    for hours in (5, 3, 1):
        at = NOW - hours * HOUR
        town.store.runs.keep(Run(source=source.id, started=at, finished=at, failed={"dns": 1}, error="no such host"))
        Healths(town.store).judge(source, now=at)


def old_content_given_up(town: Town) -> None:
    prune(town.store, articles_age=timedelta(days=10), now=NOW)


HAPPENINGS: tuple[Callable[[Town], None], ...] = (
    nothing,
    an_article,
    an_edit,
    a_withdrawal,
    a_link,
    a_story_that_grows,
    stories_that_merge,
    a_source,
    a_source_with_another_name,
    an_outage,
    old_content_given_up,
)


@pytest.mark.parametrize("happening", HAPPENINGS, ids=lambda each: each.__name__)
def test_what_changed_is_written_and_comes_to_the_same(town: Town, tmp_path: Path, happening: Callable[[Town], None]) -> None:
    site = Site(town.store, OPTIONS, now=town.clock)
    written, anew = tmp_path / "written", tmp_path / "anew"
    write_site(site, written, now=NOW)
    happening(town)
    write_site(site, written, now=NOW)
    write_site(site, anew, now=NOW)
    assert tree(written) == tree(anew)
    assert write_site(site, written, now=NOW).written == ()


def test_only_what_may_have_changed_is_made(town: Town, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    site = Site(town.store, OPTIONS, now=town.clock)
    write_site(site, folder, now=NOW)
    an_article(town)
    asked: list[str] = []
    make = Site.make

    def noted(self: Site, path: str, query: str, links: Links, *, static: bool = False) -> Page | None:
        asked.append(path)
        return make(self, path, query, links, static=static)

    monkeypatch.setattr(Site, "make", noted)
    write_site(site, folder, now=NOW)
    made = {path for path in asked if path.partition("/")[0] in {"article", "story", "topic", "search"} or path.startswith("vn-")}
    new = town.store.newest(limit=1)[0].id
    assert made == {f"article/{new}/", "topic/health/", "vn-ha-long/", "search/cau/"}
    asked.clear()
    write_site(site, folder, now=NOW, everything=True)
    assert f"article/{town.ids['old']}/" in asked


@pytest.mark.parametrize("spoilt", [b"", b"{", b"[]", b'{"made_by": 1}', b'{"made_by":"x","position":[1],"sources":[]}'])
def test_where_nobody_knows_what_changed_all_is_written(town: Town, folder: Path, spoilt: bytes) -> None:
    site = Site(town.store, OPTIONS, now=town.clock)
    write_site(site, folder, now=NOW)
    before = tree(folder)
    (folder / STATE).write_bytes(spoilt)
    (folder / "article" / town.ids["old"] / "index.html").write_bytes(b"")
    write_site(site, folder, now=NOW)
    assert tree(folder) == before
    other = Site(town.store, replace(OPTIONS, title="Tin"), now=town.clock)
    write_site(other, folder, now=NOW)
    assert all("Tin</title>" in body.decode() for name, body in tree(folder).items() if name.endswith(".html"))


def test_pages_that_were_taken_away_come_back_whole(town: Town, folder: Path) -> None:
    site = Site(town.store, OPTIONS, now=town.clock)
    write_site(site, folder, now=NOW)
    before = tree(folder)
    write_site(None, folder, now=NOW)
    assert tree(folder) == {}
    publish(town.store, FeedOptions(public_dir=folder, public_url=BASE, tag_authority=AUTHORITY), now=NOW)
    write_site(site, folder, now=NOW)
    assert before.items() <= tree(folder).items()


def test_files_say_nothing_that_a_day_makes_untrue(town: Town, folder: Path) -> None:
    town.store.checked([town.ids["old"]], now=NOW + HOUR, there=True)
    write_site(Site(town.store, OPTIONS, now=town.clock), folder, now=NOW)
    pages = {name: body.decode() for name, body in tree(folder).items() if name.endswith(".html")}
    assert "Thứ Sáu, 20 tháng 11 năm 2026" in pages["index.html"]
    assert not [name for name, body in pages.items() if "Hôm nay" in body or "Today" in body or "xem lại lúc" in body]
