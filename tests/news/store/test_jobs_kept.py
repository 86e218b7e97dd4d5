from datetime import datetime, timedelta

from news.store import Store
from news.store.jobs import JobRecord

HOUR = timedelta(hours=1)


def test_a_job_is_remembered_from_begin_to_end(store: Store, place: str, noon: datetime) -> None:
    assert store.jobs.every() == {}
    store.jobs.planned("backup", noon)
    assert not store.jobs.every()["backup"].unfinished
    store.jobs.begun("backup", now=noon)
    with Store.open(place) as again:
        assert again.jobs.every()["backup"].unfinished
        told = again.jobs.ended("backup", now=noon + HOUR, said="3 MB")
    assert told == JobRecord(name="backup", started=noon, ended=noon + HOUR, said="3 MB", due=noon)
    assert store.jobs.every() == {"backup": told}
    assert not told.unfinished


def test_failures_are_counted_until_it_goes_well(store: Store, noon: datetime) -> None:
    for count in (1, 2):
        store.jobs.begun("prune", now=noon)
        told = store.jobs.ended("prune", now=noon, error="the disk\nis full")
        assert (told.failures, told.error) == (count, "the disk is full")
    store.jobs.begun("prune", now=noon + HOUR)
    assert store.jobs.every()["prune"].unfinished
    told = store.jobs.ended("prune", now=noon + HOUR, said="nothing to do")
    assert (told.failures, told.error, told.said) == (0, None, "nothing to do")
    store.jobs.planned("prune", None)
    assert store.jobs.every()["prune"].due is None
