"""A model learns what lists by mood have in common, says how good it is on songs it did not see, and keeps no song."""

import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from mood.model.features import FEATURES, SOUND
from mood.model.files import named, read, written
from mood.model.fitting import Bent, Scales
from mood.model.measuring import auc
from mood.model.songs import ANGRY, CALM, HAPPY, LABELS, SAD, Songs, songs_in
from mood.model.training import FEWEST_SONGS, TooFewSongs, Trained, train
from mood.model.weighing import trust_in, weights_of
from tests.mood.model.songs import lists, sounds


@pytest.fixture(scope="module")
def across() -> Trained:
    return train(lists(900, sources=4, moods=LABELS), "across")


def told_apart(trained: Trained, songs: Songs, yes: tuple[str, ...], head: int = 0) -> float:
    return auc(np.isin(songs.labels, yes), trained.model.scores(songs.figures)[head])


def test_two_short_lists_are_enough_for_a_plain_model_of_ones_own() -> None:
    trained, others = train(lists(60), "mine"), lists(400, seed=7)
    assert told_apart(trained, others, (HAPPY,)) > 0.8
    assert np.isnan(trained.model.scores(others.figures)[1]).all()
    assert trained.model.content.happy.curves == {}
    assert read(written(trained.model)) == trained.model


def test_a_plain_model_says_how_good_it_is_and_how_sure_that_is() -> None:
    happy = train(lists(60), "mine").report["happy"]
    low, high = happy["auc_90"]
    assert 0.5 < low < happy["auc"] < high <= 1
    assert high - low > 0.05
    assert happy["songs"] == 60


def test_songs_listed_by_chance_are_said_to_tell_nothing() -> None:
    songs = lists(80)
    chance = Songs(songs.figures, np.random.default_rng(3).permutation(songs.labels), songs.sources)
    low, high = train(chance, "mine").report["happy"]["auc_90"]
    assert low < 0.5 < high


@pytest.mark.parametrize(("happy", "sad"), [(FEWEST_SONGS - 1, 50), (50, FEWEST_SONGS - 1), (0, 0)])
def test_too_few_songs_teach_nothing(happy: int, sad: int) -> None:
    songs = Songs.of(sounds(happy + sad), [HAPPY] * happy + [SAD] * sad)
    with pytest.raises(TooFewSongs, match=f"at least 10 happy songs and 10 sad ones .* here are {happy} and {sad}"):
        train(songs, "mine")


def test_a_song_listed_twice_or_without_its_sound_counts_once_or_not_at_all() -> None:
    one = sounds(1)
    unknown = np.full((30, len(FEATURES)), np.nan)
    songs = Songs.of(np.concatenate((np.repeat(one, 30, axis=0), unknown)), [HAPPY] * 60)
    with pytest.raises(TooFewSongs, match="here are 1 and 0"):
        train(songs, "mine")


def test_a_feature_that_nobody_tells_is_done_without() -> None:
    songs = lists(60)
    songs.figures[:, FEATURES.index("loudness")] = np.nan
    trained = train(songs, "mine")
    assert np.isfinite(trained.model.scores(songs.figures)[0]).all()
    assert trained.model.content.happy.slopes["loudness"] == 0


def test_many_lists_teach_all_three_heads(across: Trained) -> None:
    others = lists(600, moods=LABELS, seed=7)
    moods = others.take(np.isin(others.labels, (HAPPY, SAD)))
    assert told_apart(across, moods, (HAPPY,)) > 0.85
    assert told_apart(across, others, (HAPPY, CALM), 1) > 0.75
    assert told_apart(across, others, (HAPPY, ANGRY), 2) > 0.75


def test_the_report_tells_counts_by_numbered_source_and_figures_of_songs_left_out(across: Trained) -> None:
    report: dict[str, Any] = across.report
    assert sum(report["songs"].values()) == 900
    assert [source["source"] for source in report["sources"]] == [1, 2, 3, 4]
    assert sum(source[label] for source in report["sources"] for label in LABELS) == 900
    assert "list" not in str(report)
    assert 0.8 < report["happy"]["auc"] < 1
    assert sum(tenth["songs"] for tenth in report["happy"]["calibration"]) == report["happy"]["songs"]
    assert {effect["feature"] for effect in report["features"]} == set(SOUND)
    assert {effect["feature"] for effect in report["features"][:2]} == {"valence", "energy"}


def test_the_same_songs_teach_the_same_model_in_whatever_order() -> None:
    songs = lists(240, sources=3)
    again = train(songs, "again")
    assert train(songs, "again") == again
    shuffled = train(songs.take(np.random.default_rng(5).permutation(240)), "again")
    np.testing.assert_allclose(
        shuffled.model.scores(songs.figures)[0], again.model.scores(songs.figures)[0], atol=0.005
    )


def test_a_file_of_a_model_holds_no_song(across: Trained) -> None:
    text = written(across.model)
    assert "list" not in text
    assert len(text) < 60_000


def test_what_a_curve_was_fitted_as_is_what_it_scores() -> None:
    songs = lists(300)
    head = Bent(Scales.of(songs.figures), 0.01, 0.01).fit(songs.figures, songs.labels == HAPPY, np.ones(300))
    assert len(head.pairs) == len(SOUND) * (len(SOUND) - 1) // 2
    assert set(head.curves) == set(SOUND)
    valence = head.curves["valence"]
    assert valence.to[0] < valence.to[-1]


def test_neither_many_songs_nor_a_taste_for_one_mood_make_a_source_louder() -> None:
    labels = [HAPPY] * 90 + [SAD] * 10 + [HAPPY] * 2 + [SAD] * 2
    songs = Songs.of(sounds(104), labels, ["many"] * 100 + ["few"] * 4)
    weights = weights_of(songs, {HAPPY: 1, SAD: 1}, {})
    assert weights.mean() == pytest.approx(1)
    assert weights[songs.labels == HAPPY].sum() == pytest.approx(weights[songs.labels == SAD].sum())
    assert weights[:90].sum() == pytest.approx(weights[90:100].sum())
    assert weights[:100].sum() == pytest.approx(5 * weights[100:].sum())


def test_a_source_that_the_others_cannot_make_sense_of_is_hardly_believed() -> None:
    songs = lists(600, sources=3)
    odd = songs.sources == "list 1"
    songs.labels[odd] = np.random.default_rng(2).permutation(songs.labels[odd])
    trust = trust_in(songs)
    assert trust["list 1"] < 0.2
    assert min(trust["list 0"], trust["list 2"]) > 0.7


SHARED = os.environ.get("DISCOVERDAILY_SHARED", "")


@pytest.mark.skipif(
    not SHARED, reason="DISCOVERDAILY_SHARED is not set: the songs that the default model learnt are not here"
)
def test_the_default_model_is_what_the_songs_teach_and_its_report_what_they_say() -> None:
    with (Path(SHARED) / "mood" / "songs.csv").open(newline="") as lines:
        songs = songs_in(lines)
    trained, shipped = train(songs, "default"), named("default")
    for learnt, told in zip(trained.model.scores(songs.figures), shipped.scores(songs.figures), strict=True):
        np.testing.assert_allclose(learnt, told, atol=0.002)
    happy, angry = trained.report["happy"], trained.report["angry"]
    assert happy["auc"] >= 0.845
    assert happy["ece"] <= 0.05
    assert angry["above_half"] <= 0.3
