"""A catalogue made ready to be asked."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from discoverdaily.music_data.local.catalogue import Catalogue
from discoverdaily.music_data.local.index import Index
from discoverdaily.music_data.local.ranking import recommend
from tests.music_data.local.tracks import catalogue, keys_of


@settings(max_examples=25, deadline=None)
@given(cut=st.integers(0, 60))
def test_tracks_that_are_added_are_as_if_they_had_been_there(cut: int) -> None:
    tracks = catalogue(60)
    whole = Index.of(tracks)
    added = Index.of(tracks.take(np.arange(cut))).adding(tracks.take(np.arange(cut, 60)))
    assert added.catalogue.keys.tolist() == whole.catalogue.keys.tolist()
    for seeds in (["track0003"], ["track0005", "track0044"]):
        assert recommend(added, seeds, size=60) == recommend(whole, seeds, size=60)


def test_a_track_that_is_told_anew_is_as_it_is_told_last() -> None:
    index = Index.of(Catalogue.of([1, 2], {"energy": [0.1, 0.2]})).adding(Catalogue.of([2, 3], {"energy": [0.8, 0.9]}))
    assert index.catalogue.keys.tolist() == [1, 2, 3]
    assert index.catalogue.column("energy").tolist() == [0.1, 0.8, 0.9]


def test_what_is_not_known_of_a_track_is_as_with_its_artists_others() -> None:
    index = Index.of(
        Catalogue.of(
            range(4),
            {"energy": [0.9, 0.7, np.nan, np.nan], "year": [1999.0, 2001.0, np.nan, np.nan]},
            artists=[("a",), ("a",), ("a",), ("b",)],
        )
    )
    energy = index.sound[2]
    assert np.isclose(energy[2], (energy[0] + energy[1]) / 2)
    assert energy[3] == 0
    assert index.years[:3].tolist() == [1999, 2001, 2000]
    assert np.isnan(index.years[3])


def test_tracks_by_nobody_known_are_not_by_the_same() -> None:
    index = Index.of(Catalogue.of(range(3), artists=[(), (), ("a",)]))
    assert len(set(index.by.tolist())) == 3


def test_artists_who_appear_together_are_tied() -> None:
    index = Index.of(Catalogue.of(range(3), artists=[("a", "b"), ("b",), ("c",)]))
    a, b, c = index.by[0], index.by[1], index.by[2]
    assert index.ties[a, b] == index.ties[b, a] > 0
    assert index.ties[a, c] == index.ties[a, a] == 0


def test_a_guest_of_a_seed_comes_before_somebody_unknown() -> None:
    tracks = catalogue(40, artists=40)
    meeting = Catalogue.of(["met"], artists=[(*tracks.artists[3], *tracks.artists[20])])
    index = Index.of(tracks).adding(meeting)
    without = keys_of(recommend(Index.of(tracks), ["track0003"], size=40).picks)
    beside = keys_of(recommend(index, ["track0003"], size=40).picks)
    friend = next(key for key in without if tracks.artists[tracks.rows[key]] == tracks.artists[20])
    assert beside.index(friend) <= without.index(friend)
