"""When, how much and whom a person listened to: by the roll-ups, in a number of queries that does not grow.

Plays are those that count by the person's rule; listening time is of all of them.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db.models import Min, Q, QuerySet, Sum

from discoverdaily.listening.exclusions import left_out_of, standing_for
from discoverdaily.listening.extents import Extent
from discoverdaily.listening.models import Artist, ArtistCount, HourCount, HourTotal, Rule, Span, Track
from discoverdaily.listening.periods import Period, artists_counted

if TYPE_CHECKING:
    from accounts.models import User

TOP_ARTISTS = 10
MOST_DAYS, MOST_MONTHS = 62, 36
"""So many bars of days or months are still told apart on a phone; longer periods have one for each year."""
ONE_DAY = timedelta(days=1)


class Heard(NamedTuple):
    """How often, and for how many milliseconds."""

    plays: int
    ms: int


@dataclass(frozen=True, slots=True)
class Step:
    """A day, month or year of a period, by its first day; `new_artists`: heard for the first time ever."""

    start: date
    heard: Heard
    new_artists: int


@dataclass(frozen=True, slots=True)
class Figures:
    """All about a period. `first` and `last`: the first and last day of it with any play."""

    first: date
    last: date
    heard: Heard
    days: int
    hours: list[Heard]
    weekdays: list[Heard]
    months: list[Heard]
    unit: str
    steps: list[Step]
    new_artists: int
    top_artists: list[tuple[Artist, int]]


def years_of(person: "User") -> list[int]:
    """The years from the person's first play to the last, the latest first. Two queries."""
    days = HourTotal.objects.filter(person=person).values_list("day", flat=True)
    first, last = days.order_by("day").first(), days.order_by("-day").first()
    return list(range(last.year, first.year - 1, -1)) if first and last else []


def figures_of(person: "User", period: Period, *, rule: Rule) -> Figures | None:
    """All about a period; None where nothing was played in it."""
    hours = _within(HourTotal.objects.filter(person=person), period)
    told = {"plays": Sum(rule.counter), "ms": Sum("ms_played")}
    by_day = {day: Heard(*heard) for day, *heard in hours.values_list("day").annotate(**told).order_by("day")}
    if not by_day:
        return None
    by_hour = {hour: Heard(*heard) for hour, *heard in hours.values_list("hour").annotate(**told).order_by()}
    first, last = min(by_day), max(by_day)
    unit, start_of = _unit(first, last)
    first_heard = _first_heard(person, period, rule, unit=unit)
    new = Counter(start_of(day) for day in first_heard.values())
    steps = _added_up(by_day, start_of)
    return Figures(
        first=first,
        last=last,
        heard=_sum(by_day.values()),
        days=sum(1 for heard in by_day.values() if heard.plays),
        hours=[by_hour.get(hour, Heard(0, 0)) for hour in range(24)],
        weekdays=list(_added_up(by_day, date.weekday, range(7)).values()),
        months=list(_added_up(by_day, lambda day: day.month, range(1, 13)).values()),
        unit=unit,
        steps=[Step(start, steps.get(start, Heard(0, 0)), new[start]) for start in _starts(start_of, first, last)],
        new_artists=len(first_heard),
        top_artists=_top_artists(person, period, rule),
    )


def _within(rows: QuerySet[Any], period: Period) -> QuerySet[Any]:
    return rows.filter(**period.days)


def _sum(figures: Any) -> Heard:
    plays, ms = zip(*figures, strict=True)
    return Heard(sum(plays), sum(ms))


def _added_up(by_day: dict[date, Heard], of: Callable[[date], Any], places: Sequence[Any] = ()) -> dict[Any, Heard]:
    """The days' figures, added up by what `of` says of each."""
    found: dict[Any, list[int]] = {place: [0, 0] for place in places}
    for day, heard in by_day.items():
        tally = found.setdefault(of(day), [0, 0])
        tally[0] += heard.plays
        tally[1] += heard.ms
    return {place: Heard(*tally) for place, tally in found.items()}


def _unit(first: date, last: date) -> tuple[str, Callable[[date], date]]:
    """The finest unit of which the period has not too many, and where the unit of a day starts."""
    if (last - first).days < MOST_DAYS:
        return "day", lambda day: day
    if (last.year - first.year) * 12 + last.month - first.month < MOST_MONTHS:
        return "month", lambda day: day.replace(day=1)
    return "year", lambda day: day.replace(month=1, day=1)


def _starts(start_of: Callable[[date], date], first: date, last: date) -> list[date]:
    """Where each unit between two days starts."""
    starts = [start_of(first)]
    while (after := _next_start(start_of, starts[-1])) <= last:
        starts.append(after)
    return starts


def _next_start(start_of: Callable[[date], date], start: date) -> date:
    """Where the unit after the one that starts here does."""
    return next(day for days in (1, 31, 366) if (day := start_of(start + days * ONE_DAY)) != start)


def _first_heard(person: "User", period: Period, rule: Rule, *, unit: str) -> dict[int, date]:
    """The artists first heard in the period, each with the day on which its unit starts.

    Years tell most of it; only where months are wanted, or a year lies in the period in part, its months are looked at,
    and its days likewise. Three queries at most.
    """
    lowest, highest = period.first or date.min, period.last or date.max
    found = dict(_first_starts(ArtistCount.objects.filter(person=person, span=Span.YEAR), "artist", "start", rule))
    found = {artist: year for artist, year in found.items() if lowest.year <= year.year <= highest.year}

    years = {year for year in found.values() if unit != "year" or _cut(year, _next_year(year), lowest, highest)}
    if years:
        months = ArtistCount.objects.filter(person=person, span=Span.MONTH)
        within = months.filter(_any(Q(start__gte=year, start__lt=_next_year(year)) for year in years))
        later = dict(_first_starts(within, "artist", "start", rule))
        found |= {artist: later.get(artist, year) for artist, year in found.items() if year in years}
        found = {artist: month for artist, month in found.items() if _next(month) > lowest and month <= highest}

    cut = {month for month in found.values() if unit == "day" or _cut(month, _next(month), lowest, highest)}
    cut = {month for month in cut if month.replace(month=1, day=1) in years}
    if cut:
        # Whoever was first heard in one of them was not heard in those before.
        hours = HourCount.objects.filter(person=person)
        edges = hours.filter(_any(Q(day__gte=month, day__lt=_next(month)) for month in cut))
        later = dict(_first_starts(edges, "recording__artist", "day", rule))
        found |= {artist: later.get(artist, month) for artist, month in found.items() if month in cut}
    return {artist: day for artist, day in found.items() if lowest <= day <= highest}


def _first_starts(rows: QuerySet[Any], of: str, start: str, rule: Rule) -> Iterable[tuple[int, date]]:
    """For each of what the rows count, the first start of any in which it counts."""
    counted = rows.filter(**{f"{rule.counter}__gt": 0}).values_list(of)
    first: Iterable[tuple[int, date]] = counted.annotate(first=Min(start)).order_by()
    return first


def _any(conditions: Iterable[Q]) -> Q:
    return reduce(or_, conditions)


def _cut(start: date, after: date, lowest: date, highest: date) -> bool:
    """Whether only a part of the days before `after` belongs to the period."""
    return start < lowest or after - ONE_DAY > highest


def _next(month: date) -> date:
    return (month + 31 * ONE_DAY).replace(day=1)


def _next_year(year: date) -> date:
    return year.replace(year=year.year + 1)


def _top_artists(person: "User", period: Period, rule: Rule) -> list[tuple[Artist, int]]:
    """Those heard most, without those that the person leaves out."""
    out = left_out_of(person).artists
    counted = artists_counted(person, period, rule=rule, limit=TOP_ARTISTS + len(out))
    kept = [(artist, plays) for artist, plays in counted if artist not in out][:TOP_ARTISTS]
    artists = Artist.objects.in_bulk([artist for artist, _ in kept])
    return [(artists[artist], plays) for artist, plays in kept]


# --- A year ago ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class DayHeard:
    """What was on, on one day: all of it together, and the tracks that were heard most, with how often."""

    day: date
    whole: Extent
    tracks: list[tuple[Track, int]]


def year_before(day: date) -> date:
    """The same day a year before; of a 29th of February, the 28th."""
    try:
        return day.replace(year=day.year - 1)
    except ValueError:
        return day.replace(year=day.year - 1, day=28)


def day_heard(person: "User", day: date, *, rule: Rule, most: int = 5) -> DayHeard | None:
    """What the person heard on a day; None where nothing counts. Five queries at most."""
    counted = HourCount.objects.filter(person=person, day=day, **{f"{rule.counter}__gt": 0})
    plays = counted.values_list("recording").annotate(plays=Sum(rule.counter)).order_by("-plays", "recording")
    recordings = list(plays[:most])
    if not recordings:
        return None
    whole = HourTotal.objects.filter(person=person, day=day).aggregate(plays=Sum(rule.counter), ms=Sum("ms_played"))
    tracks = standing_for(recording for recording, _ in recordings)
    return DayHeard(day, Extent(**whole), [(tracks[recording], plays) for recording, plays in recordings])
