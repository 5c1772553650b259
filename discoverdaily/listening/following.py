"""Plays and roll-ups follow what is learnt of tracks: another recording or artist, another length."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from discoverdaily.listening import bulk
from discoverdaily.listening.bulk import Ints
from discoverdaily.listening.counting import HALF_A_MINUTE, counts_move
from discoverdaily.listening.facts import Facts, facts_of
from discoverdaily.listening.fields import from_ms
from discoverdaily.listening.known import Known
from discoverdaily.listening.matching import match
from discoverdaily.listening.models import Counting, Play, Rule, Source
from discoverdaily.listening.signals import plays_changed

Flags = NDArray[np.bool_]


def plays_follow(*, before: Facts, after: Facts) -> None:
    """The facts of some tracks were these and are those by now: whoever has plays of them has these counted so.

    Where two recordings became one, plays of theirs may turn out to be one listen; then the better source's is kept.
    The tracks are ours alone (locks.py), so nobody writes plays meanwhile.
    """
    moved = before.recordings != after.recordings
    elsewhere = moved | (before.artists != after.artists)
    longer = ~elsewhere & (before.lengths != after.lengths)
    plays = _plays_of(before.tracks[elsewhere])
    plays = plays.and_(_plays_counted_otherwise(before.take(longer), after.take(longer)))
    countings = Counting.objects.filter(person__in=bulk.listed(np.unique(plays.people))).order_by("person")
    for counting in countings.select_for_update():
        mine = plays.take(plays.people == counting.person_id)
        counts_move(
            counting=counting, leave=mine.heard(before.of(mine.tracks)), enter=mine.heard(after.of(mine.tracks))
        )
        _join(counting, mine.take(np.isin(mine.tracks, before.tracks[moved])), before)
        if counting.rule == Rule.HALF or np.isin(mine.tracks, before.tracks[elsewhere]).any():
            first, last = from_ms(int(mine.moments.min())), from_ms(int(mine.moments.max()))
            plays_changed.send(Play, person=counting.person, first=first, last=last)


def _plays_of(tracks: Ints) -> Known:
    listed, parameters = bulk.listed_sql(tracks)
    return Known.found(f"WHERE p.track_id IN {listed}", parameters)


def _plays_counted_otherwise(before: Facts, after: Facts) -> Known:
    """Plays that are half of their track by the one length and not by the other; and those that are taken to last as
    long as their track, because nobody told."""
    halves = [np.where(facts.lengths > 0, facts.lengths, 2 * HALF_A_MINUTE) for facts in (before, after)]
    rows, parameters = bulk.rows_sql(track=before.tracks, least=np.minimum(*halves), most=np.maximum(*halves))
    between = "p.ms_played * 2 >= r.least AND p.ms_played * 2 < r.most"
    return Known.found(f"JOIN {rows} ON p.track_id = r.track WHERE p.ms_played IS NULL OR ({between})", parameters)


def _join(counting: Counting, moved: Known, before: Facts) -> None:
    """A person's plays of tracks that moved are matched with those of the recordings where they are now: as if what
    came from each recording were told anew."""
    if not len(moved):
        return
    plays = moved.and_(_neighbours(counting.person_id, moved))
    facts = facts_of(plays.tracks).of(plays.tracks)
    came_from = np.zeros(len(plays), dtype=np.int64)
    came_from[: len(moved)] = before.of(moved.tracks).recordings
    there, gone, told_by, states = came_from == 0, plays.keys < 0, plays.told_by.copy(), plays.states.copy()
    for recording in np.unique(came_from[: len(moved)]).tolist():
        coming, paired = came_from == recording, np.zeros_like(gone)
        for source in sorted(Source, reverse=True):
            for one, other in _same(plays, facts, coming & (plays.sources == source), there & ~paired):
                keep, drop = (one, other) if plays.sources[one] > plays.sources[other] else (other, one)
                paired[other], gone[drop] = True, True
                told_by[keep] |= told_by[drop]
                states[keep] = _state_of(int(states[keep]), int(states[drop]))
        there = (there | coming) & ~gone
    _write(plays, gone, told_by, states)
    shown_now = replace(plays, states=np.where(states == plays.states, -1, states)).take(~gone)
    counts_move(
        counting=counting,
        leave=plays.take(gone).heard(facts.take(gone)),
        enter=shown_now.heard(facts.take(~gone)),
    )


def _state_of(kept: int, gone: int) -> int:
    """A listen in a private session stays one, whoever else told of it; else it is shown if one of its plays was."""
    if Play.State.PRIVATE in (kept, gone):
        return Play.State.PRIVATE
    return Play.State.SHOWN if Play.State.SHOWN in (kept, gone) else kept


def _neighbours(person: int, moved: Known) -> Known:
    """The person's other plays of the recordings that these plays are of now."""
    listed, parameters = bulk.listed_sql(np.unique(facts_of(moved.tracks).recordings))
    plays = Known.found(
        f"JOIN listening_track t ON t.id = p.track_id WHERE p.person_id = %s AND t.recording_id IN {listed}",
        [person, *parameters],
    )
    return plays.take(~np.isin(plays.keys, moved.keys))


def _same(plays: Known, facts: Facts, coming: Flags, there: Flags) -> Iterator[tuple[int, int]]:
    """Rows of plays that are one listen: one that comes, one that is there."""
    told, known = np.flatnonzero(coming), np.flatnonzero(there)
    found = match(plays.take(told).records(facts.take(told)), plays.take(known).records(facts.take(known)))
    yield from zip(told[found >= 0].tolist(), known[found[found >= 0]].tolist(), strict=True)


def _write(plays: Known, gone: Flags, told_by: Ints, states: Ints) -> None:
    Play.objects.filter(pk__in=bulk.listed(plays.keys[gone])).delete()
    changed = ~gone & ((told_by != plays.told_by) | (states != plays.states))
    if changed.any():
        columns = {"id": plays.keys[changed], "told_by": told_by[changed], "state": states[changed]}
        removal = "removal_id = CASE WHEN {1}state = 0 THEN NULL ELSE {0}removal_id END"
        bulk.change(Play, ["id"], columns, f"told_by = {{1}}told_by, state = {{1}}state, {removal}")
