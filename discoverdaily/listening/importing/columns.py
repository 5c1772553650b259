"""The lines of an import as columns: seventeen bytes a line, however many there are."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

PIECE = 20_000
"""Rows that are settled in one transaction, about."""
MOST_AT_A_MOMENT = 1_000
"""Plays that may have ended in one second, or in one minute where a file tells no more; more are not believed."""
FINISHED, PRIVATE = 8, 16
"""Marks of a stream that ended because its track was over, and of one in a private session."""
_SECOND = 1_000


@dataclass(slots=True)
class Columns:
    """Plays, a row each."""

    moments: NDArray[np.int64]
    """Unix ms: when each ended."""
    lengths: NDArray[np.int32]
    """ms"""
    tracks: NDArray[np.int32]
    """Numbers, see names.py."""
    marks: NDArray[np.uint8]
    """Source, FINISHED, PRIVATE."""

    def __len__(self) -> int:
        return len(self.moments)

    @property
    def public(self) -> NDArray[np.bool_]:
        """For each row whether it was not private."""
        public: NDArray[np.bool_] = self.marks & PRIVATE == 0
        return public

    def take(self, rows: Any) -> "Columns":
        """Some of the rows: a slice, an array of row numbers, or of whether to take each."""
        return Columns(*(getattr(self, each.name)[rows] for each in fields(self)))

    def arrange(self, order: NDArray[np.int64]) -> None:
        """Puts the rows in this order, a column at a time, so that there are never two of all."""
        for each in fields(self):
            setattr(self, each.name, getattr(self, each.name)[order])


def joined(parts: Sequence[Columns]) -> Columns:
    """One after the other."""
    none = Columns(np.empty(0, np.int64), np.empty(0, np.int32), np.empty(0, np.int32), np.empty(0, np.uint8))
    return Columns(*(np.concatenate([getattr(part, each.name) for part in (none, *parts)]) for each in fields(none)))


def set_apart(columns: Columns) -> None:
    """Plays of one track that ended in the same minute, in a file that tells no more, end a second after each other:
    each is a play, and a copy of the file tells of the same ones."""
    order = np.lexsort((columns.tracks, columns.moments))
    moments, tracks = columns.moments[order], columns.tracks[order]
    again = _place_in_run((moments[1:] == moments[:-1]) & (tracks[1:] == tracks[:-1]))
    columns.moments[order] += np.minimum(again, 59) * _SECOND


def newest_first(columns: Columns) -> Columns:
    """In order of time, and of several at one moment as they came; without those that are too many to be believed."""
    columns.arrange(np.argsort(-columns.moments, kind="stable"))
    too_many = columns.moments[MOST_AT_A_MOMENT:] == columns.moments[:-MOST_AT_A_MOMENT]
    if not too_many.any():
        return columns
    return columns.take(np.concatenate([np.ones(MOST_AT_A_MOMENT, np.bool_), ~too_many]))


def pieces(columns: Columns) -> Iterator[Columns]:
    """Columns that stand newest first, cut where nothing was heard for long: no listen then lies in two pieces, nor do
    two plays of one moment."""
    start, count = 0, len(columns)
    while start < count:
        end = min(start + PIECE, count)
        if end < count:
            near = np.arange(start + PIECE * 9 // 10, end + 1)
            silence = columns.moments[near - 1] - columns.lengths[near - 1] - columns.moments[near]
            end = int(near[np.argmax(silence)])
            end += int(np.searchsorted(-columns.moments[end:], -columns.moments[end - 1], side="right"))
        yield columns.take(slice(start, end))
        start = end


def usual_lengths(columns: Columns, tracks: int) -> NDArray[np.int64]:
    """How long each of so many tracks ran, most often, when it was heard to its end (ms); 0 where it never was."""
    finished = columns.take(columns.marks & FINISHED > 0)
    pairs, often = np.unique(finished.tracks.astype(np.int64) << 32 | finished.lengths, return_counts=True)
    order = np.lexsort((often, pairs >> 32))
    lengths = np.zeros(tracks, dtype=np.int64)
    lengths[(pairs >> 32)[order]] = (pairs & 0xFFFFFFFF)[order]  # of several for one track the last stays
    return lengths


def _place_in_run(same_as_before: NDArray[np.bool_]) -> NDArray[np.int64]:
    """How many rows just before each are the same."""
    rows = np.arange(len(same_as_before) + 1)
    first = np.concatenate([[True], ~same_as_before])
    return rows - np.maximum.accumulate(np.where(first, rows, 0))
