"""What is learnt from playlists, and how it is judged."""

import os
from pathlib import Path

import numpy as np
import pytest

from discoverdaily.music_data.local.catalogue import Catalogue
from discoverdaily.music_data.local.files import catalogue_in, playlists_in
from discoverdaily.music_data.local.index import Index
from discoverdaily.music_data.local.learning import drawn, judged, learnt, report
from discoverdaily.music_data.local.likeness import PARTS
from discoverdaily.music_data.local.measuring import FIGURES, Draw, continued, draws, interval
from tests.music_data.local.tracks import catalogue


def collection(size: int = 1200) -> tuple[Catalogue, dict[str, list[str]]]:
    """Twenty playlists, each of tracks of ten years, by whomever."""
    tracks = catalogue(size, artists=40)
    year, chance = tracks.column("year"), np.random.default_rng(3)
    found = {}
    for number in range(20):
        start = 1970 + 9 * number
        rows = np.flatnonzero((start <= year) & (year < start + 10))
        found[f"list {number}"] = tracks.keys[chance.permutation(rows)[:30]].tolist()
    return tracks, found


def test_what_is_learnt_from_some_playlists_continues_others() -> None:
    tracks, playlists = collection()
    index = Index.of(tracks)
    nothing = np.mean([continued(index, draw, {"artist": 0.0}) for draw in draws(index, playlists, 5)], axis=0)
    found = judged(index, playlists, seeds=5)
    assert found.shape == (20, len(FIGURES))
    assert (found.mean(axis=0)[:2] > 4 * nothing[:2]).all()


def test_learning_is_repeatable_and_keeps_weights_alone() -> None:
    tracks, playlists = collection(400)
    index = Index.of(tracks)
    weights = learnt(index, drawn(index, playlists))
    assert weights == learnt(index, drawn(index, playlists))
    assert weights.keys() == PARTS.keys()


def test_a_draw_hides_what_it_does_not_tell() -> None:
    tracks, playlists = collection(400)
    index = Index.of(tracks)
    for draw in draws(index, {**playlists, "short": playlists["list 0"][:4]}, 5):
        assert draw.playlist != "short"
        assert len(draw.seeds) == 5
        told = index.catalogue.keys[np.concatenate((draw.seeds, draw.hidden))].tolist()
        assert sorted(told) == sorted(playlists[draw.playlist])


def test_a_continuation_that_finds_all_at_once_has_the_best_figures() -> None:
    tracks = Catalogue.of(range(30), artists=[("a",)] * 12 + [(f"b{number}",) for number in range(18)])
    draw = Draw("a", np.arange(2), np.arange(2, 12))
    index = Index.of(tracks)
    assert continued(index, draw, {"artist": 1.0}) == pytest.approx((1, 1, 1))
    assert continued(index, draw, {"artist": -1.0})[0] == 0


def test_an_interval_holds_the_mean() -> None:
    figures = np.random.default_rng(1).random((50, 3))
    mean, low, high = interval(figures)
    assert ((low < mean) & (mean < high)).all()
    assert report(figures)["playlists"] == 50


SHARED = os.environ.get("DISCOVERDAILY_SHARED", "")


@pytest.mark.skipif(not SHARED, reason="DISCOVERDAILY_SHARED is not set: there are no real playlists to continue")
@pytest.mark.parametrize("popularity", [True, False])
def test_real_playlists_are_continued_as_well_as_must_be(popularity: bool) -> None:
    folder = Path(SHARED) / "catalogue"
    tracks, playlists = catalogue_in(folder / "tracks.csv.gz"), playlists_in(folder / "playlists.csv.gz")
    dated = np.array([bool(name) for name in tracks.names]) & ~np.isnan(tracks.column("year"))
    tracks = tracks.take(np.flatnonzero(dated))
    index = Index.of(tracks if popularity else tracks.without("popularity"))
    some = dict(list(playlists.items())[::3])
    figures = np.mean([continued(index, draw) for draw in draws(index, some, 10)], axis=0)
    assert (figures >= (0.15, 0.26, 0.72)).all(), figures
