"""A score as a page shows it: its number, its word, its colour, and the ink that is legible on that."""

from dataclasses import dataclass

from django.utils.functional import Promise

from mood.model.ramp import colour, ink
from mood.words import feeling, points


@dataclass(frozen=True, slots=True)
class Tone:
    """A number of 0 to 100 with its word; colours as "#rrggbb"."""

    points: int
    word: str | Promise
    fill: str
    ink: str


def tone_of(score: float, palette: str) -> Tone:
    """How a score within 0 and 1 is shown, in the colours that the person chose."""
    fill = colour(score, palette=palette)
    return Tone(points(score), feeling(score), fill, ink(fill))
