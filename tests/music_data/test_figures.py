"""A figure is believed within its range, refused outside it, and never anything else."""

import json
import math
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from discoverdaily.music_data.figures import NEEDED, RANGES, sound_of

RIGHT: dict[str, float] = {
    "acousticness": 0.1,
    "danceability": 0.5,
    "energy": 1,
    "instrumentalness": 0,
    "liveness": 0.2,
    "loudness": -7.5,
    "speechiness": 0.05,
    "tempo": 120.0,
    "valence": 0.7,
    "key": -1,
    "mode": 1,
}


def test_what_is_right_is_believed_whole() -> None:
    sound = sound_of("reccobeats", {**RIGHT, "time_signature": 4, "href": "x"})
    assert sound.figures == RIGHT
    assert (sound.refused, sound.whole, sound.provider) == ({}, True, "reccobeats")


@pytest.mark.parametrize(
    ("name", "believed", "refused"),
    [
        ("valence", [0, 1, 0.5], [-0.001, 1.001, 55]),
        ("loudness", [-60, 5, 0.0], [-60.1, 5.1]),
        ("tempo", [0.1, 300], [0, -1, 300.5]),
        ("key", [-1, 0, 11, 7.0], [-2, 12, 1.5]),
        ("mode", [0, 1], [2, -1, 0.5]),
    ],
)
def test_the_ranges_are_exact(name: str, believed: list[float], refused: list[float]) -> None:
    for value in believed:
        assert sound_of("x", {name: value}).figures == {name: value}
    for value in refused:
        assert sound_of("x", {name: value}).refused == {name: value}


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf, "0.5", True, [0.5], {}, 10**400, -1e300])
def test_what_is_no_figure_is_refused_in_words_a_database_can_keep(value: Any) -> None:
    sound = sound_of("x", {"energy": value})
    assert sound.figures == {}
    assert json.loads(json.dumps(sound.refused, allow_nan=False)) == sound.refused
    assert sound.refused.keys() == {"energy"}


@pytest.mark.parametrize("name", sorted(NEEDED))
def test_without_one_of_nine_a_sound_is_not_whole(name: str) -> None:
    assert not sound_of("x", {**RIGHT, name: None}).whole
    assert not sound_of("x", {**RIGHT, name: 999}).whole


@pytest.mark.parametrize("name", ["key", "mode"])
def test_key_and_mode_may_be_missing(name: str) -> None:
    sound = sound_of("x", {**RIGHT, name: 99})
    assert sound.whole
    assert sound.refused == {name: 99}


@settings(deadline=None)
@given(
    st.dictionaries(
        st.sampled_from([*RANGES, "else"]), st.none() | st.booleans() | st.text() | st.integers() | st.floats()
    )
)
def test_every_figure_told_is_either_believed_or_refused(told: dict[str, Any]) -> None:
    sound = sound_of("x", told)
    given_ = {name for name, value in told.items() if value is not None} & RANGES.keys()
    assert sound.figures.keys() | sound.refused.keys() == given_
    assert not sound.figures.keys() & sound.refused.keys()
    assert all(RANGES[name].low <= value <= RANGES[name].high for name, value in sound.figures.items())
