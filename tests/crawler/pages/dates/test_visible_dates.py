from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.pages.dates import read_visible, says_edited
from news.article import Precision, Provenance, Published

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
NOW = datetime(2026, 3, 1, 5, 0, tzinfo=UTC)


def shown(published: Published | None, zone: ZoneInfo = HANOI) -> str | None:
    """A date as people would write it, as precise as it is known."""
    if published is None:
        return None
    local = published.moment.astimezone(zone)
    width = {Precision.DAY: "%Y-%m-%d", Precision.HOUR: "%Y-%m-%d %Hh", Precision.MINUTE: "%Y-%m-%d %H:%M"}
    return local.strftime(width[published.precision])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("22/09/2022 15:15", "2022-09-22 15:15"),
        ("(20:08 19/12/2018)", "2018-12-19 20:08"),
        ("14/12/2016 | 08:21", "2016-12-14 08:21"),
        ("Ngày đăng 14/12/2016 | 08:21 | Lượt xem: 276", "2016-12-14 08:21"),
        ("Đăng ngày 17 - 05 - 2024", "2024-05-17"),
        ("Đăng ngày 17 - 05 - 2024 Lượt xem: 400 100%", "2024-05-17"),
        ("Đăng ngày 20-09-2018 17:45:10", "2018-09-20 17:45"),
        ("Thời gian: 11/05/2022 12:15", "2022-05-11 12:15"),
        ("Thứ Bảy, 26/01/2019 19:26", "2019-01-26 19:26"),
        ("Thứ năm, 20/11/2025 | 14:24", "2025-11-20 14:24"),
        ("Chủ Nhật, 12/01/2020, 12:40 [GMT+7]", "2020-01-12 12:40"),
        ("10-08-2025, 19:55 (GMT+7)", "2025-08-10 19:55"),
        ("21/09/2024 03:12:00 AM", "2024-09-21 03:12"),
        ("21/09/2024 03:12:00 AM - Đã xem: 88 - Phản hồi: 0", "2024-09-21 03:12"),
        ("21/09/2024 03:12:00 PM", "2024-09-21 15:12"),
        ("21/09/2024 12:12:00 AM", "2024-09-21 00:12"),
        ("21/09/2024 12:12:00 PM", "2024-09-21 12:12"),
        ("21/09/2024 15:12:00 PM", "2024-09-21 15:12"),
        ("21/09/2024 3:12 CH", "2024-09-21 15:12"),
        ("21/09/2024 3:12 SA", "2024-09-21 03:12"),
        ("Cập nhật ngày: 09/11/2018 05:20:10", "2018-11-09 05:20"),
        ("Cập nhật lúc: 05/08/2025", "2025-08-05"),
        ("Gửi lúc: 05/12/2013 15:42:27", "2013-12-05 15:42"),
        ("Thứ sáu: 15:00 ngày 09/02/2024", "2024-02-09 15:00"),
        ("Thứ Bảy, 09/08/2025", "2025-08-09"),
        ("Thứ tư - 27/03/2024 08:42", "2024-03-27 08:42"),
        ("Thứ 2 - 25 - 03 - 2024", "2024-03-25"),
        ("Thứ hai, 12/01/2026 08:15", "2026-01-12 08:15"),
        ("(20/12/2018 08:10)", "2018-12-20 08:10"),
        ("(16/05/2024)", "2024-05-16"),
        ("05:09 20-09-2018", "2018-09-20 05:09"),
        ("Vào lúc 14 giờ 30, ngày 10 tháng 3 năm 2023", "2023-03-10 14:30"),
        ("14h30 ngày 10/3/2023", "2023-03-10 14:30"),
        ("14g30 ngày 10/3/2023", "2023-03-10 14:30"),
        ("14 giờ 5 phút ngày 10/3/2023", "2023-03-10 14:05"),
        ("14 giờ, ngày 10/3/2023", "2023-03-10 14h"),
        ("2 giờ chiều ngày 10/3/2023", "2023-03-10 14h"),
        ("Ngày 5 tháng 5 năm 2020.", "2020-05-05"),
        ("ngày 5 tháng 5/2020", "2020-05-05"),
        ("1 tháng 7, 2025", "2025-07-01"),
        ("5 Tháng Ba, 2024", "2024-03-05"),
        ("Tháng Năm 5, 2024", "2024-05-05"),
        ("15 Tháng Mười Hai, 2023 7:05 sáng", "2023-12-15 07:05"),
        ("15 THÁNG MƯỜI MỘT, 2023", "2023-11-15"),
        ("15 Th3, 2024", "2024-03-15"),
        ("2024-03-27T08:42:50+07:00", "2024-03-27 08:42"),
        ("2024-03-27T01:42:50Z", "2024-03-27 08:42"),
        ("2024-03-26T20:42:50-05:00", "2024-03-27 08:42"),
        ("2024-03-27", "2024-03-27"),
        ("27.03.2024", "2024-03-27"),
        ("27–03–2024", "2024-03-27"),
        ("27 / 03 / 2024", "2024-03-27"),
        ("05/12/13 07:30", "2013-12-05 07:30"),
        ("Đăng ngày\u00a017/05/2024\u00a0lúc\u00a008:05", "2024-05-17 08:05"),
        ("Đăng ngày 10/03/2024 08:00 - Cập nhật 11/03/2024 09:00", "2024-03-10 08:00"),
        ("Cập nhật 11/03/2024 09:00 | Đăng ngày 10/03/2024 08:00", "2024-03-10 08:00"),
        ("08:00 10/03/2024 - 09:00 11/03/2024", "2024-03-10 08:00"),
        ("1.234 lượt xem - 05.12.2023", "2023-12-05"),
        ("Tin số 12 đăng 05/12/2023, 93,9% đồng ý", "2023-12-05"),
    ],
)
def test_vietnamese_form(text: str, expected: str) -> None:
    published = read_visible(text, HANOI, now=NOW)
    assert published is not None
    assert shown(published) == expected
    assert published.provenance is Provenance.VISIBLE
    assert published.moment.utcoffset() == timedelta()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "hôm qua",
        "3 giờ trước",
        "3 ngày trước",
        "Vừa xong",
        "Chiều 22/12 (1944 – 2025)",
        "20-CT/TU",
        "52/KH-UBND",
        "nhiệm kỳ 2020 - 2025",
        "giai đoạn 2021-2025",
        "24.815",
        "1.889",
        "93,9%",
        "số 20",
        "2/3",
        "23/1",
        "08:42",
        "Luật 72/2025/QH15",
        "NQ 202/2025/QH15",
        "31/02/2024",
        "32/01/2024",
        "00/00/0000",
        "3/27/2024 8:42:00 AM",
        "1/05/12/2013",
        "0123456789",
        "192.168.10.20",
        "Lượt xem: 2024",
        "Tháng 3/2024",
    ],
)
def test_no_date(text: str) -> None:
    assert read_visible(text, HANOI, now=NOW) is None


def test_offset_in_text_wins_over_zone() -> None:
    published = read_visible("Selasa, 5 Maret 2024 14:30 WIB", HANOI, now=NOW, language="id")
    assert published is not None
    assert published.moment == datetime(2024, 3, 5, 7, 30, tzinfo=UTC)
    eastern = read_visible("5 March 2024 14:30 (UTC+9)", HANOI, now=NOW, language="en")
    assert eastern is not None
    assert eastern.moment == datetime(2024, 3, 5, 5, 30, tzinfo=UTC)


def test_span_of_time_is_no_offset() -> None:
    published = read_visible("08:00-11:00 ngày 05/03/2024", HANOI, now=NOW)
    assert published is not None
    assert published.moment.date() == date(2024, 3, 5)


def test_offset_that_no_place_has_is_ignored() -> None:
    assert shown(read_visible("05/03/2024 14:30 GMT+45", HANOI, now=NOW)) == "2024-03-05 14:30"


def test_day_is_first_instant_where_summer_time_skips_midnight() -> None:
    beirut = ZoneInfo("Asia/Beirut")
    published = read_visible("31/03/2024", beirut, now=NOW, language="en-GB")
    assert published is not None
    assert published.moment.astimezone(beirut).strftime("%d %H:%M") == "31 01:00"
    assert published.moment == datetime(2024, 3, 30, 22, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "word"),
    [("01/01/2099", "date in the future: 2099-01-01"), ("22/12/1944", "date too old: 1944-12-22")],
)
def test_implausible_date_is_refused_and_told(text: str, word: str) -> None:
    refused: list[str] = []
    assert read_visible(text, HANOI, now=NOW, refused=refused) is None
    assert refused == [word]


def test_a_day_ahead_is_let_through_and_no_more() -> None:
    assert read_visible("02/03/2026 11:59", HANOI, now=NOW) is not None
    assert read_visible("02/03/2026 12:01", HANOI, now=NOW) is None


def test_provenance_is_the_callers() -> None:
    published = read_visible("(16/05/2024)", HANOI, now=NOW, provenance=Provenance.LISTING)
    assert published is not None
    assert published.provenance is Provenance.LISTING


def test_says_edited() -> None:
    assert says_edited("Cập nhật lúc: 05/08/2025")
    assert says_edited("Last updated: 5 March 2024", language="en")
    assert not says_edited("Đăng ngày 10/03/2024 - Cập nhật 11/03/2024")
    assert not says_edited("Cập nhật 11/03/2024 - Đăng ngày 10/03/2024")
    assert not says_edited("không có ngày")


@pytest.mark.parametrize(
    ("language", "edited", "published"),
    [
        ("vi", "Ngày sửa: 11/03/2024 09:00", "Ngày đăng: 10/03/2024 08:00"),
        ("vi", "Sửa lần cuối 11/03/2024 09:00", "Đăng ngày 10/03/2024 08:00"),
        ("vi", "Cập nhật 11/03/2024 09:00", "Cập nhật tin tức | Ngày đăng: 10/03/2024 08:00"),
        ("vi", "Last updated 11/03/2024 09:00", "Posted 10/03/2024 08:00"),
        ("fr", "Dernière mise à jour le 11/03/2024 à 9h00", "Publié le 10/03/2024 à 8h00"),
        ("de", "Letzte Änderung: 11.03.2024 9:00 Uhr", "Veröffentlicht am 10.03.2024, 8:00 Uhr"),
        ("nb", "Sist endret 11.03.2024 09:00", "Publisert 10.03.2024 08:00"),
        ("sv", "Senast ändrad 11 mars 2024 09:00", "Publicerad 10 mars 2024 08:00"),
        ("pl", "Data ostatniej modyfikacji: 11.03.2024 09:00", "Data publikacji: 10.03.2024 08:00"),
        ("nl", "Laatst gewijzigd op 11-03-2024 09:00", "Gepubliceerd op 10-03-2024 08:00"),
        ("it", "Ultima modifica: 11/03/2024 09:00", "Pubblicato il 10/03/2024 08:00"),
        ("ru", "Обновлено 11.03.2024 09:00", "Опубликовано: 10.03.2024 08:00"),
        ("ja", "更新日：2024年3月11日 9:00", "公開日：2024年3月10日 8:00"),
        ("zh", "更新时间：2024-03-11 09:00", "发布时间：2024-03-10 08:00"),
        ("th", "แก้ไขล่าสุด 11/03/2567 09:00", "เผยแพร่ 10/03/2567 08:00"),
    ],
)
def test_the_nearer_label_says_whose_date_it_is(language: str, edited: str, published: str) -> None:
    for text in (f"{edited} {published}", f"{published} - {edited}", published):
        assert shown(read_visible(text, HANOI, now=NOW, language=language)) == "2024-03-10 08:00"
        assert not says_edited(text, language=language)
    assert shown(read_visible(edited, HANOI, now=NOW, language=language)) == "2024-03-11 09:00"
    assert says_edited(edited, language=language)


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("vi", "T6, 05/08/2020 - 10:30", "2020-05-08 10:30"),
        ("vi", "T4, 05/08/2020 - 10:30", "2020-08-05 10:30"),
        ("vi", "Thứ sáu, 05/28/2021 - 10:30", "2021-05-28 10:30"),
        ("vi", "CN, 05/08/2020 - 10:30", "2020-08-05 10:30"),  # neither: as the language has it
        ("vi", "T6, 05/08/2020 10:30", "2020-08-05 10:30"),  # not as Drupal prints it
        ("de", "Fr, 05/08/2020 - 10:30", "2020-05-08 10:30"),
        ("fr", "mer, 05/08/2020 - 10:30", "2020-08-05 10:30"),
        ("en", "Fri, 05/08/2020 - 10:30", "2020-05-08 10:30"),
        ("en", "Wed, 05/08/2020 - 10:30", "2020-08-05 10:30"),
        ("en", "Sun, 05/08/2020 - 10:30", None),
        ("xx", "Fri, 05/08/2020 - 10:30", "2020-05-08 10:30"),
        ("en", "Submitted by admin on Fri, 05/08/2020 - 10:30", "2020-05-08 10:30"),
        ("vi", "Được gửi bởi admin vào T6, 05/08/2020 - 10:30", "2020-05-08 10:30"),
        ("vi", "Đăng ngày Thứ sáu, 05/08/2020 - 10:30", "2020-05-08 10:30"),
    ],
)
def test_drupals_weekday_tells_whether_the_month_is_first(language: str, text: str, expected: str | None) -> None:
    assert shown(read_visible(text, HANOI, now=NOW, language=language)) == expected


BARE = ("{d}/{m}/{y}", "{d:02}/{m:02}/{y}", "{d}-{m}-{y}", "{d}.{m}.{y}", "{d:02} - {m:02} - {y}", "{y}-{m:02}-{d:02}")
DRESSED = ("({})", "Thứ Bảy, {}", "Thứ tư - {}", "Đăng ngày {} | Lượt xem: 27", "{} - Đã xem: 8", "Cập nhật lúc: {}")
IN_WORDS = ("Ngày {d} tháng {m} năm {y}", "{d} tháng {m}, {y}", "{d:02} Tháng {m:02}, {y}", "Tháng {m} {d}, {y}")
TIMES = (
    "{date} {h:02}:{n:02}",
    "{date} | {h:02}:{n:02}:59",
    "{h:02}:{n:02} {date}",
    "{h}h{n:02} {date}",
    "{date}, {h} giờ {n:02}",
)
DAYS = st.dates(date(1990, 1, 2), date(2026, 3, 1))


@given(DAYS, st.sampled_from(BARE + IN_WORDS), st.sampled_from(DRESSED))
@settings(max_examples=300, deadline=None)
def test_written_day_reads_back(day: date, form: str, dress: str) -> None:
    text = form.format(d=day.day, m=day.month, y=day.year)
    assert shown(read_visible(text, HANOI, now=NOW)) == day.isoformat()
    assert shown(read_visible(dress.format(text), HANOI, now=NOW)) == day.isoformat()


@given(DAYS, st.times(), st.sampled_from(BARE), st.sampled_from(TIMES), st.sampled_from(DRESSED))
@settings(max_examples=300, deadline=None)
def test_written_minute_reads_back(day: date, clock: time, form: str, around: str, dress: str) -> None:
    text = around.format(date=form.format(d=day.day, m=day.month, y=day.year), h=clock.hour, n=clock.minute)
    expected = f"{day.isoformat()} {clock.hour:02}:{clock.minute:02}"
    assert shown(read_visible(text, HANOI, now=NOW)) == expected
    assert shown(read_visible(dress.format(text), HANOI, now=NOW)) == expected


@given(st.text(max_size=300), st.sampled_from(["vi", "en", "en-US", "de", "th", "ja", "fi", "zz", ""]))
@settings(max_examples=300, deadline=None)
def test_any_text_is_read_without_error(text: str, language: str) -> None:
    found = read_visible(text, HANOI, now=NOW, language=language)
    assert found is None or found.moment.year >= 1989


@given(st.text(alphabet="0123456789/-.: thángnăm giờhGMT+()|,", max_size=80), st.sampled_from(["vi", "en", "hu"]))
@settings(max_examples=500, deadline=None)
def test_date_like_noise_is_read_without_error(text: str, language: str) -> None:
    found = read_visible(text, HANOI, now=NOW, language=language)
    assert found is None or found.moment <= NOW + timedelta(hours=24)
