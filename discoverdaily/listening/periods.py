"""Reads of a period: any days of a person's, as whole years, whole months and the days at the edges."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from django.db import connection
from django.db.models import Subquery

from discoverdaily.listening.counting import rule_of
from discoverdaily.listening.models import (
    ArtistCount,
    Counting,
    HourCount,
    HourTotal,
    Recording,
    RecordingCount,
    Rule,
    Span,
    Track,
)
from discoverdaily.listening.models.counts import BEGINNING

if TYPE_CHECKING:
    from accounts.models import User


ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Period:
    """The person's own days, both included; None: open."""

    first: date | None = None
    last: date | None = None

    @property
    def days(self) -> dict[str, date]:
        """As a filter on `day`."""
        bounds = {"day__gte": self.first, "day__lte": self.last}
        return {name: day for name, day in bounds.items() if day is not None}


class Counted(NamedTuple):
    """How often a recording or an artist, by its key, was played, and how long in all: milliseconds, of plays that are
    too short to count, too."""

    key: int
    plays: int
    ms: int


def recordings_heard(person: "User", period: Period, *, rule: Rule, limit: int | None = None) -> list[Counted]:
    """The recordings played in the period, the most played first; equal ones in the order of their keys.

    Two queries, however long the period.
    """
    return _counted(person, period, RecordingCount, rule, limit)


def artists_heard(person: "User", period: Period, *, rule: Rule, limit: int | None = None) -> list[Counted]:
    """The artists likewise."""
    return _counted(person, period, ArtistCount, rule, limit)


def recordings_counted(
    person: "User", period: Period, *, rule: Rule, limit: int | None = None
) -> list[tuple[int, int]]:
    """(recording, plays) of those played, likewise."""
    return [(each.key, each.plays) for each in recordings_heard(person, period, rule=rule, limit=limit)]


def artists_counted(person: "User", period: Period, *, rule: Rule, limit: int | None = None) -> list[tuple[int, int]]:
    """(artist, plays) of those played, likewise."""
    return [(each.key, each.plays) for each in artists_heard(person, period, rule=rule, limit=limit)]


class Part(NamedTuple):
    """Days in a row that one kind of roll-up adds up: `span` None for single days; `sign` -1 to take them away."""

    span: Span | None
    first: date
    last: date
    sign: int = 1


ALL_THERE_IS = Part(Span.EVER, BEGINNING, BEGINNING)


def parts_of(first: date, last: date) -> list[Part]:
    """The days from `first` to `last`, each in exactly one part: whole years, whole months, and days at the edges."""
    parts = []
    year, end_year = _next_year(first - ONE_DAY), _year(last + ONE_DAY)
    month, end_month = _next_month(first - ONE_DAY), _month(last + ONE_DAY)
    if year < end_year:
        parts.append(Part(Span.YEAR, year, end_year - ONE_DAY))
        parts += [Part(Span.MONTH, month, year - ONE_DAY), Part(Span.MONTH, end_year, end_month - ONE_DAY)]
    else:
        parts.append(Part(Span.MONTH, month, end_month - ONE_DAY))
    if month <= end_month:
        parts += [Part(None, first, month - ONE_DAY), Part(None, end_month, last)]
    else:
        parts.append(Part(None, first, last))
    return [part for part in parts if part.first <= part.last]


def _parts(person: "User", period: Period) -> list[Part]:
    """What adds up to the period: itself, or all there ever was without the days outside, whichever is less."""
    days = HourTotal.objects.filter(person=person).order_by("day").values("day")
    # Each by itself is found at its end of the index; asked for together, all days are looked through.
    ends = Counting.objects.filter(person=person).values_list(Subquery(days[:1]), Subquery(days.reverse()[:1]))
    oldest, newest = ends.first() or (None, None)
    if oldest is None or newest is None:
        return []
    first, last = max(period.first or oldest, oldest), min(period.last or newest, newest)
    if first > last:
        return []
    if 2 * (last - first) < newest - oldest:
        return parts_of(first, last)
    outside = parts_of(oldest, first - ONE_DAY) + parts_of(last + ONE_DAY, newest)
    return [ALL_THERE_IS, *(part._replace(sign=-1) for part in outside)]


def _counted(
    person: "User", period: Period, spans: type[RecordingCount | ArtistCount], rule: Rule, limit: int | None
) -> list[Counted]:
    parts = _parts(person, period)
    if not parts:
        return []
    of = "artist_id" if spans is ArtistCount else "recording_id"
    if parts == [ALL_THERE_IS]:  # each has one row: nothing to add up
        rows = spans._default_manager.filter(person=person, span=Span.EVER, **{f"{rule.counter}__gt": 0})
        figures = rows.order_by(f"-{rule.counter}", of).values_list(of, rule.counter, "ms_played")[:limit]
        return [Counted(*row) for row in figures]
    counts, recordings = spans._meta.db_table, Recording._meta.db_table
    of_days = f"{HourCount._meta.db_table} c" + (
        f" JOIN {recordings} r ON r.id = c.recording_id" if spans is ArtistCount else ""
    )
    selects, given = [], []
    for part in parts:
        ms = f"{part.sign} * ms_played"
        if connection.vendor == "postgresql":  # it adds up large whole numbers as decimals, which takes as long again
            ms = f"CAST({ms} AS DOUBLE PRECISION)"
        what = f"SELECT {of} AS counted, {part.sign} * {rule.counter} AS plays, {ms} AS ms FROM"
        days = [person.pk, *map(connection.ops.adapt_datefield_value, (part.first, part.last))]
        if part.span is None:
            selects.append(f"{what} {of_days} WHERE c.person_id = %s AND c.day BETWEEN %s AND %s")
        else:
            selects.append(f"{what} {counts} WHERE span = {part.span:d} AND person_id = %s AND start BETWEEN %s AND %s")
        given += days
    statement = (
        f"SELECT counted, SUM(plays), SUM(ms) FROM ({' UNION ALL '.join(selects)}) parts "  # noqa: S608  # our own names
        "GROUP BY counted HAVING SUM(plays) > 0 ORDER BY 2 DESC, 1"
    )
    if limit is not None:
        statement += f" LIMIT {limit:d}"
    with connection.cursor() as cursor:
        cursor.execute(statement, given)
        return [Counted(*map(int, row)) for row in cursor.fetchall()]


def _month(day: date) -> date:
    return day.replace(day=1)


def _year(day: date) -> date:
    return day.replace(month=1, day=1)


def _next_month(day: date) -> date:
    """The first day of a month that begins after `day`."""
    return _month(_month(day) + 31 * ONE_DAY)


def _next_year(day: date) -> date:
    return _year(_year(day) + 366 * ONE_DAY)


def play_counts(person: "User", track_spotify_ids: Iterable[str]) -> dict[str, int]:
    """How often the person ever played each track, by Spotify's id and their own rule; 0 for those never played."""
    ids = set(track_spotify_ids)
    counter = rule_of(person).counter
    tracks = dict(Track.objects.filter(spotify_id__in=ids).values_list("spotify_id", "recording"))
    plays = dict(
        RecordingCount.objects.filter(person=person, span=Span.EVER, recording__in=set(tracks.values())).values_list(
            "recording", counter
        )
    )
    return {track_id: plays.get(tracks.get(track_id, 0), 0) for track_id in ids}
