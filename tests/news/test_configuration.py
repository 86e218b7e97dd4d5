"""Configuration: what is read, what overrides what, and what mistakes are told."""

from pathlib import Path

import pytest

from news.configuration import complain, find_file, load_settings
from news.errors import SettingsError
from scheduler.template import TEMPLATE

SOURCES = """
contact = "mailto:a@example.org"

[serve]
port = 8123

[[source]]
id = "vn-a"
title = "A"
homepage = "https://a.example/"
listings = ["https://a.example/tin"]

[[source]]
id = "vn-b"
title = "B"
homepage = "https://b.example/"
listings = ["https://b.example/tin"]
[source.place]
name = "Phường B"
country = "vn"
[source.selectors]
title = "h1"

[[search]]
name = "luat"
query = "luật"
sources = ["vn-a"]
places = ["vn/quang-ninh"]
"""


@pytest.fixture(autouse=True)
def _no_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("LOA_CONFIG", raising=False)


def write(tmp_path: Path, text: str) -> Path:
    file = tmp_path / "loa.toml"
    file.write_text(text, encoding="utf-8")
    return file


def test_without_a_file_everything_has_a_default(tmp_path: Path) -> None:
    settings = load_settings(None)
    assert settings.base_url == "http://127.0.0.1:8080/"
    assert settings.data_dir == tmp_path / "data"
    assert settings.sources == ()


def test_a_file_is_read_and_its_folders_are_meant_from_its_own(tmp_path: Path) -> None:
    settings = load_settings(write(tmp_path, 'data_dir = "store"\npublic_dir = "../out"\n' + SOURCES))
    assert settings.serve.port == 8123
    assert settings.data_dir == tmp_path / "store"
    assert settings.public_dir == tmp_path.parent / "out"
    first, second = settings.sources
    assert (first.id, first.family, first.timezone) == ("vn-a", "generic", "Asia/Ho_Chi_Minh")
    assert second.place is not None
    assert second.place.name == "Phường B"
    assert second.selectors == {"title": "h1"}
    assert "mailto:a@example.org" in settings.user_agent


def test_the_environment_stands_over_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOA_SERVE_PORT", "9001")
    monkeypatch.setenv("LOA_CRAWL_DELAY_SECONDS", "0.5")
    monkeypatch.setenv("LOA_PUBLIC_URL", "https://news.example.org/town")
    settings = load_settings(write(tmp_path, SOURCES))
    assert settings.serve.port == 9001
    assert settings.serve.host == "127.0.0.1"
    assert settings.crawl.delay_seconds == 0.5
    assert settings.base_url == "https://news.example.org/town/"


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("port = 8123", "port = 99999", ["line 5", "serve.port", "99999", "65535"]),
        ("port = 8123", 'prot = "x"', ["line 5", "serve.prot", "unknown key", "host, port"]),
        ('title = "B"', "", ["line 13", "source[2].title", "is required"]),
        ('homepage = "https://b.example/"', 'homepage = "b.example"', ["line 16", "source[2].homepage", "http or https"]),
        ('id = "vn-b"', 'id = "Vn B"', ["line 14", "source[2].id", "'Vn B'"]),
        ('id = "vn-b"', 'id = "vn-a"', ["source[2].id", "declared twice"]),
        (
            'country = "vn"',
            'country = "vn"\ncapital = 1',
            ["line 21", "source[2].place.capital", "name, country, code, province"],
        ),
        ('title = "A"', 'title = "A"\ntimezone = "Mars/Base"', ["line 10", "source[1].timezone", "Asia/Ho_Chi_Minh"]),
        ('contact = "mailto:a@example.org"', 'contact = "me"', ["line 2", "contact", "'me'"]),
        ("[serve]", "[serve", ["line 4"]),
        ('contact = "mailto:a@example.org"', "nonsense = 1", ["line 2", "nonsense", "allowed here: contact"]),
        ('name = "luat"', 'name = "Luật"', ["line 25", "search[1].name", "'Luật'"]),
        ('name = "luat"', "", ["line 24", "search[1].name", "is required"]),
        ('query = "luật"', 'query = "-luật"', ["line 26", "search[1].query", "nothing to search for"]),
        ('sources = ["vn-a"]', 'sources = ["Vn A"]', ["line 27", "search[1].sources[1]", "'Vn A'"]),
        ('places = ["vn/quang-ninh"]', 'places = ["vn/atlantis"]', ["line 28", "search[1].places[1]", "no place has this id"]),
        ('places = ["vn/quang-ninh"]', f"places = {['Hạ Long'] * 20}", ["line 24", "search[1]", "at most 20"]),
        ('places = ["vn/quang-ninh"]', 'place = "vn"', ["line 28", "search[1].place", "name, query, title, sources, places"]),
        ('query = "luật"', 'query = "luật"\n[[search]]\nname = "luat"\nquery = "x"', ["search[2].name", "declared twice"]),
    ],
)
def test_a_mistake_is_told_with_line_key_and_what_is_allowed(tmp_path: Path, old: str, new: str, words: list[str]) -> None:
    assert old in SOURCES
    head, _, tail = SOURCES.rpartition(old)
    file = write(tmp_path, head + new + tail)
    with pytest.raises(SettingsError) as caught:
        load_settings(file)
    message = str(caught.value)
    assert str(file) in message
    assert "\n" not in message
    for word in words:
        assert word in message, message


@pytest.mark.parametrize(
    ("name", "value", "word"), [("LOA_SERVE_PORT", "many", "LOA_SERVE_PORT"), ("LOA_PROT", "1", "unknown setting")]
)
def test_a_mistake_in_the_environment_is_told(name: str, value: str, word: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError, match=word) as caught:
        load_settings(None)
    assert name in str(caught.value)


def test_the_template_is_a_configuration_and_names_every_setting(tmp_path: Path) -> None:
    file = write(tmp_path, TEMPLATE)
    assert load_settings(file) == load_settings(None)
    bare = [line.removeprefix("# ").removeprefix("#") for line in TEMPLATE.splitlines()]
    kept = [line for line in bare if line.startswith("[") or ("=" in line and line.split("=")[0].strip().isidentifier())]
    file.write_text("\n".join(kept), encoding="utf-8")
    settings = load_settings(file)
    assert settings.sources[0].id == "vn-my-ward"
    assert settings.search[0].name == "nuoc-sach"
    for section in (settings, settings.serve, settings.crawl, settings.feeds, settings.search[0], settings.source[0]):
        for name in type(section).model_fields:
            assert name in TEMPLATE or name == "sample_town", name


def test_files_are_looked_for_in_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert find_file() is None
    sample = tmp_path / "data" / "sample-town" / "loa.toml"
    sample.parent.mkdir(parents=True)
    sample.write_text("", encoding="utf-8")
    assert find_file() == sample
    own = write(tmp_path, "")
    assert find_file() == own
    other = tmp_path / "other.toml"
    other.write_text("", encoding="utf-8")
    monkeypatch.setenv("LOA_CONFIG", str(other))
    assert find_file() == other
    assert find_file(own) == own
    with pytest.raises(SettingsError, match=r"gone\.toml: no such configuration"):
        find_file(tmp_path / "gone.toml")


def test_a_value_only_its_user_can_judge_is_told_with_its_line(tmp_path: Path) -> None:
    file = write(tmp_path, SOURCES)
    told = str(complain(file, ("source", 1, "selectors", "title"), "no such part"))
    assert told == f"{file}, line 22: source[2].selectors.title: no such part"
