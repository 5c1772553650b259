"""What every listener played, day by day: each day is a pure function of the seed, the listener and the day.

A listening day runs from five in the morning to five in the morning in the listener's own time zone, so that no play of one
day runs into the next, whatever the clocks do.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache, lru_cache
from itertools import accumulate
from bisect import bisect
from random import Random
from zoneinfo import ZoneInfo

from .catalogue import catalogue
from .library import playlists
from .listeners import HABITS, Habit, listeners
from .model import Listener, Play, Track
from .seed import stream
from .taste import Mood, Pool, finds, lasting, mood

DAY_BEGINS = time(5)
_SITTING = 14  # plays at a sitting, about


@dataclass(frozen=True, slots=True)
class _Sitting:
    """One stretch of listening: where the songs come from, and how."""

    next_track: Callable[[], Track]
    context_uri: str | None
    shuffle: bool
    incognito: bool


def plays(listener_id: str, start: datetime, end: datetime) -> list[Play]:
    """The plays whose played_at lies in [start, end), in order. Both aware. An unknown id raises KeyError."""
    first, last = listening_day(listener_id, start), listening_day(listener_id, end)
    return [
        play
        for number in range(first.toordinal(), last.toordinal() + 1)
        for play in day_plays(listener_id, date.fromordinal(number))
        if start <= play.played_at < end
    ]


def listening_day(listener_id: str, moment: datetime) -> date:
    """The listening day that a moment belongs to."""
    local = moment.astimezone(_zone(listeners()[listener_id].timezone))
    return local.date() if local.time() >= DAY_BEGINS else local.date() - timedelta(days=1)


@lru_cache(maxsize=512)
def day_plays(listener_id: str, day: date) -> tuple[Play, ...]:
    """All plays of one listening day, in order, none overlapping another."""
    listener, habit = listeners()[listener_id], HABITS.get(listener_id)
    if habit is None or day < listener.joined or _is_silent(listener_id, habit, day):
        return ()
    return tuple(_day(listener, habit, day))


def day_bounds(listener: Listener, day: date) -> tuple[datetime, datetime]:
    """The moments, in UTC, at which a listening day begins and ends: 23 to 25 hours apart."""
    zone = _zone(listener.timezone)
    begin, end = (datetime.combine(at, DAY_BEGINS, zone).astimezone(UTC) for at in (day, day + timedelta(days=1)))
    return begin, end


@cache
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


def _is_silent(listener_id: str, habit: Habit, day: date) -> bool:
    """Some days at random, and most months a few days in a row."""
    if stream("silent", listener_id, day).random() < habit.silences:
        return True
    chance = stream("away", listener_id, day.year, day.month)
    begins, length = 1 + int(26 * chance.random()), 2 + int(4 * chance.random())
    return chance.random() < 6 * habit.silences and begins <= day.day < begins + length


def _day(listener: Listener, habit: Habit, day: date) -> Iterator[Play]:
    chance = stream("day", listener.id, day)
    begin, end = day_bounds(listener, day)
    mean = habit.plays * (habit.weekend if day.weekday() >= 5 else 1.0)
    wanted = max(1, round(mean * (0.7 + 0.6 * chance.random())))
    starts = _starts(chance, habit, begin, max(1, round(wanted / _SITTING)))
    now = begin
    for number, start in enumerate(starts):
        now = max(now + timedelta(seconds=40), start)
        quota = wanted // len(starts) + (number < wanted % len(starts))
        sitting = _sitting(chance, listener, habit, day)
        for _ in range(quota):
            play = _play(chance, habit, sitting, now)
            if play.ended_at >= end:
                return
            yield play
            now = play.ended_at + timedelta(milliseconds=int(200 + 1800 * chance.random()))


def _starts(chance: Random, habit: Habit, begin: datetime, count: int) -> list[datetime]:
    """When sittings begin, by the habit's hours; counted in real time from the day's beginning."""
    ends = list(accumulate(habit.hours[DAY_BEGINS.hour :] + habit.hours[: DAY_BEGINS.hour]))
    hours = (bisect(ends, chance.random() * ends[-1]) + chance.random() for _ in range(count))
    return sorted(begin + timedelta(milliseconds=int(3_600_000 * hour)) for hour in hours)


def _sitting(chance: Random, listener: Listener, habit: Habit, day: date) -> _Sitting:
    """An album from its first song, an artist, a playlist, one song again and again, or a mix of favourites old and new."""
    feeling = mood(listener.id, day)
    pool, new = lasting(listener.id, day.year, day.month), finds(listener.id, day)

    def mixed() -> Track:
        source = new if new is not None and chance.random() < habit.newness else pool
        return _best(chance, source, habit.picky, feeling)

    shuffle, incognito = chance.random() < habit.shuffle, chance.random() < habit.private
    kind = chance.random()
    if kind < 0.13:
        return _album_sitting(mixed(), incognito=incognito)
    if kind < 0.15:
        track = mixed()
        return _Sitting(lambda: track, f"spotify:album:{track.album_id}", shuffle=False, incognito=incognito)
    if kind < 0.35 and (mine := playlists(listener.id)):
        playlist = chance.choice(mine)
        songs = Pool(tuple(catalogue().tracks[i] for i in playlist.track_ids), tuple(map(float, range(1, len(playlist.track_ids) + 1))))
        return _Sitting(lambda: _best(chance, songs, habit.picky, feeling), f"spotify:playlist:{playlist.id}", shuffle, incognito)
    context = f"spotify:user:{listener.id}:collection" if chance.random() < 0.4 else None
    return _Sitting(mixed, context, shuffle, incognito)


def _album_sitting(track: Track, *, incognito: bool) -> _Sitting:
    album = catalogue().albums[track.album_id]
    songs = _round(album.track_ids)
    return _Sitting(lambda: next(songs), f"spotify:album:{album.id}", shuffle=False, incognito=incognito)


def _round(track_ids: tuple[str, ...]) -> Iterator[Track]:
    while True:
        yield from (catalogue().tracks[track_id] for track_id in track_ids)


def _best(chance: Random, pool: Pool, count: int, feeling: Mood) -> Track:
    """The one of count songs drawn that fits the mood best."""
    return min((pool.draw(chance) for _ in range(count)), key=feeling.distance)


def _play(chance: Random, habit: Habit, sitting: _Sitting, started_at: datetime) -> Play:
    """To the end, or skipped: two skips in three within thirty seconds."""
    track = sitting.next_track()
    skipped = chance.random() < habit.skips
    ms_played = track.duration_ms
    if skipped:
        ms_played = int(28_000 * chance.random()) if chance.random() < 0.67 else int(track.duration_ms * (0.2 + 0.7 * chance.random()))
    return Play(track.id, started_at, ms_played, sitting.context_uri, sitting.shuffle, skipped, sitting.incognito)
