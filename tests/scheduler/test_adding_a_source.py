"""The walk through docs/adding-a-source.md, command by command, in a checkout of its own."""

import difflib
import json
import re
import shlex
import shutil
import subprocess
import sys
from http.server import ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from scheduler.town.server import SampleTown
from tests.conftest import LOA, clean_environment
from tests.sites import Answer, server_of

ROOT = Path(__file__).parents[2]
GUIDE = (ROOT / "docs" / "adding-a-source.md").read_text(encoding="utf-8")
WALK = GUIDE.split("\n## ")[1]
PORT = 8084
"""The portal that the guide looks at: the fourth of the sample town's usual ports."""


MOST_LINES = 15
"""Written by hand for a portal of a known system."""
MOST_LINES_OF_AN_ODD_SITE = 20
SETTINGS = 'contact = "mailto:you@example.org"\n[crawl]\ndelay_seconds = 0\nallow_private_hosts = ["127.0.0.1"]\n'


def commands() -> list[str]:
    return re.findall(r"^    \$ (.+)$", WALK, re.MULTILINE)


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A copy of what a developer has."""
    for name in ("news", "crawler", "feeds", "scheduler", "tests"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "scrapy.cfg"):
        shutil.copy(ROOT / name, tmp_path / name)
    return tmp_path


def expected(checkout: Path, source: str) -> list[Path]:
    return sorted((checkout / "tests" / "pages" / source).glob("*/expected.json"))


def changed(before: str, after: str) -> int:
    """How many lines of `after` a person wrote."""
    return sum(line.startswith("+ ") for line in difflib.ndiff(before.splitlines(), after.splitlines()))


def review(checkout: Path, source: str) -> int:
    """Say of every case of a source that a person has read it; return how many lines that took."""
    lines = 0
    for file in expected(checkout, source):
        before = file.read_text(encoding="utf-8")
        assert json.loads(before).keys() & {"article", "listing"}, before[:500]
        after = before.replace('"reviewed": false', '"reviewed": true')
        file.write_text(after, encoding="utf-8")
        lines += changed(before, after)
    assert lines
    return lines


def themed(port: int) -> ThreadingHTTPServer:
    """A server of the portal at a port, in which text and byline stand under other names."""

    def site(path: str) -> Answer:
        try:
            with urlopen(f"http://127.0.0.1:{port}{path}") as answer:
                body: bytes = answer.read()
                kind = answer.headers["Content-Type"]
        except HTTPError as error:
            error.close()
            return error.code, {}, b""
        if kind.startswith("text/html"):
            here = f"127.0.0.1:{server.server_port}".encode()
            body = body.replace(b"article-content", b"noi-dung").replace(f"127.0.0.1:{port}".encode(), here)
            body = body.replace(b"AuthorName", b"tac-gia")
        return 200, {"Content-Type": kind}, body

    server = server_of(site)
    return server


def run(checkout: Path, command: str) -> subprocess.CompletedProcess[str]:
    words = shlex.split(command)
    program = {"loa": [str(LOA)], "pytest": [sys.executable, "-m", "pytest", "-q", "-p", "no:randomly", "-p", "no:cacheprovider"]}
    environment = clean_environment(PYTHONPATH=str(checkout), PYTHONDONTWRITEBYTECODE="1")
    environment.pop("PYTEST_ADDOPTS", None)
    return subprocess.run(
        [*program[words[0]], *words[1:]], cwd=checkout, env=environment, capture_output=True, text=True, check=False, timeout=120
    )


def test_the_guide_leads_to_a_green_golden_test(town: SampleTown, checkout: Path) -> None:
    port = town.portals[3].port
    assert town.portals[3].family == "daklak"
    walk = [line.replace(f"127.0.0.1:{PORT}", f"127.0.0.1:{port}") for line in commands()]
    assert [shlex.split(line)[:2] for line in walk] == [
        ["loa", "sample-town"], ["loa", "probe"], ["loa", "new"], ["loa", "record"], ["loa", "record"],
        ["pytest", "tests/test_pages.py"], ["loa", "check"], ["loa", "crawl"], ["loa", "status"],
    ]  # fmt: skip
    settings = re.search(r"file `loa.toml`\n\n((?:    .*\n)+)", WALK)
    assert settings is not None
    (checkout / "loa.toml").write_text(re.sub(r"^    ", "", settings[1], flags=re.MULTILINE), encoding="utf-8")
    record, test = walk[3:5], walk[5]
    for line in (walk[1], walk[2], *record):
        result = run(checkout, line)
        assert result.returncode == 0, f"{line}\n{result.stdout}{result.stderr}"
    unreviewed = run(checkout, test)
    assert unreviewed.returncode == 1, "a page that nobody has read passes for one that somebody has"
    assert "reviewed" in unreviewed.stdout
    by_hand = len(settings[1].splitlines()) + review(checkout, "vn-ea-moi")
    assert by_hand <= MOST_LINES, "what a developer writes from the probe to a green test"
    reviewed = run(checkout, test)
    assert reviewed.returncode == 0, reviewed.stdout
    assert re.search(r"[1-9]\d* passed", reviewed.stdout)
    check, crawl, status = (run(checkout, line) for line in walk[6:])
    for result in (check, crawl, status):
        assert result.returncode == 0, f"{result.args}\n{result.stdout}{result.stderr}"
    assert re.search(r"vn-ea-moi +(?:ok|quiet) ", check.stdout)
    assert re.search(r"vn-ea-moi.* [1-9]\d* articles", status.stdout)


def test_a_theme_of_its_own_needs_no_more_than_a_line_for_each_part(town: SampleTown, checkout: Path) -> None:
    """The same portal with the text and the byline under other names; what the probe prints is used as it is."""
    site = themed(town.portals[3].port)
    Thread(target=site.serve_forever, daemon=True).start()
    home = f"http://127.0.0.1:{site.server_port}/"
    try:
        (checkout / "loa.toml").write_text(SETTINGS, encoding="utf-8")
        probe = run(checkout, f"loa probe {home}")
        assert probe.returncode == 0, probe.stdout + probe.stderr
        assert "the layout of daklak finds no body" in probe.stdout
        printed = re.search(r"^#   (loa new .+)$", probe.stdout, re.MULTILINE)
        assert printed is not None
        assert "--selector body=" in printed[1]
        told = printed[1].replace("--place '…' --province '…'", "--place 'Xã Ea Mới' --province 'Đắk Lắk'")
        told = re.sub(r"loa new \S+", "loa new vn-ea-moi", told)
        assert "…" not in told
        article = re.search(r"^# An article, (\S+)$", probe.stdout, re.MULTILINE)
        listing = re.search(r"--listing (\S+)", told)
        assert article is not None
        assert listing is not None
        spider = checkout / "crawler" / "spiders" / "vn" / "dak_lak" / "ea_moi.py"
        assert run(checkout, told).returncode == 0
        written = spider.read_text(encoding="utf-8")
        spider.write_text(written.replace('selectors={"body"', 'selectors={"byline": ".tac-gia", "body"'), encoding="utf-8")
        for address in (article[1], listing[1]):
            recorded = run(checkout, f"loa record vn-ea-moi {address}")
            assert recorded.returncode == 0, recorded.stderr
        by_hand = (
            changed(written, spider.read_text(encoding="utf-8")) + len(SETTINGS.splitlines()) + review(checkout, "vn-ea-moi")
        )
        assert by_hand <= MOST_LINES_OF_AN_ODD_SITE
        cases = [json.loads(file.read_text(encoding="utf-8")) for file in expected(checkout, "vn-ea-moi")]
        (read,) = (case["article"] for case in cases if "article" in case)
        assert read.get("authors") or read.get("organisations"), "the line for the byline does nothing"
        reviewed = run(checkout, "pytest tests/test_pages.py -k ea-moi")
        assert reviewed.returncode == 0, reviewed.stdout
        checked = run(checkout, "loa check vn-ea-moi")
        assert checked.returncode == 0, checked.stdout
    finally:
        site.shutdown()
        site.server_close()


def test_the_checkout_of_the_walk_is_the_one_that_runs(checkout: Path) -> None:
    shown = subprocess.run(
        [sys.executable, "-c", "import crawler; print(crawler.__file__)"],
        cwd=checkout, env=clean_environment(PYTHONPATH=str(checkout)), capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert Path(shown.stdout.strip()).samefile(checkout / "crawler" / "__init__.py")
