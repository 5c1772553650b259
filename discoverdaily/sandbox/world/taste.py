"""What a listener likes at a time: lasting favourites, new ones that come and fade, and the mood that chooses among them."""

import math
from bisect import bisect
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, lru_cache
from itertools import accumulate
from random import Random

from .catalogue import catalogue
from .listeners import HABITS, Habit
from .model import Track
from .seed import stream

_FADED_AFTER = timedelta(days=140)
_MIDSUMMER = 196  # day of the year, the middle of July


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
        """Squared distance in the plane of valence and energy; songs without features are nobody's first choice."""
        if track.features is None:
            return 0.12
        return (track.features.valence - self.valence) ** 2 + (track.features.energy - self.energy) ** 2


@dataclass(frozen=True, slots=True)
class Find:
    """A new favourite: found on a day, strongest some days after, halved every half_life days."""

    track: Track
    found: date
    strength: float
    half_life: float

    def weight(self, day: date) -> float:
        age = (day - self.found).days
        if age < 0:
            return 0.0
        return self.strength * (1 - 0.6 * 0.5**age) * 0.5 ** (age / self.half_life)


def pool_of(tracks: tuple[Track, ...], weights: list[float]) -> Pool:
    return Pool(tracks, tuple(accumulate(weights)))


@cache
def favourites(listener_id: str) -> tuple[tuple[Track, float], ...]:
    """The lasting favourites with their weights, heaviest first."""
    habit, chance = HABITS[listener_id], stream("favourites", listener_id)
    liked = _liked_artists(habit, chance)
    scored = [
        (track, liked[track.artist_ids[0]] * (0.1 + chance.random() ** 3) * (0.4 + track.popularity / 60))
        for track in catalogue().tracks.values()
        if track.artist_ids[0] in liked
    ]
    scored.sort(key=lambda pair: (-pair[1], pair[0].id))
    kept: dict[str, tuple[Track, float]] = {}
    for track, weight in scored:
        kept.setdefault(track.isrc, (track, weight))
    return tuple(kept.values())[: habit.tracks]


def _liked_artists(habit: Habit, chance: Random) -> dict[str, float]:
    """The circle of favourite artists: by taste and popularity, each liked about half as much as one placed twice as high."""
    drawn = []
    for artist_id, style in catalogue().style_of.items():
        if taste := habit.tastes.get(style.name):
            pull = taste * (5 + catalogue().artists[artist_id].popularity)
            drawn.append((-math.log(1 - chance.random()) / pull, artist_id))
    drawn.sort()
    return {artist_id: 1 / (2 + place) ** 0.8 for place, (_, artist_id) in enumerate(drawn[: habit.artists])}


@lru_cache(maxsize=256)
def lasting(listener_id: str, year: int, month: int) -> Pool:
    """The lasting favourites as they weigh in a month: artists have their seasons, and nothing is played before its release."""
    first, albums = date(year, month, 1), catalogue().albums
    tracks, weights = [], []
    for track, weight in favourites(listener_id):
        if albums[track.album_id].released <= first:
            phase = stream("phase", listener_id, track.artist_ids[0], year, month).random()
            tracks.append(track)
            weights.append(weight * (0.25 + 1.5 * phase))
    return pool_of(tuple(tracks), weights)


@lru_cache(maxsize=1024)
def _found_in_week(listener_id: str, week: int) -> tuple[Find, ...]:
    """The new favourites of one week (counted from date 1), chosen to fit its mood; recent releases before old ones."""
    habit, chance = HABITS[listener_id], stream("finds", listener_id, week)
    count = int(habit.finds * (0.4 + 1.2 * chance.random()) + chance.random())
    return tuple(_find(listener_id, chance, date.fromordinal(week * 7 + int(7 * chance.random()))) for _ in range(count))


def _find(listener_id: str, chance: Random, found: date) -> Find:
    mood, candidates = season(listener_id, found), [_prospects(listener_id).draw(chance) for _ in range(6)]

    def appeal(track: Track) -> tuple[bool, float]:
        age = (found - catalogue().albums[track.album_id].released).days
        return age < 0, mood.distance(track) + min(max(age, 0), 3650) / 50_000

    return Find(min(candidates, key=appeal), found, 0.2 + chance.random() ** 2, 5 + 22 * chance.random() ** 1.5)


@cache
def _prospects(listener_id: str) -> Pool:
    """Everything in the listener's styles, by popularity."""
    tastes, style_of = HABITS[listener_id].tastes, catalogue().style_of
    tracks = tuple(t for t in catalogue().tracks.values() if style_of[t.artist_ids[0]].name in tastes)
    return pool_of(tracks, [tastes[style_of[t.artist_ids[0]].name] * (3 + t.popularity) for t in tracks])


def finds(listener_id: str, day: date) -> Pool | None:
    """The new favourites of the last months as they weigh on a day; None while there are none."""
    first, last = (day - _FADED_AFTER).toordinal() // 7, day.toordinal() // 7
    current = [
        (find.track, weight)
        for week in range(first, last + 1)
        for find in _found_in_week(listener_id, week)
        if (weight := find.weight(day)) > 0.004 and catalogue().albums[find.track.album_id].released <= day
    ]
    return pool_of(tuple(track for track, _ in current), [weight for _, weight in current]) if current else None


@lru_cache(maxsize=2048)
def season(listener_id: str, day: date) -> Mood:
    """The mood of a time of the year: a yearly wave, and slower turns that make no two years alike."""
    habit = HABITS[listener_id]
    wave = math.cos(2 * math.pi * (day.timetuple().tm_yday - _MIDSUMMER) / 365.25)
    turn = 0.35 * _turn(listener_id, "valence", day)
    other = 0.35 * _turn(listener_id, "energy", day)
    (valence, swing), (energy, lift) = habit.valence, habit.energy
    return Mood(valence + swing * (wave + turn), energy + lift * (wave + other))


def _turn(listener_id: str, axis: str, day: date) -> float:
    """A smooth wander between -1 and 1 with a new bearing every five weeks."""
    knot, into = divmod(day.toordinal(), 35)
    before, after = (2 * stream("turn", listener_id, axis, at).random() - 1 for at in (knot, knot + 1))
    ease = (1 - math.cos(math.pi * into / 35)) / 2
    return before + (after - before) * ease


def mood(listener_id: str, day: date) -> Mood:
    """The mood of a day: the season's, better at weekends, and the day's own chance."""
    base, chance = season(listener_id, day), stream("mood", listener_id, day)
    lift = 0.04 if day.weekday() >= 5 else 0.0
    return Mood(
        valence=min(max(base.valence + lift + chance.gauss(0, 0.07), 0.05), 0.95),
        energy=min(max(base.energy + lift + chance.gauss(0, 0.07), 0.05), 0.95),
    )
