"""The few words Loa adds to what towns write, in the article's language where we have it, else in English."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from news.article import Precision, Provenance
from news.related.relation import Reason

_FIELD = re.compile(r"(?:text: (?P<count>[0-9]{1,6}) )?(?P<field>[a-z]+)")


@dataclass(frozen=True, kw_only=True, eq=False)
class Wording:
    """Words in one language, of which there is one; `{}` is where a name goes."""

    language: str
    """BCP 47 tag of the words themselves."""
    related: str
    listed: str
    """Heading of the related links that the page's own editor chose."""
    reasons: Mapping[Reason, str]
    also_published: str
    attachments: str
    origin: str
    credit: str
    read_on: str
    table: str
    date_note: str
    """{0} the date in words, {1} where it is from."""
    found_in: Mapping[Provenance, str]
    """Where a date was found, for provenances a reader should know of."""
    hour_only: str
    rights: str
    """{0} the source's title."""
    feed_subtitle: str
    """{0} the source's title, {1} its host."""
    all_subtitle: str
    topic_subtitle: str
    """{} the topic's name."""
    search_subtitle: str
    """{} what is looked for."""
    day_format: str
    minute_format: str
    decimal: str
    """What stands before the fraction of a number."""
    withdrawn_title: str
    """{} the title."""
    withdrawn_note: str
    """{} the day on which Loa noticed."""
    edited: str
    """{0} when Loa saw the edit, {1} what it changed."""
    fields: Mapping[str, str]
    """What an edit changed, by the words of `news.changes`; {} a number."""

    def changes(self, note: str) -> str:
        """The note of a revision ("title, text: 2 paragraphs") in these words; what has no words here is left out."""
        found = (_FIELD.fullmatch(part.strip()) for part in note.split(","))
        words = (self.fields.get(match["field"], "").format(match["count"] or "") for match in found if match)
        return ", ".join(dict.fromkeys(word for word in words if word))

    def size(self, count: int) -> str:
        """A number of bytes as a person reads it: "340 KB", "1,2 MB"."""
        kilobytes = max(1, round(count / 1000))
        return f"{kilobytes} KB" if kilobytes < 1000 else f"{count / 1_000_000:.1f} MB".replace(".", self.decimal)

    def date(self, moment: datetime, precision: Precision) -> str:
        """A local moment as its readers write it, no more precise than it is known."""
        match precision:
            case Precision.DAY:
                return moment.strftime(self.day_format)
            case Precision.HOUR:
                return moment.strftime(self.minute_format.replace("%M", "00"))
            case Precision.MINUTE:
                return moment.strftime(self.minute_format)


VIETNAMESE = Wording(
    language="vi",
    related="Tin liên quan",
    listed="Trang gốc giới thiệu",
    reasons={
        Reason.LISTED: "trang gốc giới thiệu",
        Reason.SAME_STORY: "cùng sự việc",
        Reason.SIMILAR: "tin tương tự",
        Reason.COPY: "cùng nội dung",
    },
    also_published="Cũng đăng trên",
    attachments="Tài liệu kèm theo",
    origin="Nguồn tin",
    credit="Ảnh",
    read_on="Đọc tiếp tại trang gốc",
    table="Bảng",
    date_note="Ngày đăng {0}: {1}.",
    found_in={
        Provenance.URL: "theo địa chỉ của trang",
        Provenance.PROSE: "theo lời bài viết, trang không ghi ngày đăng",
        Provenance.FIRST_SEEN: "lúc Loa thấy bài lần đầu, trang không ghi ngày đăng",
    },
    hour_only="trang chỉ cho biết đến giờ",
    rights="Nội dung của {0}",
    feed_subtitle="Tin đăng trên {1}, toàn văn, kèm tin liên quan. {0} không điều hành kênh này.",
    all_subtitle="Tin của chính quyền các địa phương, toàn văn, kèm tin liên quan.",
    topic_subtitle="Tin của chính quyền các địa phương thuộc chủ đề “{}”, toàn văn, kèm tin liên quan.",
    search_subtitle="Bài mới nhất tìm được với “{}”, toàn văn, kèm tin liên quan.",
    day_format="%d/%m/%Y",
    minute_format="%H:%M %d/%m/%Y",
    decimal=",",
    withdrawn_title="[Đã gỡ] {}",
    withdrawn_note="Trang gốc đã gỡ bài này, Loa nhận ra ngày {}. Dưới đây là bài như đã đọc được.",
    edited="Trang gốc sửa bài, Loa thấy lúc {0}: {1}.",
    fields={
        "title": "tiêu đề",
        "lead": "sa-pô",
        "paragraph": "{} đoạn văn",
        "paragraphs": "{} đoạn văn",
        "line": "{} dòng",
        "lines": "{} dòng",
        "captions": "chú thích ảnh",
        "byline": "tác giả",
        "attachments": "tài liệu kèm theo",
        "published": "ngày đăng",
    },
)

ENGLISH = Wording(
    language="en",
    related="Related",
    listed="Chosen by the page's editor",
    reasons={
        Reason.LISTED: "chosen by the page's editor",
        Reason.SAME_STORY: "same story",
        Reason.SIMILAR: "similar",
        Reason.COPY: "same text",
    },
    also_published="Also published by",
    attachments="Documents",
    origin="Source",
    credit="Photo",
    read_on="Read on at the original page",
    table="Table",
    date_note="Date of publication {0}: {1}.",
    found_in={
        Provenance.URL: "taken from the page's address",
        Provenance.PROSE: "taken from the text, the page gives none",
        Provenance.FIRST_SEEN: "when Loa first saw the article, the page gives none",
    },
    hour_only="known to the hour only",
    rights="Text by {0}",
    feed_subtitle="News published at {1}, in full, with related news. This feed is not run by {0}.",
    all_subtitle="News of local governments, in full, with related news.",
    topic_subtitle="News of local governments on “{}”, in full, with related news.",
    search_subtitle="The newest articles found for “{}”, in full, with related news.",
    day_format="%Y-%m-%d",
    minute_format="%Y-%m-%d %H:%M",
    decimal=".",
    withdrawn_title="[Withdrawn] {}",
    withdrawn_note="The source has withdrawn this article; Loa noticed on {}. This is how it was read.",
    edited="The source edited this article, seen {0}: {1}.",
    fields={
        "title": "title",
        "lead": "lead",
        "paragraph": "{} paragraph",
        "paragraphs": "{} paragraphs",
        "line": "{} line",
        "lines": "{} lines",
        "captions": "captions",
        "byline": "byline",
        "attachments": "documents",
        "published": "date of publication",
    },
)


def wording(language: str | None) -> Wording:
    """Words for a BCP 47 tag; None means a feed in several languages."""
    return VIETNAMESE if (language or "").lower().split("-")[0] == "vi" else ENGLISH
