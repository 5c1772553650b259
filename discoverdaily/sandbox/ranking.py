"""Which tracks come first: the most popular, or those that sound most like what is wished for.

How alike two sound is a distance between audio features, each on a scale of its own.
"""

from collections.abc import Iterable, Mapping
from statistics import fmean

from discoverdaily.sandbox.world import AudioFeatures, Track, catalogue

SHARES = ("acousticness", "danceability", "energy", "instrumentalness", "liveness", "speechiness", "valence")
SCALES: Mapping[str, float] = dict.fromkeys(SHARES, 1.0) | {
    "key": 11.0,
    "loudness": 30.0,
    "mode": 2.0,
    "popularity": 100.0,
    "tempo": 120.0,
    "time_signature": 5.0,
    "duration_ms": 300_000.0,
}
"""By how much two tracks have to differ in a feature to be one apart."""
FROM_SEEDS = (*SHARES, "loudness", "tempo")


def most_popular(tracks: Iterable[Track]) -> list[str]:
    """Their ids, most popular first."""
    return [it.id for it in sorted(tracks, key=lambda it: (-it.popularity, it.id))]


def best_of(artist_id: str) -> list[str]:
    """The ids of an artist's tracks, most popular first."""
    return most_popular(it for it in catalogue().tracks.values() if artist_id in it.artist_ids)


def value_of(track: Track, name: str) -> float | None:
    """An audio feature, popularity or duration_ms; None when the features are not known."""
    if name in {"popularity", "duration_ms"}:
        return float(getattr(track, name))
    return None if track.features is None else float(getattr(track.features, name))


def middle(seeds: Iterable[Track]) -> dict[str, float]:
    """The mean of the seeds' features; nothing when none is known."""
    known: list[AudioFeatures] = [seed.features for seed in seeds if seed.features is not None]
    return {name: fmean(getattr(features, name) for features in known) for name in FROM_SEEDS} if known else {}


def distance(track: Track, wished: Mapping[str, float], weights: Mapping[str, float]) -> float:
    """Mean square distance from what is wished; 1 where a feature is not known."""
    total = weight_sum = 0.0
    for name, target in wished.items():
        weight = weights.get(name, 1.0)
        value = value_of(track, name)
        apart = 1.0 if value is None else (value - target) / SCALES[name]
        total += weight * apart * apart
        weight_sum += weight
    return total / weight_sum if weight_sum else 0.0
