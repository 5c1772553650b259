"""What a list may hold, whoever recommended it."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from discoverdaily.music_data.local.catalogue import Catalogue
from discoverdaily.music_data.local.limits import Limits, Relaxed, keep
from discoverdaily.music_data.local.tunables import Tunables
from tests.music_data.local.tracks import catalogue

FREE = Tunables()


def ranked(tracks: Catalogue) -> "np.ndarray[tuple[int], np.dtype[np.int64]]":
    return np.arange(len(tracks))


def kept(tracks: Catalogue, wanted: Tunables = FREE, limits: Limits = Limits(), size: int = 100) -> list[int]:  # noqa: B008  # frozen
    return keep(tracks, ranked(tracks), wanted, limits, size).rows


@settings(max_examples=60, deadline=None)
@given(low=st.floats(0, 1), high=st.floats(0, 1), size=st.integers(0, 60))
def test_minimum_and_maximum_hold_as_long_as_enough_tracks_are_left(low: float, high: float, size: int) -> None:
    tracks = catalogue(60)
    energy = tracks.column("energy")
    within = (low <= energy) & (energy <= high)
    found = keep(tracks, ranked(tracks), Tunables(minimum={"energy": low}, maximum={"energy": high}), Limits(), size)
    held = within[found.rows]
    assert len(found.rows) == size
    assert held.sum() == min(size, within.sum())
    assert found.beyond == size - held.sum()
    assert held[: held.sum()].all()
    assert bool(found.relaxed) is (found.beyond > 0)


def test_what_was_relaxed_is_told_and_by_how_much() -> None:
    tracks = Catalogue.of(range(4), {"energy": [0.9, 0.7, 0.3, 0.6]})
    found = keep(tracks, ranked(tracks), Tunables(minimum={"energy": 0.8}), Limits(), 3)
    assert found.rows == [0, 1, 3]
    assert found.relaxed == [Relaxed("energy", 0.8, 0.6, 2)]


def test_a_figure_that_equals_a_limit_is_within_it() -> None:
    tracks = Catalogue.of(range(3), {"energy": [0.7, 0.1, 0.2]})
    assert kept(tracks, Tunables(minimum={"energy": 0.7}), size=1) == [0]
    assert keep(tracks, ranked(tracks), Tunables(maximum={"energy": 0.2}), Limits(), 2).beyond == 0


def test_what_is_not_known_to_be_within_a_limit_comes_last_and_that_is_told() -> None:
    tracks = Catalogue.of(range(4), {"energy": [np.nan, 0.1, 0.9, np.nan], "explicit": [0, 0, 0, 1]})
    wanted = Tunables(minimum={"energy": 0.8}, maximum={"energy": 0.95}, explicit=False)
    found = keep(tracks, ranked(tracks), wanted, Limits(), 100)
    assert found.rows == [2, 1, 0]
    assert found.beyond == 2
    assert found.relaxed == [Relaxed("energy", 0.8, 0.1, 1), Relaxed("energy", 0.8, None, 1)]


@settings(max_examples=60, deadline=None)
@given(unknown=st.sets(st.integers(0, 29)), low=st.floats(0, 1), size=st.integers(0, 30))
def test_a_limit_that_hardly_anything_is_known_for_empties_no_list(unknown: set[int], low: float, size: int) -> None:
    energy = catalogue(30).column("energy")
    energy[list(unknown)] = np.nan
    tracks = catalogue(30, energy=energy)
    found = keep(tracks, ranked(tracks), Tunables(minimum={"energy": low}), Limits(), size)
    known = energy[found.rows]
    assert len(found.rows) == size
    places = np.where(np.isnan(known), 2, known < low)
    assert places.tolist() == sorted(places)
    assert sum(limit.tracks for limit in found.relaxed) == found.beyond == (places > 0).sum()


@pytest.mark.parametrize("most", [1, 2, 3])
def test_no_artist_comes_more_often_than_may_be(most: int) -> None:
    tracks = catalogue(60, artists=6)
    found = kept(tracks, limits=Limits(most_by_artist=most))
    by = [tracks.artists[row] for row in found]
    assert len(found) == 6 * most
    assert max(map(by.count, by)) == most


def test_a_guest_counts_as_an_artist() -> None:
    tracks = Catalogue.of(range(3), artists=[("a", "b"), ("b",), ("c",)])
    assert kept(tracks, limits=Limits(most_by_artist=1)) == [0, 2]


def test_variety_gives_way_before_the_limits_do() -> None:
    tracks = Catalogue.of(range(4), {"energy": [0.9, 0.8, 0.2, 0.7]}, artists=[("a",), ("a",), ("b",), ("c",)])
    assert kept(tracks, Tunables(minimum={"energy": 0.5}), Limits(variety=1)) == [0, 3, 1, 2]


def test_nothing_comes_twice_by_isrc_or_by_title_and_artist() -> None:
    tracks = Catalogue.of(
        range(7),
        artists=[("a",), ("b",), ("a",), ("a",), ("b",), ("a",), ()],
        names=["Kalo", "Kalo", "KALO - 2011 Remaster", "Kalo (feat. c)", "Miren", "Kalo - Live", ""],
        isrcs=["ZZAAA0000001", "", "", "", "ZZAAA0000001", "", ""],
    )
    assert kept(tracks) == [0, 1, 5, 6]


def test_another_release_of_a_seed_is_out_too() -> None:
    tracks = Catalogue.of(range(3), artists=[("a",)] * 3, names=["Kalo", "Kalo", "Miren"])
    assert kept(tracks, limits=Limits(without={0})) == [2]


def test_other_releases_of_what_is_known_are_out_by_isrc_too() -> None:
    tracks = Catalogue.of(range(4), artists=[("a",), ("b",), (), ()], isrcs=["ZZAAA0000001", "ZZAAA0000001", "", ""])
    assert kept(tracks, limits=Limits(without={0, 2})) == [3]


def test_tracks_by_nobody_known_are_told_apart_by_more_than_a_title() -> None:
    assert kept(Catalogue.of(range(2), names=["Kalo", "Kalo"])) == [0, 1]


def test_excluded_artists_and_tracks_are_out() -> None:
    tracks = Catalogue.of(range(4), artists=[("a",), ("b", "a"), ("c",), ("d",)])
    assert kept(tracks, limits=Limits(without={3, 99}, without_artists={"a"})) == [2]


@pytest.mark.parametrize(("explicit", "rows"), [(None, [0, 1, 2]), (True, [1]), (False, [0, 2])])
def test_explicit_or_not(explicit: bool | None, rows: list[int]) -> None:
    tracks = Catalogue.of(range(3), {"explicit": [0, 1, np.nan]})
    assert kept(tracks, Tunables(explicit=explicit)) == rows


def test_one_never_gets_more_than_the_size() -> None:
    assert kept(catalogue(20), size=0) == []
    assert kept(catalogue(20), size=3) == [0, 1, 2]
