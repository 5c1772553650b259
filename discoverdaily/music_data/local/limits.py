"""What may be in a list, whoever recommended it."""

from collections import Counter
from collections.abc import Collection, Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from discoverdaily.music_data.local.catalogue import Catalogue, Rows
from discoverdaily.music_data.local.tunables import Tunables


@dataclass(frozen=True, slots=True)
class Limits:
    """What is out, and how much of one thing there may be."""

    without: Collection[Hashable] = frozenset()
    """Keys of tracks: seeds, those that are known, those that were dropped."""
    without_artists: Collection[Hashable] = frozenset()
    most_by_artist: int | None = None
    """Never more by any one artist."""
    variety: int | None = None
    """No more by any one artist as long as others are within the limits."""


@dataclass(frozen=True, slots=True)
class Relaxed:
    """A limit that too few tracks kept."""

    attribute: str
    asked: float
    taken: float | None
    """The figure farthest beyond it; None for those of which nobody knows it."""
    tracks: int
    """How many are beyond it, or not known to be within."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What is left of a ranking."""

    rows: list[int]
    """Of the catalogue, best first; then those beyond the limits, and last those that nobody knows enough of."""
    relaxed: list[Relaxed]
    beyond: int = 0
    """How many of the rows are not known to be within the limits."""


def keep(candidates: Catalogue, ranked: Rows, wanted: Tunables, limits: Limits, size: int) -> Kept:
    """The first `size` of ranked rows of the candidates that what is wanted and the limits let through.

    Minimum and maximum hold as long as enough tracks are left; after that come those least beyond them, and then those
    of which a figure that is limited is not known. Everything else holds always, so that there may be fewer.
    """
    excess = wanted.excess(candidates, ranked)
    walk = _Walk(candidates, limits, size)
    inside = ranked[excess == 0]
    if limits.variety is not None:
        walk.take(inside, limits.variety)
    walk.take(inside, limits.most_by_artist)
    within = len(walk.taken)
    if within < size:
        unknown = wanted.unknown(candidates, ranked)
        walk.take(ranked[_least(excess, (excess > 0) & np.isfinite(excess))], limits.most_by_artist)
        walk.take(ranked[_least(unknown, (unknown > 0) & ~wanted.refused(candidates, ranked))], limits.most_by_artist)
    return Kept(walk.taken, _relaxed(candidates, walk.taken[within:], wanted), len(walk.taken) - within)


def _least(much: NDArray[Any], of: NDArray[np.bool_]) -> Rows:
    """The places of those, the least first."""
    places = np.flatnonzero(of)
    return places[np.argsort(much[places], kind="stable")]


class _Walk:
    """Down a ranking, taking what may be taken."""

    def __init__(self, candidates: Catalogue, limits: Limits, size: int) -> None:
        self.candidates, self.limits, self.size = candidates, limits, size
        self.taken: list[int] = []
        self.seen: set[int] = set()
        self.by_artist: Counter[Hashable] = Counter()
        self.out = _out(candidates, limits.without)

    def take(self, ranked: Rows, most_by_artist: int | None) -> None:
        """Takes what is left of the ranking, each artist at most so often."""
        artists, limits = self.candidates.artists, self.limits
        for row in ranked[~self.out[ranked]].tolist():
            if len(self.taken) >= self.size:
                return
            by = artists[row]
            releases = self.candidates.releases[row].tolist()
            if (
                self.seen.isdisjoint(releases)
                and not any(artist in limits.without_artists for artist in by)
                and (most_by_artist is None or all(self.by_artist[artist] < most_by_artist for artist in by))
            ):
                self.taken.append(row)
                self.seen.update(releases)
                self.by_artist.update(by)


def _out(candidates: Catalogue, without: Iterable[Hashable]) -> NDArray[np.bool_]:
    """(n,): whether it is one of those that stay out, or another release of one."""
    releases = candidates.releases
    gone = np.zeros(releases.max(initial=-1) + 1, bool)
    gone[releases[[row for key in without if (row := candidates.rows.get(key)) is not None]]] = True
    return gone[releases[:, 0]] | gone[releases[:, 1]]


def _relaxed(candidates: Catalogue, rows: Sequence[int], wanted: Tunables) -> list[Relaxed]:
    found = []
    for limits, worst, sign in ((wanted.minimum, np.min, 1), (wanted.maximum, np.max, -1)):
        for name, limit in limits.items():
            values = candidates.column(name)[list(rows)]
            beyond = values[sign * (limit - values) > 0]
            if len(beyond):
                found.append(Relaxed(name, limit, float(worst(beyond)), len(beyond)))
    for name, limit in {**wanted.maximum, **wanted.minimum}.items():
        if unknown := int(np.isnan(candidates.column(name)[list(rows)]).sum()):
            found.append(Relaxed(name, limit, None, unknown))
    return found
