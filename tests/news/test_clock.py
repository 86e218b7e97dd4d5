from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from news import clock
from news.clock import Pace

REAL = "2026-11-29T03:00:00+00:00"
SHOWN = "2026-02-13T06:00:00+07:00"


def test_a_calendar_may_run_faster_than_the_machine() -> None:
    pace = Pace.parse(f"{REAL} {SHOWN} 60")
    machine = datetime.fromisoformat(REAL)
    assert pace.at(machine) == datetime.fromisoformat(SHOWN)
    assert pace.at(machine + timedelta(minutes=1)) == datetime.fromisoformat(SHOWN) + timedelta(hours=1)
    assert pace.at(machine).tzinfo is UTC


@given(st.timedeltas(timedelta(days=-30), timedelta(days=30)), st.floats(0.5, 600))
def test_there_and_back(away: timedelta, speed: float) -> None:
    pace = Pace(real=datetime.fromisoformat(REAL), shown=datetime.fromisoformat(SHOWN), speed=speed)
    machine = pace.real + away
    assert abs(pace.machine(pace.at(machine)) - machine) < timedelta(milliseconds=1)


@pytest.mark.parametrize("text", ["", "60", f"{REAL} {SHOWN}", f"{REAL} 2026-02-13T06:00:00 60", f"{REAL} {SHOWN} 0"])
def test_what_is_no_pace(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 split, fromisoformat and ours each say it in their own words
        Pace.parse(text)


def test_without_the_variable_the_machine_is_believed() -> None:
    assert abs(clock.now() - datetime.now(UTC)) < timedelta(seconds=5)  # noqa: TID251
    assert clock.seconds(timedelta(minutes=2)) == 120
    moment = datetime.fromisoformat(SHOWN)
    assert clock.machine(moment) == moment


def test_what_waits_by_the_calendar_waits_as_much_less(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "_PACE", Pace.parse(f"{REAL} {SHOWN} 60"))
    assert clock.seconds(timedelta(minutes=2)) == 2
    assert clock.machine(datetime.fromisoformat(SHOWN) + timedelta(hours=1)) == datetime.fromisoformat(REAL) + timedelta(
        minutes=1
    )
    assert clock.machine(clock.now()) < datetime.now(UTC) + timedelta(seconds=5)  # noqa: TID251


def test_a_process_takes_its_pace_from_the_environment() -> None:
    told = "from datetime import timedelta; from news import clock; print(clock.now(), clock.seconds(timedelta(minutes=1)))"
    told += "; print(clock.machine(clock.now()) < clock.now())"
    at = datetime.now(UTC)  # noqa: TID251
    environment = os.environ | {clock.VARIABLE: f"{at.isoformat()} 2050-01-01T00:00:00+00:00 60"}
    result = subprocess.run([sys.executable, "-c", told], env=environment, capture_output=True, text=True, check=True)
    assert result.stdout.startswith("2050-01-01 ")
    assert result.stdout.split("\n")[0].endswith(" 1.0")
    assert result.stdout.split("\n")[1] == "True"
