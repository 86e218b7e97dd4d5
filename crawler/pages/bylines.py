"""Bylines: who wrote an article, and which body or paper it comes from, as the line under it says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from news.text import clean

_LONGEST = 200
_LONGEST_LINE = 90
"""Characters of a line that can be a byline without markup saying so."""
_MOST_NAMES = 6

# Longest first where one begins another. "Ảnh" names a photographer: in the line under an article that is one of its makers.
_MAKERS = (
    r"tác giả bài viết|tác giả|người viết"
    r"|(?:tin bài|tin|bài viết|bài|ảnh|clip|video)(?:(?: ?[,/&-] ?| và )(?:ảnh|hình|video|clip|bài))*"
    r"|thực hiện|biên tập|phóng viên|(?:written|reported|posted|story|words) by|by|author|text(?:(?: und | & )foto)?"
    r"|autorin|autor|auteur|texte|redazione di|geschreven door"
)
_ORIGINS = r"nguồn tin|nguồn bài|nguồn|theo nguồn|source|quelle|fonte|fuente|bron"
_LABEL = re.compile(rf"(?<!\w)(?<!hình )(?:(?P<maker>{_MAKERS})|(?P<origin>{_ORIGINS})) ?: ?", re.IGNORECASE)
# Words that open a byline without a colon; what follows must be names and nothing else.
_OPENING = re.compile(
    r"(?:(?P<origin>Theo|THEO)|By|BY|Von|VON|Par|PAR|Por|POR|Door|Oleh|Di|Av|Af|Escrito por|(?:Written|Posted|Story) by) (?=\S)"
)
_PAUSE = re.compile(r" ?[;|•·\n] ?| ?[–—] ?|(?<=\w) ?/ ?(?=\w)| -+ ?| ?-+ (?=\S)")
_TIGHT = re.compile(r"(?<=\w)-(?=\w)")
_AND = re.compile(r" (?:và|and|und|et|y|e|i|en|og|och|dan|&|\+) ")
_ADDRESS = re.compile(r"\S+@\S+|https?://\S+")
_COMPILED = re.compile(r" ?\((?:tổng hợp|t/h|th|ghi|lược ghi|st|sưu tầm|biên soạn)\)", re.IGNORECASE)
_PHOTO_ONLY = re.compile(r"(?:ảnh|hình|clip|video)$", re.IGNORECASE)


def _words(table: str) -> str:
    """A pattern for any of the comma-separated words of a table, as `_usual` spells them."""
    return "|".join(word.strip() for word in table.split(","))


# How the names of bodies, papers and sites begin. "Ban Mai", "Hội An" and "Đoàn Thị Hương" are people or places.
_BODY = re.compile(
    "(?:"
    + _words(
        r"""
        ủy ban, ubnd, ubmttq, mttq(?:vn)?, mặt trận, hđnd, hội đồng, đảng ủy, đảng bộ, thành ủy, tỉnh ủy, quận ủy, huyện ủy, thị
        ủy, bbt, báo, tạp chí, đài, cổng, trang thông tin, trang tin, trung tâm, phòng, văn phòng, sở, bộ, cục, chi cục, tổng
        cục, viện, bệnh viện, trạm, công an, quân đội, quân khu, ban(?! mai\b), tổ, chi bộ, chi đoàn, chi hội, liên đoàn, công
        đoàn, quỹ, ngân hàng, công ty, htx, hợp tác xã, kho bạc, tòa án, viện kiểm sát, bảo hiểm, bhxh, hội(?! an\b), hnd, lhpn,
        ccb, clb, câu lạc bộ, nhà văn hóa, nhà xuất bản, nhà thiếu nhi, đoàn thanh niên, đoàn tn, đoàn phường, đoàn xã, đoàn
        trường, đoàn khối, đoàn thể, đoàn viên, đoàn kinh tế, đoàn đại biểu, đoàn công tác, đoàn đbqh, trường tiểu, trường th,
        trường mầm, trường mn, trường đại, trường đh, trường cao, trường cđ, trường chính trị, trường dân tộc, trường trung,
        phường, xã, thị trấn, quận, huyện, thành phố, thị xã, tỉnh, khu phố, thôn, tdp, ttxvn, vietnam\+, vov, vtv, vna,
        reuters, afp, dpa, city, town, county, borough, village, municipality, department, office, ministry, council, mayor's,
        university, police, the city, the council, stadt, gemeinde, landkreis, amt, pressestelle, mairie, ville de, commune de,
        ayuntamiento, prefeitura, câmara, comune di, gemeente, urząd
        """
    )
    + r")(?!\w)"
)
_BODY_END = re.compile(
    r"\b(?:council|department|office|ministry|agency|news|press|times|post|university|association|committee|authority|bureau"
    r"|redaktion|verwaltung|zeitung|rathaus|radio|tv)$"
)
_SITE = re.compile(r"(?:[\w-]{1,63}\.){1,5}(?:vn|com|net|org|gov|info|edu|de|fr|eu|uk)\b", re.IGNORECASE)
_INITIALISM = re.compile(r"[BCDĐFGHKLMNPQRSTVWXZ]{3,}[0-9]?")
_ROLE = re.compile(
    "(?:phó |nguyên |quyền )*(?:"
    + _words(
        """
        chủ tịch, bí thư, giám đốc, trưởng, trưởng phòng, chủ nhiệm, ủy viên, cán bộ, công chức, viên chức, chuyên viên, hiệu
        trưởng, đội trưởng, hội viên, giáo viên, cộng tác viên, phóng viên, biên tập viên, staff, editor, reporter, mayor,
        correspondent, pressesprecher, pressesprecherin, redakteur, redakteurin
        """
    )
    + r")(?!\w)"
)
_NOISE = frozenset({"admin", "administrator", "quantri", "quản trị", "quản trị viên", "superadmin", "webmaster", "host", "n/a"})
_WORD = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]?|[^\W\d_]+(?:['’-][^\W\d_]+)*\.?")
_PARTICLES = re.compile("de|da|do|dos|das|di|du|del|della|la|le|van|von|der|den|ter|zu|bin|binti|al|el|af|av|y|e")
# Words of headings, slogans, captions and sentences that stand in nobody's name.
_OTHER = re.compile(
    r"(?<!\w)(?:"
    + _words(
        """
        đoàn kết, sáng tạo, phát triển, kỷ cương, dân chủ, trách nhiệm, hiệu quả, hành động, đổi mới, văn minh, hạnh phúc, độc
        lập, tự do, nhiệt liệt, chào mừng, quyết tâm, thắng lợi, chuyên nghiệp, hiện đại, an toàn, thân thiện, nghĩa tình, năng
        động, bản lĩnh, bền vững, giàu mạnh, tin tức, xem thêm, hết, việt nam, hồ chí minh, quang cảnh, toàn cảnh, hình ảnh,
        đồng chí, thông báo, kính gửi, kính mời, trân trọng, cảm ơn, lễ, tết, ngày, tháng, năm, hội nghị, hội thi, hội thảo, hội
        thao, hội làng, hội xuân, ban hành, phát biểu, tổ chức, thực hiện, triển khai, phát động, ra quân, đã, được, thăm, tặng,
        trao, tại, những, các, một, của, với, khai mạc, bế mạc, khai giảng, nghị quyết, kế hoạch, quyết định, nông thôn mới,
        chuyển đổi số
        """
    )
    + r")(?!\w)"
)


@dataclass(frozen=True, kw_only=True)
class Byline:
    """Who made an article; both parts empty where the text names nobody."""

    authors: tuple[str, ...] = ()
    """People as written, in order, each once."""
    organisations: tuple[str, ...] = ()
    """Bodies, papers and sites as written, in order, each once."""


def split_byline(text: str) -> Byline:
    """Return the people and organisations named in a byline, as they are written, without labels, roles and addresses.

    The caller knows it to be one: from its place in the layout or from `looks_like_byline`. Names of a CMS's accounts ("admin")
    and anything longer than 200 characters name nobody.
    """
    line = clean(text[: 2 * _LONGEST])
    if not line or len(line) > _LONGEST:
        return Byline()
    authors: dict[str, None] = {}
    organisations: dict[str, None] = {}
    for part, origin in _parts(line):
        for name in _names(part):
            if name.casefold() in _NOISE or _is_role(name):
                continue
            if origin or _is_body(name):
                organisations[name] = None
            elif _is_person(name, strict=False):
                authors[name] = None
    return Byline(authors=tuple(authors)[:_MOST_NAMES], organisations=tuple(organisations)[:_MOST_NAMES])


def looks_like_byline(text: str, *, language: str = "vi") -> bool:
    """Tell whether the last line of an article, without markup that says so, is its byline.

    It is when nothing stands in it but names: after a label ("Tin, ảnh:", "Nguồn:", "Theo", "By"), or in Vietnamese
    (`language`, a BCP 47 tag) also without one. Sentences, captions, slogans and headings are not.
    """
    line = clean(text[: 2 * _LONGEST])
    if not line or len(line) > _LONGEST_LINE or re.search(r"[!?:;,]$|[^\W\d_]{3,}\.$|\.\.\.|…", line):
        return False
    bare = _unwrapped(line)
    label = _LABEL.match(bare)
    if label is not None and _PHOTO_ONLY.match(label["maker"] or ""):
        return False
    labelled = label is not None or _OPENING.match(bare) is not None
    if not labelled and (_OTHER.search(_usual(bare)) is not None or not language.lower().startswith("vi")):
        return False
    names = [(name, origin) for part, origin in _parts(line) for name in _names(part)]
    people = [name for name, _ in names if not _is_body(name) and not _is_role(name)]
    if not names or len(names) > _MOST_NAMES or all(_is_role(name) for name, _ in names):
        return False
    if labelled:
        return all(_is_person(name) or len(name.split()) == 1 for name in people)
    return all(_is_person(name) and _is_whole(name) for name in people)


def is_labelled_byline(text: str) -> bool:
    """Tell whether a line is a byline that says so itself ("Tin, ảnh:", "Theo", "By"), not only names."""
    # Without a label a line is no byline in any language but Vietnamese.
    return looks_like_byline(text, language="und")


def _is_whole(name: str) -> bool:
    """Whether a name without a label is more than one ordinary word: two to five words, initials, or PV and the like."""
    words = name.split()
    return 2 <= len(words) <= 5 or re.fullmatch(r"(?:[^\W\d_]\.){1,4}[^\W\d_]?\.?|PV|CTV|BBT|TH|ST", name) is not None


def _is_body(name: str) -> bool:
    """Whether a name is an organisation's, a paper's or a site's."""
    usual = _usual(name)
    return any((_BODY.match(usual), _BODY_END.search(usual), _SITE.search(name), _INITIALISM.fullmatch(name)))


def _is_role(name: str) -> bool:
    """Whether words tell what somebody is ("Chủ tịch HND quận") rather than who."""
    return _ROLE.match(_usual(name)) is not None


def _usual(text: str) -> str:
    """The text in lower case with the tone mark where the tables above have it."""
    return text.casefold().replace("uỷ", "ủy").replace("hoá", "hóa").replace("toà", "tòa")


def _is_person(name: str, *, strict: bool = True) -> bool:
    """Whether a name can be a person's: one to six words of letters, each with a capital or, unless `strict`, all without."""
    words = name.split()
    capital = [word[0].isupper() or _PARTICLES.fullmatch(word) is not None for word in words]
    return (
        1 <= len(words) <= 6
        and all(_WORD.fullmatch(word) is not None for word in words)
        and (all(capital) or (not strict and name.islower()))
    )


def _parts(line: str) -> Iterator[tuple[str, bool]]:
    """The stretches of a byline between its labels, each with whether its label names an origin rather than a maker."""
    line = _COMPILED.sub("", _ADDRESS.sub(" ", _unwrapped(line)))
    labels = list(_LABEL.finditer(line))
    first = line[: labels[0].start()] if labels else line
    opening = _OPENING.match(first)
    if first.strip():
        yield (first[opening.end() :], opening["origin"] is not None) if opening else (first, False)
    ends = [label.start() for label in labels[1:]] + [len(line)]
    for label, end in zip(labels, ends, strict=False):
        yield line[label.end() : end], label["origin"] is not None


def _unwrapped(line: str) -> str:
    if line[0] in "([" and line[-1] in ")]":
        line = line[1:-1]
    return line.strip(" *_-–—|,;")


def _names(part: str) -> Iterator[str]:
    """The single names in a stretch of a byline. An organisation's name may itself hold "và", a comma or a hyphen."""
    for stretch in _PAUSE.split(part.strip(" ,;-–—()[]|")):
        commas = [piece.strip() for piece in stretch.split(",")]
        if len(commas) > 1 and not all(_is_person(each) or _is_body(each) or _is_role(each) or not each for each in commas):
            commas = [stretch.strip()] if _is_body(stretch.strip()) else commas
        for piece in commas:
            for name in [piece] if _is_body(piece) else _AND.split(piece):
                yield from (each for tight in _untied(name) if (each := tight.strip(" ,;()[]“”\"'")))


def _untied(name: str) -> list[str]:
    """Names tied by a hyphen without blanks ("Phương Loan-Huy Phương"); "Jean-Pierre Dupont" is one name."""
    pieces = _TIGHT.split(name)
    return pieces if len(pieces) > 1 and all(len(piece.split()) > 1 for piece in pieces) else [name]
