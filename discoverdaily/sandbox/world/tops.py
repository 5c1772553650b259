"""Top tracks and artists: affinity as it was when the listener's last whole day ended, so that lists change once a day."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Literal

from .catalogue import catalogue
from .history import day_plays, listening_day
from .model import Play

TimeRange = Literal["short_term", "medium_term", "long_term"]

# How far back a range reaches, and in how many days a play loses half its weight.
_WINDOWS: Mapping[TimeRange, tuple[int, float]] = {"short_term": (28, 14), "medium_term": (182, 75), "long_term": (365, 200)}
_LONGEST_LIST = 500
Scores = dict[str, float]


def top_tracks(listener_id: str, time_range: TimeRange, now: datetime, extra: Sequence[Play] = ()) -> list[str]:
    """Ids of the tracks played most, best first, at most 500.

    extra: plays that the world does not know of (made in the sandbox's player); they count like all others from the day after.
    """
    return _ranked(_scores(listener_id, time_range, listening_day(listener_id, now), tuple(extra)))


def top_artists(listener_id: str, time_range: TimeRange, now: datetime, extra: Sequence[Play] = ()) -> list[str]:
    """Ids of the artists played most, best first, at most 500; a guest counts half."""
    tracks, totals = catalogue().tracks, defaultdict[str, float](float)
    for track_id, score in _scores(listener_id, time_range, listening_day(listener_id, now), tuple(extra)).items():
        main, *guests = tracks[track_id].artist_ids
        totals[main] += score
        for guest in guests:
            totals[guest] += score / 2
    return _ranked(totals)


def _ranked(scores: Mapping[str, float]) -> list[str]:
    return sorted(scores, key=lambda item: (-scores[item], item))[:_LONGEST_LIST]


@lru_cache(maxsize=256)
def _scores(listener_id: str, time_range: TimeRange, today: date, extra: tuple[Play, ...]) -> Scores:
    """Each track's plays in the window before today, every play weighing less the older it is."""
    reach, half_life = _WINDOWS[time_range]
    extra_days: dict[date, list[Play]] = defaultdict(list)
    for play in extra:
        extra_days[listening_day(listener_id, play.played_at)].append(play)
    scores: Scores = defaultdict(float)
    for age in range(1, reach + 1):
        day, weight = today - timedelta(days=age), 0.5 ** (age / half_life)
        for track_id, count in (*_counts(listener_id, day), *_counted(extra_days.get(day, ()))):
            scores[track_id] += count * weight
    return dict(scores)


@lru_cache(maxsize=8192)
def _counts(listener_id: str, day: date) -> tuple[tuple[str, float], ...]:
    return _counted(day_plays(listener_id, day))


def _counted(plays: Iterable[Play]) -> tuple[tuple[str, float], ...]:
    counts: Scores = defaultdict(float)
    for play in plays:
        if play.is_reported and play.track_id in catalogue().tracks:
            counts[play.track_id] += 1
    return tuple(counts.items())
