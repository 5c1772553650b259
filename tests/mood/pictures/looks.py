"""Days as they might look."""

import calendar
from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

from mood.model.ramp import colour
from mood.pictures.looks import DayLook
from mood.selectors import State

UNSCORED = [state for state in State if state is not State.SCORED]


def look(day: date, state: State = State.SCORED, *, score: float = 0.5, own: float | None = None) -> DayLook:
    return DayLook(
        date=day,
        state=state,
        label=f"{day:%-d}: {state}",
        href=f"/mood/{day}/",
        colour=colour(score) if state is State.SCORED else None,
        own=None if own is None else colour(own),
    )


def month(year: int, number: int) -> list[DayLook]:
    """A month with something of everything."""
    rng, length = Random(f"{year} {number}"), calendar.monthrange(year, number)[1]
    states = [State.SCORED] * 8 + UNSCORED
    return [
        look(date(year, number, day), rng.choice(states), score=rng.random(), own=rng.choice((None, 0.2, 0.9)))
        for day in range(1, length + 1)
    ]


def year(number: int) -> list[DayLook]:
    return [each for of in range(1, 13) for each in month(number, of)]


def months(first: int, last: int) -> Iterator[tuple[int, int]]:
    """Every month from one year to another, both included."""
    return ((year, number) for year in range(first, last + 1) for number in range(1, 13))


def days(first: date, count: int) -> list[date]:
    return [first + timedelta(days=number) for number in range(count)]
