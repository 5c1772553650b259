"""What may be in a list, whoever recommended it."""

from collections import Counter
from collections.abc import Collection, Hashable, Iterable, Sequence
from dataclasses import dataclass

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
    taken: float
    """The figure farthest beyond it."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What is left of a ranking."""

    rows: list[int]
    """Of the catalogue, best first; those beyond the limits last."""
    relaxed: list[Relaxed]
    beyond: int = 0
    """How many of the rows are beyond the limits."""


def keep(candidates: Catalogue, ranked: Rows, wanted: Tunables, limits: Limits, size: int) -> Kept:
    """The first `size` of ranked rows of the candidates that what is wanted and the limits let through.

    Minimum and maximum hold as long as enough tracks are left; after that come those least beyond them. Everything
    else holds always, so that there may be fewer. A track with an unknown figure is never within a limit for it, nor
    does it ever fill up.
    """
    excess = wanted.excess(candidates, ranked)
    walk = _Walk(candidates, limits, size)
    inside = ranked[excess == 0]
    if limits.variety is not None:
        walk.take(inside, limits.variety)
    walk.take(inside, limits.most_by_artist)
    within = len(walk.taken)
    near = np.flatnonzero((excess > 0) & np.isfinite(excess)) if len(walk.taken) < size else np.empty(0, np.int64)
    walk.take(ranked[near[np.argsort(excess[near], kind="stable")]], limits.most_by_artist)
    return Kept(walk.taken, _relaxed(candidates, walk.taken[within:], wanted), len(walk.taken) - within)


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
            if len(values) and sign * (limit - (taken := float(worst(values)))) > 0:
                found.append(Relaxed(name, limit, taken))
    return found
