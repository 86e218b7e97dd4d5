import pytest
from hypothesis import given
from hypothesis import strategies as st

from news.identity import Moves, normalise

MOVES = Moves.of(
    present=("www.Moi.gov.vn:443", "moi.gov.vn"), former=("cu.gov.vn", "http.cu.vn:8080", "moi.gov.vn", "a b/c?", "")
)


def test_hosts_are_brought_into_one_form() -> None:
    assert (MOVES.present, MOVES.former) == (("moi.gov.vn",), ("cu.gov.vn", "http.cu.vn:8080"))


@pytest.mark.parametrize(
    ("name", "elsewhere"),
    [
        ("https://moi.gov.vn/tin?id=1", ("https://cu.gov.vn/tin?id=1", "https://http.cu.vn:8080/tin?id=1")),
        ("moi.gov.vn/12", ("cu.gov.vn/12", "http.cu.vn:8080/12")),
        ("moi.gov.vn n12", ("cu.gov.vn n12", "http.cu.vn:8080 n12")),
        ("cu.gov.vn/12", ("moi.gov.vn/12", "http.cu.vn:8080/12")),
        ("xa.moi.gov.vn/12", ()),
        ("https://xa.moi.gov.vn/12", ()),
        ("https://moi.gov.vn.khac.vn/12", ()),
        ("n12", ()),
        ("", ()),
        ("/", ()),
    ],
)
def test_the_leading_host_is_exchanged(name: str, elsewhere: tuple[str, ...]) -> None:
    assert MOVES.spellings(name) == elsewhere


def test_a_key_with_the_domain_of_a_host_gets_the_domain_of_the_other() -> None:
    moves = Moves.of(present=("apec.danang.gov.vn",), former=("apec.quangnam.gov.vn",))
    assert moves.spellings("danang.gov.vn/28266") == ("quangnam.gov.vn/28266",)
    assert moves.spellings("https://danang.gov.vn/28266") == ()
    assert moves.spellings("gov.vn/28266") == ()


def test_without_a_move_nothing_stands_elsewhere() -> None:
    assert Moves.of(present=("moi.gov.vn",), former=()).spellings("moi.gov.vn/12") == ()


HOSTS = st.sampled_from(["moi.gov.vn", "cu.gov.vn", "xa.moi.gov.vn", "khac.vn:8080"])


@given(HOSTS, HOSTS, st.sampled_from(["/", "/tin/1", "/tin?id=1&x=%20"]))
def test_what_stands_elsewhere_leads_back(present: str, former: str, path: str) -> None:
    moves = Moves.of(present=(present,), former=(former,))
    name = normalise(f"https://{present}{path}")
    for other in moves.spellings(name):
        assert normalise(other) == other
        assert name in moves.spellings(other)


@given(st.text(max_size=30))
def test_no_name_is_too_strange(name: str) -> None:
    assert name not in MOVES.spellings(name)
