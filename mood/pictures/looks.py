"""What a picture is told of a day. Whoever knows the day (and what its person chose to see) says how it looks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from mood.selectors import State


@dataclass(frozen=True, slots=True)
class DayLook:
    """A day as it is to be drawn.

    Where `colour` ("#rrggbb") is given it fills the day, else `state` says how its paper looks; a day that is scored
    has one. `own` is the colour of the person's own rating, drawn as a dot beside. `label` is read out and shown on
    hovering; `href` makes the day a link.
    """

    date: date
    state: State
    label: str
    href: str | None = None
    colour: str | None = None
    own: str | None = None
    running: bool = False

    def __post_init__(self) -> None:
        if self.state is State.SCORED and self.colour is None:
            raise ValueError("a scored day has a colour")


@dataclass(frozen=True, slots=True)
class YearLook:
    """A year among several: all of its days, in order; `label` is read out, `href` makes it a link."""

    days: Sequence[DayLook]
    label: str
    href: str | None = None
