"""The parts of how much a track is like the seeds."""

import numpy as np
import pytest

from discoverdaily.music_data.local.catalogue import COLUMNS, Catalogue
from discoverdaily.music_data.local.index import Index
from discoverdaily.music_data.local.likeness import PARTS, likeness, weighed
from discoverdaily.music_data.local.ranking import WEIGHTS
from tests.music_data.local.tracks import catalogue

SEEDS = np.array([3, 17])


def parts(tracks: Catalogue, seeds: "np.ndarray[tuple[int], np.dtype[np.int64]]" = SEEDS) -> dict[str, list[float]]:
    levels = likeness(Index.of(tracks), seeds)
    return {name: part[places].tolist() for places, told in levels for name, part in told.items()}


def test_every_part_has_a_weight_and_the_other_way_round() -> None:
    assert parts(catalogue()).keys() == PARTS.keys() == WEIGHTS.keys()


@pytest.mark.parametrize("unknown", [["year"], ["popularity"], list(COLUMNS)])
def test_parts_are_numbers_whatever_is_not_known(unknown: list[str]) -> None:
    tracks = catalogue(60)
    tracks.figures[:, [COLUMNS.index(name) for name in unknown]] = np.nan
    found = parts(tracks)
    assert np.isfinite(list(found.values())).all()
    if "popularity" in unknown:
        assert all(len(set(part)) == 1 for name, part in found.items() if PARTS[name] == "popularity")


def test_what_is_not_known_counts_as_what_is_known_on_the_average() -> None:
    tracks = catalogue(60)
    tracks.figures[5, COLUMNS.index("popularity")] = np.nan
    popular = parts(tracks)["popular"]
    assert popular[5] == pytest.approx(np.mean([*popular[:5], *popular[6:]]), abs=0.03)


def test_a_part_is_the_higher_the_nearer_a_track_is() -> None:
    tracks = Catalogue.of(range(4), {"energy": [0.5, 0.52, 0.7, 0.95], "year": [2001, 2002, 1990, 1960]})
    found = parts(tracks, np.array([0]))
    for name in ("sound", "style", "months", "era"):
        assert found[name] == sorted(found[name], reverse=True), name


def test_a_part_without_a_weight_does_not_count() -> None:
    levels = likeness(Index.of(catalogue()), SEEDS)
    assert not weighed(levels, {}).any()
    assert weighed(levels, {"artist": 2.0}).max() == pytest.approx(2 * np.log(2), rel=1e-5)
