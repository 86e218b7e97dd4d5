from collections.abc import Callable
from datetime import date, datetime, timedelta
from itertools import count

from news.article import Article, Precision, Provenance, Published
from news.delay import delays_of
from news.run import Run
from news.store import Store

HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
Make = Callable[..., Article]
NUMBERS = count()


def at(moment: datetime, precision: Precision = Precision.MINUTE) -> Published:
    return Published(moment=moment, precision=precision, provenance=Provenance.VISIBLE)


def keep(store: Store, make: Make, published: Published | None, now: datetime, source: str = "vn-a") -> None:
    store.keep(make(next(NUMBERS), source, published=published), now=now)


def watched(store: Store, noon: datetime) -> None:
    for source in ("vn-a", "vn-b"):
        store.runs.keep(Run(source=source, started=noon, finished=noon + MINUTE))


def test_from_publication_to_the_feeds_by_source_and_day(store: Store, noon: datetime, make: Make) -> None:
    watched(store, noon)
    keep(store, make, at(noon + MINUTE), noon + 2 * MINUTE)
    assert store.delays.delivered(upto=store.delays.mark(), now=noon + HOUR) == {}, "what there was at first is not counted"
    keep(store, make, at(noon + HOUR), noon + HOUR + 5 * MINUTE)
    keep(store, make, at(noon + HOUR), noon + HOUR + 6 * MINUTE, source="vn-b")
    mark = store.delays.mark()
    keep(store, make, at(noon + HOUR), noon + HOUR + 7 * MINUTE)
    now = noon + HOUR + 9 * MINUTE
    found = store.delays.delivered(upto=mark, now=now)
    assert found == {source: delays_of([9 * MINUTE]) for source in ("vn-a", "vn-b")}
    assert store.delays.delivered(upto=mark, now=now) == {}, "nothing is counted twice"
    store.delays.delivered(upto=store.delays.mark(), now=now + HOUR)
    assert store.delays.since(noon.date())["vn-a"] == delays_of([9 * MINUTE, 69 * MINUTE])
    assert store.delays.since(noon.date() + timedelta(days=1)) == {}


def test_only_what_says_how_fast_loa_is(store: Store, noon: datetime, make: Make) -> None:
    assert store.delays.mark() == 0
    store.delays.delivered(upto=0, now=noon)
    watched(store, noon)
    keep(store, make, at(noon - HOUR), noon + HOUR)  # older than the first crawl
    keep(store, make, at(noon, Precision.DAY), noon + HOUR)
    keep(store, make, None, noon + HOUR)
    assert store.delays.delivered(upto=store.delays.mark(), now=noon + 2 * HOUR) == {}


def test_a_season_is_kept(store: Store, noon: datetime, make: Make) -> None:
    watched(store, noon)
    store.delays.delivered(upto=0, now=noon)
    for day in range(0, 200, 50):
        moment = noon + timedelta(days=day)
        keep(store, make, at(moment), moment)
        store.delays.delivered(upto=store.delays.mark(), now=moment + MINUTE)
    assert store.delays.since(date(2000, 1, 1))["vn-a"].articles == 2
