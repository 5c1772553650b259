"""What a day's songs add up to."""

import math
import statistics

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mood.figures import NOBODYS, Figures, History, Songs, figures_of

HISTORY = History(mean=0.4, variance=1.5)
UNKNOWN = math.nan


def day(*scores: float, plays: list[int] | None = None, spoken: list[bool] | None = None, number: int = 0) -> Songs:
    """One day's songs by their scores."""
    told = np.array(scores, dtype=np.float64)
    return Songs(
        days=np.full(len(scores), number, dtype=np.int64),
        plays=np.array(plays or [1] * len(scores), dtype=np.int64),
        scores=told,
        pleasantness=told,
        energy=1 - told,
        spoken=np.array(spoken or [False] * len(scores), dtype=np.bool_),
    )


def both(one: Songs, other: Songs) -> Songs:
    names = ("days", "plays", "scores", "pleasantness", "energy", "spoken")
    return Songs(*(np.concatenate([getattr(one, name), getattr(other, name)]) for name in names))


def the_day(songs: Songs, history: History = HISTORY) -> dict[str, float]:
    figures = figures_of(songs, history)
    assert len(figures.days) == 1
    return {name: float(getattr(figures, name)[0]) for name in Figures.__dataclass_fields__}


def test_the_score_is_the_median_of_the_plays() -> None:
    assert the_day(day(0.1, 0.2, 0.9))["score"] == 0.2
    assert the_day(day(0.1, 0.2, 0.8, 0.9))["score"] == 0.5
    assert the_day(day(0.1, 0.2, 0.9, plays=[1, 1, 5]))["score"] == 0.9


def test_axes_are_medians_too() -> None:
    figures = the_day(day(0.1, 0.2, 0.9))
    assert (figures["pleasantness"], figures["energy"]) == (0.2, 0.8)


def test_one_song_all_day_is_not_enough_music() -> None:
    figures = the_day(day(0.9, plays=[300]))
    assert math.isnan(figures["score"])
    assert math.isnan(figures["steady"])
    assert (figures["plays"], figures["tracks"], figures["known"]) == (300, 1, 1)


def test_a_day_of_unknown_songs_has_no_score() -> None:
    figures = the_day(day(UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN))
    assert math.isnan(figures["score"])
    assert (figures["tracks"], figures["known"], figures["spoken"]) == (4, 0, 0)


def test_speech_is_not_music_and_counts_for_nothing() -> None:
    figures = the_day(day(0.1, 0.2, 0.3, 0.99, plays=[1, 1, 1, 50], spoken=[False, False, False, True]))
    assert figures["score"] == 0.2
    assert (figures["known"], figures["spoken"], figures["tracks"], figures["plays"]) == (3, 1, 4, 53)


def test_days_do_not_touch_one_another() -> None:
    apart = [the_day(day(0.1, 0.2, 0.3)), the_day(day(0.7, 0.8, 0.9, number=5))]
    together = figures_of(both(day(0.1, 0.2, 0.3), day(0.7, 0.8, 0.9, number=5)), HISTORY)
    for name in Figures.__dataclass_fields__:
        assert getattr(together, name).tolist() == [each[name] for each in apart]


def test_nothing_heard_is_no_day() -> None:
    assert len(figures_of(day(), HISTORY).days) == 0


def test_the_steady_score_by_hand() -> None:
    logits, weights = [1.0, -1.0, 2.0], [2.0, 1.0, 1.0]  # weights are the roots of 4, 1 and 1 plays
    scores = [1 / (1 + math.exp(-each)) for each in logits]
    figures = the_day(day(*scores, plays=[4, 1, 1]))
    mean = sum(w * z for w, z in zip(weights, logits, strict=True)) / 4
    songs = 16 / 6
    spread = sum(w * (z - mean) ** 2 for w, z in zip(weights, logits, strict=True)) / 4
    middle = (songs * mean + 4 * 0.4) / (songs + 4)
    freedom = songs - 1 + 6
    variance = (songs * spread + 6 * 1.5) / freedom
    t = 1.871  # Student's t at .95 with 7.67 degrees of freedom, between 1.895 (7) and 1.860 (8)
    reach = t * math.sqrt(variance / (songs + 4))
    assert figures["steady"] == pytest.approx(1 / (1 + math.exp(-middle)), abs=1e-9)
    assert figures["low"] == pytest.approx(1 / (1 + math.exp(-(middle - reach))), abs=2e-3)
    assert figures["high"] == pytest.approx(1 / (1 + math.exp(-(middle + reach))), abs=2e-3)


def test_a_day_of_three_songs_leans_on_the_history_more_than_one_of_thirty() -> None:
    sad = History(mean=-2.0, variance=1.0)
    few, many = the_day(day(*[0.8] * 3), sad), the_day(day(*[0.8] * 30), sad)
    assert few["steady"] < many["steady"] < 0.8
    assert few["high"] - few["low"] > many["high"] - many["low"]


def test_the_history_of_hardly_any_songs_is_nobodys() -> None:
    assert History.of(np.array([0.9, 0.8]), np.array([5, 5])) == NOBODYS


def test_a_history_far_off_is_told_from_one_that_is_near() -> None:
    assert not HISTORY.is_far_from(History(0.45, 1.4))
    assert HISTORY.is_far_from(History(0.6, 1.5))
    assert HISTORY.is_far_from(History(0.4, 0.5))


songs = st.lists(st.tuples(st.floats(0.001, 0.999), st.integers(1, 9)), min_size=3, max_size=12)


@given(songs)
def test_the_median_is_what_the_library_says(drawn: list[tuple[float, int]]) -> None:
    figures = the_day(day(*(score for score, _ in drawn), plays=[plays for _, plays in drawn]))
    played = [score for score, plays in drawn for _ in range(plays)]
    assert figures["score"] == pytest.approx(statistics.median(played), abs=1e-12)


@given(songs, st.floats(-3, 3), st.floats(0.0, 4))
def test_the_interval_holds_the_steady_score_within_nought_and_one(
    drawn: list[tuple[float, int]], mean: float, variance: float
) -> None:
    figures = the_day(day(*(score for score, _ in drawn), plays=[plays for _, plays in drawn]), History(mean, variance))
    assert 0 < figures["low"] <= figures["steady"] <= figures["high"] < 1
