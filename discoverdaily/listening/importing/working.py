"""The due work of an import: read, settle newest first, tidy up; and take out again what one brought.

Each step may be the last one a worker lives to do. What is settled is noted in the same transaction, so after a crash
the files are read again and settling goes on below the last piece; nothing is counted twice.
"""

import logging
import time
from collections.abc import Callable
from typing import Any

import numpy as np
from django.db import connection, transaction
from django.db.models import Count, Exists, F, Max, Min, OuterRef, QuerySet
from numpy.typing import NDArray

from discoverdaily import clock
from discoverdaily.listening.counting import counting_lock, counts_remove
from discoverdaily.listening.fields import from_ms, to_ms
from discoverdaily.listening.gaps import gaps_check
from discoverdaily.listening.importing.columns import PIECE, PRIVATE, Columns, pieces, usual_lengths
from discoverdaily.listening.importing.parts import PIECE as PART
from discoverdaily.listening.importing.problems import MISCOUNTED, NOT_TAKEN_OUT, SWITCHED_OFF, UNFORESEEN, Problem
from discoverdaily.listening.importing.reading import Reading, import_read
from discoverdaily.listening.learning import learning_order
from discoverdaily.listening.models import Import, ImportPart, Outcome, Play, Source
from discoverdaily.listening.models.imports import GOING_ON
from discoverdaily.listening.past import export_request_meet
from discoverdaily.listening.plays import ToldColumns, plays_store
from discoverdaily.listening.recordings import Named, tracks_named
from discoverdaily.listening.signals import plays_changed
from discoverdaily.personal import personal_apps

logger = logging.getLogger(__name__)

MOST_ATTEMPTS = 8
"""Failures and deaths of its worker in a row, after which an import is given up."""
TRACKS_AT_ONCE = 1_000
BREATH = 0.15
"""Seconds. Who waits to write to SQLite asks ten times a second whether it is their turn."""
PARTS_AT_ONCE = 64

State = Import.State


def imports_in_turn() -> QuerySet[Import]:
    """Those that may be worked: of each person's the oldest that is due, so that a second one waits for the first."""
    before = Import.objects.filter(
        person=OuterRef("person"), pk__lt=OuterRef("pk"), state__in=GOING_ON, due_at__lte=clock.now()
    )
    return Import.objects.filter(~Exists(before))


def import_work(*, row: Import, tell: Callable[[Import], None] = lambda _: None) -> None:
    """Works one claimed row to its end; `tell` hears now and then how far it is.

    Raises LeaseLost where its person stopped it, or somebody else took it.
    """
    if row.state == State.REMOVING:
        _try_to_take_out(row)
    elif row.state in GOING_ON:
        _bring_in(row, _Steps(row, tell))
        tell(row)
    _tidy(row)


class _Steps:
    """Says about once a second how far a row is; that keeps its lease, too."""

    def __init__(self, row: Import, tell: Callable[[Import], None]) -> None:
        self._row, self._tell = row, tell
        self._said_at = time.monotonic()

    def __call__(self, **fields: Any) -> None:
        if time.monotonic() - self._said_at > 1:
            self._row.hold(**fields)
            self.said()

    def said(self) -> None:
        """It was written down by other means."""
        self._tell(self._row)
        self._said_at = time.monotonic()


def _bring_in(row: Import, steps: _Steps) -> None:
    if not row.person.is_active:
        return row.hold(state=State.CANCELLED, ended_at=clock.now(), last_error=SWITCHED_OFF)
    if not _is_complete(row):
        row.files.update(problem=Problem.UNFINISHED)
        return row.hold(state=State.FAILED, ended_at=clock.now())
    if row.attempts >= MOST_ATTEMPTS:
        return row.hold(state=State.FAILED, ended_at=clock.now(), last_error=UNFORESEEN)
    # A worker that is killed cannot count its failure, so it is counted before.
    row.hold(state=State.READING, begun_at=row.begun_at or clock.now(), attempts=row.attempts + 1, read=0, lines=0)
    reading = import_read(imported=row, progress=steps)
    _settle(row, reading, steps)
    _end(row)
    return None


def _is_complete(row: Import) -> bool:
    """Whether every file was kept to its end."""
    files = row.files.filter(problem="").annotate(kept=Count("parts"))
    return all(file.kept == -(-file.size // PART) for file in files)


def _settle(row: Import, reading: Reading, steps: _Steps) -> None:
    """Sorts in what was read, from where an earlier worker got to."""
    plays = reading.plays()
    _note_what_it_is(row, reading, plays)
    lengths = usual_lengths(plays, len(reading.names.all))
    if row.settled_from is not None:
        plays = plays.take(plays.moments < to_ms(row.settled_from))
    row.hold(settled=reading.lines - len(plays), outcomes=_outcomes(row, reading))
    tracks = _tracks(row, reading, plays, lengths, steps)
    for piece in pieces(plays):
        _piece_settle(row, piece, tracks, reading)
        steps.said()
        _let_others_write()


def _note_what_it_is(row: Import, reading: Reading, plays: Columns) -> None:
    moments = plays.moments[plays.public]
    row.hold(
        state=State.SETTLING,
        read=reading.size,
        lines=reading.lines,
        sources=int(np.bitwise_or.reduce(plays.marks, initial=0)) & sum(Source),
        first_at=from_ms(int(moments[-1])) if len(moments) else None,
        last_at=from_ms(int(moments[0])) if len(moments) else None,
    )


def _outcomes(row: Import, reading: Reading, new: int = 0, known: int = 0) -> dict[str, int]:
    """Those of lines that are no plays, as they were read; and what was settled, by this worker or one before."""
    settled = {Outcome.NEW: new, Outcome.KNOWN: known}
    settled = {outcome: row.outcomes.get(outcome, 0) + more for outcome, more in settled.items()}
    return {outcome.value: count for outcome, count in {**reading.outcomes, **settled}.items() if count}


def _tracks(
    row: Import, reading: Reading, plays: Columns, lengths: NDArray[np.int64], steps: _Steps
) -> NDArray[np.int64]:
    """The Track's key for each number that the plays have; those of extended history are made known first, so that
    names alone find them."""
    keys = np.zeros(len(lengths), dtype=np.int64)
    used = np.unique(plays.tracks)
    without_id = np.array([not reading.names.all[number].spotify_id for number in used.tolist()], dtype=np.bool_)
    in_order = np.concatenate([used[~without_id], used[without_id]])
    for start in range(0, len(in_order), TRACKS_AT_ONCE):
        numbers = in_order[start : start + TRACKS_AT_ONCE]
        named = [_named(reading, lengths, int(number)) for number in numbers]
        theirs = keys[used[~without_id]].tolist() if not named[-1].spotify_id else []
        keys[numbers] = tracks_named(named=named, person=row.person, theirs=theirs)
        steps()
        _let_others_write()
    return keys


def _let_others_write() -> None:
    """Between two pieces, where one at a time may write and somebody's moments are kept."""
    if connection.vendor == "sqlite" and any(app.keeps_moments() for app in personal_apps()):
        time.sleep(BREATH)


def _named(reading: Reading, lengths: NDArray[np.int64], number: int) -> Named:
    return Named(*reading.names.all[number], heard_ms=int(lengths[number]))


def _piece_settle(row: Import, piece: Columns, tracks: NDArray[np.int64], reading: Reading) -> None:
    """Sorts in a piece, what was private first and the lesser source last, and notes with it how far that is."""
    with transaction.atomic():
        new = known = 0
        for source, private in ((Source.EXTENDED, True), (Source.EXTENDED, False), (Source.ACCOUNT, False)):
            plays = piece.take(piece.marks & (source | PRIVATE) == source + PRIVATE * private)
            told = ToldColumns(plays.moments, plays.lengths.astype(np.int64), tracks[plays.tracks])
            if len(plays):
                stored = plays_store(person=row.person, source=source, told=told, brought_by=row, private=private)
                new += 0 if private else stored.new
                known += 0 if private else stored.known
        row.hold(
            settled=row.settled + len(piece),
            settled_from=from_ms(int(piece.moments[-1])),
            outcomes=_outcomes(row, reading, new, known),
            attempts=0,
        )


def _end(row: Import) -> None:
    """Says how it went: that every line is accounted for, too."""
    sorted_in = row.outcomes.get(Outcome.NEW, 0) + row.outcomes.get(Outcome.KNOWN, 0)
    failed = not sorted_in and not row.files.filter(problem="").exists()
    accounted_for = sum(row.outcomes.values())
    if accounted_for != row.lines:
        logger.error("import %s has %s lines, of which %s are accounted for", row.pk, row.lines, accounted_for)
    with transaction.atomic():
        counting_lock(row.person)
        row.hold(
            state=State.FAILED if failed else State.DONE,
            ended_at=clock.now(),
            last_error="" if accounted_for == row.lines else MISCOUNTED,
        )
        learning_order(person=row.person)
        export_request_meet(person=row.person, sources=row.sources)
        gaps_check(person=row.person)


def _try_to_take_out(row: Import) -> None:
    if row.attempts >= MOST_ATTEMPTS:
        logger.error("what import %s brought could not be taken out", row.pk)
        row.hold(state=State.DONE, last_error=NOT_TAKEN_OUT)
        return
    row.hold(attempts=row.attempts + 1)  # as above: before
    _take_out(row)


def _take_out(row: Import) -> None:
    """The plays that this import alone told go, from the newest on; those that another source told too are its own."""
    left = Play.objects.filter(person=row.person_id, brought_by=row)
    while before := left.order_by("-played_at").values_list("played_at", flat=True)[PIECE : PIECE + 1].first():
        _plays_take_out(row, left.filter(played_at__gt=before))
        left = left.filter(played_at__lte=before)
        _let_others_write()
    _plays_take_out(row, left)
    with transaction.atomic():
        counting_lock(row.person)
        row.hold(state=State.REMOVED, ended_at=clock.now(), last_error="")
        gaps_check(person=row.person)


@transaction.atomic
def _plays_take_out(row: Import, plays: QuerySet[Play]) -> None:
    counting_lock(row.person)
    others = sum(Source) & ~row.sources
    plays = plays.annotate(by_others=F("told_by").bitand(others))
    kept = plays.filter(by_others__gt=0).update(brought_by=None)
    between = plays.aggregate(first=Min("played_at"), last=Max("played_at"))
    counts_remove(person=row.person, plays=plays)
    gone = plays.delete()[0]
    if gone:
        plays_changed.send(Play, person=row.person, **between)
    row.hold(**({"attempts": 0} if kept or gone else {}))


def _tidy(row: Import) -> None:
    """What was handed in is not needed any more."""
    parts = ImportPart.objects.filter(file__of=row)
    while keys := list(parts.values_list("pk", flat=True)[:PARTS_AT_ONCE]):
        row.hold()
        ImportPart.objects.filter(pk__in=keys).delete()
    if row.last_error:
        row.retry(due_at=None, error=row.last_error)
    else:
        row.finish(due_at=None)
