"""An import's files, read once through into columns."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import chain
from typing import Any, Protocol

import numpy as np
from django.db.models import Exists, OuterRef

from discoverdaily.listening.fields import to_ms
from discoverdaily.listening.importing.columns import Columns, joined, newest_first, set_apart
from discoverdaily.listening.importing.cutting import Cut, Cutter
from discoverdaily.listening.importing.lines import ACCOUNT, Layout, layout_of, sorted_out
from discoverdaily.listening.importing.names import Names
from discoverdaily.listening.importing.opening import HEAD, NOTHING, History, histories
from discoverdaily.listening.importing.parts import Parts
from discoverdaily.listening.importing.problems import Problem, Unreadable
from discoverdaily.listening.models import Import, ImportFile, ImportPart, Outcome

MOST_LINES = 5_000_000
"""Of an import: a hundred an hour, day and night, for nearly six years."""
STILL_GOOD = (Problem.TRUNCATED, Problem.GOES_ON)
"""Problems after which what was read before is taken."""
INTO_THE_FUTURE = timedelta(days=1)
"""How far a clock may be wrong."""


class Progress(Protocol):
    """Told now and then how far it is, as fields of Import; raises LeaseLost where it is somebody else's by now."""

    def __call__(self, **fields: Any) -> None: ...


@dataclass(slots=True)
class Reading:
    """What was read: the plays in no order, how many lines were none by reason, and all lines, counted apart."""

    latest: int
    """Unix ms; what is dated later is not believed."""
    names: Names = field(default_factory=Names)
    columns: list[Columns] = field(default_factory=list)
    outcomes: Counter[Outcome] = field(default_factory=Counter)
    lines: int = 0
    size: int = 0

    def plays(self) -> Columns:
        """The plays, newest first; ask once, they are given away. Those that cannot be believed count as undated."""
        every = joined(self.columns)
        self.columns.clear()
        told = np.count_nonzero(every.public)
        believed = newest_first(every)
        self.outcomes[Outcome.UNDATED] += int(told - np.count_nonzero(believed.public))
        return believed


def import_read(*, imported: Import, progress: Progress) -> Reading:
    """Reads every file that was kept, and notes with each how many lines it had and what was wrong with it.

    The same bytes give the same reading, however often.
    """
    began = imported.begun_at or imported.asked_at
    reading = Reading(latest=to_ms(began + INTO_THE_FUTURE))
    for file in imported.files.filter(Exists(ImportPart.objects.filter(file=OuterRef("pk")))):
        before = reading.lines
        problem = _file_read(file, reading, progress)
        ImportFile.objects.filter(pk=file.pk).update(
            lines=reading.lines - before,
            problem=problem.problem if problem else "",
            problem_in=problem.within[:200] if problem else "",
        )
    return reading


def _file_read(file: ImportFile, reading: Reading, progress: Progress) -> Unreadable | None:
    """Reads what can be read; answers the first thing that was wrong."""
    first: Unreadable | None = None
    try:
        found = histories(Parts(file), file.name)
    except Unreadable as problem:
        return problem
    for history in found:
        try:
            _history_read(history, reading, progress)
        except Unreadable as problem:
            first = first or Unreadable(problem.problem, history.within)
    return first


def _history_read(history: History, reading: Reading, progress: Progress) -> None:
    """Reads one history, whole or, where it turns out to be spoilt, not at all: its lines then count as unreadable."""
    columns: list[Columns] = []
    outcomes = Counter[Outcome]()
    lines = 0
    try:
        for cut, layout in _cuts(history, reading, progress):
            lines += len(cut.items) + cut.unreadable
            _refuse_too_many(reading.lines + lines)
            outcomes[Outcome.UNREADABLE] += cut.unreadable
            if history.music:
                plays, others = sorted_out(layout.said(cut.items, reading.names), layout.source, reading.latest)
                columns.append(plays)
                outcomes.update(others)
            else:
                outcomes[Outcome.NOT_MUSIC] += len(cut.items)
            progress(read=reading.size, lines=reading.lines + lines)
    except Unreadable as problem:
        if problem.problem not in STILL_GOOD:
            columns, outcomes = [], Counter({Outcome.UNREADABLE: lines})
        raise
    finally:
        reading.lines += lines
        reading.outcomes.update(outcomes)
        reading.columns.append(_whole(columns))


def _refuse_too_many(lines: int) -> None:
    if lines > MOST_LINES:
        raise Unreadable(Problem.TOO_MANY_LINES)


def _whole(parts: list[Columns]) -> Columns:
    """One history's plays."""
    columns = joined(parts)
    if columns.marks.size and columns.marks[0] == ACCOUNT.source:
        set_apart(columns)
    return columns


def _cuts(history: History, reading: Reading, progress: Progress) -> Iterator[tuple[Cut[Any], Layout]]:
    """The history's lines. A zip tells only at a member's end that it is spoilt, so that is heard in any case."""
    chunks = _counted(history.chunks(), reading)
    try:
        yield from _cuts_of(chunks, music=history.music)
    except Unreadable:
        for _ in chunks:
            progress(read=reading.size)  # there may be gigabytes left: the lease must not run out meanwhile
        raise


def _cuts_of(chunks: Iterator[bytes], *, music: bool) -> Iterator[tuple[Cut[Any], Layout]]:
    head = next(chunks, b"")
    if NOTHING.fullmatch(head):
        return
    layout = layout_of(head[:HEAD]) or (None if music else ACCOUNT)
    if layout is None:
        raise Unreadable(Problem.NOT_HISTORY if head else Problem.EMPTY)
    for cut in Cutter(layout.line).cut(chain([head], chunks)):
        yield cut, layout


def _counted(chunks: Iterator[bytes], reading: Reading) -> Iterator[bytes]:
    for chunk in chunks:
        reading.size += len(chunk)
        yield chunk
