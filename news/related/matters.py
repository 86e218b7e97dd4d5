"""Matter: a name with the two words before it, which say what it is the name of.

"Suối Mây" is a stream, a bridge, a school; "nhà trẻ Suối Mây" is one matter. Works of one commune share its name and its
officials, pages from one template their sentences: what a project is called stays from stage to stage.
"""

from __future__ import annotations

from collections.abc import Iterator

from news.related.words import Word

JOINTS = frozenset((" ", "-", "'", "\u2019"))
"""What may stand between the words of a name."""
MAX_NAME = 7
"""Words of the longest name; longer runs are a heading in capitals."""
_BEFORE = 2


def runs(line: list[Word]) -> Iterator[tuple[int, int]]:
    """Where the runs of capitalised words of a line begin and end, names or not, in order."""
    start: int | None = None
    for at, word in enumerate(line):
        capital = word.text[0].isupper()
        if start is not None and (not capital or word.gap not in JOINTS):
            yield start, at
            start = None
        if capital and start is None:
            start = at
    if start is not None:
        yield start, len(line)


def matters(line: list[Word]) -> Iterator[str]:
    """The matters of a line, folded: two words that are no names themselves and in the same sentence, then a name."""
    for start, end in runs(line):
        first = start - _BEFORE
        if first < 0 or end - start > MAX_NAME:
            continue
        # A capital may open the sentence at the first of the words; at the second it is a name.
        if any(word.opens for word in line[first + 1 : start + 1]) or line[first + 1].text[0].isupper():
            continue
        if line[first].text[0].isupper() and not line[first].opens:
            continue
        yield " ".join(word.folded for word in line[first:end])
