"""What is said of a month or a year comes from its days, and is calm."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mood.kept import Told, month_sentence, year_sentence, years_sentence
from mood.selectors import State

MARCH = date(2026, 3, 1)


def told(*scores: float, states: frozenset[State] = frozenset({State.SCORED}), running: bool = False) -> Told:
    days = ((MARCH + timedelta(days=number), score) for number, score in enumerate(scores))
    return Told(tuple(days), states, running)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (told(0.7, 0.35, 0.75, 0.3), "March was mostly between quiet and warm; the brightest day was the 3rd."),
        (told(0.7, 0.65, 0.75, 0.1), "March was mostly warm; the brightest day was the 3rd."),
        (told(0.7, 0.65, 0.62), "March was warm throughout; the brightest day was the 1st."),
        (told(0.1, 0.1, 0.62, running=True), "March has been mostly blue so far; the brightest day was the 3rd."),
        (told(0.5, 0.5, running=True), "March has 2 days with a colour."),
        (told(0.5), "March has one day with a colour."),
        (told(states=frozenset({State.FUTURE})), "March is still to come."),
        (told(states=frozenset({State.EMPTY})), "Nothing was heard in March."),
        (told(states=frozenset({State.EMPTY, State.FUTURE}), running=True), "Nothing was heard in March so far."),
        (told(states=frozenset({State.EMPTY, State.PENDING})), "The days of March are still to be worked out."),
        (told(states=frozenset({State.EMPTY, State.LITTLE})), "What was heard in March is not enough for a colour."),
    ],
)
def test_a_month_in_one_line(said: Told, words: str) -> None:
    assert month_sentence(MARCH, said) == words


def test_a_year_in_one_line() -> None:
    year = told(*[0.5] * 31, *[0.9] * 30, *[0.2] * 4)
    assert year_sentence(2026, year) == (
        "2026 was mostly between even and bright; the brightest month was April, the quietest March."
    )  # of May too little is known to hold it against others
    assert year_sentence(2026, told(0.5, 0.5, 0.5)) == "2026 was even throughout."


def test_all_years_in_one_line() -> None:
    assert years_sentence(told()) == "No day has a colour yet."
    assert years_sentence(told(0.5)) == "One day has a colour: 1 March 2026."
    assert years_sentence(told(0.5, 0.4)) == "2 days have a colour, the first of them 1 March 2026."


@given(st.lists(st.floats(0, 1), max_size=31), st.booleans())
def test_brightest_and_quietest_are_days_of_the_month(scores: list[float], running: bool) -> None:
    month = told(*scores, running=running)
    assert month_sentence(MARCH, month).startswith(("March", "Nothing"))
    if len(scores) < 3:
        assert month.brightest is month.quietest is None
    else:
        assert month.brightest
        assert month.quietest
        assert month.brightest[1] == max(scores)
        assert month.quietest[1] == min(scores)
