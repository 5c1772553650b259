"""How much each track is like the seeds: parts that are weighed and summed up.

Most are logarithms of how near a track is to the seeds in one thing, so that a weighed sum of them can be the logarithm
of how likely it is beside them in a list. What is not known counts as what is known does on the average.
"""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from discoverdaily.music_data.local.catalogue import Floats, Rows
from discoverdaily.music_data.local.index import Index, Single

PARTS = {
    "artist": "artist",
    "artist_prolific": "artist",
    "prolific": "artist",
    "ties": "artist",
    "style_close": "style",
    "style": "style",
    "style_together": "style",
    "sound": "sound",
    "sound_together": "sound",
    "era": "era",
    "months": "era",
    "year_rare": "era",
    "language": "language",
    "popular": "popularity",
    "popular_very": "popularity",
    "popular_alike": "popularity",
    "popularity_apart": "popularity",
}
"""What a score is the sum of, and what people would call it."""


class Level(NamedTuple):
    """Parts that are the same for all tracks of one artist, or year, or popularity."""

    places: Rows | slice
    """(n,): which of the figures of each part is a track's."""
    parts: dict[str, Single]


def likeness(index: Index, seeds: Rows) -> list[Level]:
    """The PARTS for every track. `seeds` are at least one row."""
    return [
        Level(index.by, _by_artist(index, seeds)),
        Level(index.moments[1], _by_year(index, seeds)),
        Level(index.popularities[1], _by_popularity(index, seeds)),
        Level(slice(None), _by_track(index, seeds)),
    ]


def popularity(index: Index) -> Level:
    """What tells tracks apart where there are no seeds."""
    found, places = index.popularities
    return Level(places, {"popularity": known_mean(found)})


def weighed(levels: list[Level], weights: Mapping[str, float]) -> Single:
    """(n,): the sum of the parts, each by its weight; a part without one does not count."""
    total: Single = np.zeros(1, np.float32)
    for places, parts in levels:
        total = total + _sum([np.float32(weights.get(name, 0)) * part for name, part in parts.items()])[places]
    return total


def _sum(parts: list[Single]) -> Single:
    total: Single = np.sum(parts, axis=0, dtype=np.float32)
    return total


def _by_artist(index: Index, seeds: Rows) -> dict[str, Single]:
    by = index.by[seeds]
    count = np.bincount(by, minlength=len(index.prolific)).astype(np.float32)
    style = index.style[:, by]
    apart = squared(index.style, style)
    years = np.abs(index.era - index.era[by][:, None])
    alike = index.writing[:, by].T @ index.writing
    alike[np.arange(len(seeds)), by] = 1  # an artist writes as the artist does, known or not
    return {
        "artist": np.log1p(count),
        "artist_prolific": (count > 0) * index.prolific,
        "prolific": index.prolific,
        "ties": np.log(index.ties @ count + np.float32(0.01)) * (count == 0),
        "style_close": kernel(apart, 2),
        "style": kernel(apart, 8),
        "style_together": together(index.style, style),
        "era": near(np.exp(years / -3), 0.02),
        "language": np.log(np.exp(8 * alike).mean(axis=0)) / 8,
    }


def _by_year(index: Index, seeds: Rows) -> dict[str, Single]:
    moments, _ = index.moments
    apart = np.abs(moments - index.years[seeds][:, None])
    return {
        "months": near(np.exp(apart / -0.3), 0.02),
        "year_rare": known_mean(near(np.exp(apart / -2), 0.012) - np.log(4 * index.crowd + 0.012)),
    }


def _by_popularity(index: Index, seeds: Rows) -> dict[str, Single]:
    found, places = index.popularities
    own = found[places[seeds]]
    usual = own[~np.isnan(own)].mean() if not np.isnan(own).all() else np.float32(np.nan)
    parts = {
        "popular": found,
        "popular_very": found**2,
        "popular_alike": found * usual,
        "popularity_apart": np.abs(found - usual),
    }
    return {name: known_mean(part) for name, part in parts.items()}


def _by_track(index: Index, seeds: Rows) -> dict[str, Single]:
    own = index.sound[:, seeds]
    return {
        "sound": kernel(squared(index.sound, own), 8),
        "sound_together": together(index.sound, own),
    }


def squared(columns: Single, seeds: Single) -> Single:
    """(seeds, n): the squares of the distances of (d, n) from (d, seeds)."""
    apart = (seeds**2).sum(axis=0)[:, None] + (columns**2).sum(axis=0) - 2 * seeds.T @ columns
    found: Single = np.maximum(apart, 0)
    return found


def kernel(apart: Single, width: float) -> Single:
    """(n,): the logarithm of how near the seeds are on the average, by a Gaussian kernel over squared distances."""
    closeness: Single = np.log(np.exp(apart * np.float32(-1 / width)).mean(axis=0) + np.float32(1e-3))
    return closeness


def together(columns: Single, seeds: Single) -> Single:
    """(n,): the logarithm of a normal density about the seeds, in tens, but for what all have in common. It is as wide
    as the seeds and four others, as far apart as any, are together: few seeds say little of how wide."""
    count = seeds.shape[1]
    mean = seeds.sum(axis=1) / np.float32(count + 1)
    width = np.maximum((seeds.var(axis=1) * count + 4) / np.float32(count + 4), np.float32(1e-6))
    density: Single = ((columns - mean[:, None]) ** 2).T @ (-1 / width / 20).astype(np.float32)
    return density


def near(closeness: Single, floor: float) -> Single:
    """(n,): the logarithm of the mean closeness, 0 to 1, over those seeds of which it is known."""
    known = ~np.isnan(closeness)
    count = known.sum(axis=0)
    mean = np.where(known, closeness, 0).sum(axis=0) / np.maximum(count, 1)
    return known_mean(np.where(count > 0, np.log(mean + floor), np.nan))


def known_mean(part: Floats) -> Single:
    """The part, with the mean of what is known where nothing is."""
    known = ~np.isnan(part)
    return np.where(known, part, part[known].mean() if known.any() else 0).astype(np.float32)
