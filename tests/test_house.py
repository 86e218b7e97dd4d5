"""The house keeps its rules, and the rules can be broken: a check that never fails would say nothing."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("news", "crawler", "feeds", "scheduler")
BIN = Path(sys.executable).parent


def run(*command: str, cwd: Path, stdin: str | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(BIN / command[0]), *command[1:]],
        cwd=cwd,
        input=stdin,
        env={**os.environ, "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


@pytest.mark.parametrize(
    ("module", "statement", "rule"),
    [
        ("news/text.py", "import crawler.settings", "news knows nobody"),
        ("feeds/entry.py", "import crawler.pages.page", "the crawler and the feeds are strangers"),
        ("crawler/pages/page.py", "import scrapy", "Scrapy stays out of reading"),
        ("scheduler/status.py", "import sqlalchemy", "SQL only in the store"),
        ("scheduler/jobs.py", "import crawler.spider", "The roof starts the crawler as a process"),
    ],
)
def test_an_import_that_breaks_the_rules_is_found(tmp_path: Path, module: str, statement: str, rule: str) -> None:
    for package in PACKAGES:
        shutil.copytree(ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    with (tmp_path / module).open("a", encoding="utf-8") as file:
        file.write(f"\n{statement}\n")
    result = run("lint-imports", "--no-cache", cwd=tmp_path)
    assert result.returncode != 0
    broken = [line for line in result.stdout.splitlines() if line.endswith("BROKEN")]
    assert len(broken) == 1, result.stdout
    assert rule in broken[0]


def test_only_the_clock_module_reads_the_clock() -> None:
    code = '"""Doc."""\n\nfrom datetime import UTC, datetime\n\nprint(datetime.now(UTC))\n'
    result = run("ruff", "check", "--select", "TID251", "--stdin-filename", "news/other.py", "-", cwd=ROOT, stdin=code)
    assert result.returncode == 1
    assert "news.clock is the only reader of the clock" in result.stdout


def test_no_file_names_a_registry_or_this_machine() -> None:
    words = ("files.python" + "hosted", "py" + "pi.org/simple", "registry." + "npmjs", "/ro" + "ot/", "/wo" + "rk/")
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True, timeout=30).stdout.split(
        "\n"
    )
    for name in filter(None, listed):
        path = ROOT / name
        if path.is_file() and path.suffix in {".py", ".md", ".toml", ".txt", ".in", ".cfg", ".html", ""}:
            text = path.read_text(encoding="utf-8", errors="replace")
            for word in words:
                assert word not in text, f"{name} names {word}"
