from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from news.related.document import Document
from news.related.fingerprint import SIZE, Fingerprint, fingerprint_of
from news.related.neighbours import analyse, neighbours
from news.related.relation import Reason
from news.store.postings import AROUND, CANDIDATES, NEWEST, Postings, temporary_postings


@pytest.fixture
def postings() -> Iterator[Postings]:
    with temporary_postings() as opened:
        yield opened


def add(postings: Postings, name: str, document: Document) -> Fingerprint:
    analysed = analyse(document)
    postings.count(analysed.features.weights)
    fingerprint = fingerprint_of(document, analysed.features, postings.frequencies)
    postings.add(name, fingerprint, analysed.sketch)
    return fingerprint


def bridge(number: int) -> Document:
    return Document(title=f"Cầu Suối Mây, tin thứ {number}", text=f"Việc {number} ở cầu.")


def test_an_article_is_found_by_what_it_holds(postings: Postings) -> None:
    add(postings, "nấm", Document(title="Tập huấn trồng nấm rơm"))
    add(postings, "a", bridge(1))
    query = add(postings, "b", bridge(2))
    assert [each.article for each in postings.candidates(query, without={"b"}).near] == ["a"]


def test_an_article_indexed_again_is_found_once_by_its_new_text(postings: Postings) -> None:
    query = add(postings, "a", bridge(1))
    add(postings, "a", Document(title="Tập huấn trồng nấm rơm"))
    assert not postings.candidates(query).near
    again = add(postings, "a", bridge(1))
    assert [each.article for each in postings.candidates(again).near] == ["a"]


def test_a_removed_article_is_gone(postings: Postings) -> None:
    query = add(postings, "a", bridge(1))
    assert postings.knows("a")
    postings.remove("a")
    assert not postings.knows("a")
    assert not postings.candidates(query).near


def test_work_is_bounded_and_the_newest_stay(postings: Postings) -> None:
    query = add(postings, "0", Document(title="Cầu Suối Mây", text="Tin."))
    for number in range(1, NEWEST + 60):
        add(postings, str(number), Document(title="Cầu Suối Mây", text="Tin."))
    found = postings.candidates(query)
    assert (len(found.near), len(found.around)) == (CANDIDATES, AROUND)
    assert min(int(each.article) for each in found.near) >= 60


def test_counters_are_kept_by_saving(postings: Postings) -> None:
    add(postings, "a", bridge(1))
    postings.save()
    again = Postings(postings._connection)
    assert again.frequencies.articles == 1
    assert again.frequencies.pack() == postings.frequencies.pack()


def test_an_empty_article_has_no_neighbours(postings: Postings) -> None:
    add(postings, "a", bridge(1))
    empty = Document(title="")
    fingerprint = add(postings, "b", empty)
    assert neighbours(postings, fingerprint, analyse(empty), without={"b"}) == ()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("北京市政府今天宣布修建新的地铁线路连接东城区", "地铁线路开工 北京市东城区居民表示欢迎新的交通"),
        ("東京都は新しい図書館を渋谷区に建設すると発表した", "渋谷区の図書館建設が始まる 東京都が発表"),
        ("กรุงเทพมหานครเปิดสวนสาธารณะแห่งใหม่ริมแม่น้ำเจ้าพระยา", "สวนสาธารณะริมแม่น้ำเจ้าพระยาเปิดให้ประชาชนแล้ว"),
    ],
)
def test_scripts_without_spaces_are_related_too(postings: Postings, one: str, other: str) -> None:
    for number, text in enumerate(("天气预报说明天有雨", "野球の試合は雨で中止", "ฝนตกหนักในภาคใต้")):
        add(postings, str(number), Document(title=text))
    add(postings, "one", Document(title=one))
    query = Document(title=other)
    found = neighbours(postings, add(postings, "other", query), analyse(query), without={"other"})
    assert found[0].article == "one"
    assert found[0].reason is not Reason.COPY


@given(st.text(max_size=60), st.text(max_size=300))
def test_a_fingerprint_survives_packing_and_is_bounded(title: str, text: str) -> None:
    document = Document(title=title, text=text)
    with temporary_postings() as postings:
        fingerprint = fingerprint_of(document, analyse(document).features, postings.frequencies)
    assert Fingerprint.unpack(fingerprint.pack()) == fingerprint
    assert len(fingerprint.features) == len(fingerprint.weights) <= SIZE
    assert list(fingerprint.weights) == sorted(fingerprint.weights, reverse=True)
