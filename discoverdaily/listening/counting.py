"""Keeps the roll-ups in step with the plays."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.db import connection, transaction
from django.db.models import QuerySet

from discoverdaily import clock
from discoverdaily.listening.fields import from_ms, to_ms
from discoverdaily.listening.models import (
    ArtistCount,
    Counting,
    HourCount,
    HourTotal,
    Play,
    RecordingCount,
    Rule,
    Span,
)
from discoverdaily.listening.models.counts import BEGINNING

if TYPE_CHECKING:
    from accounts.models import User

HALF_A_MINUTE = 30_000


class Heard(NamedTuple):
    """What is counted of a play: `ms` None and `length` 0 where not known."""

    moment: int
    ms: int | None
    recording: int
    artist: int
    length: int


def counting_of(person: "User") -> Counting:
    """How the person's plays are counted; made with their zone and day's start where there is nothing yet."""
    return Counting.objects.get_or_create(
        person=person, defaults={"zone": person.zone.key, "day_starts_at": person.day_starts_at}
    )[0]


def counting_lock(person: "User") -> Counting:
    """As counting_of, and nobody else writes this person's plays until the transaction ends."""
    counting_of(person)
    return Counting.objects.select_for_update().get(person=person)


def rule_change(*, person: "User", rule: Rule) -> None:
    """From now on the person's plays are read by another rule; nothing is counted anew."""
    Counting.objects.filter(pk=counting_of(person).pk).update(rule=rule)


def heard_of(plays: "QuerySet[Play]") -> Iterable[Heard]:
    """What is counted of the plays."""
    facts = plays.order_by("played_at").values_list(
        "played_at",
        "ms_played",
        "track__recording",
        "track__recording__artist",
        "track__duration_ms",
        "track__heard_ms",
    )
    for played_at, ms, recording, artist, duration, heard in facts.iterator():
        yield Heard(to_ms(played_at), ms, recording, artist, duration or heard)


@transaction.atomic
def counts_remove(*, person: "User", plays: "QuerySet[Play]") -> None:
    """Those of the plays that are shown leave the roll-ups. Call it in the same transaction, before they change."""
    counts_move(counting=counting_lock(person), leave=heard_of(plays.filter(state=Play.State.SHOWN)))


@transaction.atomic
def counts_add(*, person: "User", plays: "QuerySet[Play]") -> None:
    """Those of the plays that are not shown enter the roll-ups. Call it in the same transaction, before they change."""
    counts_move(counting=counting_lock(person), enter=heard_of(plays.exclude(state=Play.State.SHOWN)))


def counting_zone_changed(*, person: "User") -> None:
    """The person's zone or day's start is another than their roll-ups stand in: due to be counted anew."""
    counting_of(person)
    Counting.objects.filter(person=person).update(due_at=clock.now())


def counts_move(*, counting: Counting, enter: Iterable[Heard] = (), leave: Iterable[Heard] = ()) -> None:
    """Plays enter and leave the roll-ups of a person whose Counting is locked."""
    tallies: defaultdict[tuple[Any, ...], list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for plays, sign in ((enter, 1), (leave, -1)):
        for play in plays:
            counters = _counters(play)
            for key in _keys(play, counting):
                tally = tallies[key]
                for place, figure in enumerate(counters):
                    tally[place] += sign * figure
    by_table: defaultdict[type, list[tuple[Any, ...]]] = defaultdict(list)
    for place_of, tally in sorted(tallies.items(), key=lambda item: (item[0][0].__name__, item[0][1:])):
        by_table[place_of[0]].append((counting.person_id, *place_of[1:], *tally))
    for table, rows in by_table.items():
        _write(table, rows)


def _counters(play: Heard) -> tuple[int, int, int, int]:
    """plays_all, plays_thirty, plays_half, ms_played."""
    if play.ms is None:
        return 1, 1, 1, play.length
    thirty = play.ms >= HALF_A_MINUTE
    half = play.ms * 2 >= play.length if play.length else thirty
    return 1, int(thirty), int(half), play.ms


def _keys(play: Heard, counting: Counting) -> Iterable[tuple[Any, ...]]:
    day, hour = local_hour(from_ms(play.moment), counting.zone, counting.day_starts_at)
    yield HourCount, day, hour, play.recording
    yield HourTotal, day, hour
    for span, start in (
        (Span.MONTH, day.replace(day=1)),
        (Span.YEAR, day.replace(month=1, day=1)),
        (Span.EVER, BEGINNING),
    ):
        yield RecordingCount, span.value, start, play.recording
        yield ArtistCount, span.value, start, play.artist


def local_hour(moment: datetime, zone: str, starts_at: int) -> tuple[date, int]:
    """The person's own day that a moment belongs to, and the hour on their clock."""
    try:
        local = moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    except (ZoneInfoNotFoundError, ValueError):
        local = moment.replace(tzinfo=None)
    return (local - timedelta(hours=starts_at)).date(), local.hour


_COUNTERS = ("plays_all", "plays_thirty", "plays_half", "ms_played")
_KEYS: dict[type, tuple[str, ...]] = {
    HourCount: ("person_id", "day", "hour", "recording_id"),
    HourTotal: ("person_id", "day", "hour"),
    RecordingCount: ("person_id", "span", "start", "recording_id"),
    ArtistCount: ("person_id", "span", "start", "artist_id"),
}


def _write(model: Any, rows: list[tuple[Any, ...]]) -> None:
    table, keys = model._meta.db_table, _KEYS[model]
    added = ", ".join(f"{name} = {table}.{name} + excluded.{name}" for name in _COUNTERS)
    moved = ", ".join(f"{name} = {name} + %s" for name in _COUNTERS)
    here = " AND ".join(f"{name} = %s" for name in keys)
    insert = f"INSERT INTO {table} ({', '.join((*keys, *_COUNTERS))}) VALUES ({', '.join(['%s'] * (len(keys) + 4))})"  # noqa: S608  # names of our own
    more = [row for row in rows if min(row[len(keys) :]) >= 0]
    less = [(row[: len(keys)], row[len(keys) :]) for row in rows if min(row[len(keys) :]) < 0]
    with connection.cursor() as cursor:
        if more:
            cursor.executemany(f"{insert} ON CONFLICT ({', '.join(keys)}) DO UPDATE SET {added}", more)
        if less:
            update = f"UPDATE {table} SET {moved} WHERE {here}"  # noqa: S608  # as above
            cursor.executemany(update, [(*figures, *key) for key, figures in less])
            empty = f"DELETE FROM {table} WHERE {here} AND plays_all = 0"  # noqa: S608  # as above
            cursor.executemany(empty, [key for key, _ in less])
