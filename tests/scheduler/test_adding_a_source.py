"""The walk through docs/adding-a-source.md, command by command, in a checkout of its own."""

import json
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from scheduler.town.server import SampleTown
from tests.conftest import LOA, clean_environment

ROOT = Path(__file__).parents[2]
GUIDE = (ROOT / "docs" / "adding-a-source.md").read_text(encoding="utf-8")
WALK = GUIDE.split("\n## ")[1]
PORT = 8084
"""The portal that the guide looks at: the fourth of the sample town's usual ports."""


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
    for file in (checkout / "tests" / "pages" / "vn-ea-moi").glob("*/expected.json"):
        wanted = json.loads(file.read_text(encoding="utf-8"))
        assert wanted.keys() & {"article", "listing"}, wanted.get("error")
        wanted["reviewed"] = True
        file.write_text(json.dumps(wanted, ensure_ascii=False), encoding="utf-8")
    reviewed = run(checkout, test)
    assert reviewed.returncode == 0, reviewed.stdout
    assert re.search(r"[1-9]\d* passed", reviewed.stdout)
    check, crawl, status = (run(checkout, line) for line in walk[6:])
    for result in (check, crawl, status):
        assert result.returncode == 0, f"{result.args}\n{result.stdout}{result.stderr}"
    assert re.search(r"vn-ea-moi +(?:ok|quiet) ", check.stdout)
    assert re.search(r"vn-ea-moi.* [1-9]\d* articles", status.stdout)


def test_the_checkout_of_the_walk_is_the_one_that_runs(checkout: Path) -> None:
    shown = subprocess.run(
        [sys.executable, "-c", "import crawler; print(crawler.__file__)"],
        cwd=checkout, env=clean_environment(PYTHONPATH=str(checkout)), capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert Path(shown.stdout.strip()).samefile(checkout / "crawler" / "__init__.py")
