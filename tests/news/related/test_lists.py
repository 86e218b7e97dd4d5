from news.related.lists import SHOWN, Entry, cut, merged
from news.related.relation import Reason


def entries(reason: Reason, *scores: float) -> list[Entry]:
    return [Entry(other=f"{reason}-{score}", score=score, reason=reason) for score in scores]


def test_the_best_are_kept_in_order() -> None:
    kept = cut(entries(Reason.SIMILAR, *(number / 20 for number in range(20))))
    assert [entry.score for entry in kept] == [number / 20 for number in range(19, 19 - SHOWN, -1)]


def test_the_editors_choice_stands_before_everything() -> None:
    kept = cut([*entries(Reason.COPY, 0.99), *entries(Reason.LISTED, 0.5)])
    assert [entry.reason for entry in kept] == [Reason.LISTED, Reason.COPY]


def test_copies_leave_places_to_follow_ups() -> None:
    copies = entries(Reason.COPY, *(0.8 + number / 100 for number in range(12)))
    assert len(cut(copies)) == SHOWN
    kept = cut([*copies, *entries(Reason.SAME_STORY, 0.5, 0.4)])
    assert sum(entry.reason is Reason.SAME_STORY for entry in kept) == 2
    assert len(kept) == SHOWN


def test_equal_scores_have_one_order() -> None:
    same = [Entry(other=name, score=0.5, reason=Reason.SIMILAR) for name in "cab"]
    assert [entry.other for entry in cut(same, 2)] == ["a", "b"]


def test_two_judgements_make_the_better_score_and_the_more_careful_reason() -> None:
    sure = Entry(other="x", score=0.6, reason=Reason.SAME_STORY, evidence=("Suối Mây",))
    unsure = Entry(other="x", score=0.4, reason=Reason.SIMILAR)
    copied = Entry(other="x", score=0.3, reason=Reason.COPY)
    assert merged(unsure, sure) == Entry(other="x", score=0.6, reason=Reason.SIMILAR, evidence=("Suối Mây",))
    assert merged(sure, copied).reason is Reason.COPY
