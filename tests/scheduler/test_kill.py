"""Loa is killed at random moments of crawling and publishing, and nothing is lost, doubled or corrupt.

The long form, two hundred times, is `python -m bench.archive kill`.
"""

from pathlib import Path

from bench.archive.killing import kill_rounds


def test_kills_at_random_moments_cost_nothing(tmp_path: Path) -> None:
    for victim in kill_rounds(tmp_path, kills=5, per_round=5, longest=5, seed=7):
        assert not victim.damage, victim.damage
