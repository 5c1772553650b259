"""How often a rating and the score pointed the same way."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from mood.agreement import Agreement, agreement_of

TENTHS = st.integers(0, 10)


def of(scores: list[float], ratings: list[float]) -> Agreement:
    return agreement_of(np.array(scores, dtype=np.float64), np.array(ratings, dtype=np.float64))


def test_below_ten_rated_days_there_is_no_figure_but_how_many_are_to_go() -> None:
    assert of([0.2, 0.8], [0.0, 1.0]) == Agreement(rated=2, same=0, days=0)
    assert of([0.2, 0.8], [0.0, 1.0]).to_go == 8
    assert of([0.2, 0.8] * 5, [0.0, 1.0] * 5).to_go == 0


def test_each_goes_by_its_own_middle() -> None:
    low, high = [0.1, 0.2] * 7, [0.75, 1.0] * 7
    assert of(low, high) == Agreement(rated=14, same=14, days=14), (
        "all are below the half by the one, above by the other"
    )
    assert of(low, high[::-1]) == Agreement(rated=14, same=0, days=14)


def test_days_on_the_middle_are_left_out() -> None:
    assert of([0.2, 0.5, 0.8] * 4, [0.25, 1.0, 0.75] * 4).days == 8
    assert of([0.2, 0.8] * 5, [0.5] * 10) == Agreement(rated=10, same=0, days=0)


@given(st.lists(st.tuples(TENTHS, TENTHS), min_size=10, max_size=40))
def test_turned_round_it_is_what_disagreed(days: list[tuple[int, int]]) -> None:
    scores, ratings = [score / 10 for score, _ in days], [rating / 10 for _, rating in days]
    found, turned = of(scores, ratings), of(scores, [1 - rating for rating in ratings])
    assert found.days == turned.days
    assert found.same == found.days - turned.same
