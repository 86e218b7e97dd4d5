"""Checkups: what `loa check` said of each source last, and whether a source was ever seen to work here."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from news.source import Source
from news.store import Store, meta

_KEY = "checked:"
"""Before a source's id, the key in the store's `meta`."""


@dataclass(frozen=True, kw_only=True)
class Checkup:
    """The last check of one source."""

    source: str
    """Its id."""
    state: str
    """ok, quiet or broken."""
    kind: str = ""
    """The short stable word of what is broken; "" otherwise."""
    reason: str = ""
    """A few words fit for one line."""
    at: datetime
    """When it was made; aware."""
    passed: datetime | None = None
    """When the source last passed a check, which may be this one; None: it never did."""
    links: int = 0
    """Articles that its listing named when it last passed."""


class Checkups:
    """The last checks of sources, kept in the store. Each method raises StoreError when the database refuses."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def of(self, source_id: str) -> Checkup | None:
        """The last check of a source; None: it was never checked here."""
        value = self._store.meta(_KEY + source_id)
        return None if value is None else _decode(source_id, value)

    def every(self) -> Mapping[str, Checkup]:
        """The last check of every source that was ever checked here, by id."""
        with self._store.read() as connection:
            values = meta.beginning(connection, _KEY)
        found = {key.removeprefix(_KEY): value for key, value in values.items()}
        return {source_id: checkup for source_id, value in found.items() if (checkup := _decode(source_id, value))}

    def keep(self, checkup: Checkup) -> None:
        """Keep a check in place of the source's last one; that it once passed is not forgotten."""
        before = self.of(checkup.source)
        passed, links = checkup.passed, checkup.links
        if passed is None and before is not None:
            passed, links = before.passed, before.links
        fields = {
            "state": checkup.state,
            "kind": checkup.kind,
            "reason": checkup.reason,
            "at": checkup.at.isoformat(),
            "passed": passed.isoformat() if passed else None,
            "links": links,
        }
        self._store.keep_meta(_KEY + checkup.source, json.dumps(fields, ensure_ascii=False))

    def unproven(self, sources: Collection[Source], *, own: Collection[str]) -> tuple[Source, ...]:
        """Those enabled sources that nobody ever saw working: shipped, never verified, and never passed a check here.

        `own` are the ids of sources that the operator declared: whoever writes a source down has looked at it.
        """
        doubtful = [source for source in sources if source.enabled and source.verified is None and source.id not in own]
        if not doubtful:
            return ()
        known = self.every()
        return tuple(source for source in doubtful if (last := known.get(source.id)) is None or last.passed is None)


def _decode(source_id: str, value: str) -> Checkup | None:
    """The checkup that a value says; None for one that is of no use (of an older or newer Loa)."""
    try:
        fields = json.loads(value)
        passed = datetime.fromisoformat(fields["passed"]) if fields.get("passed") else None
        return Checkup(
            source=source_id,
            state=str(fields["state"]),
            kind=str(fields.get("kind", "")),
            reason=str(fields.get("reason", "")),
            at=datetime.fromisoformat(fields["at"]),
            passed=passed,
            links=int(fields.get("links", 0)),
        )
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
