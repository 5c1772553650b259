"""Which of the told records are listens already known. Pure: numbers in, numbers out.

1. Records of one recording that ended at one moment are the same.
2. Records of the extended history, which tells beginning and end exactly, are the same where they overlap: then Spotify
   told of one listen twice, under two of the track's ids perhaps.
3. Any other two may be the same where their spans overlap and they come from different sources; each is paired with one
   at most, so that a song on repeat stays a song on repeat. Of all ways to pair them the one is taken with the most
   pairs that began or ended together; then the one with the most pairs; then the one whose pairs are most alike.
"""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from discoverdaily.listening.bulk import Ints
from discoverdaily.listening.models import Source

Flags = NDArray[np.bool_]

NEW = -1
"""Nothing known is the same listen."""
AGAIN = -2
"""The same listen was told in another record of these."""
UNKNOWN = -1
"""In an array of milliseconds: not known."""

MINUTE = 60_000
TOUCHING = 2_000
"""ms by which two listens may overlap that follow each other: sources round to the second."""
TOGETHER = 5_000
"""ms between two moments that are meant to be one."""
LEAST = 30_000
"""ms that a captured play lasted at least: Spotify tells of none under half a minute."""
LONGEST = 12 * 60 * MINUTE
"""ms; no span is taken to be longer, so that plays further away need not be looked at."""
AT_ONCE = 1 << 18
"""Pairs that are weighed at once: a table of so many numbers takes two megabytes, however long a song was on repeat."""


@dataclass(frozen=True, slots=True)
class Records:
    """Sources' words on listens, as arrays: when each ended (unix ms), how long it was heard (ms or UNKNOWN), of which
    track and recording, how long that is (ms, 0 where not known), and which source tells it."""

    moments: Ints
    ms: Ints
    tracks: Ints
    recordings: Ints
    lengths: Ints
    sources: Ints

    def __len__(self) -> int:
        return len(self.moments)

    def called(self, names: Ints, rows: Ints) -> "Records":
        """Some of the rows, with a number for their names in place of their recordings."""
        return Records(
            self.moments[rows], self.ms[rows], self.tracks[rows], names, self.lengths[rows], self.sources[rows]
        )


def match(told: Records, known: Records) -> Ints:
    """For each told record the row of the known one that is the same listen, or NEW, or AGAIN."""
    answer = np.full(len(told), NEW, dtype=np.int64)
    order = np.lexsort((-told.ms, told.moments, told.recordings))  # of the same ones the longest stands for all
    recordings, moments = told.recordings[order], told.moments[order]
    same = (recordings[1:] == recordings[:-1]) & (moments[1:] == moments[:-1])
    answer[order[1:][same]] = AGAIN

    near = np.flatnonzero(np.isin(known.recordings, told.recordings))
    free = np.zeros(len(known), dtype=np.bool_)
    free[near] = True
    if len(near):  # under the same id, if there is one
        for of in ("tracks", "recordings"):
            _match_moments(answer, free, told, known, of)
    if (answer == NEW).any():
        _match_spans(answer, free, told, known, near)
    return answer


def _match_moments(answer: Ints, free: Flags, told: Records, known: Records, of: str) -> None:
    """Those that ended at the same moment, of the same track or recording."""
    left, there = np.flatnonzero(answer == NEW), np.flatnonzero(free)
    things = np.unique(getattr(told, of))
    there = there[np.isin(getattr(known, of)[there], things)]
    if not len(there):
        return

    def keys(records: Records, rows: Ints) -> Ints:
        numbers: Ints = records.moments[rows] * len(things) + np.searchsorted(things, getattr(records, of)[rows])
        return numbers

    wanted, keys_there = keys(told, left), keys(known, there)
    order = np.argsort(keys_there)
    places = order[np.minimum(np.searchsorted(keys_there[order], wanted), len(order) - 1)]
    hits = keys_there[places] == wanted
    answer[left[hits]] = there[places[hits]]
    free[there[places[hits]]] = False


def _match_spans(answer: Ints, free: Flags, told: Records, known: Records, near: Ints) -> None:
    """Those whose spans overlap."""
    source = told.sources[0]
    of_told, of_known = _Spans.of(told), _Spans.of(known)
    if source == Source.EXTENDED:  # one that is known may be told again and again
        exact = near[known.sources[near] == source]
        left = np.flatnonzero(answer == NEW)
        for row, same in _told_again(of_told.take(left), of_known.take(exact)):
            answer[left[row]] = exact[same] if same >= 0 else AGAIN
    left, others = np.flatnonzero(answer == NEW), near[free[near] & (known.sources[near] != source)]
    for rows, same_rows in _pairs(of_told.take(left), of_known.take(others)):
        answer[left[rows]] = others[same_rows]


@dataclass(frozen=True, slots=True)
class _Spans:
    """Records of some recordings: between which moments they may have been heard; between which they began, and ended;
    how long they were heard, as far as is known; which were captured, and which are known to have been too short."""

    recordings: Ints
    starts: Ints
    ends: Ints
    began: Ints
    began_by: Ints
    ended: Ints
    ended_by: Ints
    heard: Ints
    captured: Flags
    short: Flags

    @classmethod
    def of(cls, records: Records) -> Self:
        """A capture tells a moment and not how long it was heard, and account data the minute in which it ended."""
        captured, account = records.sources == Source.CAPTURE, records.sources == Source.ACCOUNT
        ended = np.where(account, records.moments // MINUTE * MINUTE, records.moments)
        minute = np.where(account, MINUTE, 0)
        length = np.where(records.lengths > 0, records.lengths, LEAST)
        unknown = records.ms == UNKNOWN
        heard = np.minimum(np.where(captured | unknown, length, records.ms), LONGEST)
        starts = ended - heard
        began = np.where(captured, ended, starts)  # its moment may be this one, too
        return cls(
            recordings=records.recordings,
            starts=starts,
            ends=ended + np.where(captured, heard, minute),
            began=began,
            began_by=began + minute,
            ended=ended,
            ended_by=ended + minute,
            heard=heard,
            captured=captured,
            short=~captured & ~unknown & (records.ms < LEAST - 1_000),
        )

    def take(self, rows: Any) -> "_Spans":
        """Some of the rows."""
        return _Spans(*(getattr(self, each.name)[rows] for each in fields(self)))


def _told_again(told: _Spans, known: _Spans) -> Iterator[tuple[int, int]]:
    """Rows of told records that overlap one that is known, with its row; or one that was told, with AGAIN."""
    count = len(told.starts)
    starts, ends = np.concatenate([told.starts, known.starts]), np.concatenate([told.ends, known.ends])
    for rows in _stretches(np.concatenate([told.recordings, known.recordings]), starts, ends, count):
        there = [(int(starts[row]), int(ends[row]), int(row) - count) for row in rows[rows >= count]]
        for row in rows[rows < count].tolist():
            start, end = int(starts[row]), int(ends[row])
            there = [other for other in there if other[1] > start]
            same = next((at for from_, to, at in there if min(end, to) - max(start, from_) > TOUCHING), None)
            if same is None:
                there.append((start, end, AGAIN))
            else:
                yield row, same


def _pairs(told: _Spans, known: _Spans) -> Iterator[tuple[Ints, Ints]]:
    """Rows of told and of known records that are the same, side by side."""
    count = len(told.starts)
    starts, ends = np.concatenate([told.starts, known.starts]), np.concatenate([told.ends, known.ends])
    of_two = []
    for rows in _stretches(np.concatenate([told.recordings, known.recordings]), starts, ends, count):
        of_told, of_known = rows[rows < count], rows[rows >= count] - count
        if len(of_told) == len(of_known) == 1:
            of_two.append((of_told[0], of_known[0]))
        elif len(of_known):
            yield from _best_pairs(told, known, of_told, of_known)
    if of_two:
        of_told, of_known = np.array(of_two).T
        paired = _worth(told.take(of_told), known.take(of_known)) > 0
        yield of_told[paired], of_known[paired]


def _best_pairs(told: _Spans, known: _Spans, of_told: Ints, of_known: Ints) -> Iterator[tuple[Ints, Ints]]:
    """The same of some rows: of all ways to pair them the best; where they are very many, of one part after another."""
    from scipy.optimize import linear_sum_assignment  # noqa: PLC0415  # 50 MB that few need: repeats told by two sources

    step = max(1, AT_ONCE // len(of_known))
    for start in range(0, len(of_told), step):
        rows = of_told[start : start + step]
        worth = _worth(told.take((rows, None)), known.take((None, of_known)))
        chosen = linear_sum_assignment(worth, maximize=True)
        paired = worth[chosen] > 0
        yield rows[chosen[0][paired]], of_known[chosen[1][paired]]
        of_known = np.delete(of_known, chosen[1][paired])


def _stretches(recordings: Ints, starts: Ints, ends: Ints, told: int) -> Iterator[Ints]:
    """Rows whose spans, of one recording, overlap without a gap, in the order in which they start; those of several
    rows of which one at least is among the first `told`."""
    if not len(starts):
        return
    _, place = np.unique(recordings, return_inverse=True)
    far = int(ends.max() - starts.min()) + 1
    starts, ends = starts - starts.min() + place * far, ends - starts.min() + place * far
    order = np.argsort(starts, kind="stable")
    begins = np.flatnonzero(starts[order][1:] >= np.maximum.accumulate(ends[order])[:-1]) + 1
    bounds = np.concatenate([[0], begins, [len(order)]])
    told_in = np.add.reduceat(order < told, bounds[:-1])
    for number in np.flatnonzero((np.diff(bounds) > 1) & (told_in > 0)).tolist():
        yield order[bounds[number] : bounds[number + 1]]


_TOGETHER = 10**9
_OVERLAPPING = 10**6


def _worth(one: _Spans, other: _Spans) -> Ints:
    """How gladly records are paired, each with each that it is held against; 0 where they cannot be one."""
    captured = one.captured | other.captured
    apart = np.maximum(np.maximum(one.ended - other.ended_by, other.ended - one.ended_by), 0)
    began_apart = np.maximum(np.maximum(one.began - other.began_by, other.began - one.began_by), 0)
    together = np.where(captured, np.minimum(apart, began_apart), apart) <= TOGETHER

    overlap = np.minimum(one.ends, other.ends) - np.maximum(one.starts, other.starts)
    shorter = np.minimum(one.ends - one.starts, other.ends - other.starts)
    vague = np.where(captured, 0, one.ended_by - one.ended + other.ended_by - other.ended)
    touching = np.where(together, np.minimum(TOUCHING, shorter // 2), TOUCHING + vague)
    possible = (overlap > touching) & ~(captured & (one.short | other.short))

    unlike = np.where(captured, apart, apart + np.abs(one.heard - other.heard))
    worth = np.where(together, _TOGETHER, 0) + _OVERLAPPING - np.minimum(unlike // 1000, _OVERLAPPING // 2)
    return np.where(possible, worth, 0)
