import pytest

from news.related.document import Document
from news.related.periods import differ, periods_of
from news.related.series import same_title, title_of


def differing(one: str, other: str) -> bool:
    return differ(periods_of(Document(title=one)), periods_of(Document(title=other)))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Báo cáo kinh tế - xã hội năm 2023", "Báo cáo kinh tế - xã hội năm 2024"),
        ("Công khai ngân sách quý I/2024", "Công khai ngân sách quý II/2024"),
        ("Thu ngân sách tháng 3", "Thu ngân sách tháng 04"),
        ("Kỳ họp thứ 15 HĐND xã", "Kỳ họp thứ mười HĐND xã"),
        ("Giao ban tuần 12", "Giao ban tuần 13"),
        ("Budget report Q1 2024", "Budget report Q2 2024"),
        ("Council minutes, January 2024", "Council minutes, February 2024"),
    ],
)
def test_other_periods_differ(one: str, other: str) -> None:
    assert differing(one, other)
    assert not differing(one, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Kỳ họp thứ 5", "Kỳ họp thứ năm"),
        ("Công khai ngân sách quý I", "Công khai ngân sách quý 1"),
        ("Báo cáo năm 2024", "Khởi công nhà văn hóa"),
        ("Kế hoạch 2020-2025", "Kế hoạch năm 2025"),
    ],
)
def test_the_same_period_or_none_does_not(one: str, other: str) -> None:
    assert not differing(one, other)


def test_a_title_without_a_year_has_that_of_its_lead() -> None:
    one = Document(title="Báo cáo thường niên", lead="Năm 2023, xã đã làm được nhiều việc.")
    other = Document(title="Báo cáo thường niên", lead="Năm 2024, xã đã làm được nhiều việc.")
    assert differ(periods_of(one), periods_of(other))


def test_issues_of_a_series_have_the_same_title() -> None:
    def title(text: str) -> frozenset[int]:
        return title_of(Document(title=text))

    assert same_title(title("UBND xã Phú Lộc họp giao ban tuần 9"), title("UBND xã Phú Lộc họp giao ban tuần 10"))
    assert not same_title(title("UBND xã Phú Lộc họp giao ban"), title("UBND xã Tân Kỳ họp giao ban"))
    assert not same_title(title("Tin 1"), title("Tin 2"))
