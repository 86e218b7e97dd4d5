from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from crawler.pages.dates import read_visible
from news.article import Precision, Published

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
NOW = datetime(2026, 3, 1, 5, 0, tzinfo=UTC)


def shown(published: Published | None, zone: ZoneInfo = HANOI) -> str | None:
    """A date as people would write it, as precise as it is known."""
    if published is None:
        return None
    local = published.moment.astimezone(zone)
    width = {Precision.DAY: "%Y-%m-%d", Precision.HOUR: "%Y-%m-%d %Hh", Precision.MINUTE: "%Y-%m-%d %H:%M"}
    return local.strftime(width[published.precision])


FIFTH = "2024-03-05"
AFTERNOON = "2024-03-05 14:30"


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "March 5, 2024", FIFTH),
        ("en", "Mar. 5, 2024", FIFTH),
        ("en", "5 Mar 2024", FIFTH),
        ("en", "5 March 2024", FIFTH),
        ("en", "05-Mar-2024", FIFTH),
        ("en", "5 March 2024-03-06", FIFTH),
        ("vi", "Mar 5, 2024", FIFTH),
        ("de", "March 5, 2024 2:30 pm", AFTERNOON),
        ("en", "05-Mar-24", FIFTH),
        ("en", "5th of March 2024", FIFTH),
        ("en", "March 5th, 2024", FIFTH),
        ("en", "Posted on Tuesday, March 5, 2024 at 2:30 PM", AFTERNOON),
        ("en", "5 March 2024, 2.30pm", AFTERNOON),
        ("en", "March 5, 2024 2 p.m.", "2024-03-05 14h"),
        ("en", "2024/03/05 14:30", AFTERNOON),
        ("en", "25/03/2024", "2024-03-25"),
        ("en", "3/25/2024", "2024-03-25"),
        ("en", "4/4/2024", "2024-04-04"),
        ("en-US", "3/5/2024 2:30 PM", AFTERNOON),
        ("en-US", "03/05/2024", FIFTH),
        ("en-GB", "05/03/2024", FIFTH),
        ("en-AU", "5/3/2024 14:30", AFTERNOON),
        ("de", "5. März 2024", FIFTH),
        ("de", "Dienstag, 5. März 2024, 14.30 Uhr", AFTERNOON),
        ("de", "05.03.2024 um 14:30", AFTERNOON),
        ("de", "5.3.2024", FIFTH),
        ("de-AT", "5. Jänner 2024", "2024-01-05"),
        ("fr", "Mardi 5 mars 2024 à 14h30", AFTERNOON),
        ("fr", "1er août 2023", "2023-08-01"),
        ("fr", "le 5 févr. 2024", "2024-02-05"),
        ("fr", "Publié le 05/03/2024 à 14 h 30", AFTERNOON),
        ("es", "5 de marzo de 2024", FIFTH),
        ("es", "martes, 5 de marzo del 2024 - 14:30 h", AFTERNOON),
        ("es", "5 mar. 2024", FIFTH),
        ("ca", "5 de març de 2024", FIFTH),
        ("pt", "5 de março de 2024 14:30", AFTERNOON),
        ("pt-BR", "05/03/2024 14h30", AFTERNOON),
        ("it", "5 marzo 2024 ore 14.30", AFTERNOON),
        ("it", "martedì 5 marzo 2024", FIFTH),
        ("it", "1º marzo 2024", "2024-03-01"),
        ("nl", "5 maart 2024 14:30", AFTERNOON),
        ("nl", "05-03-2024", FIFTH),
        ("pl", "5 marca 2024 r.", FIFTH),
        ("pl", "5 października 2024, 14:30", "2024-10-05 14:30"),
        ("cs", "5. března 2024", FIFTH),
        ("cs", "5. 3. 2024 14:30", AFTERNOON),
        ("sv", "5 mars 2024 kl. 14.30", AFTERNOON),
        ("da", "5. marts 2024 kl. 14.30", AFTERNOON),
        ("nb", "5. mars 2024 14:30", AFTERNOON),
        ("id", "Selasa, 5 Maret 2024", FIFTH),
        ("id", "5 Agustus 2024", "2024-08-05"),
        ("ms", "5 Mac 2024", FIFTH),
        ("tr", "5 Mart 2024 Salı 14:30", AFTERNOON),
        ("ru", "5 марта 2024 г. в 14:30", AFTERNOON),
        ("uk", "5 березня 2024", FIFTH),
        ("th", "5 มีนาคม 2567", FIFTH),
        ("th", "5 มีนาคม พ.ศ. 2567 เวลา 14.30 น.", AFTERNOON),
        ("th", "๕ มี.ค. ๖๗", FIFTH),
        ("th", "05/03/2567 14:30", AFTERNOON),
        ("ja", "2024年3月5日", FIFTH),
        ("ja", "2024年3月5日 14時30分", AFTERNOON),
        ("ja", "令和6年3月5日", FIFTH),
        ("ja", "令和元年5月1日", "2019-05-01"),
        ("ja", "２０２４年３月５日", FIFTH),
        ("zh", "2024年3月5日 下午2:30", AFTERNOON),
        ("zh", "2024-03-05 14:30", AFTERNOON),
        ("zh-TW", "民國113年3月5日", FIFTH),
        ("ko", "2024년 3월 5일", FIFTH),
        ("ko", "2024. 3. 5. 14:30", AFTERNOON),
        ("ko", "2024년 3월 5일 오후 2시 30분", AFTERNOON),
        ("fi", "5. maaliskuuta 2024 klo 14.30", AFTERNOON),
        ("hu", "2024. március 5. 14:30", AFTERNOON),
        ("ro", "5 martie 2024", FIFTH),
        ("el", "5 Μαρτίου 2024", FIFTH),
    ],
)
def test_other_language(language: str, text: str, expected: str) -> None:
    assert shown(read_visible(text, HANOI, now=NOW, language=language)) == expected


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "3/5/2024"),
        ("en", "March 2024"),
        ("en", "yesterday"),
        ("en", "2 hours ago"),
        ("en", "February 30, 2024"),
        ("en-US", "25/03/2024"),
        ("de", "vor 3 Stunden"),
        ("fi", "maaliskuu 2024"),
        ("fi", "31. helmikuuta 2024"),
        ("fi", "Uutiset 5 kpl vuonna 2024"),
        ("ar", "5 مارس 1000000 2024"),
        ("xx", "5 martie 2024"),
        ("", "5 martie 2024"),
    ],
)
def test_other_language_no_date(language: str, text: str) -> None:
    assert read_visible(text, HANOI, now=NOW, language=language) is None
