"""Words as search knows them: folded ones, by which anything is found, and exact ones, which tell "Hạ" from "hà".

A folded word has neither case nor diacritics (đ is d, ø is o); an exact one has no case, and its tone mark in one place
("hoà" is "hòa"). Scripts that put no space between words are cut into single characters, so that a phrase finds a word of theirs.
Folding is worth a dictionary: Vietnamese has few syllables, and each is folded once a process.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from news.article import Article
from news.changes import caption_lines, spelling
from news.search.folding import WholeFolding

RULES = f"1-{unicodedata.unidata_version}"
"""Names the rules of this module: an index made by others is made anew. The number rises when words come out differently."""
MAX_TEXT = 300_000
"""Characters of an article's text that are searched: some hundred printed pages."""
_CACHED = 200_000
_CACHED_LENGTH = 32

# \w leaves out the vowel signs and tone marks of many scripts, which stand inside their words.
_MARKS = (
    "\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u0610-\u061a\u064b-\u065f\u0670\u0900-\u0963\u0966-\u0e3e\u0e40-\u109f\u1780-\u17d3"
)
_RUN = re.compile(rf"[\w{_MARKS}]+")
UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17d3\u3041-\u30ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff"
)
_ONE_UNSPACED = re.compile(f"[{UNSPACED}]")
# Letters that Unicode does not take apart into a letter and a mark.
_STROKES = str.maketrans("đłøħŧı", "dlohti")


class Placed(NamedTuple):
    """A word and where it stands: `text[start:end]`."""

    start: int
    end: int
    folded: str
    exact: str


@dataclass(frozen=True, kw_only=True)
class Indexed:
    """The words of an article as an index keeps them, each list in one string with blanks between."""

    title: str
    """Folded words of the title, in order."""
    text: str
    """Folded words of all else that is read: lead, body, captions, names of attachments, byline; in order."""


def indexed(article: Article) -> Indexed:
    """The words by which an article is found."""
    title, text = texts(article)
    return Indexed(title=_folded_text(title), text=_folded_text(text))


def texts(article: Article) -> tuple[str, str]:
    """What is searched of an article: its title, and all else that is read, a line each."""
    parts = [article.text, *caption_lines(article), *(each.title for each in article.attachments if each.title)]
    return article.title, "\n".join((*parts, *article.authors, *article.organisations))


def folded_words(text: str) -> list[str]:
    """The folded words of a text, in order."""
    return _folded_text(text).split()


def exact_words(text: str) -> list[str]:
    """The exact words of a text, in order; one for each of `folded_words`."""
    return " ".join(map(_EXACT.__getitem__, _chunks(text))).split()


def placed_words(text: str) -> Iterator[Placed]:
    """The words of a text in NFC with their places, in order; the same words that `folded_words` gives."""
    for run in _RUN.finditer(text.replace("_", " ")):
        for start, end in _parts(run[0]):
            part = run[0][start:end]
            if folded := _FOLDED_WORD[part]:
                yield Placed(run.start() + start, run.start() + end, folded, _EXACT_WORD[part] or folded)


def _folded_text(text: str) -> str:
    whole = _WHOLE.fold(text[:MAX_TEXT])
    return " ".join(map(_FOLDED.__getitem__, _chunks(text))) if whole is None else whole


def _chunks(text: str) -> list[str]:
    return unicodedata.normalize("NFC", text[:MAX_TEXT]).split()


def _parts(run: str) -> Iterator[tuple[int, int]]:
    """Where the words of a run of letters stand: one, but for scripts without spaces, whose characters keep their marks."""
    if not _ONE_UNSPACED.search(run):
        yield 0, len(run)
        return
    start, based, before = 0, False, False
    for at, character in enumerate(run):
        if unicodedata.category(character).startswith("M"):
            continue
        alone = _ONE_UNSPACED.match(character) is not None
        if based and (alone or before):
            yield start, at
            start = at
        based, before = True, alone
    yield start, len(run)


def _folded(word: str) -> str:
    before = None
    while word != before:  # what is taken apart may fold further: a bold A of mathematics is an A
        before = word
        bare = unicodedata.normalize("NFKD", word.casefold()).casefold().translate(_STROKES)
        word = unicodedata.normalize("NFC", "".join(filter(_belongs, bare)))
    return word


def _exact(word: str) -> str:
    return "".join(filter(_stands, unicodedata.normalize("NFC", spelling(word).casefold())))


def _belongs(character: str) -> bool:
    return character.isalnum() or (not unicodedata.combining(character) and unicodedata.category(character).startswith("M"))


def _stands(character: str) -> bool:
    return character.isalnum() or unicodedata.category(character).startswith("M")


def _folded_chunk(chunk: str) -> str:
    return " ".join(word.folded for word in placed_words(chunk))


def _exact_chunk(chunk: str) -> str:
    return " ".join(word.exact for word in placed_words(chunk))


class _Cache(dict[str, str]):
    """What a function made of each stretch without blanks; forgotten when there are too many, and long ones are not kept."""

    def __init__(self, make: Callable[[str], str]) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, chunk: str) -> str:
        made = self._make(chunk)
        if len(chunk) <= _CACHED_LENGTH:
            if len(self) >= _CACHED:
                self.clear()
            self[chunk] = made
        return made


_FOLDED, _EXACT = _Cache(_folded_chunk), _Cache(_exact_chunk)
_FOLDED_WORD, _EXACT_WORD = _Cache(_folded), _Cache(_exact)
_WHOLE = WholeFolding(_folded_chunk)
