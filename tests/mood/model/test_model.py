"""Models score songs: always within bounds, each song by itself, and they can say why."""

import math
import re
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mood.model.features import FEATURES, FRAGILE, ROBUST, SOUND, believed
from mood.model.files import CLASSIC, DEFAULT, SHIPPED, named
from mood.model.model import CHUNK, pleasant, sigmoid
from tests.mood.model.songs import one, sounds

PUBLISHED = {
    "acousticness": -3.5186791513398967,
    "danceability": 4.062767860487187,
    "energy": 3.594017731305941,
    "instrumentalness": -0.4905233085289489,
    "liveness": 0.2179001240595852,
    "loudness": 0.13532859149645368,
    "speechiness": 2.459445962626126,
    "tempo": 0.0018652544759738816,
    "valence": 3.2257209495822186,
}
BOTH = pytest.mark.parametrize("name", [CLASSIC, DEFAULT])


def test_the_classic_model_has_the_published_numbers_and_nothing_else() -> None:
    happy = named(CLASSIC).content.happy
    assert (happy.slopes, happy.intercept) == (PUBLISHED, -4.454195684670306)
    assert (happy.curves, happy.pairs) == ({}, ())


def test_the_classic_score_is_the_logistic_function_of_their_sum() -> None:
    song = one(valence=0.8, tempo=100.0)
    z = -4.454195684670306 + sum(weight * song[0, FEATURES.index(name)] for name, weight in PUBLISHED.items())
    score, pleasantness, energy = named(CLASSIC).scores(song)
    assert score == pytest.approx(1 / (1 + math.exp(-z)), abs=1e-15)
    assert np.isnan(pleasantness).all()
    assert np.isnan(energy).all()


@BOTH
@given(values=st.lists(st.floats(0, 1), min_size=len(FEATURES), max_size=len(FEATURES)))
def test_scores_lie_within_nought_and_one_and_contributions_add_up_to_them(name: str, values: list[float]) -> None:
    model = named(name)
    song = np.array([values])
    song[0, FEATURES.index("loudness")] = -60 + 65 * values[FEATURES.index("loudness")]
    song[0, FEATURES.index("tempo")] = 1 + 299 * values[FEATURES.index("tempo")]
    for told in model.scores(song):
        assert np.isnan(told).all() or (0 < told[0] < 1)
    above = model.logits(song) - model.logits(model.typical[None, :])
    assert model.contributions(song).sum() == pytest.approx(above[0], abs=1e-9)


@BOTH
def test_a_typical_song_is_lifted_by_nothing(name: str) -> None:
    model = named(name)
    assert np.abs(model.contributions(model.typical[None, :])).max() == 0


@BOTH
def test_each_song_is_scored_by_itself_wherever_it_stands(name: str) -> None:
    model, songs = named(name), sounds(CHUNK + 50)
    order = np.random.default_rng(1).permutation(len(songs))
    for there, moved in zip(model.scores(songs), model.scores(songs[order]), strict=True):
        np.testing.assert_array_equal(there[order], moved)


@BOTH
def test_no_songs_have_no_scores(name: str) -> None:
    nothing = np.empty((0, len(FEATURES)))
    assert [len(told) for told in named(name).scores(nothing)] == [0, 0, 0]
    assert len(named(name).logits(nothing)) == 0
    assert named(name).contributions(nothing).shape == (0, len(FEATURES))


@BOTH
@pytest.mark.parametrize("feature", ROBUST)
def test_without_a_robust_feature_there_is_no_score(name: str, feature: str) -> None:
    song = one(**{feature: math.nan})
    assert np.isnan(named(name).scores(song)[0]).all()
    assert np.isnan(named(name).contributions(song)).all()


@pytest.mark.parametrize("feature", FRAGILE)
def test_for_a_fragile_feature_the_default_model_takes_the_typical_figure_and_the_classic_none(feature: str) -> None:
    default = named(DEFAULT)
    unknown, typical = one(**{feature: math.nan}), one(**{feature: default.typical[FEATURES.index(feature)]})
    assert default.scores(unknown) == default.scores(typical)
    assert default.contributions(unknown)[0, FEATURES.index(feature)] == pytest.approx(
        default.contributions(typical)[0, FEATURES.index(feature)]
    )
    assert np.isnan(named(CLASSIC).scores(unknown)[0]).all()


@pytest.mark.parametrize("feature", ["valence", "energy", "danceability"])
def test_more_of_it_makes_an_otherwise_typical_song_no_sadder(feature: str) -> None:
    default = named(DEFAULT)
    songs = np.repeat(default.typical[None, :], 60, axis=0)
    songs[:, FEATURES.index(feature)] = np.linspace(0.15, 0.95, 60)
    assert np.diff(default.scores(songs)[0]).min() > -0.01
    assert np.ptp(default.scores(songs)[0]) > 0.1


def test_quiet_songs_are_pleasant_unless_sad_and_loud_ones_unless_angry() -> None:
    content = named(DEFAULT).content
    assert content.pleasantness is not None
    turn = content.pleasantness.turn
    logits = {
        "energy": np.array([-9.0, -9.0, 9.0, 9.0, turn]),
        "quiet": np.array([2.0, -2.0, 2.0, -2.0, 2.0]),
        "loud": np.array([-2.0, 2.0, -2.0, 2.0, 0.0]),
    }
    expected = [sigmoid(np.array(logit)) for logit in (2.0, -2.0, -2.0, 2.0)]
    np.testing.assert_allclose(pleasant(logits, turn), [*expected, (expected[0] + 0.5) / 2], atol=0.001)


def test_figures_outside_their_range_are_not_believed() -> None:
    song = one(tempo=0.0, loudness=17.0, valence=1.2, key=3.5, mode=1.0, energy=1.0)
    unknown = {name for name, value in zip(FEATURES, believed(song)[0], strict=True) if np.isnan(value)}
    assert unknown == {"tempo", "loudness", "valence", "key"}


def test_scoring_needs_nothing_that_trains() -> None:
    code = (
        "import django, sys; django.setup(); from mood.model.files import named; named('default'); "
        "sys.exit('sklearn' in sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)


@pytest.mark.parametrize("name", ["classic.json", "default.json", "default.report.json"])
def test_what_is_shipped_holds_numbers_and_the_names_of_features_and_nothing_of_any_song(name: str) -> None:
    text = (SHIPPED / name).read_text()
    words = set(re.findall(r'"([^"]*)"', text)) - {*SOUND}
    checksums = {word for word in words if re.fullmatch(r"[0-9a-f]{16}|[0-9a-f]{64}", word)}
    assert len(checksums) == 1
    assert words - checksums <= VOCABULARY


VOCABULARY = {
    *("loud", "quiet", "turn"),
    *("format", "checksum", "model", "name", "classic", "default", "trained_on", "typical", "stands_in", "scales"),
    *(
        "loud",
        "quiet",
        "turn",
        "happy",
        "sad",
        "calm",
        "angry",
        "pleasantness",
        "energy",
        "intercept",
        "slopes",
        "curves",
        "pairs",
    ),
    *("at", "to", "one", "other", "weight", "fingerprint", "songs", "left_out", "one source at a time", "sources"),
    *("source", "auc", "accuracy", "brier", "ece", "calibration", "from", "said", "were", "features", "feature"),
    *("moves", "little", "much", "above_half", "happy_against_angry_auc", "happy_against_sad_auc"),
}
