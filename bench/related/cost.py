"""Cost: what relating one more article takes in a store of so many, everything included."""

from __future__ import annotations

import gc
import statistics
import time
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.related.communes import communes
from bench.related.items import Item, randomness
from bench.related.world import world
from news.related.document import Document
from news.related.fingerprint import fingerprint_of
from news.related.neighbours import analyse, neighbours
from news.store import Store
from news.store.postings import Postings


@dataclass(frozen=True, kw_only=True)
class Cost:
    """What was measured at one size."""

    articles: int
    milliseconds: float
    """Median of CPU time for one article: read, counted, compared, indexed."""
    bytes: float
    """On disk an article, the fixed counters included."""


def costs(sizes: list[int], *, probes: int = 100) -> list[Cost]:
    """The cost at each size, in one store that grows on disk; sizes rising."""
    measured = []
    stream = _stream()
    with TemporaryDirectory() as folder:
        path = Path(folder) / "loa.sqlite3"
        with Store.open(f"sqlite:///{path}") as store:
            number = 0
            for size in sizes:
                while number < size - probes:
                    number = _add(store, stream, number, min(1000, size - probes - number), [])
                spent: list[float] = []
                gc.collect()
                number = _add(store, stream, number, probes, spent)
                with store.read() as connection:
                    pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
                    page = connection.exec_driver_sql("PRAGMA page_size").scalar_one()
                measured.append(Cost(articles=number, milliseconds=1000 * statistics.median(spent), bytes=pages * page / number))
                print(
                    f"  {number:>9,} articles  {measured[-1].milliseconds:5.1f} ms  {measured[-1].bytes:6.0f} bytes", flush=True
                )
    return measured


def _stream() -> list[Item]:
    """Articles to draw from; `_varied` makes each draw another article."""
    items = [*communes(11, 200, 8), *world(12, "vi", 1500, 3000)]
    randomness(13).shuffle(items)
    return items


def _varied(item: Item, number: int) -> Document:
    """The item as another place tells it: one word in twelve is its own."""
    rng = randomness(number)
    words = item.text.split(" ")
    for _ in range(len(words) // 12):
        words[rng.randrange(len(words))] = f"từ{rng.randrange(200_000)}"
    title = f"{item.title} ở Xã{rng.randrange(20_000)}"
    return Document(title=title, lead=item.lead, text=" ".join(words))


def _add(store: Store, stream: list[Item], number: int, count: int, spent: list[float]) -> int:
    """Index so many articles in one transaction; with a list for times, relate each as well."""
    probing = count <= 100
    with store.write() as connection:
        postings = Postings(connection)
        for at in range(number, number + count):
            document = _varied(stream[at % len(stream)], at)
            before = time.process_time()
            analysed = analyse(document)
            postings.count(analysed.features.weights)
            fingerprint = fingerprint_of(document, analysed.features, postings.frequencies)
            if probing:
                neighbours(postings, fingerprint, analysed, without={str(at)})
            postings.add(str(at), fingerprint, analysed.sketch)
            spent.append(time.process_time() - before)
        postings.save()
    return number + count
