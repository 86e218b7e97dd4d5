import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from news.related.document import Document
from news.related.sketch import SIZE, Sketch, containment, sketch_of

SENTENCES = [f"Câu thứ {number} của bài nói về việc riêng số {number * 7} trong xã." for number in range(80)]


def of(text: str) -> Sketch:
    return sketch_of(Document(title="Khác nhau", text=text))


def test_a_text_contains_itself_in_any_form() -> None:
    text = "Uỷ ban xã Hoà Bình họp bàn về thuỷ lợi và giao thông"
    for other in (text, text.replace("Hoà", "Hòa").replace("Uỷ", "Ủy"), unicodedata.normalize("NFD", text), text.upper()):
        assert containment(of(text), of(other)) == 1


@pytest.mark.parametrize("kept", [5, 20, 60])
def test_a_shortened_text_stands_in_the_whole_one(kept: int) -> None:
    whole, part = of(" ".join(SENTENCES)), of(" ".join(SENTENCES[:kept]) + "\nTheo Baohatinh.vn")
    assert whole.count > SIZE
    assert containment(whole, part) > 0.85
    assert containment(part, whole) == containment(whole, part)


def test_other_texts_share_nothing() -> None:
    assert containment(of(" ".join(SENTENCES[:5])), of("Một bài hoàn toàn khác kể chuyện mùa gặt ở làng bên kia sông")) == 0


def test_short_and_empty_texts() -> None:
    assert sketch_of(Document(title="Mưa to")).count == 1
    assert containment(sketch_of(Document(title="")), of("Mưa to")) == 0


@given(st.text(max_size=400))
def test_a_sketch_survives_packing(text: str) -> None:
    sketch = of(text)
    assert Sketch.unpack(sketch.pack()) == sketch
