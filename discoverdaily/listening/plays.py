"""The one door by which plays come in."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from django.db import transaction
from django.db.models import F

from discoverdaily.listening.counting import Heard, counting_lock, counts_move
from discoverdaily.listening.fields import from_ms, to_ms
from discoverdaily.listening.matching import Record, match
from discoverdaily.listening.models import Import, Play, Source, Track
from discoverdaily.listening.signals import plays_changed

if TYPE_CHECKING:
    from accounts.models import User

AROUND = 12 * 3_600_000
"""Milliseconds before and after what is told, in which a play may be the same listen."""


class Told(NamedTuple):
    """One record, as a source tells it: when it ended (unix ms), how long it was heard (None: not known), the Track's
    key."""

    played_at: int
    ms_played: int | None
    track: int


@dataclass(frozen=True, slots=True)
class Stored:
    """What became of the records told: new listens, and known ones (or told twice)."""

    new: int
    known: int


@transaction.atomic
def plays_store(*, person: "User", source: Source, told: Sequence[Told], brought_by: Import | None = None) -> Stored:
    """Keeps what a source tells of a person's listening: each listen once, as the best source tells it.

    In any order, with repeats. Joins an outer transaction; keeps the roll-ups in step and sends plays_changed, once,
    where anything changed. Some 20,000 records at a time are a good piece.
    """
    if not told:
        return Stored(0, 0)
    counting = counting_lock(person)
    once = list({(record.played_at, record.track): record for record in told}.values())
    moments = [record.played_at for record in once]
    near = Play.objects.filter(person=person, played_at__range=(min(moments) - AROUND, max(moments) + AROUND))
    plays = {play.pk: play for play in near}
    facts = _facts({record.track for record in once} | {play.track_id for play in plays.values()})
    records = [
        Record(record.played_at, record.ms_played, facts[record.track][0], facts[record.track][2], source, number)
        for number, record in enumerate(once)
    ]
    known = [
        Record(
            to_ms(play.played_at),
            play.ms_played,
            facts[play.track_id][0],
            facts[play.track_id][2],
            play.source,
            play.pk,
        )
        for play in plays.values()
    ]
    matched = match(records, known)
    new = [record for number, record in enumerate(once) if number not in matched]
    better = [(plays[key], once[number]) for number, key in matched.items() if plays[key].source < source]
    told_too = [key for key in matched.values() if not plays[key].told_by & source]
    Play.objects.filter(pk__in=told_too).update(told_by=F("told_by").bitor(source))
    enter = [Heard(record.played_at, record.ms_played, *facts[record.track]) for record in new]
    leave = []
    changed = [record.played_at for record in new]
    for play, record in better:
        changed += [to_ms(play.played_at), record.played_at]
        if play.state == Play.State.SHOWN:
            leave.append(Heard(to_ms(play.played_at), play.ms_played, *facts[play.track_id]))
            enter.append(Heard(record.played_at, record.ms_played, *facts[record.track]))
        Play.objects.filter(pk=play.pk).update(
            played_at=from_ms(record.played_at), ms_played=record.ms_played, track=record.track, source=source
        )
    Play.objects.bulk_create(
        Play(
            person=person,
            track_id=record.track,
            played_at=from_ms(record.played_at),
            ms_played=record.ms_played,
            source=source,
            told_by=source,
            brought_by=brought_by,
        )
        for record in new
    )
    counts_move(counting=counting, enter=enter, leave=leave)
    if changed:
        plays_changed.send(Play, person=person, first=from_ms(min(changed)), last=from_ms(max(changed)))
    return Stored(len(new), len(told) - len(new))


def _facts(tracks: set[int]) -> dict[int, tuple[int, int, int]]:
    """Recording, its artist and length of each track."""
    rows = Track.objects.filter(pk__in=tracks).values_list(
        "pk", "recording", "recording__artist", "duration_ms", "heard_ms"
    )
    return {pk: (recording, artist, duration or heard) for pk, recording, artist, duration, heard in rows}
