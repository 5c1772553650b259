"""How a person's calendar stands: what every page of it asks first, and the months and years there are."""

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from discoverdaily import clock
from discoverdaily.listening.days import today_of
from discoverdaily.listening.learning import WAITING
from discoverdaily.listening.models import AudioFeatures, Counting, Rule
from mood.models import Day, Entry, Mood
from mood.selectors import Cell, Progress, State, state_of

if TYPE_CHECKING:
    from accounts.models import User

EARLIEST = 1970
"""Nobody's music was counted before."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """How a person keeps their calendar, how far its scoring is, the first day it knows of, what counts as a play, and
    whether it is being learnt just now how songs sound, be they theirs or others'."""

    mood: Mood
    progress: Progress
    first: date | None
    rule: Rule
    learning: bool

    @property
    def begun(self) -> bool:
        """Whether it knows of any day."""
        return self.first is not None

    @property
    def trouble(self) -> bool:
        """Whether its days could not be scored the last time."""
        return bool(self.mood.last_error)

    @property
    def working(self) -> bool:
        """Whether days are being scored, so that it is worth looking again soon."""
        return self.progress.left > 0 and not self.trouble


def calendar_of(person: "User") -> Calendar:
    """The person's; as one begins where there is none yet. One query."""
    days = Day.objects.filter(person=OuterRef("person"))
    entries = Entry.objects.filter(person=OuterRef("person"))
    moods = days_counted(Mood.objects.filter(person=person)).annotate(
        first_day=Subquery(days.order_by("day").values("day")[:1]),
        first_entry=Subquery(entries.order_by("day").values("day")[:1]),
        learning=Exists(AudioFeatures.objects.filter(WAITING, due_at__lte=clock.now())),
        rule=Subquery(Counting.objects.filter(person=OuterRef("person")).values("rule")[:1]),
    )
    mood = moods.first()
    if mood is None:
        return Calendar(Mood(person=person), Progress(0, 0), None, Rule.THIRTY, learning=False)
    begun = [day for day in (mood.first_day, mood.first_entry) if day]
    progress = Progress(left=mood.days_marked, days=mood.days_known)
    rule = Rule(mood.rule or Rule.THIRTY)
    return Calendar(mood, progress, min(begun, default=None), rule, learning=mood.learning)


def days_counted(moods: QuerySet[Mood]) -> QuerySet[Any]:
    """Each with how many days it knows of (`days_known`), and how many of them are to be scored (`days_marked`)."""
    days = Day.objects.filter(person=OuterRef("person"))
    return moods.annotate(days_known=_count(days), days_marked=_count(days, Q(stale=True)))


def _count(days: QuerySet[Day], which: Q | None = None) -> Coalesce:
    """How many of the days, as part of a query; 0 for none."""
    counted = days.order_by().values("person").annotate(many=Count("pk", filter=which))
    return Coalesce(Subquery(counted.values("many")), 0)


class Seen(NamedTuple):
    """A day in one colour, the one that fills it: `score` is the music's or its person's own."""

    date: date
    state: State
    running: bool
    score: float | None


def seen_of(cells: Iterable[Cell], mood: Mood) -> list[Seen]:
    """The days of these cells."""
    return [Seen(cell.date, cell.state, cell.running, cell.shown(mood)) for cell in cells]


class _Told(NamedTuple):
    score: float | None
    scored_by: str


def rated_in(cells: Iterable[Cell]) -> list[Seen]:
    """The days of these cells by their person's own word alone."""
    return [Seen(cell.date, cell.state, cell.running, cell.own) for cell in cells]


def seen_between(person: "User", first: date, last: date, mood: Mood) -> list[Seen]:
    """Each day from `first` to `last`, both included: for ten years at a time, so without the rows. Two queries."""
    days = Day.objects.filter(person=person, day__range=(first, last)).values_list("day", "score", "scored_by")
    told = {day: _Told(score, scored_by) for day, score, scored_by in days}
    own = {}
    if mood.shown == Mood.Shown.OWN:
        rated = Entry.objects.filter(person=person, day__range=(first, last), rating__isnull=False)
        own = dict(rated.values_list("day", "rating"))
    today = today_of(person)
    return [
        Seen(
            day,
            state_of(day, today, told.get(day)),
            day == today,
            own.get(day, told[day].score if day in told else None),
        )
        for day in map(date.fromordinal, range(first.toordinal(), last.toordinal() + 1))
    ]


def last_of(month: date) -> date:
    """The last day of the month that begins on `month`."""
    return month.replace(day=monthrange(month.year, month.month)[1])


def months_from(month: date, steps: int) -> date:
    """The first day of the month so many months later; earlier for less than 0."""
    years, number = divmod(month.year * 12 + month.month - 1 + steps, 12)
    return date(years, number + 1, 1)


def month_within(year: int, month: int, today: date) -> date | None:
    """The first day of a month that has a page: none before EARLIEST, none after this year."""
    return date(year, month, 1) if EARLIEST <= year <= today.year and 1 <= month <= 12 else None
