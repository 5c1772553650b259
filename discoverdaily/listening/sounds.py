"""Reads for whoever tells how days sound: what was heard on them, and how that sounds, as arrays."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Self

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from discoverdaily.listening import bulk
from discoverdaily.listening.bulk import Ints
from discoverdaily.listening.hours import local_hours
from discoverdaily.listening.models import (
    AudioFeatures,
    Counting,
    HourCount,
    HourTotal,
    Play,
    RecordingCount,
    Rule,
    Span,
    Track,
)
from discoverdaily.music_data.figures import RANGES

if TYPE_CHECKING:
    from accounts.models import User

_HOURS, _EVER = HourCount._meta.db_table, RecordingCount._meta.db_table
FEATURES = tuple(RANGES)
"""The columns of Sounds.figures, in their order."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What was heard on which day how often: days as numbers since 1970, keys of recordings, plays that count."""

    days: Ints
    recordings: Ints
    plays: Ints


@dataclass(frozen=True, slots=True)
class Sounds:
    """How recordings sound, in the order of their keys: a row of FEATURES for each, NaN where one is not known."""

    recordings: Ints
    figures: NDArray[np.float64]

    @classmethod
    def of(cls, rows: Collection[tuple[Any, ...]]) -> Self:
        """Rows of a recording's key and its features."""
        figures = np.array(rows, dtype=np.float64).reshape(len(rows), 1 + len(FEATURES))
        return cls(figures[:, 0].astype(np.int64), figures[:, 1:])


def days_heard(person: "User", first: date | None = None, last: date | None = None) -> list[date]:
    """The days from `first` to `last`, both included, on which the person heard anything; without bounds, all."""
    days = HourTotal.objects.filter(person=person)
    days = days if first is None else days.filter(day__gte=first)
    days = days if last is None else days.filter(day__lte=last)
    return list(days.order_by("day").values_list("day", flat=True).distinct())


def heard_on(person: "User", days: Collection[date], *, rule: Rule) -> Heard:
    """What counts of these days, day after day."""
    on, given = _on(days)
    columns = bulk.fetched(
        f"SELECT {_number_of_day()}, recording_id, SUM({rule.counter}) FROM {_HOURS} "  # noqa: S608  # our own names
        f"WHERE person_id = %s AND day IN {on} AND {rule.counter} > 0 GROUP BY day, recording_id ORDER BY day",
        [person.pk, *given],
        width=3,
    )
    return Heard(*columns)


def heard_at_hours(person: "User", first: date, last: date, *, rule: Rule) -> Heard:
    """What counts of the days from `first` to `last`, both included, at each hour of the day: hours 0 to 23 in the
    place of days."""
    bounds = [connection.ops.adapt_datefield_value(day) for day in (first, last)]
    columns = bulk.fetched(
        f"SELECT hour, recording_id, SUM({rule.counter}) FROM {_HOURS} "  # noqa: S608  # our own names
        f"WHERE person_id = %s AND day BETWEEN %s AND %s AND {rule.counter} > 0 "
        "GROUP BY hour, recording_id ORDER BY hour",
        [person.pk, *bounds],
        width=3,
    )
    return Heard(*columns)


def heard_ever(person: "User", *, rule: Rule) -> tuple[Ints, Ints]:
    """The recordings the person ever played, in the order of their keys, and how often."""
    recordings, plays = bulk.fetched(
        f"SELECT recording_id, {rule.counter} FROM {_EVER} "  # noqa: S608  # our own names
        f"WHERE person_id = %s AND span = {Span.EVER:d} AND {rule.counter} > 0 ORDER BY recording_id",
        [person.pk],
        width=2,
    )
    return recordings, plays


def sounds_on(person: "User", days: Collection[date]) -> Sounds:
    """How what was heard on these days sounds, as far as it is known."""
    on, given = _on(days)
    heard = f"(SELECT recording_id FROM {_HOURS} WHERE person_id = %s AND day IN {on})"  # noqa: S608  # our own names
    return _sounds(heard, [person.pk, *given])


def sounds_ever(person: "User") -> Sounds:
    """How all the person ever heard sounds, as far as it is known."""
    heard = f"(SELECT recording_id FROM {_EVER} WHERE person_id = %s AND span = {Span.EVER:d})"  # noqa: S608  # our own names
    return _sounds(heard, [person.pk])


def sounds_of(recordings: Collection[int]) -> Sounds:
    """How these recordings sound, as far as it is known."""
    return _sounds(*bulk.listed_sql(recordings))


def to_be_asked(recordings: Collection[int]) -> int:
    """Of how many of these nobody was asked yet how they sound, and will be."""
    return AudioFeatures.objects.filter(
        recording__in=bulk.listed(recordings), found_at=None, attempts=0, due_at__isnull=False
    ).count()


def days_of_recording(recording: int) -> tuple[Ints, Ints]:
    """On which of their own days people heard a recording: people's keys, in order, and days as numbers since 1970,
    side by side. Two queries. While somebody moves (recounting.py), their days by both zones."""
    people, moments = bulk.fetched(
        f"SELECT p.person_id, p.played_at FROM {Play._meta.db_table} p "  # noqa: S608  # our own names
        f"JOIN {Track._meta.db_table} t ON t.id = p.track_id WHERE t.recording_id = %s AND p.state = %s",
        [recording, Play.State.SHOWN],
        width=2,
    )
    found = [np.empty((0, 2), dtype=np.int64)]
    for (zone, starts_at), theirs in _standing(np.unique(people)).items():
        rows = np.isin(people, theirs)
        found.append(np.column_stack([people[rows], local_hours(moments[rows], zone, starts_at)[0]]))
    heard_by, days = np.unique(np.concatenate(found), axis=0).T
    return heard_by, days


def _standing(people: Ints) -> dict[tuple[str, int], list[int]]:
    """Whose roll-ups stand in which zone, by days that start when."""
    standing: defaultdict[tuple[str, int], list[int]] = defaultdict(list)
    columns = "person", "zone", "day_starts_at", "moving_to_zone", "moving_to_start"
    countings = Counting.objects.filter(person__in=bulk.listed(people))
    for person, zone, starts_at, to_zone, to_start in countings.values_list(*columns):
        standing[zone, starts_at].append(person)
        if to_zone:
            standing[to_zone, to_start or 0].append(person)
    return standing


def _sounds(recordings: str, parameters: list[Any]) -> Sounds:
    features = AudioFeatures._meta.db_table
    return Sounds.of(
        bulk.answers(
            f"SELECT recording_id, {', '.join(FEATURES)} FROM {features} "  # noqa: S608  # our own names
            f"WHERE found_at IS NOT NULL AND recording_id IN {recordings} ORDER BY recording_id",
            parameters,
        )
    )


def _number_of_day() -> str:
    if connection.vendor == "postgresql":
        return "day - DATE '1970-01-01'"
    return "CAST(julianday(day) - 2440587.5 AS INTEGER)"


def _on(days: Collection[date]) -> tuple[str, list[Any]]:
    return bulk.listed_sql([day.isoformat() for day in days], "date")
