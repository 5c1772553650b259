"""What every listener played: each day is a pure function of the seed, the listener and the day.

A listening day runs from five in the morning to five in the morning in the listener's own time zone. No play crosses
that line, so the plays of two days never overlap, whatever the clocks do.
"""

from bisect import bisect
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache, lru_cache
from itertools import accumulate, cycle
from zoneinfo import ZoneInfo

from .catalogue import catalogue
from .library import playlists
from .listeners import HABITS, Habit, listeners
from .model import Play, Playlist, Track
from .seed import fraction, stream
from .taste import Mood, Pool, finds, lasting, mood, pool_of

DAY_BEGINS = time(5)
_SITTING = 14  # plays at a sitting, about
_REPEATS = 0.02  # share of sittings with one song again and again
_OTHER_VERSION = 0.6  # share of plays in which somebody takes whichever version comes up
_MADE = 0.2  # share of sittings with a playlist of one's own


def plays(listener_id: str, start: datetime, end: datetime) -> list[Play]:
    """The plays whose played_at lies in [start, end), in order; both aware. An unknown listener raises KeyError."""
    first, last = listening_day(listener_id, start), listening_day(listener_id, end)
    # A play that ends on the stroke of five belongs to the day before.
    days = map(date.fromordinal, range(first.toordinal() - 1, last.toordinal() + 1))
    return [play for day in days for play in day_plays(listener_id, day) if start <= play.played_at < end]


def listening_day(listener_id: str, moment: datetime) -> date:
    """The listening day that a moment belongs to."""
    local = moment.astimezone(_zone(listeners()[listener_id].timezone))
    return local.date() if local.time() >= DAY_BEGINS else local.date() - timedelta(days=1)


def day_bounds(listener_id: str, day: date) -> tuple[datetime, datetime]:
    """The moments, in UTC, at which a listening day begins and ends: 23 to 25 hours apart."""
    zone = _zone(listeners()[listener_id].timezone)
    begin, end = (datetime.combine(at, DAY_BEGINS, zone).astimezone(UTC) for at in (day, day + timedelta(days=1)))
    return begin, end


@lru_cache(maxsize=512)
def day_plays(listener_id: str, day: date) -> tuple[Play, ...]:
    """All plays of one listening day, in order, none overlapping another."""
    listener, habit = listeners()[listener_id], HABITS.get(listener_id)
    if habit is None or day < listener.joined or _is_silent(listener_id, habit, day):
        return ()
    return tuple(_Day(listener_id, habit, day).plays())


@cache
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


def _is_silent(listener_id: str, habit: Habit, day: date) -> bool:
    """Some days at random, and in some months a few days in a row."""
    if fraction("silent", listener_id, day) < habit.silences:
        return True
    chance = stream("away", listener_id, day.year, day.month)
    begins, length = 1 + int(26 * chance.random()), 2 + int(4 * chance.random())
    return chance.random() < habit.away and begins <= day.day < begins + length


@dataclass(frozen=True, slots=True)
class _Sitting:
    """One stretch of listening: where the songs come from, and how."""

    next_track: Callable[[], Track]
    context_uri: str | None
    shuffle: bool
    incognito: bool


class _Day:
    """One listening day in the making."""

    def __init__(self, listener_id: str, habit: Habit, day: date) -> None:
        self._id, self._habit, self._day = listener_id, habit, day
        self._chance = stream("day", listener_id, day)
        self._mood: Mood = mood(listener_id, day)
        self._old, self._new = lasting(listener_id, day.year, day.month), finds(listener_id, day)

    def plays(self) -> Iterator[Play]:
        begin, end = day_bounds(self._id, self._day)
        habit, chance = self._habit, self._chance
        mean = habit.plays * (habit.weekend if self._day.weekday() >= 5 else 1.0)
        wanted = max(1, round(mean * (0.7 + 0.6 * chance.random())))
        starts, now = self._starts(begin, max(1, round(wanted / _SITTING))), begin
        for number, start in enumerate(starts):
            now = max(now + timedelta(seconds=40), start)
            sitting = self._sitting()
            for _ in range(wanted // len(starts) + (number < wanted % len(starts))):
                play = self._play(sitting, now)
                ended_at = play.ended_at
                if ended_at > end:
                    return
                yield play
                now = ended_at + timedelta(milliseconds=int(200 + 1800 * chance.random()))

    def _starts(self, begin: datetime, count: int) -> list[datetime]:
        """When sittings begin, by the habit's hours, counted in real time from the day's beginning."""
        hours, chance = self._habit.hours, self._chance
        ends = list(accumulate(hours[DAY_BEGINS.hour :] + hours[: DAY_BEGINS.hour]))
        at = (bisect(ends, chance.random() * ends[-1]) + chance.random() for _ in range(count))
        return sorted(begin + timedelta(milliseconds=int(3_600_000 * hour)) for hour in at)

    def _sitting(self) -> _Sitting:
        """An album from its first song, one song again and again, a playlist, or a mix of favourites old and new."""
        habit, chance = self._habit, self._chance
        shuffle, incognito = chance.random() < habit.shuffle, chance.random() < habit.private
        kind = chance.random()
        if kind < habit.albums:
            album = catalogue().albums[self._mixed().album_id]
            songs = map(catalogue().tracks.__getitem__, cycle(album.track_ids))
            return _Sitting(songs.__next__, f"spotify:album:{album.id}", shuffle=False, incognito=incognito)
        if kind < habit.albums + _REPEATS:
            track = self._mixed()
            return _Sitting(lambda: track, f"spotify:album:{track.album_id}", shuffle=False, incognito=incognito)
        if kind < habit.albums + _REPEATS + _MADE and (mine := playlists(self._id)):
            playlist = chance.choice(mine)
            pool = _songs_of(playlist)
            return _Sitting(lambda: self._best(pool), f"spotify:playlist:{playlist.id}", shuffle, incognito)
        context = f"spotify:user:{self._id}:collection" if chance.random() < 0.4 else None
        return _Sitting(self._mixed, context, shuffle, incognito)

    def _mixed(self) -> Track:
        pool = self._new if self._chance.random() < self._habit.newness else self._old
        return self._version(self._best(pool or self._old))

    def _version(self, track: Track) -> Track:
        """Now and then the same recording from another album that is out: a search does not always find the one."""
        music = catalogue()
        others = music.by_isrc[track.isrc]
        if len(others) == 1 or self._chance.random() > _OTHER_VERSION:
            return track
        other = music.tracks[self._chance.choice(others)]
        return other if music.albums[other.album_id].released <= self._day else track

    def _best(self, pool: Pool | None) -> Track:
        """The one of a few songs drawn that fits the mood best."""
        if pool is None:
            raise ValueError(f"{self._id} has no favourites released by {self._day}")
        return min([pool.draw(self._chance) for _ in range(self._habit.picky)], key=self._mood.distance)

    def _play(self, sitting: _Sitting, started_at: datetime) -> Play:
        """To the end, or skipped: two skips in three within thirty seconds."""
        track, chance = sitting.next_track(), self._chance
        ms_played, skipped = track.duration_ms, chance.random() < self._habit.skips
        if skipped:
            soon = chance.random() < 0.67
            ms_played = int(28_000 * chance.random() if soon else ms_played * (0.2 + 0.7 * chance.random()))
        return Play(track.id, started_at, ms_played, sitting.context_uri, sitting.shuffle, skipped, sitting.incognito)


@cache
def _songs_of(playlist: Playlist) -> Pool | None:
    return pool_of((catalogue().tracks[track_id], 1.0) for track_id in playlist.track_ids)
