"""Cost: what the job takes to relate one more article in a store of so many, everything included, and how much memory."""

from __future__ import annotations

import gc
import statistics
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.related.communes import communes
from bench.related.items import EPOCH, Item, randomness
from bench.related.loading import load
from bench.related.telling import SOURCE, article
from bench.related.world import world
from news.related.job import relate
from news.store import Store

_BATCH = 25
"""Articles related in one transaction, as after a crawl."""
_BATCHES = 8


@dataclass(frozen=True, kw_only=True)
class Cost:
    """What was measured at one size."""

    articles: int
    milliseconds: float
    """CPU time for one article, the median of batches: read from the store, analysed, compared, linked, told, written."""
    memory: float
    """Mebibytes the process that did this held at most, Python and libraries included."""
    bytes: float
    """On disk an article."""


def costs(sizes: list[int]) -> list[Cost]:
    """The cost at each size, each in a store of its own that `bench.related.loading` fills; measured in a process of its own."""
    measured = []
    stream = _stream()
    for size in sizes:
        with TemporaryDirectory() as folder:
            path = Path(folder) / "loa.sqlite3"
            with Store.open(f"sqlite:///{path}") as store:
                store.keep_source(SOURCE, now=EPOCH)
                load(store, stream, size, source=SOURCE.id)
            with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
                found = process.submit(probe, path, size).result()
        measured.append(found)
        print(
            f"  {found.articles:>9,} articles  {found.milliseconds:5.1f} ms  {found.memory:5.0f} MiB"
            f"  {found.bytes:6.0f} bytes an article",
            flush=True,
        )
    return measured


def probe(path: Path, size: int) -> Cost:
    """Keep a few articles in the store and relate them, as the service does; one batch goes ahead to warm up."""
    stream = _stream()
    spent = []
    with Store.open(f"sqlite:///{path}") as store:
        for batch in range(_BATCHES + 1):
            numbers = range(batch * _BATCH, (batch + 1) * _BATCH)
            now = EPOCH.replace(year=EPOCH.year + 3)
            store.keep_all([article(_varied(stream[at % len(stream)], size + at)) for at in numbers], now=now)
            gc.collect()
            before = time.process_time()
            done = relate(store, limit=_BATCH).related
            spent.append((time.process_time() - before) / done)
        with store.read() as connection:
            pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
            page = connection.exec_driver_sql("PRAGMA page_size").scalar_one()
    return Cost(
        articles=size,
        milliseconds=1000 * statistics.median(spent[1:]),
        memory=_most_memory(),
        bytes=pages * page / size,
    )


def _most_memory() -> float:
    """Mebibytes this process held at most; the kernel's own count, for `ru_maxrss` begins with what the parent held (Linux)."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def _stream() -> list[Item]:
    """Articles to draw from; `_varied` makes each draw another article."""
    items = [*communes(11, 200, 8), *world(12, "vi", 1500, 3000)]
    randomness(13).shuffle(items)
    return items


def _varied(item: Item, number: int) -> Item:
    """The item as another place tells it: one word in twelve is its own."""
    rng = randomness(number)
    words = item.text.split(" ")
    for _ in range(len(words) // 12):
        words[rng.randrange(len(words))] = f"từ{rng.randrange(200_000)}"
    title = f"{item.title} ở Xã{rng.randrange(20_000)}"
    return replace(item, id=f"probe-{number}", title=title, text=" ".join(words), day=1_000.0)
