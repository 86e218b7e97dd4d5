"""The language of a text, told by its script, its letters and its commonest words; what the markup claims is only checked."""

from __future__ import annotations

import re
from collections import Counter
from itertools import islice
from math import ceil

_SCRIPTS = (
    ("ja", re.compile("[぀-ヿ]"), 0.05),
    ("ko", re.compile("[가-힯]"), 0.2),
    ("zh", re.compile("[一-鿿]"), 0.3),
    ("th", re.compile("[฀-๿]"), 0.3),
    ("ar", re.compile("[؀-ۿ]"), 0.3),
    ("he", re.compile("[֐-׿]"), 0.3),
    ("el", re.compile("[Ͱ-Ͽ]"), 0.3),
    ("hi", re.compile("[ऀ-ॿ]"), 0.3),
    ("ru", re.compile("[Ѐ-ӿ]"), 0.3),
)
_ANY_SCRIPT = re.compile(f"[{''.join(script.pattern.strip('[]') for _, script, _ in _SCRIPTS)}]")
_SHARED_SCRIPTS = {"ru": ("uk", "bg", "sr", "mk", "be", "kk", "mn"), "ar": ("fa", "ur"), "hi": ("mr", "ne"), "zh": ("ja", "yue")}
"""Languages that a claim may name where the script alone says the first."""
# Letters that only Vietnamese puts together: horned vowels, d with a stroke, and vowels with both a mark and a tone.
_VIETNAMESE = re.compile("[ơưđƠƯĐăĂạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]")
_VIETNAMESE_SHARE = 0.05
"""Of a text's letters; from here on it is Vietnamese."""
_WORDS = {
    "en": "the of and to in that is for with was on as by are from have has be this will said",
    "de": "der die und das den von zu mit ist auf für im dem nicht ein eine sich auch wird sind am",
    "fr": "le la les de des et du en un une que est pour dans sur au par avec qui plus sont",
    "es": "el la los las de del y en que un una por con para se su al es como más han",
    "pt": "o os de do da dos das e em que um uma para com não na no por mais se foi são ao",
    "it": "il la di che e del della in un per con una non sono i dei le al è nel alla gli",
    "nl": "de het een van en in is op te dat voor met zijn die aan er niet ook bij door wordt",
    "pl": "w i na z do się nie że jest to o od przez dla po są oraz jak który za",
    "sv": "och att det i en på är som för av med den till inte om har de ett var från",
    "da": "og i at det er en på til af for med den de ikke som har et fra blev om",
    "no": "og i det er på en til av for at med som har de den ikke om et fra ble",
    "fi": "ja on ei että se oli hän mutta ovat kun myös joka tai sekä kaupungin mukaan",
    "cs": "a v se na je že s z do o to i k pro jsou by za od jako při bude",
    "hu": "a az és hogy nem is egy meg volt ez csak de már még kell mint után azt",
    "ro": "și de în la a cu pe din care nu mai este pentru o un să au fost prin",
    "tr": "ve bir bu için ile de da olarak olan daha çok gibi en sonra kadar göre oldu",
    "id": "yang dan di dengan untuk dari ini pada dalam tidak akan itu ke juga oleh adalah",
}
_LEXICON = {language: frozenset(words.split()) for language, words in _WORDS.items()}
_LATIN = re.compile(r"[^\W\d_]+")
_SAMPLE = 2000
_FEWEST_LETTERS = 60


def read_language(text: str, claim: str, fallback: str) -> str:
    """Return the BCP 47 tag of the text's language.

    `claim` is what the markup says ("en-US", lower case or not, "" for nothing), `fallback` the source's language. The text wins
    over both: on Vietnamese portals the template's claim is often wrong. A text too short or mixed to tell leaves the claim, then
    the fallback; a claim that only adds a region or script to the language told is kept as written.
    """
    told = _told(text[:_SAMPLE])
    base = claim.partition("-")[0].lower()
    if told is None:
        return fallback if not base.isalpha() or len(base) > 3 else _tag(claim)
    if base == told or base in _SHARED_SCRIPTS.get(told, ()) or (told == "no" and base in ("nb", "nn")):
        return _tag(claim)
    return fallback if fallback.partition("-")[0] == told else told


def _tag(claim: str) -> str:
    parts = claim.split("-")
    return "-".join(
        [parts[0].lower(), *(part.upper() if len(part) == 2 else part.title() if len(part) == 4 else part for part in parts[1:3])]
    )


def _told(text: str) -> str | None:
    foreign = _ANY_SCRIPT.search(text) is not None
    # Most often asked and quickly told: as if all of the text were letters.
    if not foreign and _holds(text, max(_FEWEST_LETTERS, ceil(_VIETNAMESE_SHARE * len(text)))):
        return "vi"
    letters = sum(map(len, _LATIN.findall(text)))
    if letters < _FEWEST_LETTERS:
        return None
    for language, script, share in _SCRIPTS if foreign else ():
        if len(script.findall(text)) >= share * letters:
            return language
    if _holds(text, ceil(_VIETNAMESE_SHARE * letters)):
        return "vi"
    words = _LATIN.findall(text.lower())
    if not words:
        return None
    counts = Counter(words)
    scores = sorted(
        (
            (sum(counts[word] for word in lexicon if word in counts) / len(words), language)
            for language, lexicon in _LEXICON.items()
        ),
        reverse=True,
    )
    best, second = scores[0], scores[1]
    return best[1] if best[0] >= 0.12 and best[0] > second[0] + 0.01 else None


def _holds(text: str, letters: int) -> bool:
    """Whether so many letters of a text are such as only Vietnamese has; no more of it is looked at than tells."""
    return sum(1 for _ in islice(_VIETNAMESE.finditer(text), letters)) == letters
