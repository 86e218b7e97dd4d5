"""Markup: the pages of the families as their portals write them, filled with made-up news."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from bench.cadence.histories import ZONE
from bench.soak.town import Town

_WHO = ("Ủy ban nhân dân xã", "Hội Nông dân", "Đoàn Thanh niên", "Hội Liên hiệp Phụ nữ", "Ban Chỉ huy Quân sự", "Trạm Y tế")
_DID = (
    "tổ chức hội nghị",
    "ra quân",
    "khai giảng lớp tập huấn",
    "trao quà",
    "tiếp xúc cử tri",
    "kiểm tra tiến độ",
    "phát động thi đua",
)
_OF = (
    "trồng cây đầu xuân",
    "xây dựng nông thôn mới",
    "phòng chống cháy rừng",
    "tiêm chủng cho trẻ em",
    "cải tạo đường liên thôn",
)
_WHERE = ("tại nhà văn hóa thôn", "trên địa bàn xã", "tại hội trường lớn", "ở các bản vùng cao", "tại trường trung học cơ sở")
_SENTENCES = (
    "Đại diện lãnh đạo địa phương đã đến dự và phát biểu chỉ đạo.",
    "Bà con nhân dân trong xã nhiệt tình hưởng ứng, đóng góp nhiều ngày công.",
    "Trong thời gian tới, các đơn vị sẽ tiếp tục phối hợp thực hiện nhiệm vụ được giao.",
    "Kết quả bước đầu cho thấy cách làm này phù hợp với điều kiện thực tế.",
    "Các ý kiến của cử tri đã được ghi nhận và trả lời đầy đủ.",
    "Tổng kinh phí thực hiện từ ngân sách và nguồn xã hội hóa.",
)


@dataclass(frozen=True, kw_only=True)
class Words:
    """What one article says."""

    title: str
    lead: str
    paragraphs: tuple[str, ...]


@lru_cache(maxsize=20_000)
def words(town: int, number: int) -> Words:
    """The words of an article of a town, always the same."""
    pick = random.Random(town * 100_003 + number)  # noqa: S311
    title = f"{pick.choice(_WHO)} {pick.choice(_DID)} {pick.choice(_OF)} {pick.choice(_WHERE)} đợt {number}"
    lead = f"Sáng nay, {title[0].lower()}{title[1:]}, với {pick.randint(20, 400)} người tham gia."
    paragraphs = tuple(
        " ".join([*pick.sample(_SENTENCES, 4), f"Có {pick.randint(10, 900)} hộ dân được hưởng lợi từ {pick.choice(_OF)}."])
        for _ in range(pick.randint(4, 9))
    )
    return Words(title=title, lead=lead, paragraphs=paragraphs)


def listing(town: Town, numbers: range, *, dated: Callable[[datetime], datetime] | None = None) -> str:
    """The listing of a town with these articles, the newest first; `dated` changes the dates it shows."""
    rows = []
    for number in reversed(numbers):
        at, path, title = _local(town, number, dated), town.path(number), words(town.number, number).title
        rows.append(_ROWS[town.family].format(path=path, title=title, day=f"{at:%d/%m/%Y}", at=f"{at:%d/%m/%Y %H:%M}"))
    return _framed(town, "Tin tức", _LISTINGS[town.family].format(rows="\n".join(rows) or "<p>Chưa có bài viết nào.</p>"))


def article(town: Town, number: int, *, dated: Callable[[datetime], datetime] | None = None) -> str:
    """The page of an article; `dated` changes the date it shows."""
    at, said = _local(town, number, dated), words(town.number, number)
    body = "\n".join(f'<p style="text-align:justify">{each}</p>' for each in said.paragraphs)
    page = _ARTICLES[town.family].format(
        title=said.title, lead=said.lead, body=body, day=f"{at:%d/%m/%Y}", at=f"{at:%d/%m/%Y %H:%M}", spaced=f"{at:%d - %m - %Y}"
    )
    return _framed(town, said.title, page)


def shell(town: Town, title: str, path: str) -> str:
    """A page of which a script would make the rest, as after a relaunch."""
    return _framed(town, title, f'<div class="app-root" data-page="{path}"></div><script src="/app.js"></script>')


def _local(town: Town, number: int, dated: Callable[[datetime], datetime] | None) -> datetime:
    at = town.history[number]
    return (dated(at) if dated else at).astimezone(ZONE)


def _framed(town: Town, title: str, main: str) -> str:
    menu = "".join(f'<li><a href="/gioi-thieu/muc-{step}">Giới thiệu {step}</a></li>' for step in range(12))
    return (
        f'<!DOCTYPE html><html lang="vi"><head><meta charset="utf-8"><title>{title}</title>'
        f'{_GENERATORS.get(town.family, "")}</head><body><div id="menu"><ul>{menu}</ul></div>\n{main}\n'
        f"<footer>Cổng thông tin điện tử xã {town.number}. Chịu trách nhiệm: Ủy ban nhân dân xã.</footer></body></html>"
    )


_GENERATORS = {"nukeviet": '<meta name="generator" content="NukeViet v4.5">'}
_LISTINGS = {
    "nukeviet": '<div class="page">{rows}</div>',
    "tandan": '<div class="channel-news">{rows}</div>',
    "vnportal": '<div class="ModuleContent"><div class="ArticleList">{rows}</div></div>',
    "daklak": '<div class="categoryList">{rows}</div>',
}
_ROWS = {
    "nukeviet": """<div class="news_column panel"><h3><a href="{path}" title="{title}">{title}</a></h3>
<ul><li>{at}:00</li></ul></div>""",
    "tandan": """<div class="channel-news-item"><p class="channel-news-title"><a href="{path}">{title}</a></p>
<span>({day})</span></div>""",
    "vnportal": """<div class="Article-News"><h2 class="Title"><a href="{path}">{title}</a></h2>
<span class="PostDate">{at}</span></div>""",
    "daklak": """<div class="article-item"><h4><a href="{path}">{title}</a> <span>({day})</span></h4></div>""",
}
_ARTICLES = {
    "nukeviet": """<div class="news_column panel"><h1 class="title" itemprop="headline">{title}</h1>
<div class="row tools"><span class="h5">Thứ hai - {at}</span></div>
<div class="hometext m-bottom" itemprop="description">{lead}</div>
<div id="news-bodyhtml" class="bodytext">{body}</div></div>""",
    "tandan": """<div class="tandan-div-article"><p class="tandan-p-article-news-title">{title}</p>
<div class="tools"><span class="tandan-span-date-publish">Đăng ngày {spaced}</span></div>
<p class="tandan-p-article-news-summary">{lead}</p><div class="tandan-p-article-main">{body}</div></div>""",
    "vnportal": """<article class="Article-Detail"><h1 class="ArticleHeader">{title}</h1>
<div class="tools"><span class="PostDate">Thứ hai, {at}</span></div>
<div class="ArticleSummary">{lead}</div><div class="ArticleContent">{body}</div></article>""",
    "daklak": """<div class="tools"><span id="publishupshow-right"><span>Cập nhật lúc:</span> <span>{day}</span></span></div>
<div class="col-md-12 article-content"><h1 class="heading-title">{title}</h1><p>{lead}</p>{body}</div>""",
}
