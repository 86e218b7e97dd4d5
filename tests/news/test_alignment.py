import random
import time
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from news.alignment import align, gaps

LETTERS = st.lists(st.sampled_from("abc"), max_size=9)


def longest(before: list[str], after: list[str]) -> int:
    table = [[0] * (len(after) + 1) for _ in range(len(before) + 1)]
    for i, left in enumerate(before):
        for j, right in enumerate(after):
            table[i + 1][j + 1] = table[i][j] + 1 if left == right else max(table[i][j + 1], table[i + 1][j])
    return table[-1][-1]


@given(LETTERS, LETTERS)
def test_as_many_equal_parts_as_there_can_be_are_paired_in_order(before: list[str], after: list[str]) -> None:
    pairs = align(before, after)
    assert pairs is not None
    assert all(before[left] == after[right] for left, right in pairs)
    assert all(one[0] < other[0] and one[1] < other[1] for one, other in pairwise(pairs))
    assert len(pairs) == longest(before, after)


@given(LETTERS, LETTERS, st.integers(0, 18))
def test_no_more_edits_are_looked_for_than_allowed(before: list[str], after: list[str], max_edits: int) -> None:
    needed = len(before) + len(after) - 2 * longest(before, after)
    assert (align(before, after, max_edits=max_edits) is None) == (needed > max_edits)


@given(LETTERS, LETTERS)
def test_gaps_are_what_turns_one_into_the_other(before: list[str], after: list[str]) -> None:
    turned: list[str] = []
    done = 0
    for removed, added in gaps(before, after):
        assert len(removed) + len(added) > 0
        start = removed[0] if removed else done + (added[0] - len(turned))
        turned += before[done:start] + [after[index] for index in added]
        done = start + len(removed)
    assert turned + before[done:] == after


def test_long_sequences_with_little_in_common_take_no_time() -> None:
    chance = random.Random(7)
    before, after = ([chance.choice("ab") for _ in range(20_000)] for _ in range(2))
    started = time.process_time()
    ((removed, added),) = gaps(before, after)
    assert time.process_time() - started < 2
    # Only how often each letter occurs differs.
    more = abs(before.count("a") - after.count("a"))
    assert (len(removed), len(added)) == (more, more)
    assert len({before[index] for index in removed} | {after[index] for index in added}) == 2


def test_a_long_sequence_in_another_order_is_one_gap() -> None:
    before = [str(number) for number in range(1000)]
    ((removed, added),) = gaps(before, before[::-1])
    assert (len(removed), len(added)) == (1000, 1000)
