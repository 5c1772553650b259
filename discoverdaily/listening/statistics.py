"""When, how much and whom a person listened to: by the roll-ups, in a number of queries that does not grow.

Plays are those that count by the person's rule; listening time is of all of them.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db.models import Min, Q, QuerySet, Sum

from discoverdaily.listening.exclusions import left_out_of, standing_for
from discoverdaily.listening.extents import Extent
from discoverdaily.listening.models import Artist, ArtistCount, HourCount, HourTotal, MonthTotal, Rule, Span, Track
from discoverdaily.listening.periods import Period, artists_counted, parts_of

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


NOTHING = Heard(0, 0)


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
    hours: list[Heard]
    weekdays: list[Heard]
    months: list[Heard]
    unit: str
    steps: list[Step]
    new_artists: int
    top_artists: list[tuple[Artist, int]]

    @property
    def daily(self) -> int:
        """Milliseconds a day, on average."""
        return self.heard.ms // ((self.last - self.first).days + 1)


def years_of(person: "User") -> list[int]:
    """The years from the person's first play to the last, the latest first. Two queries."""
    days = HourTotal.objects.filter(person=person).values_list("day", flat=True)
    first, last = days.order_by("day").first(), days.order_by("-day").first()
    return list(range(last.year, first.year - 1, -1)) if first and last else []


def figures_of(person: "User", period: Period, *, rule: Rule) -> Figures | None:
    """All about a period; None where nothing was played in it."""
    days = HourTotal.objects.filter(person=person, **period.days).values_list("day", flat=True)
    first, last = days.order_by("day").first(), days.order_by("-day").first()
    if first is None or last is None:
        return None
    unit, start_of = _unit(first, last)
    told = _told(person, first, last, rule, by_days=unit == "day")
    first_heard = _first_heard(person, period, rule, unit=unit)
    new = Counter(start_of(day) for day in first_heard.values())
    steps = _added_up((start_of(start), heard) for start, heard in told.starts)
    return Figures(
        first=first,
        last=last,
        heard=_sum(heard for _, heard in told.starts),
        hours=_in_order(range(24), _added_up(told.hours)),
        weekdays=_in_order(range(7), _added_up(told.weekdays)),
        months=_in_order(range(1, 13), _added_up((start.month, heard) for start, heard in told.starts)),
        unit=unit,
        steps=[Step(start, steps.get(start, NOTHING), new[start]) for start in _starts(start_of, first, last)],
        new_artists=len(first_heard),
        top_artists=_top_artists(person, period, rule),
    )


class _Told(NamedTuple):
    """What the roll-ups tell, in several pieces for each hour, weekday, and month or day."""

    hours: list[tuple[int, Heard]]
    weekdays: list[tuple[int, Heard]]
    starts: list[tuple[date, Heard]]


def _told(person: "User", first: date, last: date, rule: Rule, *, by_days: bool) -> _Told:
    """Between two days: by whole months, and by the days at the edges, or by days alone. Four queries at most."""
    figures = {"plays": Sum(rule.counter), "ms": Sum("ms_played")}
    months = [part for part in parts_of(first, last) if part.span is not None and not by_days]
    days = HourTotal.objects.filter(person=person, day__range=(first, last))
    told = _Told([], [], [])
    if months:
        whole = min(part.first for part in months), max(part.last for part in months)
        rows = MonthTotal.objects.filter(person=person, month__range=whole)
        for kind, pieces in (("hour", told.hours), ("weekday", told.weekdays), ("month", told.starts)):
            found: Iterable[tuple[Any, int, int]] = rows.values_list(kind).annotate(**figures).order_by()
            pieces.extend((key, Heard(plays, ms)) for key, plays, ms in found)
        days = days.filter(Q(day__lt=whole[0]) | Q(day__gt=whole[1]))
    for day, hour, plays, ms in days.values_list("day", "hour", rule.counter, "ms_played"):
        heard = Heard(plays, ms)
        told.hours.append((hour, heard))
        told.weekdays.append((day.weekday(), heard))
        told.starts.append((day, heard))
    return told


def _sum(pieces: Iterable[Heard]) -> Heard:
    plays, ms = zip(*pieces, strict=True)
    return Heard(sum(plays), sum(ms))


def _added_up(pieces: Iterable[tuple[Any, Heard]]) -> dict[Any, Heard]:
    found: dict[Any, Heard] = {}
    for key, heard in pieces:
        found[key] = _sum([found.get(key, NOTHING), heard])
    return found


def _in_order(keys: Iterable[int], found: dict[int, Heard]) -> list[Heard]:
    return [found.get(key, NOTHING) for key in keys]


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

    Years tell most of it; only where months are wanted, or a year lies in the period in part, are the months of that
    year looked at, and its days likewise, and only for whoever was first heard then. Three queries at most.
    """
    lowest, highest = period.first or date.min, period.last or date.max
    years = ArtistCount.objects.filter(person=person, span=Span.YEAR, start__lte=highest)
    found = {artist: year for artist, year in _first_starts(years, "artist", "start", rule) if year.year >= lowest.year}

    within = {year for year in set(found.values()) if unit != "year" or _cut(year, _next_year(year), lowest, highest)}
    if within:
        new = [artist for artist, year in found.items() if year in within]
        months = ArtistCount.objects.filter(person=person, span=Span.MONTH, artist__in=new)
        months = months.filter(_any(Q(start__gte=year, start__lt=_next_year(year)) for year in within))
        found |= dict(_first_starts(months, "artist", "start", rule))
        found = {artist: start for artist, start in found.items() if lowest < _next(start) and start <= highest}

    starts = {start for start in set(found.values()) if start.replace(month=1) in within}
    cut = {month for month in starts if unit == "day" or _cut(month, _next(month), lowest, highest)}
    if cut:
        new = [artist for artist, start in found.items() if start in cut]
        hours = HourCount.objects.filter(person=person, recording__artist__in=new)
        hours = hours.filter(_any(Q(day__gte=month, day__lt=_next(month)) for month in cut))
        found |= dict(_first_starts(hours, "recording__artist", "day", rule))
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
