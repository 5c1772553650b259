"""The one door by which plays come in."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import TYPE_CHECKING, Any, NamedTuple, Self

import numpy as np
from django.db import transaction
from numpy.typing import NDArray

from discoverdaily.listening import bulk
from discoverdaily.listening.bulk import Ints
from discoverdaily.listening.counting import PIECE, UNKNOWN, Heard, counting_lock, counts_move
from discoverdaily.listening.facts import Facts, facts_of, namesakes_of
from discoverdaily.listening.fields import from_ms
from discoverdaily.listening.known import Known
from discoverdaily.listening.matching import LONGEST, NEW, Records, match
from discoverdaily.listening.models import Counting, Import, Play, Source
from discoverdaily.listening.signals import plays_changed

if TYPE_CHECKING:
    from accounts.models import User


BESIDE = 1
"""ms after the minute that account data tell: so that no play stands at a moment which another source tells exactly."""


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
def plays_store(
    *,
    person: "User",
    source: Source,
    told: "Sequence[Told] | ToldColumns",
    brought_by: Import | None = None,
    private: bool = False,
) -> Stored:
    """Keeps what a source tells of a person's listening: each listen once, as the best source tells it.

    In any order, with repeats. Joins an outer transaction; keeps the roll-ups in step and sends plays_changed, once,
    where anything changed. Some 20,000 records at a time are a good piece. Raises KeyError where a track is not there.
    `private`: heard in private sessions, and so known, that no lesser source may bring them in, but counted nowhere.
    """
    columns = told if isinstance(told, ToldColumns) else ToldColumns.of(told)
    if not len(columns.moments):
        return Stored(0, 0)
    if source == Source.ACCOUNT:
        columns = replace(columns, moments=columns.moments + BESIDE)
    counting = counting_lock(person)
    new, changed = 0, _Changed()
    for piece in _pieces(columns):
        new += _Piece(counting, source, piece, brought_by, private=private).store(changed)
    if changed.first <= changed.last:
        plays_changed.send(Play, person=person, first=from_ms(changed.first), last=from_ms(changed.last))
    return Stored(new, len(columns.moments) - new)


@dataclass(frozen=True, slots=True)
class ToldColumns:
    """Records as arrays of whole numbers; `ms` UNKNOWN where not known."""

    moments: Ints
    ms: Ints
    tracks: Ints

    @classmethod
    def of(cls, told: Sequence[Told]) -> Self:
        """The same records."""
        numbers = chain.from_iterable((at, UNKNOWN if ms is None else ms, track) for at, ms, track in told)
        return cls(*np.fromiter(numbers, dtype=np.int64, count=3 * len(told)).reshape(-1, 3).T)

    def take(self, rows: Any) -> "ToldColumns":
        """Some of the records."""
        return ToldColumns(self.moments[rows], self.ms[rows], self.tracks[rows])

    def records(self, facts: Facts, source: Source) -> Records:
        """As they are matched; the facts are their tracks'."""
        sources = np.full_like(self.moments, source)
        return Records(self.moments, self.ms, self.tracks, facts.recordings, facts.lengths, sources)

    def heard(self, facts: Facts) -> Heard:
        """As they are counted."""
        return Heard.of(self.moments, self.ms, facts)


def _pieces(told: ToldColumns) -> Iterator[ToldColumns]:
    """Piece after piece, in order of time: known plays are looked up between the first and the last of each. Cut where
    nothing was heard for long, so that a song on repeat lies in one."""
    told = told.take(np.argsort(told.moments, kind="stable"))
    start, count = 0, len(told.moments)
    while start < count:
        end = min(start + PIECE, count)
        if end < count:
            near = np.arange(start + PIECE // 2, end) + 1
            silence = told.moments[near] - np.maximum(told.ms[near], 0) - told.moments[near - 1]
            end = int(near[np.argmax(silence)])
        yield told.take(slice(start, end))
        start = end


class _Changed:
    """Between which moments anything changed (unix ms)."""

    first, last = 1 << 62, -(1 << 62)

    def at(self, moments: Ints) -> None:
        if len(moments):
            self.first, self.last = min(self.first, int(moments.min())), max(self.last, int(moments.max()))


def _known_near(person: int, told: ToldColumns) -> Known:
    """All plays that may be the same listen as one of those told."""
    longest = min(max(int(told.ms.max()), 0), LONGEST)
    first, last = int(told.moments.min()) - longest - LONGEST, int(told.moments.max()) + 2 * LONGEST
    return Known.found("WHERE p.person_id = %s AND p.played_at BETWEEN %s AND %s", [person, first, last])


class _Piece:
    """Records of one source, not too many, in order of time, on their way in."""

    def __init__(
        self, counting: Counting, source: Source, told: ToldColumns, brought_by: Import | None, *, private: bool
    ) -> None:
        self._counting, self._source, self._told, self._brought_by = counting, source, told, brought_by
        self._state = Play.State.PRIVATE if private else Play.State.SHOWN
        self._known = _known_near(counting.person_id, told)
        self._facts = facts_of(np.concatenate([told.tracks, self._known.tracks]))

    def store(self, changed: _Changed) -> int:
        """Writes what is new or better told; answers how many listens are new."""
        told, known = self._told, self._known
        of_told, of_known = self._facts.of(told.tracks), self._facts.of(known.tracks)
        records, plays = told.records(of_told, self._source), known.records(of_known)
        found = match(records, plays)
        self._match_names(found, records, plays)

        new = told.take(found == NEW)
        self._insert(new)
        known_too = found >= 0
        self._note_told(known.take(found[known_too]))
        better = known_too.copy()
        better[known_too] = self._is_better(told.take(known_too), known.take(found[known_too]))
        replaced, instead = known.take(found[better]), told.take(better)
        self._replace(replaced, instead)

        enter = Heard.none()
        if self._state == Play.State.SHOWN:
            shown = replaced.states == Play.State.SHOWN
            enter = new.heard(of_told.take(found == NEW))
            enter = enter.and_(instead.take(shown).heard(of_told.take(better).take(shown)))
        counts_move(counting=self._counting, enter=enter, leave=replaced.heard(of_known.take(found[better])))
        for moments in (new.moments, replaced.moments, instead.moments):
            changed.at(moments)
        return len(new.moments)

    def _match_names(self, found: Ints, told: Records, known: Records) -> None:
        """Account data tell names alone: what they mean may be any track that is called so, whatever its recording."""
        left, free = np.flatnonzero(found == NEW), np.ones(len(known), dtype=np.bool_)
        free[found[found >= 0]] = False
        free &= (known.sources == Source.ACCOUNT) != (self._source == Source.ACCOUNT)
        there = np.flatnonzero(free)
        if len(left) and len(there):
            names = namesakes_of(np.concatenate([told.tracks[left], known.tracks[there]]))
            again = match(told.called(names[: len(left)], left), known.called(names[len(left) :], there))
            found[left[again >= 0]] = there[again[again >= 0]]

    def _insert(self, new: ToldColumns) -> None:
        """In the order of the tracks, so that the index of a track's plays is gone through once."""
        new = new.take(np.lexsort((new.moments, new.tracks)))
        known = new.ms != UNKNOWN
        for rows, ms in ((known, new.ms[known]), (~known, None)):
            if rows.any():
                of_all = {"source": int(self._source), "told_by": int(self._source), "state": int(self._state)}
                columns = {"track_id": new.tracks[rows], "played_at": new.moments[rows], "ms_played": ms}
                person, brought_by = self._counting.person_id, self._brought_by.pk if self._brought_by else None
                bulk.insert(Play, {"person_id": person, "brought_by_id": brought_by, **of_all, **columns})

    def _note_told(self, known: Known) -> None:
        unsaid = known.take(known.told_by & self._source == 0)
        if len(unsaid):
            told_by = unsaid.told_by | self._source
            bulk.change(Play, ["id"], {"id": unsaid.keys, "told_by": told_by}, "told_by = {1}told_by")

    def _is_better(self, told: ToldColumns, known: Known) -> NDArray[np.bool_]:
        """A better source's record is kept whole; of two of one source's on one moment, the longer."""
        longer = (known.sources == self._source) & (known.moments == told.moments) & (told.ms > known.ms)
        better: NDArray[np.bool_] = longer | (known.sources < self._source)
        return better

    def _replace(self, known: Known, told: ToldColumns) -> None:
        """What was hidden or deleted stays so; what is shown may turn out to be private."""
        if not len(known):
            return
        columns = {"played_at": told.moments, "track_id": told.tracks, "ms_played": told.ms}
        sets = (
            f"played_at = {{1}}played_at, track_id = {{1}}track_id, ms_played = NULLIF({{1}}ms_played, {UNKNOWN}), "
            f"source = {int(self._source)}, brought_by_id = {self._brought_by.pk if self._brought_by else 'NULL'}, "
            f"state = CASE {{0}}state WHEN {int(Play.State.SHOWN)} THEN {int(self._state)} ELSE {{0}}state END"
        )
        bulk.change(Play, ["id"], {"id": known.keys, **columns}, sets)
