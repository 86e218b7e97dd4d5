from datetime import datetime, timedelta

from news.store import Store
from news.store.acts import Act, Wish

HOUR = timedelta(hours=1)


def test_a_source_stays_paused_until_it_is_resumed(store: Store, place: str, noon: datetime) -> None:
    assert store.acts.paused() == {}
    assert store.acts.pause("vn-a", now=noon)
    assert not store.acts.pause("vn-a", now=noon + HOUR)
    with Store.open(place) as again:
        assert again.acts.paused() == {"vn-a": noon}
        assert again.acts.resume("vn-a")
        assert not again.acts.resume("vn-a")
    assert store.acts.paused() == {}


def test_wishes_wait_in_the_order_in_which_they_were_asked_for(store: Store, place: str, noon: datetime) -> None:
    store.acts.ask("vn-b", Act.CRAWL, now=noon)
    store.acts.ask("vn-a", Act.CHECK, now=noon + HOUR)
    with Store.open(place) as again:
        first, second = again.acts.wishes()
        assert first == Wish(source="vn-b", act=Act.CRAWL, asked=noon)
        assert (second.source, second.act) == ("vn-a", Act.CHECK)
        again.acts.done(first)
    assert store.acts.wishes() == (second,)


def test_what_is_asked_for_again_meanwhile_is_done_again(store: Store, noon: datetime) -> None:
    store.acts.ask("vn-a", Act.CRAWL, now=noon)
    (begun,) = store.acts.wishes()
    store.acts.ask("vn-a", Act.CRAWL, now=noon + HOUR)
    store.acts.done(begun)
    (left,) = store.acts.wishes()
    assert left.asked == noon + HOUR
    store.acts.done(left)
    assert store.acts.wishes() == ()
