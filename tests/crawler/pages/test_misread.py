from __future__ import annotations

import pickle

import pytest

from crawler.pages.misread import misread, refuse_misread
from news.errors import CharsetError

TEXT = "Ủy ban nhân dân xã tổ chức hội nghị tổng kết công tác năm, triển khai nhiệm vụ trọng tâm của quý tới. " * 3


@pytest.mark.parametrize(
    "lost",
    [
        TEXT.encode("latin-1", "replace").decode("latin-1"),  # stored in a column of the wrong charset
        TEXT.encode().decode("cp1252", "replace"),  # taken for another one
        TEXT.encode("cp1258", "replace").decode("utf-8", "replace"),
    ],
)
def test_a_text_that_lost_its_letters_is_refused(lost: str) -> None:
    with pytest.raises(CharsetError, match="characters were lost") as caught:
        refuse_misread("https://a.vn/1", ["Tin", lost])
    assert pickle.loads(pickle.dumps(caught.value)).url == "https://a.vn/1"


@pytest.mark.parametrize(
    "text",
    [
        TEXT,
        "",
        "Xem https://a.vn/tin?id=1 và https://a.vn/tin?id=2, hỏi đáp: ai được hưởng? Bao giờ? " * 5,
        TEXT + "S\ufffd l\ufffdi",  # a slip of a few letters is news all the same
        "Où est l'hôtel de ville? Größe, façade, Ærø",
    ],
)
def test_what_can_be_made_out_is_not(text: str) -> None:
    refuse_misread("https://a.vn/1", [text])


def test_question_marks_inside_words_are_letters_that_were_lost() -> None:
    assert misread("h?i ngh? t?ng k?t?") == 3
    assert misread("Hội nghị? Vâng.") == 0
