"""Top tracks and artists: affinity as it was when the listener's last whole day ended, so that lists change once a day.

Spotify's ranking is no plain count, and moves on days without listening too. Here every play weighs less the older it
is, down to nothing at the far end of the range, and a flutter of a few percent stands for all else that it may weigh.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Literal

from .catalogue import catalogue
from .history import day_plays, listening_day
from .model import Play
from .seed import fraction

TimeRange = Literal["short_term", "medium_term", "long_term"]

LONGEST_LIST = 500


@dataclass(frozen=True, slots=True)
class _Range:
    """days: how far back it reaches; flutter: share by which affinity differs from day to day, either way."""

    days: int
    flutter: float


_RANGES: Mapping[TimeRange, _Range] = {
    "short_term": _Range(28, 0.06),
    "medium_term": _Range(182, 0.02),
    "long_term": _Range(365, 0.01),
}


def top_tracks(listener_id: str, time_range: TimeRange, now: datetime, extra: Sequence[Play] = ()) -> list[str]:
    """Ids of the tracks played most, best first, at most 500.

    extra: plays that the world does not know of (made in the sandbox's player); they count like all others from the day
    after. The ranges reach back four weeks, six months and a year. An unknown listener raises KeyError.
    """
    return _ranked(_affinities(listener_id, time_range, listening_day(listener_id, now), tuple(extra)))


def top_artists(listener_id: str, time_range: TimeRange, now: datetime, extra: Sequence[Play] = ()) -> list[str]:
    """Ids of the artists played most, best first, at most 500; a guest counts half. Else as top_tracks."""
    tracks, totals = catalogue().tracks, defaultdict[str, float](float)
    for track_id, affinity in _affinities(
        listener_id, time_range, listening_day(listener_id, now), tuple(extra)
    ).items():
        main, *guests = tracks[track_id].artist_ids
        totals[main] += affinity
        for guest in guests:
            totals[guest] += affinity / 2
    return _ranked(totals)


def _ranked(affinities: Mapping[str, float]) -> list[str]:
    return sorted(affinities, key=lambda item: (-affinities[item], item))[:LONGEST_LIST]


@lru_cache(maxsize=128)
def _affinities(listener_id: str, time_range: TimeRange, today: date, extra: tuple[Play, ...]) -> dict[str, float]:
    """Each track's affinity at the beginning of today."""
    span = _RANGES[time_range]
    extra_days: dict[date, list[Play]] = defaultdict(list)
    for play in extra:
        extra_days[listening_day(listener_id, play.played_at)].append(play)
    totals: dict[str, float] = defaultdict(float)
    for age in range(1, span.days + 1):
        day, weight = today - timedelta(days=age), 1 - age / (span.days + 1)
        for track_id, count in (*_counts(listener_id, day), *_counted(extra_days.get(day, ()))):
            totals[track_id] += count * weight
    return {
        track_id: total * (1 + span.flutter * (2 * fraction("flutter", listener_id, track_id, today) - 1))
        for track_id, total in totals.items()
    }


@lru_cache(maxsize=8192)
def _counts(listener_id: str, day: date) -> tuple[tuple[str, int], ...]:
    return _counted(day_plays(listener_id, day))


def _counted(plays: Iterable[Play]) -> tuple[tuple[str, int], ...]:
    """The plays of each track that Spotify knows of."""
    counts: dict[str, int] = defaultdict(int)
    for play in plays:
        if play.is_reported and play.track_id in catalogue().tracks:
            counts[play.track_id] += 1
    return tuple(counts.items())
