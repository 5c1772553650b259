"""A person's ratings teach what days are like for them, and never at their cost."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from mood.learning import Learnt, foretold, learnt_from

Floats = NDArray[np.float64]
PEOPLE, RATINGS = 6000, 40
SHARES = st.floats(0, 1)


def lives(
    *,
    follows: float,
    days: float = 0.2,
    feelings: float = 0.2,
    usual: float = 0.5,
    offsets: float = 0.0,
    steps: int = 0,
) -> tuple[Floats, Floats]:
    """Scores and ratings of many people, a row for each, that correlate by `follows`; `days` and `feelings`: how far
    they spread; `offsets`: how far people's own ratings lie apart; `steps`: buttons less one."""
    chance = np.random.default_rng(16)
    music, else_ = chance.normal(size=(2, PEOPLE, RATINGS))
    felt = follows * music + np.sqrt(1 - follows**2) * else_
    ratings = usual + offsets * chance.normal(size=(PEOPLE, 1)) + feelings * felt
    ratings = np.round(ratings * steps) / steps if steps else ratings
    return np.clip(0.5 + days * music, 0.01, 0.99), np.clip(ratings, 0, 1)


def errors(scores: Floats, ratings: Floats) -> tuple[Floats, Floats]:
    """Mean squared errors of the score and of what was learnt, for each rating: foretold from those before it."""
    return ((scores - ratings) ** 2).mean(axis=0), ((foretold(scores, ratings) - ratings) ** 2).mean(axis=0)


def worst_loss(by_score: Floats, as_learnt: Floats) -> float:
    """How much larger the root mean squared error is than by the score, by whichever number of ratings it is worst."""
    return float((np.sqrt(np.cumsum(as_learnt)) / np.sqrt(np.cumsum(by_score)) - 1).max())


@pytest.mark.parametrize(
    "kind",
    [
        {},
        {"steps": 4},
        {"steps": 4, "days": 0.05, "feelings": 0.25},
        {"days": 0.1, "feelings": 0.25},
        {"days": 0.03},
        {"usual": 0.65},
    ],
    ids=str,
)
def test_ratings_that_have_nothing_to_do_with_the_music_cost_at_most_one_percent(kind: dict[str, float]) -> None:
    by_score, as_learnt = errors(*lives(follows=0, **kind))  # type: ignore[arg-type]  # numbers
    assert worst_loss(by_score, as_learnt) <= 0.01


@pytest.mark.parametrize(
    "kind",
    [{}, {"days": 0.15, "feelings": 0.15}, {"offsets": 0.1}, {"usual": 0.65, "steps": 4}],
    ids=str,
)
def test_ratings_that_follow_it_halfway_are_foretold_better_from_the_fourteenth_on(kind: dict[str, float]) -> None:
    by_score, as_learnt = errors(*lives(follows=0.5, **kind))  # type: ignore[arg-type]  # numbers
    gain = 1 - as_learnt / by_score
    assert gain[13] >= 0.15, "the fourteenth rating, foretold from thirteen"
    assert gain[20:].mean() > gain[13]


@pytest.mark.parametrize("follows", [0.5, 0.8, 0.95])
def test_where_the_score_is_nearly_as_good_as_can_be_learning_costs_next_to_nothing(follows: float) -> None:
    """Feelings that spread twice as far as the days."""
    by_score, as_learnt = errors(*lives(follows=follows, days=0.1, feelings=0.2))
    assert worst_loss(by_score, as_learnt) <= 0.035
    assert as_learnt[30:].mean() / by_score[30:].mean() <= 1.02


def test_what_is_foretold_is_what_the_days_before_taught() -> None:
    (scores, *_), (ratings, *_) = lives(follows=0.5)
    told = [learnt_from(scores[:day], ratings[:day]).rating(scores[day]) for day in range(RATINGS)]
    assert foretold(scores, ratings) == pytest.approx(told)


def test_ratings_that_are_the_score_keep_it() -> None:
    scores = np.random.default_rng(1).uniform(0.1, 0.9, 40)
    assert learnt_from(scores, scores).rating(0.8) == pytest.approx(0.8, abs=0.02)


def test_who_calls_every_day_a_step_brighter_is_believed_in_time() -> None:
    scores = np.random.default_rng(1).uniform(0.1, 0.7, 40)
    foretold = [learnt_from(scores[:days], scores[:days] + 0.25).rating(0.4) for days in (0, 1, 10, 40)]
    assert foretold == sorted(foretold)
    assert foretold[1] < 0.43
    assert foretold[3] > 0.55


@given(SHARES)
def test_without_ratings_it_is_the_score_exactly(score: float) -> None:
    nothing: Floats = np.zeros(0)
    assert learnt_from(nothing, nothing).rating(score) == score


@given(st.lists(st.tuples(SHARES, SHARES), max_size=40), SHARES)
def test_it_is_always_a_rating(days: list[tuple[float, float]], score: float) -> None:
    rows = np.array(days, dtype=np.float64).reshape(-1, 2)
    learnt = learnt_from(rows[:, 0], rows[:, 1])
    assert isinstance(learnt, Learnt)
    assert 0 <= learnt.rating(score) <= 1
    assert 0 <= learnt.odds <= 1
