"""The tables of places hold together, and answer what is asked of them."""

import tomllib
import unicodedata
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from news import places
from news.place import LEVELS, Place, from_plain, plain
from news.places.register import register
from news.places.table import COLUMNS, Country, Row, bare, read_rows
from news.settings import Settings
from news.source import Source
from news.store.sources import decode, encode

BEFORE, SINCE = date(2025, 6, 30), date(2025, 7, 1)
ROWS = register().rows
DAYS = sorted({day for row in ROWS for day in (row.place.valid_from, row.place.valid_to) if day} | {BEFORE, date(2026, 1, 1)})
ANY = st.sampled_from(places.places())


def one(name: str) -> Place:
    found = places.get(name)
    assert found is not None, name
    return found


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.place.id)
def test_a_row_says_what_can_be(row: Row) -> None:
    place = row.place
    assert place.level in LEVELS
    assert place.name == unicodedata.normalize("NFC", place.name).strip() != ""
    assert place.name != bare(place.name, register().countries[0]) or place.name.split()[-1].isdigit()
    assert place.valid_from is None or place.valid_to is None or place.valid_from < place.valid_to
    assert row.founded_by is None or place.valid_from is not None
    assert row.ended_by is None or place.valid_to is not None
    acts = next(country.acts for country in register().countries if country.code == place.country)
    assert {row.founded_by, row.ended_by} - {None} <= set(acts)
    assert place.id is not None
    assert place.id.isascii()
    assert place.id.startswith(f"{place.parent or place.country}/")
    assert place.code is None or (place.code.isdigit() and len(place.code) in (2, 3, 5))


def test_every_act_is_cited() -> None:
    cited = {act for row in ROWS for act in (row.founded_by, row.ended_by)}
    for country in register().countries:
        assert set(country.acts) <= cited


def test_codes_are_unique_on_any_day() -> None:
    for day in DAYS:
        codes = Counter((place.country, place.code) for place in places.at(day) if place.code)
        assert [code for code, count in codes.items() if count > 1] == [], day


def test_a_part_exists_no_longer_than_its_whole() -> None:
    for place in places.places():
        if place.parent is not None:
            whole = one(place.parent)
            assert whole.valid_from is None or (place.valid_from is not None and whole.valid_from <= place.valid_from)
            assert whole.valid_to is None or (place.valid_to is not None and place.valid_to <= whole.valid_to), place.id


def test_a_successor_begins_on_the_day_its_predecessor_ends() -> None:
    for place in places.places():
        for later in places.successors(place):
            assert place.valid_to is not None
            assert place.valid_to == later.valid_from, (place.id, later.id)
            assert place in places.predecessors(later)
            assert place.id != later.id


def test_there_are_no_cycles_of_parts() -> None:
    for place in places.places():
        seen, here = set(), place
        while here.parent:
            assert here.id not in seen
            seen.add(here.id)
            here = one(here.parent)


def test_the_provinces_of_viet_nam_before_and_since_july_2025() -> None:
    def provinces(day: date) -> list[Place]:
        return [place for place in places.at(day, "vn") if place.parent is None]

    assert [len(provinces(day)) for day in (date(2024, 12, 31), BEFORE, SINCE)] == [63, 63, 34]
    assert all(place.code for place in places.places() if place.parent is None)
    assert sum(place.level == "municipality" for place in provinces(SINCE)) == 6
    for place in provinces(BEFORE):
        heirs = places.heirs(place, SINCE)
        assert len(heirs) == 1, place.name
        assert heirs[0].parent is None
    old = {place.id for place in provinces(BEFORE)}
    untouched = [place for place in provinces(SINCE) if place.id in old]
    assert len(untouched) == 11


def test_quang_ninh_has_its_fifty_four() -> None:
    quang_ninh = one("vn/quang-ninh")
    levels = Counter(place.level for place in places.children(quang_ninh, SINCE))
    assert levels == {"ward": 30, "commune": 22, "special-zone": 2}
    assert all(place.code and len(place.code) == 5 for place in places.children(quang_ninh, SINCE))
    ended = places.children(quang_ninh, BEFORE)
    assert len(ended) == 13
    assert all(place.valid_to == SINCE and places.successors(place) for place in ended)
    assert len(places.successors(one("vn/quang-ninh/thanh-pho-ha-long"))) == 13


@pytest.mark.parametrize(
    ("asked", "first"),
    [
        ("22", "vn/quang-ninh"),
        ("193", "vn/quang-ninh/thanh-pho-ha-long"),
        ("quang ninh", "vn/quang-ninh"),
        ("TỈNH QUẢNG NINH", "vn/quang-ninh"),
        ("Hạ Long", "vn/quang-ninh/phuong-ha-long"),
        ("Thành phố Hạ Long", "vn/quang-ninh/thanh-pho-ha-long"),
        ("tuyên quang", "vn/tuyen-quang"),
        ("08", "vn/tuyen-quang"),
        ("Thành Phố Huế", "vn/hue"),
        ("vn/nghe-an", "vn/nghe-an"),
        ("Phường Liên Hoà", "vn/quang-ninh/phuong-lien-hoa"),
        (unicodedata.normalize("NFD", "Bãi Cháy"), "vn/quang-ninh/phuong-bai-chay"),
    ],
)
def test_a_place_is_found_however_it_is_written(asked: str, first: str) -> None:
    assert places.find(asked, "vn")[0].id == first


def test_a_name_is_looked_up_in_its_country_and_on_its_day() -> None:
    assert places.find("Quảng Ninh", "la") == ()
    assert places.find("nowhere", "vn") == ()
    assert [place.id for place in places.find("Hạ Long", "vn", on=BEFORE)] == ["vn/quang-ninh/thanh-pho-ha-long"]
    assert [place.id for place in places.find("08", "vn", on=BEFORE)] == ["vn/tuyen-quang-until-2025"]


def test_what_became_of_a_unit_is_followed_over_more_than_one_change() -> None:
    district = one("vn/hai-phong-until-2025/huyen-an-duong")
    assert [place.name for place in places.heirs(district, date(2025, 3, 1))] == ["Quận An Dương"]
    assert [place.name for place in places.heirs(district, SINCE)] == ["Phường An Dương"]
    assert places.heirs(one("vn/quang-ninh"), SINCE) == (one("vn/quang-ninh"),)
    assert places.heirs(one("vn/quang-ninh/phuong-ha-long"), BEFORE) == ()


def test_a_ward_lies_within_its_province() -> None:
    ward, province = one("vn/quang-ninh/thanh-pho-ha-long/phuong-hong-gai"), one("vn/quang-ninh")
    assert places.within(ward, province)
    assert places.within(ward, ward)
    assert not places.within(province, ward)
    assert not places.within(ward, one("vn/ha-noi"))
    assert not places.within(ward, Place(name="A", country="vn"))
    assert ward.province == "Quảng Ninh"
    assert province.province is None


@given(ANY)
def test_every_unit_is_found_by_its_name_its_code_and_its_id(place: Place) -> None:
    assert place.country
    for asked in (place.name, place.name.upper(), place.id, place.code):
        assert asked is None or place in places.find(asked, place.country)


@given(ANY, st.dates(date(2020, 1, 1), date(2030, 1, 1)))
def test_heirs_exist_on_the_day_asked_for(place: Place, day: date) -> None:
    heirs = places.heirs(place, day)
    assert all(heir.existed(day) for heir in heirs)
    assert len(set(heirs)) == len(heirs)
    assert not place.existed(day) or heirs == (place,)


@given(ANY)
def test_a_place_is_read_back_from_its_plain_form(place: Place) -> None:
    assert from_plain(plain(place)) == place
    assert None not in plain(place).values()


def test_a_unit_exists_from_its_first_day_until_the_day_before_its_last() -> None:
    place = Place(name="A", country="vn", valid_from=BEFORE, valid_to=SINCE)
    assert [place.existed(BEFORE + timedelta(days=days)) for days in (-1, 0, 1)] == [False, True, False]


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("id,name\n", "first line"),
        (",".join(COLUMNS) + "\nvn/a,,A,province\n", "line 2"),
        (",".join(COLUMNS) + "\n# a comment\nvn/a,,A,province,,2025-13-01,,,,\n", "line 3"),
    ],
)
def test_a_damaged_table_is_told_with_its_line(tmp_path: Path, text: str, complaint: str) -> None:
    (tmp_path / "a.csv").write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=complaint):
        read_rows(tmp_path, Country(code="vn", name="Việt Nam", words=(), acts={}))


def declared(text: str) -> Source:
    source = '[[source]]\nid = "vn-a"\ntitle = "A"\nhomepage = "https://a.vn/"\nlistings = ["https://a.vn/"]\n'
    return Settings(**tomllib.loads(f"{source}[source.place]\n{text}")).sources[0]


def test_a_declared_source_names_its_place_by_code_by_id_or_by_name() -> None:
    assert declared('country = "vn"\ncode = "22"').place == one("vn/quang-ninh")
    assert declared('id = "vn/quang-ninh/thanh-pho-ha-long"').place == one("vn/quang-ninh/thanh-pho-ha-long")
    assert declared('country = "vn"\nname = "A"\ncode = "22"').place == Place(name="A", country="vn", code="22")


@pytest.mark.parametrize("named", ['country = "vn"\ncode = "22"', 'id = "vn/quang-ninh"', 'country = "vn"\nname = "A"'])
def test_a_declared_source_says_where_its_place_is(named: str) -> None:
    place = declared(f'{named}\npoint = "20.9511 107.0748"').place
    assert place is not None
    assert place.point == "20.9511 107.0748"
    assert from_plain(plain(place)) == place


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ('country = "vn"', "name, a code or an id"),
        ('country = "vn"\ncode = "quang ninh"', "no such place"),
        ('country = "la"\ncode = "22"', "no such place"),
        ('id = "vn/nowhere"', "no such place"),
        ('id = "vn/quang-ninh"\nname = "A"', "leave the other keys out"),
        ('code = "22"', "country is required"),
        ('id = "vn/quang-ninh"\npoint = "20,95 107,07"', "not a point"),
        ('id = "vn/quang-ninh"\npoint = "107.07 220.95"', "not a point"),
        ('id = "vn/quang-ninh"\npoint = "91 107.07"', "not a point"),
    ],
)
def test_a_place_that_is_not_said_clearly_is_refused(text: str, complaint: str) -> None:
    with pytest.raises(ValidationError, match=complaint):
        declared(text)


def test_a_source_is_its_bodys_on_its_days_in_its_own_zone() -> None:
    source = Source(
        id="vn-a", title="A", homepage="https://a.vn/", listings=("https://a.vn/",), valid_from=SINCE, valid_to=date(2025, 7, 2)
    )
    midnight = datetime(2025, 6, 30, 17, tzinfo=UTC)
    moments = [midnight + timedelta(seconds=seconds) for seconds in (-1, 0, 86_399, 86_400)]
    assert [source.covers(moment) for moment in moments] == [False, True, True, False]
    assert decode(encode(source)) == source
