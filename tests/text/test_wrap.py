from itertools import combinations, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from composer.text import NEVER, Breaker, Word, line_count, wrap

widths = st.floats(0.1, 6.0)
glues = st.sampled_from([0.0, 0.0, 0.0, 0.4, -0.1, NEVER])


def words_of(advances: list[float], glue: list[float] | None = None) -> tuple[Word, ...]:
    glue = glue or [0.0] * len(advances)
    return tuple(
        Word(2 * index, 2 * index + 1, advance, (), 0.25, 1, glue[index])
        for index, advance in enumerate(advances)
    )


some_words = st.lists(st.tuples(widths, glues), max_size=30).map(
    lambda pairs: words_of([width for width, _ in pairs], [glue for _, glue in pairs])
)
few_words = st.lists(st.tuples(widths, glues), min_size=1, max_size=8).map(
    lambda pairs: words_of([width for width, _ in pairs], [glue for _, glue in pairs])
)


def width_of(words: tuple[Word, ...], first: int, last: int) -> float:
    return sum(word.advance + word.space for word in words[first:last]) - words[last - 1].space


def is_one_group(words: tuple[Word, ...], first: int, last: int) -> bool:
    return all(word.glue == NEVER for word in words[first : last - 1])


def all_ways(words: tuple[Word, ...], lines: int) -> list[tuple[tuple[int, int], ...]]:
    size = len(words)
    places = [place for place in range(1, size) if words[place - 1].glue != NEVER]
    return [tuple(pairwise((0, *cut, size))) for cut in combinations(places, lines - 1)]


def fits(words: tuple[Word, ...], lines: tuple[tuple[int, int], ...], width: float) -> bool:
    return all(
        width_of(words, *line) <= width + 1e-9 or is_one_group(words, *line) for line in lines
    )


@given(some_words, st.floats(0.5, 20))
def test_every_word_is_on_exactly_one_line_in_order(words: tuple[Word, ...], width: float) -> None:
    lines = wrap(words, width=width)
    found = [index for first, last in lines for index in range(first, last)]
    assert found == list(range(len(words)))


@given(some_words, st.floats(0.5, 20), st.integers(1, 6))
def test_no_line_is_wider_than_the_box_but_a_group_alone(
    words: tuple[Word, ...], width: float, least: int
) -> None:
    assert fits(words, wrap(words, width=width, least=least), width)


@given(some_words, st.floats(0.5, 20), st.integers(1, 6))
def test_what_may_never_be_parted_is_not(words: tuple[Word, ...], width: float, least: int) -> None:
    for _, last in wrap(words, width=width, least=least)[:-1]:
        assert words[last - 1].glue != NEVER


@given(some_words, st.floats(0.5, 20))
def test_the_count_is_that_of_the_lines(words: tuple[Word, ...], width: float) -> None:
    assert len(wrap(words, width=width)) == line_count(words, width)


@given(few_words, st.floats(0.5, 12))
def test_the_count_is_the_least_possible(words: tuple[Word, ...], width: float) -> None:
    count = line_count(words, width)
    assert any(fits(words, lines, width) for lines in all_ways(words, count))
    for fewer in range(1, count):
        assert not any(fits(words, lines, width) for lines in all_ways(words, fewer))


@given(few_words, st.floats(0.5, 12), st.integers(1, 4))
def test_no_other_lines_cost_less(words: tuple[Word, ...], width: float, least: int) -> None:
    breaker = Breaker(words)
    lines = breaker.wrap(width=width, least=least)
    others = [way for way in all_ways(words, len(lines)) if fits(words, way, width)]
    assert breaker.cost(lines) <= min(map(breaker.cost, others)) + 1e-9


@given(some_words, st.floats(0.5, 20), st.integers(1, 8))
def test_more_lines_can_be_asked_for(words: tuple[Word, ...], width: float, least: int) -> None:
    breaker = Breaker(words)
    wanted = min(breaker.groups, max(breaker.count(width), least))
    assert len(breaker.wrap(width=width, least=least)) == wanted
    assert len(breaker.wrap(width=width, lines=least)) == wanted


@given(some_words.filter(bool), st.floats(0.5, 20))
def test_a_wider_box_never_needs_more_lines(words: tuple[Word, ...], width: float) -> None:
    assert line_count(words, width * 1.5) <= line_count(words, width)
    assert line_count(words, 1000.0) == 1


def test_lines_are_balanced_not_filled() -> None:
    words = words_of([1.0] * 6)
    assert wrap(words, width=6.0) == ((0, 3), (3, 6))


def test_a_short_word_is_not_left_alone_on_the_last_line() -> None:
    assert wrap(words_of([2.4, 1.8, 2.2]), width=5.0) == ((0, 1), (1, 3))


def test_a_long_word_may_stand_alone_on_the_last_line() -> None:
    assert wrap(words_of([1.5, 1.5, 3.2]), width=5.0) == ((0, 2), (2, 3))


@pytest.mark.parametrize("pause", [1, 2])
def test_a_line_breaks_where_the_sense_pauses(pause: int) -> None:
    glue = [0.0] * 5
    glue[pause] = -0.12
    assert wrap(words_of([1.0] * 5, glue), width=5.2)[0] == (0, pause + 1)


def test_a_word_wider_than_the_box_has_a_line_of_its_own() -> None:
    assert wrap(words_of([1.0, 9.0, 1.0]), width=4.0) == ((0, 1), (1, 2), (2, 3))


def test_no_words_make_no_lines() -> None:
    assert wrap((), width=4.0) == ()
    assert line_count((), 4.0) == 0
    assert Breaker(()).widest == 0.0


def test_the_widest_group_counts_its_spaces() -> None:
    breaker = Breaker(words_of([1.0, 2.0, 2.5], [NEVER, 0.0, 0.0]))
    assert breaker.widest == pytest.approx(3.25)
    assert breaker.width(0, 3) == pytest.approx(6.0)
