"""What can be done from the pages: by whom, with which source, and what is said of it."""

from __future__ import annotations

import re

import pytest

from news import clock
from news.settings import Settings
from news.store import Store
from news.store.acts import Act
from scheduler.operator.deeds import SAID
from scheduler.operator.vitals import Vitals
from tests.feeds.web.serving import Answer
from tests.scheduler.operator.asking import TOKEN, Visitor
from tests.scheduler.operator.test_desk import desk


def act(visitor: Visitor, source: str, deed: str, **headers: str) -> Answer:
    return visitor.post("act", {"key": visitor.key(f"source?id={source}"), "source": source, "act": deed}, **headers)


def buttons(visitor: Visitor, source: str) -> list[str]:
    text = visitor.text(f"source?id={source}")
    return [deed for deed in ("crawl", "check", "pause", "resume") if f'name="act" value="{deed}"' in text]


def test_each_deed_and_what_is_said(settings: Settings, store: Store, vitals: Vitals) -> None:
    vitals.scheduled = True
    with desk(settings, store, vitals) as visitor:
        for source, deed, word in (
            ("vn-fresh", "pause", "pause"),
            ("vn-fresh", "resume", "resume"),
            ("vn-new", "crawl", "crawl"),
            ("vn-unproven", "check", "check"),
        ):
            answer = act(visitor, source, deed)
            assert (answer.status, answer["Location"]) == (303, f"source?id={source}&said={word}")
            assert SAID[word] in visitor.text(answer["Location"]), "and not what was known before"
            assert ("paused" in visitor.text(f"source?id={source}")) == (deed == "pause")
        assert [(each.source, each.act) for each in store.acts.wishes()] == [
            ("vn-new", Act.CRAWL),
            ("vn-unproven", Act.CHECK),
        ]
        assert "asked for: crawl" in visitor.text("source?id=vn-new")
        assert "it is next as soon as a crawl has room" in visitor.text("source?id=vn-new")
        assert "vn-fresh" not in store.acts.paused()


def test_what_can_be_done_depends_on_the_source(settings: Settings, store: Store, vitals: Vitals) -> None:
    planned = vitals.due
    vitals.due = lambda: {**planned(), "vn-paused": clock.now()}
    with desk(settings, store, vitals) as visitor:
        assert buttons(visitor, "vn-fresh") == ["crawl", "check", "pause"]
        assert buttons(visitor, "vn-paused") == ["crawl", "check", "resume"]
        assert buttons(visitor, "vn-old") == []
        due = re.compile(r"Next crawl</dt><dd><time")
        assert due.search(visitor.text("source?id=vn-fresh"))
        assert not due.search(visitor.text("source?id=vn-paused")), "it falls due, and nothing comes of it"
        key = visitor.key("source?id=vn-fresh")
        for source, deed in (
            ("vn-old", "crawl"),
            ("vn-nobody", "crawl"),
            ("vn-fresh", "resume"),
            ("vn-fresh", "delete"),
            ("", ""),
        ):
            refused = visitor.post("act", {"key": key, "source": source, "act": deed})
            assert refused.status == 409
            assert b"Nothing was done" in refused.body
        store.acts.pause("vn-old", now=clock.now())
    with desk(settings, store, vitals) as visitor:
        assert buttons(visitor, "vn-old") == ["resume"]
    assert store.acts.wishes() == ()


def test_somebody_else_was_quicker(settings: Settings, store: Store, vitals: Vitals) -> None:
    with desk(settings, store, vitals) as visitor:
        visitor.text()
        store.acts.pause("vn-fresh", now=clock.now())
        assert act(visitor, "vn-fresh", "pause")["Location"].endswith("said=pause-already")
        visitor.text()
        store.acts.resume("vn-fresh")
        assert act(visitor, "vn-fresh", "resume")["Location"].endswith("said=resume-already")


def test_without_a_service_it_waits_for_one(settings: Settings, store: Store) -> None:
    with desk(settings, store, Vitals()) as visitor:
        location = act(visitor, "vn-fresh", "crawl")["Location"]
        assert location.endswith("said=later")
        assert "<code>loa run</code> does it when it starts" in visitor.text(location)
        assert store.acts.wishes()[0].source == "vn-fresh"


def test_a_job_by_hand(settings: Settings, store: Store, vitals: Vitals) -> None:
    vitals.scheduled = True
    with desk(settings, store, vitals) as visitor:
        answer = visitor.post("job", {"key": visitor.key("machine"), "job": "prune"})
        assert (answer.status, answer["Location"]) == (303, "machine?said=job")
        assert SAID["job"] in visitor.text(answer["Location"])
        due = store.jobs.every()["prune"].due
        assert due is not None
        assert due <= clock.now()
        assert visitor.post("job", {"key": visitor.key("machine"), "job": "x"}).status == 409
        assert set(store.jobs.every()) == {"prune"}


@pytest.mark.parametrize("form", [{"source": "vn-fresh", "act": "pause"}, {"job": "prune"}])
def test_only_our_own_forms_are_taken(settings: Settings, store: Store, vitals: Vitals, form: dict[str, str]) -> None:
    step = "act" if "act" in form else "job"
    with desk(settings, store, vitals, token=TOKEN) as visitor:
        other = Visitor(visitor.port)
        other.log_in()
        visitor.log_in()
        key, theirs = visitor.key(), other.key()
        for fields, headers in (
            (form, {}),
            ({**form, "key": ""}, {}),
            ({**form, "key": theirs}, {}),
            ({**form, "key": key}, {"Origin": "https://evil.example"}),
            ({**form, "key": key}, {"Origin": "null"}),
            ({**form, "key": key}, {"Sec_Fetch_Site": "cross-site"}),
            ({**form, "key": key}, {"Sec_Fetch_Site": "same-site"}),
        ):
            refused = visitor.post(step, fields, **headers)
            assert refused.status == 403, (fields, headers)
            assert b"Nothing was done" in refused.body
        assert visitor.get(f"{step}?key={key}&source=vn-fresh&act=pause").status == 404, "looking does nothing"
        visitor.cookie = ""
        assert visitor.post(step, {**form, "key": key}).status == 303
        assert set(store.acts.paused()) == {"vn-paused"}
        assert store.jobs.every() == {}
        script = visitor.post(step, form, Origin="https://evil.example", Authorization=f"Bearer {TOKEN}")
        assert script["Location"].partition("said=")[2], "no browser sends such a header by itself"


def test_no_address_makes_a_page_say_something(settings: Settings, store: Store, vitals: Vitals) -> None:
    with desk(settings, store, vitals) as visitor:
        for said in ("You+are+hacked", "%3Cscript%3E", ""):
            assert 'class="notice"' not in visitor.text(f"?said={said}")
        assert SAID["resume"] in visitor.text("?said=resume")


def test_a_store_that_refuses(settings: Settings, store: Store, vitals: Vitals) -> None:
    with desk(settings, store, vitals) as visitor:
        key = visitor.key("source?id=vn-fresh")
        with store.write() as connection:
            connection.exec_driver_sql(
                "CREATE TRIGGER full BEFORE INSERT ON paused BEGIN SELECT RAISE(ABORT, 'disk is full'); END"
            )
        answer = visitor.post("act", {"key": key, "source": "vn-fresh", "act": "pause"})
        assert answer.status == 503
        assert b"disk is full" in answer.body
