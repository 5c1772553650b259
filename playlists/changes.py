"""What happened to a list from one edition to the next."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Movement = Literal["new", "up", "down", "same"]


@dataclass(frozen=True, slots=True)
class Place:
    """A track's place in a list, and how it came there.

    `rank` counts from 1; `by` is how many places it rose or fell; both `before` and `by` are None and 0 where new.
    """

    track_id: str
    rank: int
    before: int | None
    movement: Movement
    by: int


@dataclass(frozen=True, slots=True)
class Changes:
    """The places of the list as it is, and what left it (best former rank first)."""

    places: tuple[Place, ...]
    left: tuple[str, ...]

    def count(self, movement: Movement) -> int:
        return sum(place.movement == movement for place in self.places)

    @property
    def came(self) -> int:
        return self.count("new")

    @property
    def rose(self) -> int:
        return self.count("up")

    @property
    def fell(self) -> int:
        return self.count("down")

    @property
    def any(self) -> bool:
        return bool(self.left) or self.count("same") < len(self.places)


def changes_between(before: Sequence[str], now: Sequence[str]) -> Changes:
    """How the list `now` came out of the list `before`; both hold ids, each once."""
    ranks = {track_id: rank for rank, track_id in enumerate(before, start=1)}
    places = tuple(_place(track_id, rank, ranks.get(track_id)) for rank, track_id in enumerate(now, start=1))
    here = set(now)
    return Changes(places, tuple(track_id for track_id in before if track_id not in here))


def _place(track_id: str, rank: int, before: int | None) -> Place:
    if before is None:
        return Place(track_id, rank, None, "new", 0)
    movement: Movement = "same" if before == rank else "up" if before > rank else "down"
    return Place(track_id, rank, before, movement, abs(before - rank))
