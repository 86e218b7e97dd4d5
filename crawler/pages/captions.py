"""Captions: what a page says under an image, and who took it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from crawler.pages.bylines import is_labelled_byline, looks_like_byline
from news.text import clean, fold

_LONGEST = 600
_LONGEST_CREDIT = 80
_LONGEST_CAPTION = 300
"""Characters of a paragraph that can be a caption without markup saying so."""
_LONGEST_BARE = 160
"""The same for one with nothing in its favour but its place and a missing full stop."""

# "hình ảnh:" introduces pictures and credits nobody.
_MARK = re.compile(
    r"(?<!\w)(?<!hình )(?:(?:nguồn ảnh|ảnh chụp|ảnh tư liệu|ảnh minh h[oọ][aạ]|ảnh cắt từ clip|ảnh|nguồn"
    r"|photo(?:graph)?s?(?: credit| courtesy(?: of)?| by)?|picture(?: by)?|image(?: credit)?|credit|courtesy of"
    r"|fotos?|bild(?:er|quelle)?|crédits?(?: photo)?|fotografía|fotografia|zdjęcie|gambar) ?: ?(?:© ?)?|© ?)(?=\S)"
    r"|(?<!\w)(?:photo|picture|image) (?:by|courtesy of) (?=[^\W\d_])",
    re.IGNORECASE,
)
# A credit is names: capitals, initials, a site, or one of the words that stand for nobody in particular.
_CREDIT = re.compile(r"[\w\s./&,'’()+–—-]+")
_NOBODY = re.compile(r"(?:internet|tư liệu|sưu tầm|st|pv|ctv|nvcc|minh h[oọ][aạ])\b", re.IGNORECASE)
_LOOSE_WORDS = frozenset(
    (
        "và",
        "and",
        "und",
        "et",
        "y",
        "e",
        "của",
        "of",
        "de",
        "di",
        "von",
        "van",
        "the",
        "cung",
        "cấp",
        "xã",
        "phường",
        "tỉnh",
        "for",
    )
)
_EDGE = " \t([{–—-|/;,:"
_OPENING = re.compile(
    r"(?:quang cảnh|toàn cảnh|một số hình ảnh|hình ảnh|một góc|ảnh minh h[oọ][aạ]|chụp ảnh|trao (?:quà|giấy khen|bằng|tặng|giải)"
    r"|(?:các )?đại biểu (?:tham dự|dự|chụp|tham quan)|tặng quà|tiết mục|màn (?:biểu diễn|văn nghệ)|chân dung|khung cảnh"
    r"|phối cảnh|bản đồ|sơ đồ|pictured|seen here|from left|above|left to right|a view of|im bild|v\. ?l\. ?n\. ?r|von links"
    r"|de gauche à droite)\b",
    re.IGNORECASE,
)
_SOMEBODY = re.compile(
    r"(?:các )?(?:đồng chí|ông|bà|thầy|cô|anh|chị|em|đ/c|đại diện|lãnh đạo|chủ tịch|bí thư|phó)\b",
    re.IGNORECASE,
)
_DOING = re.compile(
    r"\b(?:phát biểu|trao|tặng|chủ trì|thăm|kiểm tra|khai mạc|bế mạc|điều hành|báo cáo|trình bày|cắt băng|dâng hương|chụp ảnh"
    r"|tham quan|chúc mừng|kết luận|bỏ phiếu|ký kết|giới thiệu|động viên)\b",
    re.IGNORECASE,
)
# Words of a report rather than of a picture's line.
_REPORTING = re.compile(
    r"\b(?:đã|cho biết|cho rằng|nhấn mạnh|khẳng định|đề nghị|yêu cầu|theo đó|tuy nhiên|bên cạnh đó|ngoài ra|đồng thời"
    r"|said|told|added|according)\b",
    re.IGNORECASE,
)
_DATED = re.compile(
    r"(?:(?:rạng sáng|sáng|trưa|chiều|tối|đêm) )?(?:ngày )?[0-9]{1,2}[/.-][0-9]{1,2}\b|(?:vào )?(?:lúc|ngày) [0-9]",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"(?:[0-9]{1,2}(?:\.[0-9]{1,2}){0,3}[.)]? |[ivxIVX]{1,5}[.)] |[a-zđA-ZĐ][.)] |[-+•*] )")
_SENTENCE_END = re.compile(r"[^\W\d_]{2,}[.!?] +[^\W\d_]")

_FILE_NAME = re.compile(r".+\.(?:jpe?g|jfif|png|gif|webp|avif|bmp|heic|svg|tiff?)", re.IGNORECASE)
# "IMG_1234", "image (1)", "z5123456789_0f3a…", "20240127-083000", and a slug for a name.
_MACHINE_NAME = re.compile(
    r"(?:img|dsc|dscn|pic|p|z|image|anh|ảnh|photo|screenshot|untitled|picture)?(?=[^0-9]*[0-9])[\s_().:0-9a-f-]+", re.IGNORECASE
)
_SLUG = re.compile(r"(?:[^\W_]+[_-]){2,}[^\W_]*")
_NOTHING = frozenset(
    (
        "anh tin bai", "anh", "hinh anh", "hinh", "image", "img", "images", "image banner", "photo", "picture", "pic", "banner",
        "thumbnail", "thumb", "avatar", "untitled", "undefined", "null", "none", "no image", "alt", "alt text", "no alt",
        "anh dai dien", "anh bai viet", "anh minh hoa", "bild", "foto", "figure", "icon", "logo", "placeholder",
    )
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Caption:
    """What stands under an image, in its two parts."""

    text: str | None = None
    """What the image shows; None where only its maker is named, or nothing."""
    credit: str | None = None
    """Who took it, as written after "Ảnh:" and the like; None where nobody is named."""


def split_caption(text: str) -> Caption:
    """Return a caption's text and the credit at its end ("Quang cảnh hội nghị. (Ảnh: Thanh Vân/TTXVN)").

    What follows the mark must be names; otherwise it is itself the caption ("Ảnh: Quang cảnh hội nghị"). Anything longer than
    600 characters holds no credit and is returned whole.
    """
    line = clean(text)
    if not line or len(line) > _LONGEST:
        return Caption(text=line or None)
    marks = list(_MARK.finditer(line))
    if not marks:
        return Caption(text=line)
    mark = marks[-1]
    said = line[mark.end() :].strip().strip("()[]{}").rstrip(" ,;.")
    before = line[: mark.start()].rstrip(_EDGE).strip()
    if _is_credit(said):
        return Caption(text=before or None, credit=said)
    # A mark in the middle of a sentence names nobody; at its very start it only announces the caption.
    return Caption(text=line if before else (said or None))


def looks_like_caption(
    text: str, *, after_image: bool, centred: bool = False, emphasised: bool = False, next_text: str | None = None
) -> bool:
    """Tell whether a plain paragraph is the caption of an image.

    `after_image` says that an image's own paragraph, or another caption, stands right before it: without that only a credit
    makes a caption. `centred` and `emphasised` (the whole paragraph strong or emphasis) speak for it, as do an opening like
    "Quang cảnh", a person shown doing something, a missing full stop, and `next_text` (the paragraph that follows, None for
    none) beginning with the same words. Reports, dated openings, numbered headings and bylines are none; bare names are
    one where they are centred or emphasised.
    """
    line = clean(text)
    if not line or len(line) > _LONGEST_CAPTION:
        return False
    single = _SENTENCE_END.search(line) is None
    if split_caption(line).credit is not None:
        return single or after_image
    # A place is named as people are: set as captions are, only a line that says so is a byline.
    byline = is_labelled_byline(line) if centred or emphasised else looks_like_byline(line)
    if not after_image or not single or _NUMBERED.match(line) or byline:
        return False
    if _OPENING.match(line) or (next_text is not None and _repeated(line, clean(next_text))):
        return True
    reporting = _REPORTING.search(line) is not None
    if _SOMEBODY.match(line) and _DOING.search(line) and not reporting:
        return True
    if centred or emphasised:
        return not line.endswith((":", "?", "!"))
    ended = line.endswith((".", "!", "?", ":", ";", ",", "…"))
    return not ended and len(line) <= _LONGEST_BARE and not reporting and _DATED.match(line) is None


def is_empty_alt(alt: str | None) -> bool:
    """Tell whether an alternative text says nothing of its image: none, "Anh-tin-bai", "image", a file's or a camera's name."""
    line = clean(alt or "")
    if not line or fold(line).replace("-", " ").replace("_", " ").strip() in _NOTHING or not any(map(str.isalpha, line)):
        return True
    name = line[:_LONGEST]
    patterns = (_FILE_NAME, _MACHINE_NAME, _SLUG)
    return name.startswith(("http://", "https://", "data:")) or any(pattern.fullmatch(name) for pattern in patterns)


def _is_credit(text: str) -> bool:
    if not text or len(text) > _LONGEST_CREDIT or _CREDIT.fullmatch(text) is None:
        return False
    if _NOBODY.match(text):
        return True
    words = re.findall(r"[^\W\d_][\w.'’+-]*", text)
    capital = sum(word[0].isupper() or "." in word for word in words)
    loose = sum(word in _LOOSE_WORDS for word in words if not word[0].isupper())
    # "Quang cảnh hội nghị" has one capital in four words; "Thanh Vân/TTXVN", "Đài PT-TH tỉnh" are capitals nearly throughout.
    return 0 < len(words) <= 12 and capital > 0 and capital + loose >= len(words)


def _repeated(line: str, following: str) -> bool:
    """Whether the next paragraph begins as the line does: some sites caption an image with the opening of the text."""
    start = line.rstrip(".… ")
    return len(start) >= 20 and following.startswith(start) and len(following) > len(line)
