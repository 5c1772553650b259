"""What is recommended, for whatever is known."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from discoverdaily.music_data.local.catalogue import COLUMNS, SOUND, Catalogue
from discoverdaily.music_data.local.index import Index
from discoverdaily.music_data.local.limits import Limits
from discoverdaily.music_data.local.ranking import recommend
from discoverdaily.music_data.local.tunables import Tunables
from tests.music_data.local.tracks import catalogue, keys_of

SEEDS = ["track0003", "track0017"]


def asked(tracks: Catalogue, seeds: Any = SEEDS, *options: Any, size: int = 10) -> list[Any]:
    return keys_of(recommend(Index.of(tracks), seeds, *options, size=size).picks)


@pytest.mark.parametrize("size", [0, 1, 58, 1000])
def test_there_are_as_many_as_asked_for_or_as_there_are_without_the_seeds(size: int) -> None:
    found = asked(catalogue(60), size=size)
    assert len(found) == min(size, 58)
    assert len(set(found)) == len(found)
    assert set(found).isdisjoint(SEEDS)


@settings(max_examples=25, deadline=None)
@given(order=st.permutations(range(60)))
def test_the_order_of_the_rows_is_irrelevant(order: list[int]) -> None:
    tracks = catalogue(60)
    assert asked(tracks.take(np.array(order)), size=60) == asked(tracks, size=60)


def test_equal_tracks_are_told_in_the_order_of_their_keys() -> None:
    keys = [f"t{number}" for number in range(9)]
    assert asked(Catalogue.of(keys[::-1]), ["t4"], size=9) == [key for key in keys if key != "t4"]


@settings(max_examples=25, deadline=None)
@given(gaps=st.sets(st.sampled_from(COLUMNS)), rows=st.sets(st.integers(0, 59)))
def test_whatever_is_not_known_there_is_a_ranking(gaps: set[str], rows: set[int]) -> None:
    tracks = catalogue(60)
    tracks.figures[np.ix_(sorted(rows), [COLUMNS.index(name) for name in sorted(gaps)])] = np.nan
    found = recommend(Index.of(tracks), SEEDS, Tunables(target={"energy": 0.7}), size=60).picks
    assert len(found) == 58
    assert all(0 <= pick.fit <= 1 for pick in found)


def test_a_catalogue_may_know_nothing_but_keys() -> None:
    assert len(asked(Catalogue.of(range(5)), [2, 3], size=5)) == 3
    assert asked(Catalogue.of([]), ["nobody"], size=5) == []


def test_popularity_need_not_be_known() -> None:
    unknown = catalogue(60, popularity=[np.nan] * 60)
    assert len(asked(unknown, size=60)) == 58


def test_one_artist_alone_can_be_recommended_from() -> None:
    assert len(asked(catalogue(30, artists=1), ["track0003"], size=30)) == 29


def test_the_seeds_artists_and_their_like_come_first() -> None:
    tracks = catalogue(200, artists=20)
    seed = tracks.artists[tracks.rows["track0003"]]
    own = sum(artists == seed for artists in tracks.artists) - 1
    found = recommend(Index.of(tracks), ["track0003"], size=own)
    assert [tracks.artists[tracks.rows[pick.key]] for pick in found.picks] == [seed] * own
    assert {pick.seed for pick in found.picks} == {"track0003"}


def test_seeds_that_nobody_knows_are_left_out() -> None:
    assert asked(catalogue(), [*SEEDS, "nobody"]) == asked(catalogue())


def test_targets_are_met_by_other_artists_than_the_seeds_too() -> None:
    tracks = catalogue(3000, artists=300)
    wanted = Tunables(target={"valence": 0.8, "energy": 0.3})
    found = [tracks.rows[key] for key in asked(tracks, SEEDS, wanted, Limits(variety=1), size=20)]
    for name, target in wanted.target.items():
        assert abs(tracks.column(name)[found] - target).mean() <= 0.07
    assert len({tracks.artists[row] for row in found}) == 20


def test_with_limits_alone_what_many_people_play_comes_first() -> None:
    tracks = Catalogue.of(range(4), {"popularity": [10, 90, np.nan, 70], "energy": [0.9, 0.8, 0.9, 0.1]})
    found = recommend(Index.of(tracks), [], Tunables(minimum={"energy": 0.5}), size=3)
    assert keys_of(found.picks) == [1, 2, 0]


def test_others_come_before_a_second_track_by_anyone_however_much_there_is_by_one() -> None:
    by = [("many",)] * 2000 + [(f"other{number}",) for number in range(6)]
    tracks = Catalogue.of(range(2006), artists=by, names=[f"song {number}" for number in range(2006)])
    found = recommend(Index.of(tracks), [0], limits=Limits(variety=1), size=8).picks
    assert len({tracks.artists[int(str(pick.key))] for pick in found}) == 7


def test_few_that_are_explicit_are_found() -> None:
    explicit = np.zeros(3000)
    explicit[[5, 2999]] = 1
    tracks = catalogue(3000, explicit=explicit)
    assert set(asked(tracks, SEEDS, Tunables(explicit=True))) == {"track0005", "track2999"}


def test_without_seeds_what_is_wanted_ranks() -> None:
    tracks = catalogue(400, artists=40)
    found = recommend(Index.of(tracks), [], Tunables(target=dict.fromkeys(SOUND[:3], 0.5)), size=5).picks
    assert [pick.seed for pick in found] == [None] * 5
    assert found[0].fit == pytest.approx(1)
