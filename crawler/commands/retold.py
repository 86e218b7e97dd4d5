"""How pages that were read again are told: to a person in lines, to a program in JSON."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from crawler.commands.again import Finding, Verdict
from news.fields import FieldChange, written

MOST_LINES = 30
"""Lines of one field that a person is shown of each kind; a program gets all."""

_WORDS = {
    Verdict.SAME: "read as before",
    Verdict.DIFFERENT: "read differently",
    Verdict.ARTICLE: "could not be read and give an article now",
    Verdict.FAILED: "were read and cannot be now",
    Verdict.UNREADABLE: "cannot be read, as before",
    Verdict.LATER: "are older than what is stored",
    Verdict.SEEN: "could not be read, but their articles have been since",
    Verdict.GONE: "belong to articles that are not there",
    Verdict.DAMAGED: "are damaged",
}
_FATES = {
    "replaced": "replaced",
    "left": "left as they were",
    "new": "new",
    "edited": "edited",
    "seen": "seen again",
}


def as_text(finding: Finding) -> str:
    """Return what a person needs to know of one page, in some lines."""
    page = finding.page
    article = finding.article
    head = f"{page.source}  {page.asked}\n  fetched {page.fetched:%Y-%m-%d %H:%M} UTC"
    lines = [head + (f", article {page.article}" if page.article else "")]
    if finding.error is not None:
        lines.append(f"  {_WORDS_OF_ONE[finding.verdict]}: {finding.kind}: {finding.error}")
    elif finding.verdict is Verdict.ARTICLE and article is not None:
        lines.append(f"  gives an article now: {article.title}")
    lines.extend(line for change in finding.changes for line in _change(change))
    if article is not None and any(change.field == "published" for change in finding.changes):
        before, after = (written(date, article.timezone) for date in finding.shown)
        lines.append(f"  readers go on seeing the date {before}" if before == after else f"  readers see the date {after}")
    return "\n".join(lines) + "\n"


_WORDS_OF_ONE = {
    Verdict.FAILED: "was read and cannot be now",
    Verdict.UNREADABLE: "cannot be read, as before",
    Verdict.DAMAGED: "is damaged",
}


def _change(change: FieldChange) -> Iterator[str]:
    yield f"  {change.field}" if change.removed or change.added else f"  {change.field}: other only in order or markup"
    for sign, lines in (("-", change.removed), ("+", change.added)):
        for line in lines[:MOST_LINES]:
            yield f"    {sign} {line}"
        if len(lines) > MOST_LINES:
            yield f"    {sign} … and {len(lines) - MOST_LINES} more"


def as_json(finding: Finding) -> str:
    """Return one page as a JSON line."""
    page, article = finding.page, finding.article
    zone = article.timezone if article is not None else "UTC"
    line: dict[str, Any] = {
        "verdict": finding.verdict,
        "source": page.source,
        "id": page.article,
        "asked": page.asked,
        "fetched": page.fetched.isoformat(),
        "title": article.title if article is not None else None,
        "changes": {each.field: {"removed": each.removed, "added": each.added} for each in finding.changes},
        "kind": finding.kind,
        "error": finding.error,
    }
    if finding.verdict is Verdict.DIFFERENT:
        line["date"] = dict(zip(("before", "after"), (written(date, zone) for date in finding.shown), strict=True))
    return json.dumps(line, ensure_ascii=False)


class Account:
    """The sum of what was found; its size depends on the number of sources alone."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self._verdicts: dict[str, Counter[Verdict]] = defaultdict(Counter)
        self._fields: Counter[str] = Counter()
        self._kinds: Counter[str] = Counter()

    def add(self, finding: Finding) -> None:
        """Count a page."""
        self._verdicts[finding.page.source][finding.verdict] += 1
        self._fields.update(change.field for change in finding.changes)
        if finding.kind is not None:
            self._kinds[finding.kind] += 1

    def as_text(self, written: Mapping[str, int], *, dry_run: bool) -> str:
        """Return the sum in some lines; `written` are articles by what was done."""
        totals = self._totals()
        if not totals:
            return "none of the pages asked for are kept"
        lines = [f"{totals.total()} pages read again: {_counted(totals)}"]
        if self._fields:
            lines.append("fields: " + ", ".join(f"{name} {number}" for name, number in self._fields.most_common()))
        if self._kinds:
            lines.append("errors: " + ", ".join(f"{kind} {number}" for kind, number in self._kinds.most_common()))
        if len(self._verdicts) > 1:
            lines.extend(f"  {source_id:<24}{_counted(counts)}" for source_id, counts in sorted(self._verdicts.items()))
        if dry_run:
            lines.append("nothing was written")
        elif any(written.values()):
            told = ", ".join(f"{written[name]} {words}" for name, words in _FATES.items() if written.get(name))
            lines.append(f"articles: {told}; `loa publish` brings them to readers")
        return "\n".join(lines)

    def as_json(self, written: Mapping[str, int], *, dry_run: bool) -> str:
        """Return the sum as a JSON line."""
        sources = {source_id: dict(counts) for source_id, counts in sorted(self._verdicts.items())}
        told = {
            "pages": self._totals().total(),
            "verdicts": dict(self._totals()),
            "fields": dict(self._fields),
            "errors": dict(self._kinds),
            "sources": sources,
            "dry_run": dry_run,
            "written": dict(written),
        }
        return json.dumps({"summary": told}, ensure_ascii=False)

    def _totals(self) -> Counter[Verdict]:
        return sum(self._verdicts.values(), Counter[Verdict]())


def _counted(counts: Counter[Verdict]) -> str:
    return ", ".join(f"{counts[verdict]} {_WORDS[verdict]}" for verdict in Verdict if counts[verdict])
