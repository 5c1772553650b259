"""Reads of the calendar: what a stretch of days looks like."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

from discoverdaily.listening.days import today_of
from mood.models import Day, Entry, Mood

if TYPE_CHECKING:
    from accounts.models import User

ONE_DAY = timedelta(days=1)


class State(StrEnum):
    """What there is to say of a day by its music; no two look alike."""

    FUTURE = "future"
    EMPTY = "empty"  # nothing was heard
    PENDING = "pending"  # heard, and not scored yet
    LITTLE = "little"  # too little is known of what was heard
    SCORED = "scored"


class Told(Protocol):
    """A scored day, as a row or as some of its columns: its score, and by which model; empty: by none so far."""

    @property
    def score(self) -> float | None: ...

    @property
    def scored_by(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Cell:
    """One day of the calendar: what its music says, and what the person says."""

    date: date
    state: State
    running: bool = False
    day: Day | None = None
    entry: Entry | None = None

    @property
    def score(self) -> float | None:
        """The music's, from 0 sad to 1 happy."""
        return self.day.score if self.day else None

    @property
    def own(self) -> float | None:
        """The person's own, likewise."""
        return self.entry.rating if self.entry else None

    def shown(self, mood: Mood) -> float | None:
        """What the colour that fills it says. Where both are shown it is the music's: one's own is drawn beside."""
        return self.own if mood.shown == Mood.Shown.OWN and self.own is not None else self.score


def mood_kept(person: "User") -> Mood:
    """How the person keeps their calendar; as one begins where there is none yet, and nothing is written."""
    return Mood.objects.select_related("own_model").filter(person=person).first() or Mood(person=person)


def cells_of(person: "User", first: date, last: date) -> list[Cell]:
    """A cell for each day from `first` to `last`, both included. Two queries, and none for each day."""
    days = {row.day: row for row in Day.objects.filter(person=person, day__range=(first, last))}
    entries = {row.day: row for row in Entry.objects.filter(person=person, day__range=(first, last))}
    today = today_of(person)
    return [
        Cell(day, state_of(day, today, days.get(day)), day == today, days.get(day), entries.get(day))
        for day in _days(first, last)
    ]


def state_of(day: date, today: date, told: Told | None) -> State:
    """What there is to say of a day, by what is told of its music; None: nothing was heard."""
    if told is None:
        return State.FUTURE if day > today else State.EMPTY
    if told.score is not None:
        return State.SCORED
    return State.LITTLE if told.scored_by else State.PENDING


def _days(first: date, last: date) -> Iterator[date]:
    return (first + number * ONE_DAY for number in range((last - first).days + 1))


@dataclass(frozen=True, slots=True)
class Progress:
    """How many days are still to be scored, of how many."""

    left: int
    days: int
