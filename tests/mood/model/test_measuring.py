"""Figures of a report are what their names say."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import roc_auc_score

from mood.model.measuring import auc, auc_interval, calibration, ece, measured

SCORED = st.lists(st.tuples(st.booleans(), st.sampled_from([0.0, 0.1, 0.4, 0.5, 0.9, 1.0])), min_size=2)


@given(SCORED)
def test_auc_is_how_often_the_one_kind_scores_above_the_other(scored: list[tuple[bool, float]]) -> None:
    truths, scores = (np.array(each) for each in zip(*scored, strict=True))
    if truths.all() or not truths.any():
        assert np.isnan(auc(truths, scores))
    else:
        assert auc(truths, scores) == pytest.approx(roc_auc_score(truths, scores))


@given(SCORED)
def test_a_calibration_counts_every_song_once_and_adds_up_to_the_error(scored: list[tuple[bool, float]]) -> None:
    truths, scores = (np.array(each) for each in zip(*scored, strict=True))
    tenths = calibration(truths, scores)
    assert sum(tenth["songs"] for tenth in tenths) == len(scored)
    off = sum(tenth["songs"] * abs(tenth["said"] - tenth["were"]) for tenth in tenths) / len(scored)
    assert off == pytest.approx(ece(truths, scores), abs=1e-3)


def test_what_is_said_rightly_has_no_error() -> None:
    truths = np.array([True] * 3 + [False])
    assert measured(truths, np.full(4, 0.75)) == {
        "songs": 4,
        "auc": 0.5,
        "accuracy": 0.75,
        "brier": 0.1875,
        "ece": 0.0,
    }


def test_songs_without_a_score_are_left_out() -> None:
    assert measured(np.array([True, False]), np.array([np.nan, 0.2]))["songs"] == 1


def test_few_songs_leave_much_open() -> None:
    few, many = (auc_interval(0.8, songs, songs) for songs in (10, 1000))
    assert few[0] < many[0] < 0.8 < many[1] < few[1] <= 1


def test_ten_songs_told_rightly_are_no_proof_that_all_will_be() -> None:
    (low, high), (lower, higher) = auc_interval(1.0, 10, 10), auc_interval(0.0, 10, 10)
    assert 0.8 < low < 0.9
    assert high == 1
    assert (lower, higher) == pytest.approx((0, 1 - low))
    assert low < auc_interval(1.0, 100, 100)[0] < 1


@given(st.floats(0, 1), st.integers(2, 500), st.integers(2, 500))
def test_an_interval_lies_within_0_and_1_and_about_what_was_found(value: float, yes: int, no: int) -> None:
    low, high = auc_interval(value, yes, no)
    assert 0 <= low <= value + 1e-6
    assert value - 1e-6 <= high <= 1
    assert low < high
