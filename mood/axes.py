"""The two axes of a day as a small map: how pleasant its songs are from the left to the right, how lively upwards."""

from collections.abc import Sequence
from dataclasses import dataclass

from mood.models import Day
from mood.songs import Song, distinct

SIDE, EDGE = 240, 14
"""The map's field, and the room around it for marks at its very end; in units of the drawing."""


@dataclass(frozen=True, slots=True)
class Map:
    """Where the songs' dots stand, each with its colour, and the day's mark. `songs`: those that stand on it."""

    dots: list[tuple[float, float, str]]
    day: tuple[float, float]
    songs: list[Song]
    side: int = SIDE + 2 * EDGE
    middle: int = EDGE + SIDE // 2
    first: int = EDGE
    last: int = EDGE + SIDE


def map_of(day: Day | None, songs: Sequence[Song]) -> Map | None:
    """None where the model tells nothing of one of the two."""
    if day is None or day.pleasantness is None or day.energy is None:
        return None
    dots, shown = [], []
    for song in distinct(songs):
        if song.tone and song.sound.pleasantness is not None and song.sound.energy is not None:
            dots.append((*_place(song.sound.pleasantness, song.sound.energy), song.tone.fill))
            shown.append(song)
    return Map(dots, _place(day.pleasantness, day.energy), shown)


def _place(pleasantness: float, energy: float) -> tuple[float, float]:
    return round(EDGE + SIDE * pleasantness, 1), round(EDGE + SIDE * (1 - energy), 1)
