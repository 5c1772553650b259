"""Why a song scores as it does, in words that follow from the numbers."""

from typing import Any

import numpy as np
import pytest

from discoverdaily.listening.sounds import FEATURES
from mood.model.features import Floats
from mood.model.files import CLASSIC, named
from mood.reasons import Push, pushes_of, reasons, signed
from tests.mood.music import GLAD, MIDDLING, SAD


def row(figures: dict[str, float]) -> Floats:
    return np.array([figures.get(name, np.nan) for name in FEATURES])


def pushed(figures: dict[str, float], **logits: float) -> list[Push]:
    return pushes_of(row(dict.fromkeys(FEATURES, 0.0) | logits), row(figures), row(MIDDLING))


@pytest.mark.parametrize(
    ("logits", "said"),
    [
        ({}, "Much like a typical song"),
        ({"valence": 0.1}, "Much like a typical song"),
        ({"valence": 0.9}, "Lifted by its cheerful sound"),
        ({"acousticness": -0.5}, "Drawn down by its electric sound"),
        ({"valence": 0.9, "danceability": 0.8, "energy": 0.7}, "Lifted by its cheerful sound and its danceable beat"),
        ({"energy": -0.9, "danceability": -0.8}, "Drawn down by its energy and its danceable beat"),
        ({"valence": 0.9, "energy": -1.2}, "Drawn down by its energy, lifted by its cheerful sound"),
        ({"valence": 1.2, "energy": -0.9}, "Lifted by its cheerful sound, drawn down by its energy"),
    ],
)
def test_the_two_strongest_are_said(logits: dict[str, float], said: str) -> None:
    assert reasons(pushed(GLAD, **logits)) == said


def test_what_does_nothing_is_not_listed_and_numbers_are_as_people_write_them() -> None:
    pushes = pushed({**SAD, "loudness": -21.4, "tempo": 71.6}, loudness=-0.42, tempo=-0.1, mode=0.07, key=0.06)
    assert [(push.signed, push.shown, push.typical) for push in pushes] == [
        ("−0.4", "−21 dB", "−8 dB"),
        ("−0.1", "72 bpm", "118 bpm"),
        ("+0.1", "minor", "major"),
        ("+0.1", "E", "E"),
    ]


@pytest.mark.parametrize(
    ("logits", "words"), [(0.76, "+0.8"), (-0.76, "−0.8"), (0.04, "0.0"), (-0.04, "0.0"), (0.0, "0.0")]
)
def test_what_rounds_to_nothing_has_no_sign(logits: float, words: str) -> None:
    assert signed(logits) == words


def test_what_is_not_known_is_not_shown() -> None:
    (push,) = pushed({name: figure for name, figure in GLAD.items() if name != "liveness"}, liveness=0.3)
    assert (push.shown, push.typical) == ("", "15")


@pytest.mark.parametrize(("song", "word"), [(GLAD, "Lifted"), (SAD, "Drawn down")])
def test_a_models_pushes_are_said(song: dict[str, Any], word: str) -> None:
    model, figures = named(CLASSIC), row(song)
    pushes = pushes_of(model.contributions(figures[None])[0], figures, model.typical)
    assert reasons(pushes).startswith(word)
    assert len(pushes) >= 4
