"""The one door by which plays come in."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from itertools import chain
from typing import TYPE_CHECKING, Any, NamedTuple, Self

import numpy as np
from django.db import transaction
from numpy.typing import NDArray

from discoverdaily.listening import bulk
from discoverdaily.listening.bulk import Ints
from discoverdaily.listening.counting import PIECE, UNKNOWN, Heard, counting_lock, counts_move
from discoverdaily.listening.facts import Facts, facts_of
from discoverdaily.listening.fields import from_ms
from discoverdaily.listening.matching import LONGEST, NEW, Records, match
from discoverdaily.listening.models import Counting, Import, Play, Source
from discoverdaily.listening.signals import plays_changed

if TYPE_CHECKING:
    from accounts.models import User


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
    counting = counting_lock(person)
    new, changed = 0, _Changed()
    for piece in _in_order(columns):
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


def _in_order(told: ToldColumns) -> Iterator[ToldColumns]:
    """Piece after piece, in order of time: known plays are looked up between the first and the last of each."""
    order = np.argsort(told.moments, kind="stable")
    for start in range(0, len(order), PIECE):
        yield told.take(order[start : start + PIECE])


class _Changed:
    """Between which moments anything changed (unix ms)."""

    first, last = 1 << 62, -(1 << 62)

    def at(self, moments: Ints) -> None:
        if len(moments):
            self.first, self.last = min(self.first, int(moments.min())), max(self.last, int(moments.max()))


_KNOWN = """
    SELECT id, played_at, COALESCE(ms_played, -1), track_id, source, told_by, state FROM listening_play
    WHERE person_id = %s AND played_at BETWEEN %s AND %s
"""


@dataclass(frozen=True, slots=True)
class _Known:
    """Plays that are there, as arrays."""

    keys: Ints
    moments: Ints
    ms: Ints
    tracks: Ints
    sources: Ints
    told_by: Ints
    states: Ints

    @classmethod
    def near(cls, person: int, told: ToldColumns) -> Self:
        """All that may be the same listen as one of those told."""
        lengths = max(int(told.ms.max()), 0)
        first, last = int(told.moments.min()) - min(lengths, LONGEST) - LONGEST, int(told.moments.max()) + 2 * LONGEST
        return cls(*bulk.fetched(_KNOWN, [person, first, last], width=7))

    def take(self, rows: Any) -> "_Known":
        return _Known(*(getattr(self, each.name)[rows] for each in fields(self)))


class _Piece:
    """Records of one source, not too many, in order of time, on their way in."""

    def __init__(
        self, counting: Counting, source: Source, told: ToldColumns, brought_by: Import | None, *, private: bool
    ) -> None:
        self._counting, self._source, self._told, self._brought_by = counting, source, told, brought_by
        self._state = Play.State.PRIVATE if private else Play.State.SHOWN
        self._known = _Known.near(counting.person_id, told)
        self._facts = facts_of(np.concatenate([told.tracks, self._known.tracks]))

    def store(self, changed: _Changed) -> int:
        """Writes what is new or better told; answers how many listens are new."""
        told, known = self._told, self._known
        of_told, of_known = self._facts.of(told.tracks), self._facts.of(known.tracks)
        sources = np.full_like(told.moments, self._source)
        found = match(_records(told, of_told, sources), _records(known, of_known, known.sources))

        new = told.take(found == NEW)
        self._insert(new)
        known_too = found >= 0
        self._note_told(known.take(found[known_too]))
        better = known_too.copy()
        better[known_too] = self._is_better(told.take(known_too), known.take(found[known_too]))
        replaced, instead = known.take(found[better]), told.take(better)
        self._replace(replaced, instead)

        shown = replaced.states == Play.State.SHOWN
        counts = np.bool_(self._state == Play.State.SHOWN)
        enter = _heard(new, of_told.take(found == NEW), np.full(len(new.moments), counts))
        enter = enter.and_(_heard(instead, of_told.take(better), shown & counts))
        leave = _heard(replaced, of_known.take(found[better]), shown)
        counts_move(counting=self._counting, enter=enter, leave=leave)
        for moments in (new.moments, replaced.moments, instead.moments):
            changed.at(moments)
        return len(new.moments)

    def _insert(self, new: ToldColumns) -> None:
        """In the order of the tracks, so that the index of a track's plays is gone through once."""
        for rows, ms in ((new.ms != UNKNOWN, new.ms), (new.ms == UNKNOWN, None)):
            if not rows.any():
                continue
            order = np.flatnonzero(rows)[np.lexsort((new.moments[rows], new.tracks[rows]))]
            bulk.insert(
                Play,
                {
                    "person_id": self._counting.person_id,
                    "track_id": new.tracks[order],
                    "played_at": new.moments[order],
                    "ms_played": None if ms is None else ms[order],
                    "source": int(self._source),
                    "told_by": int(self._source),
                    "state": int(self._state),
                    "brought_by_id": self._brought_by.pk if self._brought_by else None,
                },
            )

    def _note_told(self, known: _Known) -> None:
        unsaid = known.take(known.told_by & self._source == 0)
        if len(unsaid.keys):
            told_by = unsaid.told_by | self._source
            bulk.change(Play, ["id"], {"id": unsaid.keys, "told_by": told_by}, "told_by = {1}told_by")

    def _is_better(self, told: ToldColumns, known: _Known) -> NDArray[np.bool_]:
        """A better source's record is kept whole; of two of one source's on one moment, the longer."""
        longer = (known.sources == self._source) & (known.moments == told.moments) & (told.ms > known.ms)
        better: NDArray[np.bool_] = longer | (known.sources < self._source)
        return better

    def _replace(self, known: _Known, told: ToldColumns) -> None:
        if not len(known.keys):
            return
        brought_by = self._brought_by.pk if self._brought_by else None
        columns: dict[str, Any] = {"id": known.keys, "played_at": told.moments, "track_id": told.tracks}
        columns["ms_played"] = told.ms
        sets = (
            "played_at = {1}played_at, track_id = {1}track_id, "
            f"ms_played = NULLIF({{1}}ms_played, {UNKNOWN}), source = {int(self._source)}, "
            f"brought_by_id = {brought_by or 'NULL'}, "
            f"state = CASE {{0}}state WHEN {int(Play.State.SHOWN)} THEN {int(self._state)} ELSE {{0}}state END"
        )
        bulk.change(Play, ["id"], columns, sets)


def _records(plays: ToldColumns | _Known, facts: Facts, sources: Ints) -> Records:
    return Records(plays.moments, plays.ms, plays.tracks, facts.recordings, facts.lengths, sources)


def _heard(plays: ToldColumns | _Known, facts: Facts, shown: Any = slice(None)) -> Heard:
    """Those of the plays that count; the facts are their tracks'."""
    return Heard.of(plays.moments[shown], plays.ms[shown], facts.take(shown))
