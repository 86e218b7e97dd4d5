"""How long a listing says that it holds."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.freshness import LONGEST, lifetime

DATE = "Mon, 01 Jun 2026 08:00:00 GMT"


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, 0),
        ({"Cache-Control": "max-age=600"}, 600),
        ({"Cache-Control": 'Public, MAX-AGE="600", s-maxage=9'}, 600),
        ({"Cache-Control": "max-age=600", "Age": "500"}, 100),
        ({"Cache-Control": "max-age=600", "Age": "700"}, 0),
        ({"Cache-Control": "max-age=600, no-cache"}, 0),
        ({"Cache-Control": "no-store"}, 0),
        ({"Cache-Control": "max-age=600", "Expires": DATE, "Date": DATE}, 600),  # max-age goes before Expires
        ({"Expires": "Mon, 01 Jun 2026 09:00:00 GMT", "Date": DATE}, 3600),
        ({"Expires": "Mon, 01 Jun 2020 09:00:00 GMT", "Date": DATE}, 0),
        ({"Expires": "Mon, 01 Jun 2026 09:00:00 GMT"}, 0),
        ({"Expires": "0", "Date": DATE}, 0),
        ({"Expires": "-1", "Date": DATE}, 0),
        ({"Cache-Control": "max-age=-5"}, 0),
        ({"Cache-Control": "max-age=soon"}, 0),
        ({"Cache-Control": "max-age=31536000"}, LONGEST.total_seconds()),
        ({"Cache-Control": "max-age=" + "9" * 400}, 0),
    ],
)
def test_an_answer_holds_as_long_as_it_says(headers: dict[str, str], seconds: float) -> None:
    assert lifetime(headers.get) == timedelta(seconds=seconds)


@given(st.dictionaries(st.sampled_from(["Cache-Control", "Expires", "Date", "Age"]), st.text(max_size=40)))
def test_whatever_a_server_sends_there_is_an_answer(headers: dict[str, str]) -> None:
    assert timedelta() <= lifetime(headers.get) <= LONGEST
