"""Keeps the roll-ups in step with the plays."""

from collections.abc import Generator, Sequence
from contextlib import closing
from dataclasses import dataclass, fields
from datetime import date
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING, Any, Self

import numpy as np
from django.db import transaction
from django.db.models import BigIntegerField, ExpressionWrapper, F, QuerySet
from django.db.models.functions import Coalesce
from numpy.typing import NDArray

from discoverdaily import clock
from discoverdaily.listening import bulk
from discoverdaily.listening.bulk import Ints
from discoverdaily.listening.facts import Facts, facts_of
from discoverdaily.listening.fields import to_ms
from discoverdaily.listening.hours import local_hour, local_hours
from discoverdaily.listening.locks import tracks_hold_still
from discoverdaily.listening.models import (
    ArtistCount,
    Counting,
    HourCount,
    HourTotal,
    MonthTotal,
    Play,
    RecordingCount,
    Rule,
    Span,
)
from discoverdaily.listening.signals import rule_changed, zone_changed

if TYPE_CHECKING:
    from accounts.models import User

__all__ = ["local_hour"]

Flags = NDArray[np.bool_]

HALF_A_MINUTE = 30_000
UNKNOWN = -1
"""In an array of milliseconds: not known."""
PIECE = 20_000
"""Plays that are counted at a time."""
MANY = 1_000
"""Rows for which it pays to ask where there are none yet."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What is counted of plays, as arrays: when they ended (unix ms), how long they were heard (ms or UNKNOWN), and
    what is known of their tracks (`lengths` in ms, 0 where not known)."""

    moments: Ints
    ms: Ints
    recordings: Ints
    artists: Ints
    lengths: Ints

    @classmethod
    def of(cls, moments: Ints, ms: Ints, facts: Facts) -> Self:
        """Plays of the facts' tracks."""
        return cls(moments, ms, facts.recordings, facts.artists, facts.lengths)

    @classmethod
    def none(cls) -> Self:
        """No plays."""
        return cls(*[np.empty(0, dtype=np.int64)] * 5)

    def and_(self, other: "Heard") -> "Heard":
        """These plays, then the others."""
        return Heard(*(np.concatenate([getattr(self, each.name), getattr(other, each.name)]) for each in fields(self)))


# --- What a person's plays are counted by ----------------------------------------------------------------------------


def counting_of(person: "User") -> Counting:
    """How the person's plays are counted; made with their zone and day's start where there is nothing yet."""
    return Counting.objects.get_or_create(
        person=person, defaults={"zone": person.zone.key, "day_starts_at": person.day_starts_at}
    )[0]


def rule_of(person: "User") -> Rule:
    """The rule the person reads by; nothing is written, so a page may be looked at before anything is counted."""
    chosen = Counting.objects.filter(person=person).values_list("rule", flat=True).first()
    return Rule(chosen) if chosen else Rule.THIRTY


def counting_lock(person: "User") -> Counting:
    """As counting_of, and until the transaction ends nobody else writes this person's plays, nor changes what is known
    of tracks. To be taken before any other lock."""
    tracks_hold_still()
    counting_of(person)
    return Counting.objects.select_for_update().get(person=person)


@transaction.atomic
def rule_change(*, person: "User", rule: Rule) -> None:
    """From now on the person's plays are read by another rule; nothing is counted anew."""
    tracks_hold_still()
    if Counting.objects.filter(pk=counting_of(person).pk).exclude(rule=rule).update(rule=rule):
        rule_changed.send(Counting, person=person)


def counting_zone_changed(*, person: "User") -> None:
    """The person's zone or day's start may be another by now. Roll-ups that stand elsewhere are due to move over
    (recounting.py); what else goes by the person's clock is told. Call it in the transaction that changes them."""
    counting = counting_of(person)
    if stands_elsewhere(counting, person):
        Counting.objects.filter(pk=counting.pk).update(due_at=clock.now())
    zone_changed.send(Counting, person=person)


def stands_elsewhere(counting: Counting, person: "User") -> bool:
    """Whether not all of the person's roll-ups stand in their zone and day's start."""
    here = person.zone.key, person.day_starts_at
    return bool(counting.moving_to_zone) or (counting.zone, counting.day_starts_at) != here


# --- Plays enter and leave -------------------------------------------------------------------------------------------


@transaction.atomic
def counts_remove(*, person: "User", plays: "QuerySet[Play]") -> None:
    """Those of the plays that are shown leave the roll-ups. Call it in the same transaction, before they change."""
    counting = counting_lock(person)
    with closing(_heard(plays.filter(state=Play.State.SHOWN))) as pieces:
        for heard in pieces:
            counts_move(counting=counting, leave=heard)


@transaction.atomic
def counts_add(*, person: "User", plays: "QuerySet[Play]") -> None:
    """Those of the plays that are not shown enter the roll-ups. Call it in the same transaction, before they change."""
    counting = counting_lock(person)
    with closing(_heard(plays.exclude(state=Play.State.SHOWN))) as pieces:
        for heard in pieces:
            counts_move(counting=counting, enter=heard)


def _heard(plays: "QuerySet[Play]") -> Generator[Heard]:
    """What is counted of the plays, some thousand at a time. To be closed: on PostgreSQL a cursor is open meanwhile."""
    found = columns_of(plays.order_by("played_at")).iterator(chunk_size=PIECE)
    with closing(found) as rows:  # type: ignore[type-var]  # a generator it is
        while piece := list(islice(rows, PIECE)):
            yield heard_of(piece)


def columns_of(plays: "QuerySet[Play]") -> "QuerySet[Play, tuple[int, int, int]]":
    """Moment, length and track of each, as numbers."""
    moment = ExpressionWrapper(F("played_at"), output_field=BigIntegerField())
    return plays.values_list(moment, Coalesce("ms_played", UNKNOWN), "track_id")


def heard_of(rows: Sequence[tuple[int, int, int]]) -> Heard:
    """What is counted of the plays that `columns_of` told."""
    moments, ms, tracks = np.array(rows, dtype=np.int64).T
    return Heard.of(moments, ms, facts_of(tracks).of(tracks))


def counts_move(*, counting: Counting, enter: Heard | None = None, leave: Heard | None = None) -> None:
    """Plays enter and leave the roll-ups of a person whose Counting is locked. Each is counted where it stands by now
    while a change of zone is under way."""
    enter, leave = enter or Heard.none(), leave or Heard.none()
    plays = enter.and_(leave)
    if not len(plays.moments):
        return
    signs = np.concatenate([np.ones_like(enter.moments), -np.ones_like(leave.moments)])
    days, hours = _days_and_hours(plays.moments, counting)
    counts_write(person=counting.person_id, plays=plays, days=days, hours=hours, signs=signs)


def _days_and_hours(moments: Ints, counting: Counting) -> tuple[Ints, Ints]:
    days, hours = local_hours(moments, counting.zone, counting.day_starts_at)
    if counting.moving_to_zone and counting.moved_from is not None:
        moved = moments >= to_ms(counting.moved_from)
        days[moved], hours[moved] = local_hours(moments[moved], counting.moving_to_zone, counting.moving_to_start or 0)
    return days, hours


# --- Roll-ups --------------------------------------------------------------------------------------------------------

_KEY = 40
"""Bits for the key of a recording or artist, below those of its hour or day: both in one number are sorted at once."""


def counts_write(*, person: int, plays: Heard, days: Ints, hours: Ints, signs: Ints) -> None:
    """Adds to the roll-ups, or takes from them where the sign is -1, plays that stand in these days and hours."""
    tally = _tally(plays, signs)
    empty_before = _Nothing(person, days)

    hour_rows, figures = _grouped((days * 24 + hours) << _KEY | plays.recordings, tally)
    in_hours = hour_rows >> _KEY
    _write(
        HourCount, person, empty_before, figures, day=in_hours // 24, hour=in_hours % 24, recording_id=_low(hour_rows)
    )
    totals, figures = _grouped(in_hours, figures)
    _write(HourTotal, person, empty_before, figures, day=totals // 24, hour=totals % 24)
    in_months = (_month(totals // 24) * 7 + _weekday(totals // 24)) * 24 + totals % 24
    in_months, figures = _grouped(in_months, figures)
    of_month = {"month": in_months // 168, "weekday": in_months // 24 % 7, "hour": in_months % 24}
    _write(MonthTotal, person, empty_before, figures, **of_month)

    for model, of, keys in (
        (RecordingCount, "recording_id", plays.recordings),
        (ArtistCount, "artist_id", plays.artists),
    ):
        rows, figures = days << _KEY | keys, tally
        for span, start_of in ((Span.MONTH, _month), (Span.YEAR, _year), (Span.EVER, _ever)):
            rows, figures = _grouped(start_of(rows >> _KEY) << _KEY | _low(rows), figures)
            of_span = {"span": int(span), "start": rows >> _KEY, of: _low(rows)}
            _write(model, person, empty_before, figures, **of_span)


def _tally(plays: Heard, signs: Ints) -> Ints:
    """What each play adds to `_COUNTERS`. One of unknown length counts by every rule, and lasts as its track."""
    known = plays.ms != UNKNOWN
    long = ~known | (plays.ms >= HALF_A_MINUTE)
    half = np.where(known & (plays.lengths > 0), plays.ms * 2 >= plays.lengths, long)
    return np.stack([np.ones_like(signs), long, half, np.where(known, plays.ms, plays.lengths)]) * signs


_COUNTERS = ("plays_all", "plays_thirty", "plays_half", "ms_played")
_KEYS = {
    HourCount: ("person_id", "day", "hour", "recording_id"),
    HourTotal: ("person_id", "day", "hour"),
    MonthTotal: ("person_id", "month", "weekday", "hour"),
    RecordingCount: ("person_id", "span", "start", "recording_id"),
    ArtistCount: ("person_id", "span", "start", "artist_id"),
}


def _grouped(keys: Ints, figures: Ints) -> tuple[Ints, Ints]:
    """The different keys in order, and for each the sums of its figures; those that add nothing left out."""
    if not len(keys):
        return keys, figures
    order = np.argsort(keys)
    keys = keys[order]
    first = np.flatnonzero(np.concatenate([[True], keys[1:] != keys[:-1]]))
    sums = np.add.reduceat(figures[:, order], first, axis=1)
    adding = sums.any(axis=0)
    return keys[first][adding], sums[:, adding]


def _low(keys: Ints) -> Ints:
    return keys & ((1 << _KEY) - 1)


def _month(days: Ints) -> Ints:
    return days.astype("M8[D]").astype("M8[M]").astype("M8[D]").astype(np.int64)


def _year(days: Ints) -> Ints:
    return days.astype("M8[D]").astype("M8[Y]").astype("M8[D]").astype(np.int64)


def _weekday(days: Ints) -> Ints:
    """0 for Monday; the first of 1970 was a Thursday."""
    return (days + 3) % 7


def _ever(days: Ints) -> Ints:
    return np.zeros_like(days)


def _write(model: type[Any], person: int, nothing: "_Nothing", figures: Ints, **of: Any) -> None:
    """Where there is nothing yet, rows are inserted, which is quicker; where something is taken, they may go."""
    taking: Flags = np.any(figures < 0, axis=0)
    new = nothing.in_(of) & ~taking if len(taking) >= MANY else np.zeros_like(taking)

    def columns(rows: Flags) -> dict[str, Any]:
        keys = {name: column[rows] if isinstance(column, np.ndarray) else column for name, column in of.items()}
        return {"person_id": person, **keys, **dict(zip(_COUNTERS, figures[:, rows], strict=True))}

    if new.any():
        bulk.insert(model, columns(new))
    if (adding := ~new & ~taking).any():
        bulk.add(model, _KEYS[model], _COUNTERS, columns(adding))
    if taking.any():
        bulk.take(model, _KEYS[model], _COUNTERS, columns(taking))


class _Nothing:
    """Where a person has no plays yet, as the hours tell. Asked before anything is written."""

    def __init__(self, person: int, days: Ints) -> None:
        self._person, self._first, self._last = person, int(days.min()), int(days.max())

    def in_(self, of: dict[str, Any]) -> Flags:
        """For each row of a roll-up whether its day, month or year is such a place."""
        if "day" in of:
            return ~np.isin(of["day"], self._days)
        if "month" in of:
            return ~np.isin(of["month"], _month(self._days))
        if of["span"] == Span.EVER:
            return np.zeros(len(of["start"]), dtype=np.bool_)
        return ~np.isin(of["start"], (_month if of["span"] == Span.MONTH else _year)(self._days))

    @cached_property
    def _days(self) -> Ints:
        """The days with plays in all the years concerned."""
        years = _year(np.array([self._first, self._last + 366]))
        between = [date.fromordinal(bulk.BEGINNING + day) for day in years.tolist()]
        totals = HourTotal.objects.filter(person=self._person, day__range=between)
        days = [day.toordinal() - bulk.BEGINNING for day in totals.values_list("day", flat=True).distinct()]
        return np.array(days, dtype=np.int64)
