"""Which of the told records are listens already known. Pure: numbers in, numbers out.

1. Records of one recording that ended at one moment are the same.
2. Records of the extended history, which tells beginning and end exactly, are the same where they overlap: then Spotify
   told of one listen twice, under two of the track's ids perhaps.
3. Any other two are the same where their spans overlap and they come from different sources; one to one, in time order,
   so that a song on repeat stays a song on repeat. Of all ways to pair them the one is taken with the most pairs that
   began or ended together; then the one with the most pairs; then the one with the least time between them.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from discoverdaily.listening.bulk import Ints
from discoverdaily.listening.models import Source

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

    def spans(self) -> tuple[Ints, Ints]:
        """Between which moments it was heard, as far as the source knows: a capture tells a moment and not how long it
        was heard, and account data the minute in which it ended."""
        captured, account = self.sources == Source.CAPTURE, self.sources == Source.ACCOUNT
        length = np.where(self.lengths > 0, self.lengths, LEAST)
        heard = np.minimum(np.where(captured | (self.ms == UNKNOWN), length, self.ms), LONGEST)
        return self.moments - heard, self.moments + np.where(captured, heard, np.where(account, MINUTE, 0))


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


def _match_moments(answer: Ints, free: NDArray[np.bool_], told: Records, known: Records, of: str) -> None:
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


def _match_spans(answer: Ints, free: NDArray[np.bool_], told: Records, known: Records, near: Ints) -> None:
    """Those whose spans overlap."""
    left = np.flatnonzero(answer == NEW)
    exact = known.sources[near] == Source.EXTENDED  # may be the same as several told records
    there = near[free[near] | exact]
    (told_starts, told_ends), (known_starts, known_ends) = told.spans(), known.spans()
    crowd = _Crowd(
        rows=np.concatenate([left, there]),
        is_told=np.arange(len(left) + len(there)) < len(left),
        recordings=np.concatenate([told.recordings[left], known.recordings[there]]),
        starts=np.concatenate([told_starts[left], known_starts[there]]),
        ends=np.concatenate([told_ends[left], known_ends[there]]),
        moments=np.concatenate([told.moments[left], known.moments[there]]),
        ms=np.concatenate([told.ms[left], known.ms[there]]),
        sources=np.concatenate([told.sources[left], known.sources[there]]),
        free=np.concatenate([np.ones(len(left), dtype=np.bool_), free[there]]),
    )
    for those_told, those_known in crowd.together():
        for row, found in _resolved(those_told, those_known):
            answer[row] = found


class _Span(NamedTuple):
    """One record among others that it may be the same as."""

    row: int
    start: int
    end: int
    moment: int
    ms: int
    source: int
    free: bool

    @property
    def is_short(self) -> bool:
        """Whether it is known to have been too short to be captured."""
        return self.source != Source.CAPTURE and 0 <= self.ms < LEAST - 1_000

    @property
    def ended(self) -> tuple[int, int]:
        """Between which moments it ended."""
        return self.moment, self.moment + (MINUTE if self.source == Source.ACCOUNT else 0)

    @property
    def began(self) -> tuple[int, int]:
        """Between which moments it began. A capture's moment may be this one, too."""
        if self.source == Source.CAPTURE:
            return self.moment, self.moment
        return self.start, self.start + (MINUTE if self.source == Source.ACCOUNT else 0)


@dataclass(frozen=True, slots=True)
class _Crowd:
    """Records told and known, some of which may be the same."""

    rows: Ints
    is_told: NDArray[np.bool_]
    recordings: Ints
    starts: Ints
    ends: Ints
    moments: Ints
    ms: Ints
    sources: Ints
    free: NDArray[np.bool_]

    def together(self) -> Iterator[tuple[list[_Span], list[_Span]]]:
        """Those told and those known of each stretch of time in which spans of one recording overlap without a gap."""
        _, place = np.unique(self.recordings, return_inverse=True)
        far = int(self.ends.max() - self.starts.min()) + 1
        starts, ends = self.starts - self.starts.min() + place * far, self.ends - self.starts.min() + place * far
        order = np.argsort(starts, kind="stable")
        begins = np.concatenate([[True], starts[order][1:] >= np.maximum.accumulate(ends[order])[:-1]])
        stretch = np.cumsum(begins) - 1
        several = (np.bincount(stretch) > 1) & (np.bincount(stretch, weights=self.is_told[order]) > 0)
        members = order[several[stretch]]
        spans, told = self._spans(members), self.is_told[members].tolist()
        cuts = [0, *(np.flatnonzero(np.diff(stretch[several[stretch]])) + 1).tolist(), len(members)]
        for start, end in pairwise(cuts if len(members) else []):
            of_told: list[_Span] = []
            of_known: list[_Span] = []
            for row in range(start, end):
                (of_told if told[row] else of_known).append(spans[row])
            yield of_told, of_known

    def _spans(self, members: Ints) -> list[_Span]:
        columns = self.rows, self.starts, self.ends, self.moments, self.ms, self.sources, self.free
        return list(map(_Span._make, zip(*(column[members].tolist() for column in columns), strict=True)))


def _resolved(told: Sequence[_Span], known: Sequence[_Span]) -> Iterator[tuple[int, int]]:
    """Told records of one stretch that are not new, with what they are: a known record's row, or AGAIN."""
    exact = [(span, span.row) for span in known if span.source == Source.EXTENDED]
    left = []
    for record in told:
        same = None
        if record.source == Source.EXTENDED:
            exact = [(span, row) for span, row in exact if span.end > record.start]
            same = next((row for span, row in exact if _overlap(record, span) > TOUCHING), None)
            exact.append((record, AGAIN))
        if same is None:
            left.append(record)
        else:
            exact.pop()
            yield record.row, same
    yield from _paired(left, [span for span in known if span.free and span.source != told[0].source])


def _overlap(one: _Span, other: _Span) -> int:
    return min(one.end, other.end) - max(one.start, other.start)


def _may_be_one(one: _Span, other: _Span) -> bool:
    captured = Source.CAPTURE in (one.source, other.source)
    if captured and (one.is_short or other.is_short):
        return False
    shorter = min(one.end - one.start, other.end - other.start)
    return _overlap(one, other) > min(TOUCHING, shorter // 2)


_BEGAN_OR_ENDED_TOGETHER = 10**12
_OVERLAPS = 10**6


def _worth(one: _Span, other: _Span) -> int:
    """How gladly two records are paired: of any number of pairs, that with the greatest sum is taken."""
    apart = _between(one.ended, other.ended)
    captured = Source.CAPTURE in (one.source, other.source)
    together = min(apart, _between(one.began, other.began)) if captured else apart
    worth = _BEGAN_OR_ENDED_TOGETHER if together <= TOGETHER else 0
    return worth + _OVERLAPS - min(apart // 1000, _OVERLAPS // 2)


def _between(one: tuple[int, int], other: tuple[int, int]) -> int:
    return max(one[0] - other[1], other[0] - one[1], 0)


def _paired(told: Sequence[_Span], known: Sequence[_Span]) -> Iterator[tuple[int, int]]:
    """The best pairs, one to one and in time order: of two pairs, what is told and what is known come in one order.

    The best sum of pairs up to each known record rises with its place; `steps` holds the places where it does.
    """
    told, known = (sorted(spans, key=_ended_about) for spans in (told, known))
    far = max((span.end - span.start for span in known), default=0) + MINUTE
    steps: list[tuple[int, int, _Pair | None]] = [(-1, 0, None)]  # place among the known, sum, the last pair
    for record in told:
        found = []
        nearest = bisect_left(known, record.start - far, key=_ended_about)
        for place, span in enumerate(known[nearest:], nearest):
            if _ended_about(span) > record.end + far:
                break
            if _may_be_one(record, span):
                before = steps[bisect_left(steps, place, key=lambda step: step[0]) - 1]
                found.append((place, before[1] + _worth(record, span), _Pair(record.row, span.row, before[2])))
        for step in found:
            at = bisect_left(steps, step[0], key=lambda each: each[0])
            if steps[at - 1][1] < step[1]:
                last = at
                while last < len(steps) and steps[last][1] <= step[1]:
                    last += 1
                steps[at:last] = [step]
    pair = steps[-1][2]
    while pair:
        yield pair.told, pair.known
        pair = pair.before


def _ended_about(span: _Span) -> int:
    return sum(span.ended) // 2


class _Pair(NamedTuple):
    told: int
    known: int
    before: "_Pair | None"
