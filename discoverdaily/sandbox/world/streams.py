"""All that a listener heard, in order: what Spotify's exports tell of."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from heapq import merge

from .audiobooks import chapter_on
from .history import day_plays, listening_day
from .model import ChapterPlay, EpisodePlay, Play
from .podcasts import episode_on

Stream = Play | EpisodePlay | ChapterPlay


@dataclass(frozen=True, slots=True)
class HeardHere:
    """What was played through the sandbox, of which the world knows nothing.

    plays: oldest first. while_music: when music ran, as moments (Unix seconds) in pairs, oldest first: nobody hears
    two songs, so the world's own plays that overlap them were not heard.
    """

    plays: Sequence[Play] = ()
    while_music: Sequence[tuple[float, float]] = ()


NOTHING_HERE = HeardHere()


def streams(listener_id: str, start: datetime, end: datetime, here: HeardHere = NOTHING_HERE) -> Iterator[Stream]:
    """Music, podcasts and audiobooks that ended in [start, end), both aware, in the order in which they began.

    A day at a time, so that years of them need no room. An unknown listener raises KeyError.
    """
    there = _there(listener_id, start, end)
    if here.while_music:
        ends = [end for _, end in here.while_music]
        there = (heard for heard in there if not _overlaps(heard, here.while_music, ends))
    made = [play for play in here.plays if start <= play.played_at < end]
    return merge(there, made, key=lambda heard: heard.started_at) if made else there


def _there(listener_id: str, start: datetime, end: datetime) -> Iterator[Stream]:
    """What the world knows. A play that ends on the stroke of five belongs to the day before."""
    first, last = listening_day(listener_id, start).toordinal() - 1, listening_day(listener_id, end).toordinal()
    for day in range(first, last + 1):
        heard = _of_day(listener_id, date.fromordinal(day))
        if first + 1 < day < last - 1:
            yield from heard
        else:
            yield from (each for each in heard if start <= each.ended_at < end)


def _of_day(listener_id: str, day: date) -> Iterator[Stream]:
    songs = day_plays(listener_id, day)
    if before := episode_on(listener_id, day, songs):
        yield before
    yield from songs
    if after := chapter_on(listener_id, day, songs):
        yield after


def _overlaps(heard: Stream, stretches: Sequence[tuple[float, float]], ends: Sequence[float]) -> bool:
    """Whether any music ran while it was heard."""
    at = bisect_right(ends, heard.started_at.timestamp())
    return at < len(stretches) and stretches[at][0] < heard.ended_at.timestamp()
