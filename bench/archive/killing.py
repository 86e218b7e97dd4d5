"""Killing Loa at random moments of crawling and publishing, and looking at what it leaves behind."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from lxml import etree
from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed

from news.store import Store
from scheduler.sample import source_text
from scheduler.town.server import SampleTown
from scheduler.town.truth import Truth

LOA = Path(sys.executable).parent / "loa"
_HEAD = """
contact = "mailto:kill@example.org"
[crawl]
delay_seconds = 0
withdraw_after_minutes = 0
recheck_days = 3650
recheck_pages = 100
allow_private_hosts = ["127.0.0.1"]

"""


def kill_rounds(folder: Path, *, kills: int, seed: int = 1, per_round: int = 10, longest: float = 8) -> Iterator[Victim]:
    """Kill `kills` times; every `per_round` kills a Loa begins anew with an empty store. Yields each victim when it is finished.

    The town goes on while Loa is being killed: articles appear, are edited and withdrawn.
    """
    done = number = 0
    while done < kills:
        started = datetime(2026, 11, 20, tzinfo=UTC)
        with SampleTown(0, started=started, stage_seconds=float("inf"), crawl_delay=0.05) as town:
            victim = Victim(folder / f"round-{number}", town, seed=seed * 1000 + number, longest=longest)
            while victim.kills < min(per_round, kills - done):
                victim.kill_once()
                if victim.kills % 3 == 0 and town.stage < town.last_stage:
                    town.advance()
            victim.finish()
        done += victim.kills
        number += 1
        yield victim


@dataclass
class Damage:
    """What was found wrong after kills; nothing, if all is well."""

    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    corrupt: list[str] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.lost or self.doubled or self.corrupt)


class Victim:
    """A Loa of its own folder that is killed again and again while it reads the sample town."""

    def __init__(self, folder: Path, town: SampleTown, *, seed: int, longest: float) -> None:
        """`longest` is the number of seconds within which it is killed."""
        self.folder = folder
        self.town = town
        self.damage = Damage()
        self.kills = 0
        self._longest = longest
        self._random = random.Random(seed)  # noqa: S311 which moment is no secret
        self._known: dict[str, str] = {}
        folder.mkdir(parents=True, exist_ok=True)
        sources = "\n".join(source_text(source) for source in town.sources())
        (folder / "loa.toml").write_text(_HEAD + sources, encoding="utf-8")

    def kill_once(self) -> None:
        """Start a crawl that publishes at its end, kill a process of it without warning, and look at what is left."""
        process = subprocess.Popen(
            [str(LOA), "crawl"], cwd=self.folder, env=_environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        try:
            process.wait(timeout=self._random.uniform(0.2, self._longest))
        except subprocess.TimeoutExpired:
            family = [process.pid, *_children(process.pid)]
            # The scheduler, the crawler or both: what is left alone must end by itself.
            doomed = self._random.choice([family, family[:1], family[1:] or family])
            for pid in doomed:
                _kill(pid)
            process.wait(timeout=60)
            for pid in family:
                _wait_for_end(pid)
            self.kills += 1
        self.examine()

    def examine(self) -> None:
        """Note what is lost, doubled or corrupt."""
        for name in self.public_files():
            if problem := _broken(name):
                self.damage.corrupt.append(f"{name}: {problem}")
        if not (self.folder / "data" / "loa.sqlite3").exists():
            return
        with Store.open(f"sqlite:///{self.folder / 'data' / 'loa.sqlite3'}", create=False) as store:
            with store.read() as connection:
                answer = connection.exec_driver_sql("PRAGMA integrity_check").scalar()
            if answer != "ok":
                self.damage.corrupt.append(f"store: {answer}")
            stored = {article.id: article for article in store.articles()}
        for article_id, article in stored.items():
            if not article.article.text and not article.article.body:
                self.damage.corrupt.append(f"{article_id}: half an article")
        self.damage.lost += [f"{article_id} {url}" for article_id, url in self._known.items() if article_id not in stored]
        self._known = {article_id: article.article.url for article_id, article in stored.items()}

    def finish(self) -> None:
        """Let it crawl in peace and compare what it has with what the town wrote."""
        subprocess.run([str(LOA), "crawl"], cwd=self.folder, env=_environment(), check=True, capture_output=True, timeout=300)
        self.examine()
        lines = subprocess.run(
            [str(LOA), "export", "--plain"],
            cwd=self.folder,
            env=_environment(),
            check=True,
            capture_output=True,
            text=True,
            timeout=300,
        ).stdout.splitlines()
        exported: list[dict[str, Any]] = [json.loads(line) for line in lines]
        for file in sorted((self.folder / "data" / "pages").rglob("*.warc.gz")):
            try:
                with file.open("rb") as pages:
                    for record in ArchiveIterator(pages):
                        record.content_stream().read()
            except (ArchiveLoadFailed, OSError, EOFError) as error:
                self.damage.corrupt.append(f"{file}: {error}")
        for url, truth in self.town.expected().items():
            self._compare(url, truth, [each for each in exported if each["url"] in {url, *truth.aliases}])

    def _compare(self, url: str, truth: Truth, found: list[dict[str, Any]]) -> None:
        if not found:
            self.damage.lost.append(url)
        elif len(found) > 1:
            self.damage.doubled.append(url)
        elif found[0]["text"].split("\n") != [*([truth.lead] if truth.lead else []), *truth.paragraphs]:
            self.damage.corrupt.append(f"{url}: not what the town wrote")

    def public_files(self) -> list[Path]:
        """What a web server would hand out."""
        files = (self.folder / "public").rglob("*")
        return [path for path in files if path.is_file() and not path.name.startswith(".")]


def _broken(path: Path) -> str | None:
    """What is wrong with a published file; None where it is whole."""
    try:
        if path.suffix in {".rss", ".atom", ".opml", ".xml"}:
            etree.parse(path)
        elif path.suffix == ".json":
            json.loads(path.read_bytes())
        elif path.suffix == ".html" and not path.read_text(encoding="utf-8").rstrip().endswith("</html>"):
            return "no end"
    except (etree.XMLSyntaxError, ValueError) as error:
        return str(error)
    return None


def _environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith(("LOA_", "SCRAPY_"))}


def _children(pid: int) -> list[int]:
    try:
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


def _kill(pid: int) -> None:
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return


def _wait_for_end(pid: int, seconds: int = 30) -> None:
    for _ in range(seconds * 20):
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except OSError:
            return
        if state == "Z":  # dead, and nobody asks any more
            return
        time.sleep(0.05)
    msg = f"process {pid} did not end by itself"
    raise RuntimeError(msg)
