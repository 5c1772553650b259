"""A person's own days: in their time zone, from the hour they chose."""

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from discoverdaily import clock

if TYPE_CHECKING:
    from accounts.models import User


def day_of(person: "User", moment: datetime) -> date:
    """The person's day that a moment belongs to: before the hour it starts, it is still the day before."""
    return (moment.astimezone(person.zone).replace(tzinfo=None) - timedelta(hours=person.day_starts_at)).date()


def today_of(person: "User") -> date:
    """The person's own date now."""
    return day_of(person, clock.now())


def day_begins(person: "User", day: date) -> datetime:
    """The moment at which a day of theirs begins."""
    return datetime.combine(day, time(person.day_starts_at), person.zone)
