"""What is left of Spotify's knowledge of music under the older rules: audio features and recommendations."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from starlette.responses import Response

from discoverdaily.sandbox import world
from discoverdaily.sandbox.api.call import Call, Removed, endpoint
from discoverdaily.sandbox.errors import json_response, not_found, refused
from discoverdaily.sandbox.ranking import SCALES, SHARES, distance, middle, value_of
from discoverdaily.sandbox.shapes import Json, audio_features, is_spotify_id, track
from discoverdaily.sandbox.world import Track

MOST_FEATURES = 100
MOST_SEEDS = 5
BOUNDS: Mapping[str, tuple[float, float]] = dict.fromkeys(SHARES, (0.0, 1.0)) | {
    "key": (0, 11),
    "mode": (0, 1),
    "popularity": (0, 100),
}
WISH_WEIGHT = 3.0
SAME_ARTIST, SAME_GENRE = 0.5, 0.85


def features_of_one(call: Call) -> Response:
    key = call.id()
    shape = audio_features(call.view, key) if key in world.catalogue().tracks else None
    if shape is None:
        raise not_found()
    return json_response(shape)


def features_of_many(call: Call) -> Response:
    """In the order asked for, null for what is not known."""
    known = world.catalogue().tracks
    keys = call.list_of("ids", MOST_FEATURES)
    return json_response({"audio_features": [audio_features(call.view, key) if key in known else None for key in keys]})


@dataclass(frozen=True, slots=True)
class Wishes:
    """Targets, and the least and most of each attribute."""

    targets: dict[str, float]
    least: dict[str, float]
    most: dict[str, float]

    def allow(self, candidate: Track) -> bool:
        return all(self._within(candidate, name) for name in {*self.least, *self.most})

    def _within(self, candidate: Track, name: str) -> bool:
        value = value_of(candidate, name)
        low, high = self.least.get(name, float("-inf")), self.most.get(name, float("inf"))
        return value is not None and low <= value <= high


@dataclass(frozen=True, slots=True)
class Seeds:
    tracks: Sequence[str]
    artists: Sequence[str]
    genres: Sequence[str]


def recommendations(call: Call) -> Response:
    """The nearest by features and taste to one to five seeds, within the limits that were wished for."""
    limit, seeds, wishes = call.whole("limit", 20, 1, 100), _seeds(call), _wishes(call)
    known = world.catalogue()
    pool = [it for it in known.tracks.values() if it.id not in seeds.tracks]
    allowed = [it for it in pool if wishes.allow(it)]
    sample = [known.tracks[key] for key in seeds.tracks] or _typical(seeds)
    wished = middle(sample) | wishes.targets
    weights = dict.fromkeys(wishes.targets, WISH_WEIGHT)
    circle, genres = _circle(seeds)
    ranked = sorted(allowed, key=lambda it: (distance(it, wished, weights) * _closeness(it, circle, genres), it.id))
    chosen = _not_too_many_by_one(ranked, limit)
    shape = {
        "seeds": [
            _seed(call, kind, key, len(pool), len(allowed))
            for kind, keys in (("ARTIST", seeds.artists), ("TRACK", seeds.tracks), ("GENRE", seeds.genres))
            for key in keys
        ],
        "tracks": [track(call.view, it.id) for it in chosen],
    }
    return json_response(shape)


def _seeds(call: Call) -> Seeds:
    """Raises Refused (400 "invalid request") for none, more than five, or one that is not known."""

    def named(kind: str) -> list[str]:
        return [key for key in (call.query(f"seed_{kind}") or "").split(",") if key]

    seeds = Seeds(named("tracks"), named("artists"), named("genres"))
    known = world.catalogue()
    right = (
        1 <= len(seeds.tracks) + len(seeds.artists) + len(seeds.genres) <= MOST_SEEDS
        and all(is_spotify_id(key) and key in known.tracks for key in seeds.tracks)
        and all(is_spotify_id(key) and key in known.artists for key in seeds.artists)
        and set(seeds.genres) <= set(_genres())
    )
    if not right:
        raise refused(400, "invalid request")
    return seeds


def _wishes(call: Call) -> Wishes:
    wishes = Wishes({}, {}, {})
    for prefix, into in (("target", wishes.targets), ("min", wishes.least), ("max", wishes.most)):
        for name in SCALES:
            text = call.query(f"{prefix}_{name}")
            if text is None:
                continue
            try:
                value = float(text)
            except ValueError:
                value = float("nan")
            low, high = BOUNDS.get(name, (float("-inf"), float("inf")))
            if not low <= value <= high:
                raise refused(400, "invalid request")
            into[name] = value
    return wishes


def _typical(seeds: Seeds) -> list[Track]:
    """Tracks that stand for artists and genres when no track was named."""
    circle, genres = set(seeds.artists), set(seeds.genres)
    artists = world.catalogue().artists
    return [
        it
        for it in world.catalogue().tracks.values()
        if circle & set(it.artist_ids) or any(genres & set(artists[key].genres) for key in it.artist_ids)
    ]


def _circle(seeds: Seeds) -> tuple[set[str], set[str]]:
    """The artists of the seeds, and the genres they play."""
    known = world.catalogue()
    artists = {*seeds.artists, *(key for seed in seeds.tracks for key in known.tracks[seed].artist_ids)}
    return artists, {*seeds.genres, *(genre for key in artists for genre in known.artists[key].genres)}


def _closeness(candidate: Track, artists: set[str], genres: set[str]) -> float:
    if artists & set(candidate.artist_ids):
        return SAME_ARTIST
    theirs = world.catalogue().artists
    return SAME_GENRE if any(genres & set(theirs[key].genres) for key in candidate.artist_ids) else 1.0


def _not_too_many_by_one(ranked: Sequence[Track], limit: int) -> list[Track]:
    """The first so many, a tenth of them at most (and three at least) by one artist, no recording twice."""
    chosen: list[Track] = []
    by_artist: Counter[str] = Counter()
    heard: set[str] = set()
    for it in ranked:
        if len(chosen) == limit:
            break
        if it.isrc in heard or by_artist[it.artist_ids[0]] >= max(3, limit // 10):
            continue
        chosen.append(it)
        heard.add(it.isrc)
        by_artist[it.artist_ids[0]] += 1
    return chosen


def _seed(call: Call, kind: str, key: str, pool: int, allowed: int) -> Json:
    href = None if kind == "GENRE" else call.view.api(f"/{kind.lower()}s/{key}")
    return {
        "afterFilteringSize": allowed,
        "afterRelinkingSize": allowed,
        "href": href,
        "id": key,
        "initialPoolSize": pool,
        "type": kind,
    }


def _genres() -> list[str]:
    return sorted({genre for it in world.catalogue().artists.values() for genre in it.genres})


def genre_seeds(call: Call) -> Response:
    return json_response({"genres": _genres()})


ROUTES = [
    endpoint("GET", "/audio-features", features_of_many, removed=Removed.WITHOUT_MESSAGE),
    endpoint("GET", "/audio-features/{id}", features_of_one, removed=Removed.WITHOUT_MESSAGE),
    endpoint("GET", "/recommendations", recommendations, removed=Removed.EMPTY_NOT_FOUND),
    endpoint("GET", "/recommendations/available-genre-seeds", genre_seeds, removed=Removed.EMPTY_NOT_FOUND),
]
