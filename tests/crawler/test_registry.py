"""The sources that Loa is shipped with: every file can be used, nothing is on by itself, and enabling names what there is."""

import json
import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from datetime import date
from itertools import combinations
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from scrapy.settings import Settings as ScrapySettings

from crawler.commands.sources import choose
from crawler.families import FAMILIES
from crawler.loader import SourceSpiderLoader
from crawler.registry import Shipped, enabled, read_folder
from news import places
from news.errors import SettingsError
from news.settings import Settings
from news.source import Source
from tests.conftest import Loa

FOLDER = Path(__file__).parents[2] / "crawler" / "sources"
SHIPPED = read_folder(FOLDER)
TOMORROW = date(2100, 1, 1)


def loader(loa: Settings | None = None, folder: Path = FOLDER, file: Path | None = None) -> SourceSpiderLoader:
    settings = {
        "SPIDER_MODULES": ["crawler.spiders"],
        "SOURCE_FOLDERS": [str(folder)],
        "LOA": loa or Settings(),
        "LOA_FILE": file,
    }
    return SourceSpiderLoader(ScrapySettings(settings))


def sources(loa: Settings | None = None) -> dict[str, Source]:
    return {source.id: source for source in loader(loa).sources()}


@pytest.mark.parametrize("shipped", SHIPPED, ids=lambda shipped: shipped.path)
def test_a_file_says_what_can_be(shipped: Shipped) -> None:
    source = shipped.source
    assert shipped.file is not None
    country, province, place = shipped.path.split("/")
    assert re.fullmatch(r"[a-z]{2}(-[a-z0-9]+)+", source.id)
    assert source.id == f"{country}-{place}", "the file is called as the source without its country"
    assert re.fullmatch(r"[a-z0-9-]+", province)
    assert source.family in FAMILIES
    assert source.title.strip() == source.title != ""
    for address in (source.homepage, *source.listings):
        parts = urlsplit(address)
        assert parts.scheme in {"http", "https"}
        assert parts.netloc.lower() in source.allowed_hosts
        assert parts.netloc == parts.netloc.lower()
        assert parts.path.startswith("/")
    assert shipped.file.read_text(encoding="utf-8").startswith("# "), "what was seen of the site, and what is a guess"
    assert "enabled" not in tomllib.loads(shipped.file.read_text(encoding="utf-8")) or source.enabled
    assert not source.enabled or source.verified is not None
    assert source.verified is None or source.verified < TOMORROW


@pytest.mark.parametrize("shipped", SHIPPED, ids=lambda shipped: shipped.path)
def test_a_place_is_one_we_know_or_lies_in_a_province_we_know(shipped: Shipped) -> None:
    place = shipped.source.place
    if place is None:
        assert "/trung-uong/" in shipped.path, "only the ministries are of no place"
    elif place.id is not None:
        assert places.get(place.id) == place
    else:
        assert place.province is not None
        assert places.find(place.province, place.country)[0].parent is None


@pytest.mark.parametrize("shipped", SHIPPED, ids=lambda shipped: shipped.path)
def test_a_site_is_a_bodys_only_while_that_body_exists(shipped: Shipped) -> None:
    source, place = shipped.source, shipped.source.place
    if place is not None and place.id is not None:
        assert source.valid_from is None or (place.valid_from is not None and source.valid_from >= place.valid_from)
        assert source.valid_to is None or (place.valid_to is not None and source.valid_to <= place.valid_to)


def test_there_are_sixty_sources_of_eight_families() -> None:
    families = Counter(shipped.source.family for shipped in SHIPPED)
    assert len(SHIPPED) >= 60
    assert len(families) >= 8


def test_a_site_has_one_source_at_a_time() -> None:
    def fronts(source: Source) -> Iterator[str]:
        for address in (source.homepage, *source.listings):
            parts = urlsplit(address)
            yield f"{parts.netloc.removeprefix('www.')}{parts.path.rstrip('/')}?{parts.query}"

    for one, other in combinations(sources().values(), 2):
        if set(fronts(one)) & set(fronts(other)):
            first, second = sorted((one, other), key=lambda source: source.valid_from or date.min)
            assert first.valid_to is not None, (one.id, other.id)
            assert first.valid_to == second.valid_from, (one.id, other.id)


def test_no_file_and_no_spider_have_the_same_id() -> None:
    spiders = {source.id for source in loader(folder=Path("nowhere")).sources()}
    assert not spiders & {shipped.source.id for shipped in SHIPPED}
    assert spiders | {shipped.source.id for shipped in SHIPPED} == set(sources())


def test_a_verified_source_has_a_golden_page() -> None:
    cases = {case.parent.parent.name for case in (Path(__file__).parents[1] / "pages").glob("*/*/expected.json")}
    assert {shipped.source.id for shipped in SHIPPED if shipped.source.verified} <= cases


def test_nothing_is_crawled_until_it_is_asked_for() -> None:
    assert [source.id for source in sources().values() if source.enabled] == []


@pytest.mark.parametrize(
    ("patterns", "chosen"),
    [
        (["vn-uong-bi"], {"vn-uong-bi"}),
        (["vn-ha-long", "vn-uong-bi"], {"vn-ha-long", "vn-uong-bi"}),
        (["vn-krong-*"], {"vn-krong-nang", "vn-krong-pac", "vn-krong-buk"}),
        (["vn/cao-bang/*"], {"vn-cao-bang"}),
        (["vn/quang-ninh/ha-long"], {"vn-ha-long"}),
    ],
)
def test_sources_are_enabled_by_id_and_by_pattern(patterns: list[str], chosen: set[str]) -> None:
    found = sources(Settings(enable=tuple(patterns)))
    assert {source.id for source in found.values() if source.enabled} == chosen


def test_a_province_is_enabled_at_once() -> None:
    found = {source.id for source in sources(Settings(enable=("vn/quang-ninh/*",))).values() if source.enabled}
    assert found == {each.source.id for each in SHIPPED if each.path.startswith("vn/quang-ninh/")} | {"vn-ha-long"}


def test_an_enabled_spider_is_crawled_as_enabled() -> None:
    spider = loader(Settings(enable=("vn-ha-long",))).load("vn-ha-long")
    assert spider.source.enabled  # type: ignore[attr-defined]
    assert spider.__mro__[1].__name__ == "HaLongSpider"


def test_what_loa_toml_declares_goes_before_what_is_shipped(loa: Loa, tmp_path: Path) -> None:
    text = 'enable = ["vn-son-la"]\n[[source]]\nid = "vn-son-la"\ntitle = "B"\nhomepage = "https://b.vn/"\nlistings = ["https://b.vn/"]\n'
    (tmp_path / "loa.toml").write_text(text, encoding="utf-8")
    (line,) = loa("sources", "--json").stdout.splitlines()
    assert (json.loads(line)["homepage"], json.loads(line)["enabled"]) == ("https://b.vn/", True)


def test_a_name_that_nothing_has_is_told_with_its_line_and_what_is_near(loa: Loa, tmp_path: Path) -> None:
    (tmp_path / "loa.toml").write_text('contact = ""\nenable = ["vn-uong-bi", "vn-uongbi"]\n', encoding="utf-8")
    result = loa("sources")
    assert result.returncode == 2
    assert result.stderr.count("\n") == 1
    assert "line 2" in result.stderr
    assert "'vn-uongbi'" in result.stderr
    assert "vn-uong-bi" in result.stderr.partition("did you mean")[2]


def test_the_nearest_names_are_of_paths_too() -> None:
    with pytest.raises(SettingsError, match=r"did you mean .*vn/quang-ninh/\*"):
        list(enabled(SHIPPED, ["vn/quangninh/*"], config=None))
    with pytest.raises(SettingsError, match=r"loa sources --all"):
        list(enabled(SHIPPED, ["????"], config=None))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('id = "vn-a"\ntitle = "A"\nhomepage = "a"', ["line 3", "homepage", "absolute"]),
        ('id = "vn-a"\ntitel = "A"\nhomepage = "https://a.vn/"', ["a.toml", "title"]),
        ('id = "vn-a"\ntitle = "A"\nhomepage = "https://a.vn/"\n[place]\nid = "vn/x"', ["line 4", "no such place"]),
        ('id = "vn-a"\ntitle = "A"\nhomepage = "https://a.vn/"\nfamily = "nukevet"', ["line 4", "nukevet", "nukeviet"]),
        ('id = "vn-a"\ntitle = "A"\nhomepage = "https://a.vn/"\n[selectors]\ntitel = "h1"', ["line 5", "titel"]),
        ('id = "vn-a"\ntitle = "A"\nhomepage = "https://a.vn/"\nvalid_from = 2025-07-01\nvalid_to = 2025-07-01', ["valid_to"]),
        ("id = ", ["a.toml"]),
    ],
)
def test_a_file_that_cannot_be_used_is_told_with_its_line(tmp_path: Path, text: str, words: list[str]) -> None:
    (tmp_path / "vn" / "x").mkdir(parents=True)
    (tmp_path / "vn" / "x" / "a.toml").write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError) as told:
        loader(folder=tmp_path)
    for word in words:
        assert word in str(told.value)


def test_two_files_of_one_id_are_refused(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / f"{name}.toml").write_text('id = "vn-a"\ntitle = "A"\nhomepage = "https://a.vn/"\n', encoding="utf-8")
    with pytest.raises(SettingsError, match=r"b\.toml, line 1: id: 'vn-a' is declared in .*a\.toml"):
        read_folder(tmp_path)


def ids(*, family: str | None = None, place: str | None = None, country: str | None = None) -> set[str]:
    known = loader().sources()
    return {source.id for source in choose(known, family=family, place=place, country=country, today=date(2026, 1, 1))}


def test_sources_are_looked_for_by_family_place_and_country() -> None:
    assert ids(family="mongcai") == {"vn-mong-cai", "vn-khu-vuc-mong-cai"}
    quang_ninh = {each.source.id for each in SHIPPED if each.path.startswith("vn/quang-ninh/")} | {"vn-ha-long"}
    assert ids(place="quang ninh") == ids(place="22") == ids(place="vn/quang-ninh") == quang_ninh
    assert ids(place="Thành phố Hạ Long") >= {"vn-ha-long", "vn-phuong-ha-khau"}
    assert {"vn-thu-dau-mot", "vn-tan-binh"} <= ids(place="Hồ Chí Minh")
    assert ids(place="22", family="pxny") == ids(family="pxny")
    assert ids(country="la") == set()
    assert len(ids(country="vn")) == len(ids()) == len(SHIPPED) + 1


@pytest.mark.parametrize("folder", sorted({each.path.split("/")[1] for each in SHIPPED} - {"trung-uong"}))
def test_a_files_folder_is_the_province_in_which_its_place_lies_today(folder: str) -> None:
    (province,) = (place for place in places.at(date(2026, 1, 1)) if place.id == f"vn/{folder}")
    filed = {each.source.id for each in SHIPPED if each.path.startswith(f"vn/{folder}/")}
    assert filed <= ids(place=province.id)


@pytest.mark.parametrize(("asked", "word"), [({"place": "nowhere"}, "nowhere"), ({"family": "nukevet"}, "nukeviet")])
def test_looking_for_what_is_not_there_is_a_mistake(asked: dict[str, str], word: str) -> None:
    with pytest.raises(SettingsError, match=word):
        ids(**asked)


def test_what_is_not_crawled_makes_no_feeds_and_no_noise(loa: Loa, tmp_path: Path) -> None:
    (tmp_path / "loa.toml").write_text("", encoding="utf-8")
    assert f"{len(SHIPPED) + 1} more" in loa("sources").stdout
    shown = loa("sources", "--all").stdout.splitlines()
    assert len([line for line in shown if line.startswith("vn-")]) == len(SHIPPED) + 1
    assert shown[-1] == f"{len(SHIPPED) + 1} disabled"
    assert loa("publish").returncode == 0
    assert [path.name for path in (tmp_path / "public").iterdir() if path.name.startswith("vn-")] == []
    assert "vn-" not in loa("status").stdout
    assert "no source is enabled" in loa("crawl").stderr
