"""What may be in a list, whoever recommended it."""

from collections import Counter
from collections.abc import Collection, Hashable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from discoverdaily.music_data.local.catalogue import Catalogue, Rows, bare_title
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
    walk = _Walk(candidates, wanted.explicit, limits, size)
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

    def __init__(self, candidates: Catalogue, explicit: bool | None, limits: Limits, size: int) -> None:
        self.candidates, self.limits, self.size = candidates, limits, size
        self.taken: list[int] = []
        self.seen: set[tuple[Hashable, ...]] = set()
        self.by_artist: Counter[Hashable] = Counter()
        self.explicit = None if explicit is None else (candidates.column("explicit") == 1) == explicit
        for key in limits.without:
            if (row := candidates.rows.get(key)) is not None:
                self.seen.update(self._same(row))

    def take(self, ranked: Rows, most_by_artist: int | None) -> None:
        for row in ranked.tolist():
            if len(self.taken) >= self.size:
                return
            artists = self.candidates.artists[row]
            if most_by_artist is not None and any(self.by_artist[artist] >= most_by_artist for artist in artists):
                continue
            if self._may(row):
                self.taken.append(row)
                self.seen.update(self._same(row))
                self.by_artist.update(artists)

    def _may(self, row: int) -> bool:
        candidates, limits = self.candidates, self.limits
        return (
            (self.explicit is None or bool(self.explicit[row]))
            and candidates.keys[row].item() not in limits.without
            and not any(artist in limits.without_artists for artist in candidates.artists[row])
            and self.seen.isdisjoint(self._same(row))
        )

    def _same(self, row: int) -> Iterable[tuple[Hashable, ...]]:
        """By what a track is told to be another release of the same recording; a track is itself, too."""
        candidates = self.candidates
        yield ("key", candidates.keys[row].item())
        if isrc := candidates.isrcs[row]:
            yield ("isrc", isrc)
        if title := bare_title(candidates.names[row]):
            for artist in candidates.artists[row][:1]:
                yield ("title", title, artist)


def _relaxed(candidates: Catalogue, rows: Sequence[int], wanted: Tunables) -> list[Relaxed]:
    found = []
    for limits, worst, sign in ((wanted.minimum, np.min, 1), (wanted.maximum, np.max, -1)):
        for name, limit in limits.items():
            values = candidates.column(name)[list(rows)]
            if len(values) and sign * (limit - (taken := float(worst(values)))) > 0:
                found.append(Relaxed(name, limit, taken))
    return found
