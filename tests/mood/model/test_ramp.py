"""A score has one colour, and words on it can be read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mood.model.ramp import CLEAR, PALETTES, STEPS, colour, contrast, ink


@pytest.mark.parametrize(
    ("score", "expected"),
    [
        (0.001, "#192d5b"),
        (0.1, "#143b55"),
        (0.25, "#0d504d"),
        (0.4, "#056645"),
        (0.5, "#00743f"),
        (0.75, "#788a22"),
        (0.9306, "#d09b0c"),
        (1, "#f1a104"),
    ],
)
def test_the_colours_are_as_published(score: float, expected: str) -> None:
    assert colour(score) == expected


def test_there_is_no_step_below_the_first() -> None:
    assert colour(0) == colour(0.0004) == colour(0.001)


@pytest.mark.parametrize("palette", PALETTES)
def test_numerals_are_legible_on_every_step(palette: str) -> None:
    for step in range(1, STEPS + 1):
        paper = colour(step / STEPS, palette=palette)
        assert contrast(ink(paper), paper) >= 4.5


@given(st.floats(0, 1), st.floats(0, 1))
def test_for_any_kind_of_eye_happier_is_never_darker(one: float, other: float) -> None:
    low, high = sorted((one, other))
    darkness = [contrast("#ffffff", colour(score, palette=CLEAR)) for score in (low, high)]
    assert darkness[0] >= darkness[1] - 0.05


@pytest.mark.parametrize("score", [-0.1, 1.1, float("nan")])
def test_what_is_no_score_has_no_colour(score: float) -> None:
    with pytest.raises(ValueError, match="within 0 and 1"):
        colour(score)
