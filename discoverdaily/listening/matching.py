"""Which of the told records are listens already known. Pure: numbers in, numbers out.

Records of one recording are one listen where their spans overlap. Records of one source never match by their spans,
but two of the extended history, which is exact.
"""

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from discoverdaily.listening.models import Source

MINUTE = 60_000
TOUCHING = 2_000
"""Milliseconds by which spans may overlap where one listen follows another: sources round to the second."""
UNKNOWN_LENGTH = 30_000
"""What a play of unknown length lasted at least: Spotify tells of none under half a minute."""


class Record(NamedTuple):
    """One source's word on a listen: moments in unix ms; `ms` how long, or None; `length` the track's, 0 unknown."""

    moment: int
    ms: int | None
    recording: int
    length: int
    source: int
    key: int

    @property
    def span(self) -> tuple[int, int]:
        """When it was heard, as far as the source knows."""
        if self.source == Source.CAPTURE:
            around = self.length or UNKNOWN_LENGTH
            return self.moment - around, self.moment + around
        heard = UNKNOWN_LENGTH if self.ms is None else self.ms
        return self.moment - heard, self.moment + (MINUTE if self.source == Source.ACCOUNT else 0)


def match(told: Iterable[Record], known: Iterable[Record]) -> dict[int, int]:
    """The key of the known record for that of each told one that is the same listen; one to one, in time order."""
    plays: defaultdict[int, list[Record]] = defaultdict(list)
    for play in sorted(known, key=lambda play: play.moment):
        plays[play.recording].append(play)
    matched: dict[int, int] = {}
    rest = []
    for record in sorted(told, key=lambda record: record.moment):
        same = next((play for play in plays[record.recording] if play.moment == record.moment), None)
        if same is None:
            rest.append(record)
        else:
            matched[record.key] = same.key
            plays[record.recording].remove(same)
    for record in rest:
        found = next((play for play in plays[record.recording] if _one_listen(record, play)), None)
        if found is not None:
            matched[record.key] = found.key
            plays[record.recording].remove(found)
    return matched


def _one_listen(one: Record, other: Record) -> bool:
    if one.source == other.source != Source.EXTENDED:
        return False
    return min(one.span[1], other.span[1]) - max(one.span[0], other.span[0]) > TOUCHING
