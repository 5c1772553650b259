"""Days as a worker would have left them, without their music."""

from datetime import date, timedelta
from typing import Any

from accounts.models import User
from discoverdaily import clock
from mood.models import Day, Entry
from mood.services import mood_of


def coloured(person: User, *days: tuple[str, float | None], **figures: Any) -> None:
    """Days with their score; None: too little is known of their music."""
    mood_of(person)
    figures = {"stale": False, "scored_by": "test", "plays": 12, "tracks": 9, "known": 8, **figures}
    Day.objects.bulk_create(
        Day(person=person, day=date.fromisoformat(day), score=score, steady=score, **figures) for day, score in days
    )


def coloured_from(person: User, first: str, count: int) -> None:
    """So many days in a row, from quiet to bright and again."""
    begin = date.fromisoformat(first)
    coloured(person, *(((begin + timedelta(days=number)).isoformat(), number % 100 / 100) for number in range(count)))


def rated(person: User, day: str, rating: float, **fields: Any) -> None:
    """What the person says of a day."""
    Entry.objects.create(person=person, day=date.fromisoformat(day), rating=rating, written_at=clock.now(), **fields)
