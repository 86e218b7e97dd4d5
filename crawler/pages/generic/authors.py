"""Who wrote an article: bylines of many countries cut into names, checked against what metadata says."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

from crawler.pages.bylines import split_byline
from crawler.pages.generic.body import letters
from crawler.pages.generic.metadata import Metadata
from crawler.pages.generic.phrases import is_dateline
from crawler.pages.generic.surroundings import Line
from crawler.pages.generic.words import words
from news.text import clean, fold

_LABELS = """
    written by · reported by · posted by · published by · story by · words by · text by · report by · article by
    analysis by · photos? by · photographs? by · words and photos? by · by · from · authors? · von
    ein (?:artikel|beitrag|kommentar|gastbeitrag) von · autor(?:in|en|es|a)? · text · bericht · par · publie par
    ecrit par · propos recueillis par · auteurs? · por · escrito por · publicado por · redactad[oa] por · di
    a cura di · scritto da · autore · door · auteur · geschreven door · autorzy? · tekst · opracowala? · av · af
    skrevet av · kirjoittaja · teksti · od · napsala? · szerzo · de · scris de · yazan · oleh · penulis
    reporter · editor · автор · текст · tac gia(?: bai viet)? · nguoi viet · bai viet · bai(?:,? anh)?
    tin(?:,? bai)?(?:(?:,| va)? anh)? · thuc hien · but danh · nguon(?: tin)? · 文 · 記者 · 記事 · 著者 · 作者 · 记者 · 기자
"""
_LABEL = re.compile(
    r"^\W*(?:"
    + "|".join(label for line in _LABELS.strip().splitlines() for label in line.strip().split(" · "))
    + r")\s*(?::|：|／|/|\s)\s*"
)
_SPLIT = re.compile(
    r"\s*(?:,|;|\||/|&|·|•|、|，|\n|\s(?:and|und|et|y|e|en|och|og|i|ja|và|ve|dan|и|with|mit|avec|con|–|-|—)\s)\s*"
)
_CUT = re.compile(
    r"\s*(?:\||·|•|\bfor\b|\bat\b|\bin\b|\bfür\b|\bpour\b|@|\(|\[|https?:|<|\bpublished\b|\bupdated\b|\bposted\b|\bon\b|\d).*$",
    re.IGNORECASE | re.DOTALL,
)
_ROLES = words(
    """
    staff writer reporter correspondent editor news team desk agency agencies contributor columnist journalist photographer
    senior chief political sports redaktion redaktionsteam redaction redaccion redazione redactie redaccio redakcja redactor
    admin administrator webmaster editorial newsroom press bureau service online website web digital guest producer analyst
    updated published posted special freelance opinion follow contributing associate deputy managing executive director author
    authors archive share print email twitter facebook view profile all posts articles stories more bio
    """
)
_ORGANISATIONS = words(
    """
    afp reuters dpa ap ttxvn tass ansa efe lusa belga apa sda kna epd bloomberg xinhua kyodo upi pa pap ctk mti agerpres tt ntb
    ritzau stt
    """
)
_NAME_WORD = re.compile(r"^(?:[^\W\d_]\.?|[^\W\d_][^\W\d_]*(?:[-'’.][^\W\d_]*)*\.?)$")
_DIGIT = re.compile(r"\d")
_ADDRESS = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}")
_ACCOUNT = re.compile(r"[a-z][A-Z]|[A-Z]{2}[a-z]")  # in a name of one word
_SMALL = words(
    """
    von van de der den da di du la le del dos das ten ter zu af av bin al el ibn y e do della degli dalla
    """
)
_EAST_ASIAN = re.compile(r"^[぀-ヿ一-鿿가-힯]{2,8}$")


@dataclass(frozen=True, kw_only=True)
class Authors:
    """Who signed."""

    people: tuple[str, ...] = ()
    organisations: tuple[str, ...] = ()
    byline: str | None = None
    trust: str | None = None
    """Where it was found: a metadata name, "byline", "signature"; None without anyone."""


def read_authors(
    lines: list[Line], signatures: list[str], metadata: Metadata, *, sites: frozenset[str], vietnamese: bool
) -> Authors:
    """Choose between metadata, the bylines near the title and the signature under the text.

    `sites` are the letters of the site's own names: a site is never its author. Vietnamese signatures go through
    `crawler.pages.bylines`, which knows their titles and agencies.
    """
    organisations = [name for name in metadata.organisations if letters(name) not in sites]
    signed = _signed(signatures, vietnamese=vietnamese, sites=sites)
    shown: Authors | None = None
    bare = False
    for line in lines:
        people = [name for name in names_in(line.text) if letters(name) not in sites]
        if vietnamese:  # "Tin, ảnh: VHXH" names a body
            people = [name for name in people if not split_byline(name).organisations]
        if people:
            shown = Authors(people=tuple(people), byline=line.text, trust="byline")
            bare = line.bare
            break
    for where, values in metadata.authors:
        people = [name for value in values for name in names_in(value) if letters(name) not in sites]
        if not people:
            continue
        if signed is not None and where != "json-ld":
            break
        if (
            shown is not None
            and where != "json-ld"
            and not bare
            and not {letters(name) for name in shown.people} & {letters(name) for name in people}
        ):
            break  # a name for every page of the site: the editor's account, not the writer
        return Authors(
            people=tuple(dict.fromkeys(people)),
            organisations=tuple(organisations),
            byline=shown.byline if shown and not bare else None,
            trust=where,
        )
    chosen = shown or signed
    if chosen is None:
        return Authors(organisations=tuple(organisations), trust="json-ld" if organisations else None)
    return Authors(
        people=chosen.people,
        organisations=tuple(dict.fromkeys((*chosen.organisations, *organisations))),
        byline=chosen.byline,
        trust=chosen.trust,
    )


def _signed(signatures: list[str], *, vietnamese: bool, sites: frozenset[str]) -> Authors | None:
    for text in reversed(signatures):
        if vietnamese:
            split = split_byline(text)
            people, organisations = split.authors, split.organisations
        else:
            people, organisations = tuple(names_in(text)), ()
        people = tuple(name for name in people if letters(name) not in sites)
        if people or organisations:
            return Authors(people=people, organisations=organisations, byline=text, trust="signature")
    return None


def names_in(text: str) -> list[str]:
    """Return the names of people in a byline of any country; [] where it names none (an address, a role, an agency)."""
    text = clean(_ADDRESS.sub(" ", html.unescape(text)))
    if not text or len(text) > 200 or text.startswith(("http:", "https:", "www.")):
        return []
    found: list[str] = []
    for piece in _pieces(_without_label(text)):
        if piece.rstrip().endswith(":"):
            continue  # a label: what it labels was no name
        name = _without_label(piece.strip(" .:-–—\"'“”"))
        if is_name(name) and letters(name) not in {letters(known) for known in found}:
            found.append(_cased(name))
    return found[:12]


def _pieces(text: str) -> list[str]:
    """The text in pieces that may be names: up to its first date, or where it opens with a date, what stands between dates."""
    before = _CUT.sub("", text).strip()
    if before and not is_dateline(before + " 1"):
        return _SPLIT.split(before)
    # Names of one word are not told from months, towns and sections there.
    return [piece for piece in re.split(r"[,;|·•–—/]|\s-\s", text) if not _DIGIT.search(piece) and len(piece.split()) > 1]


def _without_label(text: str) -> str:
    match = _LABEL.match(plain := _aligned(text))
    return text[match.end() :].strip() if match and match.end() < len(plain) else text


def _aligned(text: str) -> str:
    """The folded text, letter for letter as long as the text: for patterns whose match is cut from the original."""
    return "".join((fold(character) or " ")[:1] if not character.isspace() else " " for character in text)


def is_name(text: str) -> bool:
    """True when the text looks like one person's name: one to six capitalised words, or a short East Asian name."""
    if _EAST_ASIAN.match(text):
        return True
    words = text.split()
    if not 1 <= len(words) <= 6 or len(text) < 3 or len(text) > 50:
        return False
    plain = [fold(word).strip(".") for word in words]
    if is_dateline(f"{text} 1"):
        return False
    if any(word in _ROLES for word in plain) or (
        len(words) == 1 and (plain[0] in _ORGANISATIONS or len(text) < 4 or _ACCOUNT.search(text))
    ):
        return False
    return (
        all(_NAME_WORD.match(word) for word in words)
        and all(word[0].isupper() or word.lower() in _SMALL for word in words)
        and words[0].lower() not in _SMALL - {"de", "van", "von", "del", "la", "el", "al", "di", "da"}
    )


def _cased(name: str) -> str:
    """A name printed in capitals as names are written; every other name as printed."""
    return (
        " ".join(word.capitalize() if len(word) > 2 and "." not in word and "-" not in word else word for word in name.split())
        if name.isupper() and len(name) > 6
        else name
    )
