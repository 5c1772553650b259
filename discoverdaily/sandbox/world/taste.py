"""What a listener likes at a time: lasting favourites, new ones that come and fade, and the mood that chooses."""

import math
from bisect import bisect
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, lru_cache
from itertools import accumulate
from random import Random

from .catalogue import catalogue
from .listeners import HABITS, Habit
from .model import Track
from .seed import fraction, stream

_FADED_AFTER = timedelta(days=140)
_FADED_BELOW = 0.004
_MIDSUMMER = 196  # the middle of July, as a day of the year
_TURN_DAYS = 35


@dataclass(frozen=True, slots=True)
class Pool:
    """Tracks to draw from; ends are the running sums of their weights."""

    tracks: tuple[Track, ...]
    ends: tuple[float, ...]

    def draw(self, chance: Random) -> Track:
        return self.tracks[bisect(self.ends, chance.random() * self.ends[-1], 0, len(self.ends) - 1)]


@dataclass(frozen=True, slots=True)
class Mood:
    """The valence and energy (0 to 1) that a listener is in the mood for."""

    valence: float
    energy: float

    def distance(self, track: Track) -> float:
        """Squared distance in the plane of valence and energy; a middling one for songs without features."""
        if track.features is None:
            return 0.12
        return (track.features.valence - self.valence) ** 2 + (track.features.energy - self.energy) ** 2


@dataclass(frozen=True, slots=True)
class Find:
    """A new favourite: found on a day, at its strongest some days later, halved every half_life days."""

    track: Track
    found: date
    strength: float
    half_life: float

    def weight(self, day: date) -> float:
        age = (day - self.found).days
        return 0.0 if age < 0 else self.strength * (1 - 0.6 * math.exp2(-age)) * math.exp2(-age / self.half_life)


def pool_of(weighted: Iterable[tuple[Track, float]]) -> Pool | None:
    """A pool of tracks by weight; None of none."""
    pairs = list(weighted)
    return Pool(tuple(track for track, _ in pairs), tuple(accumulate(weight for _, weight in pairs))) if pairs else None


@cache
def favourites(listener_id: str) -> tuple[tuple[Track, float], ...]:
    """The lasting favourites with their weights, heaviest first; no recording twice."""
    habit, chance = HABITS[listener_id], stream("favourites", listener_id)
    liked = _liked_artists(habit, chance)
    weighted = [
        (track, liked[track.artist_ids[0]] * (0.1 + chance.random() ** 3) * (0.4 + track.popularity / 60))
        for track in catalogue().tracks.values()
        if track.artist_ids[0] in liked
    ]
    weighted.sort(key=lambda pair: (-pair[1], pair[0].id))
    kept: dict[str, tuple[Track, float]] = {}
    for track, weight in weighted:
        kept.setdefault(track.isrc, (track, weight))
    return tuple(kept.values())[: habit.tracks]


def _liked_artists(habit: Habit, chance: Random) -> dict[str, float]:
    """The circle of favourite artists with their weights: drawn by taste and popularity, the first liked most."""
    drawn = []
    for artist_id, style in catalogue().style_of.items():
        if taste := habit.tastes.get(style.name):
            pull = taste * (5 + catalogue().artists[artist_id].popularity)
            drawn.append((-math.log(1 - chance.random()) / pull, artist_id))
    drawn.sort()
    return {artist_id: 1 / math.pow(2 + place, 0.8) for place, (_, artist_id) in enumerate(drawn[: habit.artists])}


@lru_cache(maxsize=256)
def lasting(listener_id: str, year: int, month: int) -> Pool | None:
    """The lasting favourites as they weigh in a month: artists have their seasons, and only what is out is played."""
    first, albums = date(year, month, 1), catalogue().albums
    artists = {track.artist_ids[0] for track, _ in favourites(listener_id)}
    phases = {artist: 0.25 + 1.5 * fraction("phase", listener_id, artist, year, month) for artist in artists}
    return pool_of(
        (track, weight * phases[track.artist_ids[0]])
        for track, weight in favourites(listener_id)
        if albums[track.album_id].released <= first
    )


@lru_cache(maxsize=64)
def finds(listener_id: str, day: date) -> Pool | None:
    """The new favourites of the last months as they weigh on a day."""
    first, last = (day - _FADED_AFTER).toordinal() // 7, day.toordinal() // 7
    return pool_of(
        (find.track, weight)
        for week in range(first, last + 1)
        for find in _found_in_week(listener_id, week)
        if (weight := find.weight(day)) > _FADED_BELOW and catalogue().albums[find.track.album_id].released <= day
    )


@lru_cache(maxsize=1024)
def _found_in_week(listener_id: str, week: int) -> tuple[Find, ...]:
    """The new favourites of the week of days 7 * week and following (proleptic ordinals)."""
    habit, chance = HABITS[listener_id], stream("finds", listener_id, week)
    count = int(habit.finds * (0.4 + 1.2 * chance.random()) + chance.random()) if habit.finds else 0
    return tuple(
        _find(listener_id, chance, date.fromordinal(week * 7 + int(7 * chance.random()))) for _ in range(count)
    )


def _find(listener_id: str, chance: Random, found: date) -> Find:
    """One of a few songs met: out already, fitting the season, rather new than old."""
    mood_then, met = season(listener_id, found), [_prospects(listener_id).draw(chance) for _ in range(6)]

    def reluctance(track: Track) -> tuple[bool, float]:
        age = (found - catalogue().albums[track.album_id].released).days
        return age < 0, mood_then.distance(track) + min(max(age, 0), 3650) / 50_000

    return Find(min(met, key=reluctance), found, 0.2 + chance.random() ** 2, 5 + 22 * math.pow(chance.random(), 1.5))


@cache
def _prospects(listener_id: str) -> Pool:
    """Everything in the listener's styles, by popularity."""
    tastes, style_of = HABITS[listener_id].tastes, catalogue().style_of
    pool = pool_of(
        (track, tastes[style.name] * (3 + track.popularity))
        for track in catalogue().tracks.values()
        if (style := style_of[track.artist_ids[0]]).name in tastes
    )
    if pool is None:
        raise ValueError(f"Nothing in the catalogue is to the taste of {listener_id}")
    return pool


@lru_cache(maxsize=2048)
def season(listener_id: str, day: date) -> Mood:
    """The mood of a time of the year: a yearly wave, and slow turns that make no two years alike."""
    habit = HABITS[listener_id]
    wave = math.cos(2 * math.pi * (day.timetuple().tm_yday - _MIDSUMMER) / 365.25)
    (valence, swing), (energy, lift) = habit.valence, habit.energy
    return Mood(
        valence=valence + swing * (wave + 0.35 * _turn(listener_id, "valence", day)),
        energy=energy + lift * (wave + 0.35 * _turn(listener_id, "energy", day)),
    )


def _turn(listener_id: str, axis: str, day: date) -> float:
    """A smooth wander between -1 and 1 with a new bearing every five weeks."""
    knot, into = divmod(day.toordinal(), _TURN_DAYS)
    before, after = (2 * fraction("turn", listener_id, axis, at) - 1 for at in (knot, knot + 1))
    return before + (after - before) * (1 - math.cos(math.pi * into / _TURN_DAYS)) / 2


def mood(listener_id: str, day: date) -> Mood:
    """The mood of a day: the season's, better at weekends, and the day's own chance."""
    base, chance = season(listener_id, day), stream("mood", listener_id, day)
    lift = 0.04 if day.weekday() >= 5 else 0.0
    return Mood(
        valence=min(max(base.valence + lift + chance.gauss(0, 0.07), 0.05), 0.95),
        energy=min(max(base.energy + lift + chance.gauss(0, 0.07), 0.05), 0.95),
    )
