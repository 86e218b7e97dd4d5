from hypothesis import given
from hypothesis import strategies as st

from crawler.pages.words import Words
from news.article import Mark, MarkKind
from news.text import clean


def test_white_space_is_one_blank_and_none_at_the_ends() -> None:
    words = Words()
    for piece in ("  Một\n", "\t", "hai", " ba ", " "):
        words.add(piece)
    assert words.last == "ba"
    assert words.take() == ("Một hai ba", ())
    assert not words
    assert words.last == ""


def test_an_open_mark_goes_on_in_the_next_line() -> None:
    words = Words()
    words.open(MarkKind.STRONG)
    words.add("một")
    assert words.take() == ("một", (Mark(start=0, end=3, kind=MarkKind.STRONG),))
    words.add("hai")
    words.close()
    words.add(" ba")
    assert words.take() == ("hai ba", (Mark(start=0, end=3, kind=MarkKind.STRONG),))


def test_neighbours_join_only_where_they_say_the_same() -> None:
    words = Words()
    for address in ("https://a.example/", "https://a.example/", "https://b.example/"):
        words.open(MarkKind.LINK, address)
        words.add("x")
        words.close()
    assert [(mark.start, mark.end) for mark in words.take()[1]] == [(0, 2), (2, 3)]


def test_a_letter_composed_across_pieces_costs_the_marks_not_the_text() -> None:
    words = Words()
    words.open(MarkKind.STRONG)
    words.add("a")
    words.close()
    words.add("\u0323 b")
    assert words.take() == ("ạ b", ())


STEPS = st.lists(st.one_of(st.text(max_size=6), st.sampled_from([*MarkKind, None])), max_size=40)


@given(STEPS)
def test_marks_nest_or_are_apart(steps: list[str | MarkKind | None]) -> None:
    words, depth, said = Words(), 0, []
    for step in steps:
        if isinstance(step, MarkKind):
            words.open(step, "https://a.example/" if step is MarkKind.LINK else None)
            depth += 1
        elif step is None and depth:
            words.close()
            depth -= 1
        elif isinstance(step, str):
            words.add(step)
            said.append(step)
    text, marks = words.take()
    assert text == clean("".join(said))
    for one in marks:
        assert 0 <= one.start < one.end <= len(text)
        assert text[one.start] != " "
        assert text[one.end - 1] != " "
        assert not any(one.start < other.start < one.end < other.end for other in marks)
