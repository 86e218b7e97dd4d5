"""Legacy: Vietnamese text in the font encodings of the 1990s (TCVN3, VNI), and UTF-8 decoded twice, made readable again."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from itertools import islice
from math import ceil

from news.text import fold

_TCVN3 = dict(
    zip(
        "µ¶·¸¹¨»¼½¾Æ©ÇÈÉÊË®ÌÎÏÐÑªÒÓÔÕÖ×ØÜÝÞßáâãä«åæçèé¬êëìíîïñòóô\u00adõö÷øùúûüýþ¡¢§£¤¥¦",
        "àảãáạăằẳẵắặâầẩẫấậđèẻẽéẹêềểễếệìỉĩíịòỏõóọôồổỗốộơờởỡớợùủũúụưừửữứựỳỷỹýỵĂÂĐÊÔƠƯ",
        strict=True,
    )
)
_FROM_TCVN3 = str.maketrans(_TCVN3)

# VNI writes a vowel and behind it one character for its marks.
_VNI_TONES = {"ù": "\u0301", "ø": "\u0300", "û": "\u0309", "õ": "\u0303", "ï": "\u0323"}
_VNI_CIRCUMFLEX = {"â": "", "á": "\u0301", "à": "\u0300", "å": "\u0309", "ã": "\u0303", "ä": "\u0323"}
_VNI_BREVE = {"ê": "", "é": "\u0301", "è": "\u0300", "ú": "\u0309", "ü": "\u0303", "ë": "\u0323"}
_VNI_ALONE = dict(zip("ñÑöÖôÔæÆóÓòÒîÎ", "đĐưƯơƠỉỈĩĨịỊỵỴ", strict=True))
_VNI = re.compile("[aeouyôöAEOUYÔÖ][ùøûõïâáàåãäêéèúüëÙØÛÕÏÂÁÀÅÃÄÊÉÈÚÜË]|[ñÑöÖôÔæÆóÓòÒîÎ]")

_PRESENT = re.compile("[ơưđăạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]", re.IGNORECASE)
_LATIN_HIGH = re.compile("[\u00a1-\u00fe]")
_TWICE = ("á»", "áº", "Ã©", "Ã¨", "Ã¤", "Ã¶", "Ã¼", "ÃŸ", "Ã§")
"""How letters of Vietnamese, French and German look when their UTF-8 was decoded as windows-1252 or Latin-1."""
_TWICE_VIETNAMESE = _TWICE[:2]
_OFTEN = 5
_BYTES = {bytes([byte]).decode("cp1252"): byte for byte in range(0x80, 0xA0) if byte not in b"\x81\x8d\x8f\x90\x9d"}
_REST = f"[\u0080-\u00bf{''.join(_BYTES)}]"
# One page may hold both good text and text decoded twice, so each letter is repaired for itself. ftfy, made for chat, gives up on
# letters such as "á»§" among others.
_SEQUENCE = re.compile(f"[\u00c2-\u00df]{_REST}|[\u00e0-\u00ef]{_REST}{{2}}|[\u00f0-\u00f4]{_REST}{{3}}")
_WORD = re.compile(r"[^\W\d_]+")
_SURE = 8
"""Common words that must appear, and nothing but through the conversion, for it to be certain."""
_SHARE = 0.08
_SAMPLE = 20_000
_COMMON = frozenset(
    (
        "của", "và", "các", "được", "trong", "không", "những", "với", "đã", "là", "có", "cho", "tại", "về", "này", "đồng", "chí",
        "việc", "công", "tác", "phường", "huyện", "tỉnh", "thành", "phố", "ủy", "đảng", "nhân", "dân", "hội", "nghị", "chủ",
        "tịch", "bộ", "đến", "một", "năm", "ngày", "để", "thực", "hiện", "phát", "triển", "xã", "đoàn", "nước", "đại", "biểu",
        "từ", "người", "theo", "quyết", "kết", "định", "tổ", "chức", "cấp", "đạo", "lãnh", "nhiệm", "vụ", "tiếp", "tục", "đầu",
        "tế", "độc", "lập", "tự", "hạnh", "phúc", "cộng", "hòa", "nghĩa", "sở", "vực", "trên", "địa", "bàn", "dự", "án",
    )
)  # fmt: skip


def decoded_once(markup: str) -> str | None:
    """Return markup whose UTF-8 somebody decoded as Latin-1 or windows-1252 and encoded again, as it was meant.

    None for markup that does not look so. It must be done before text is cleaned, for half of the damage is control characters.
    """
    # The signs hold letters that good text seldom holds; to find none is quicker than to count none.
    often = {letter: markup.count(letter) for letter in "»ºÃ" if letter in markup}
    if sum(often.values()) < _OFTEN:
        return None
    signs = _TWICE if often.get("Ã", 0) >= _OFTEN else _TWICE_VIETNAMESE
    if sum(markup.count(sign) for sign in signs) + often.get("Ã", 0) < _OFTEN:
        return None
    if sum(markup.count(sign) for sign in _TWICE) < _OFTEN:
        return None
    repaired = _SEQUENCE.sub(_decoded, markup)
    return repaired if repaired != markup else None


def _decoded(match: re.Match[str]) -> str:
    try:
        return bytes(_BYTES.get(character, ord(character) & 0xFF) for character in match[0]).decode("utf-8")
    except UnicodeDecodeError:
        return match[0]


def repair_for(texts: Iterable[str]) -> tuple[Callable[[str], str] | None, str | None]:
    """Return what makes the texts of one article readable again, and a warning in a few words; (None, None) for good text.

    A conversion is returned only when it is certain: the converted text has the common words of Vietnamese that the original
    lacks. Where text looks damaged and is not surely one of them, there is a warning and no conversion.
    """
    sample = "\n".join(texts)[:_SAMPLE]
    if sample.isascii():
        return None, None
    high = len(_LATIN_HIGH.findall(sample))
    if _are_fewer(_PRESENT, sample, 0.1 * high) and high > 0.05 * sum(map(str.isalpha, sample)):
        for name, convert in (("TCVN3", from_tcvn3), ("VNI", from_vni)):
            if (words := _common(convert(sample))) >= _SURE and words > 3 * _common(sample):
                share = words / max(1, len(_WORD.findall(sample)))
                if share >= _SHARE:
                    return convert, f"text in {name}: converted"
    if (lost := sample.count("\ufffd")) > 0:
        return None, f"damaged characters: {lost}"
    return None, None


def from_tcvn3(text: str) -> str:
    """Return text that a TCVN3 font showed as Vietnamese, in Unicode; as many characters as before."""
    return text.translate(_FROM_TCVN3)


def from_vni(text: str) -> str:
    """Return text that a VNI font showed as Vietnamese, in Unicode."""
    return unicodedata.normalize("NFC", _VNI.sub(_vni_letter, text))


def _vni_letter(match: re.Match[str]) -> str:
    pair = match[0]
    if len(pair) == 1:
        return _VNI_ALONE[pair]
    base, mark = _VNI_ALONE.get(pair[0], pair[0]), pair[1].lower()
    if mark in _VNI_TONES:
        return base + _VNI_TONES[mark]
    if mark in _VNI_CIRCUMFLEX and base.lower() in "aeo":
        return base + "\u0302" + _VNI_CIRCUMFLEX[mark]
    if mark in _VNI_BREVE and base.lower() == "a":
        return base + "\u0306" + _VNI_BREVE[mark]
    return base + pair[1]


def _are_fewer(pattern: re.Pattern[str], text: str, bound: float) -> bool:
    """Whether a pattern is found less often than `bound`; of a text in which it is found often, little is looked at."""
    return sum(1 for _ in islice(pattern.finditer(text), ceil(bound))) < bound


def _common(text: str) -> int:
    """How many words of the text are among the commonest of Vietnamese, those that plain letters could spell left out."""
    return sum(word in _COMMON and fold(word) != word for word in _WORD.findall(text.lower()))
