"""Tracks that go with some seeds and with what is asked for, best first, and why."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from discoverdaily.music_data.local.catalogue import Rows
from discoverdaily.music_data.local.index import Index
from discoverdaily.music_data.local.limits import Limits, Relaxed, keep
from discoverdaily.music_data.local.tunables import Tunables

Scores = NDArray[np.floating[Any]]
NEAR = 0.05
"""How far from a target a track may be to be as likely as 61 in 100 of those that meet it."""
_NOTHING = Tunables(), Limits()


@dataclass(frozen=True, slots=True)
class Pick:
    """A recommended track."""

    key: Hashable
    fit: float
    """0 to 1: how well it fits, 1 being the best that the catalogue has."""
    seed: Hashable | None
    """The seed that it is most like; None without seeds."""
    parts: Mapping[str, float]
    """What its score is the sum of."""


@dataclass(frozen=True, slots=True)
class Recommended:
    """Picks, best first, and what had to give way for them."""

    picks: list[Pick]
    relaxed: list[Relaxed]
    beyond: int
    """How many of the picks, the last ones, are beyond a limit."""


def recommend(
    index: Index, seeds: Sequence[Hashable], wanted: Tunables = _NOTHING[0], limits: Limits = _NOTHING[1], *, size: int
) -> Recommended:
    """At most `size` tracks of the index that go with the seeds and with what is wanted; never a seed.

    Seeds that the index does not know are left out; without any, what is wanted alone ranks.
    """
    rows = np.array(sorted({index.catalogue.rows[seed] for seed in seeds if seed in index.catalogue.rows}), np.int64)
    parts, closest = _likeness(index, rows)
    if wanted.target:
        parts["target"] = -((wanted.distance(index.catalogue) / NEAR) ** 2) / 2
    score = sum(parts.values(), np.zeros(len(index)))
    ranked = np.argsort(-score, kind="stable")
    limits = Limits({*limits.without, *seeds}, limits.without_artists, limits.most_by_artist, limits.variety)
    kept = keep(index.catalogue, ranked, wanted, limits, size)
    best = float(score.max()) if len(score) else 0.0
    keys = index.catalogue.keys
    picks = [
        Pick(
            keys[row].item(),
            float(np.exp(score[row] - best)),
            keys[rows[closest[row]]].item() if len(rows) else None,
            {name: float(part[row]) for name, part in parts.items()},
        )
        for row in kept.rows
    ]
    return Recommended(picks, kept.relaxed, kept.beyond)


def _likeness(index: Index, seeds: Rows) -> tuple[dict[str, Scores], NDArray[np.signedinteger[Any]]]:
    """Parts of how much each track is like the seeds, and which of them it is most like."""
    popular: dict[str, Scores] = {"popularity": 0.5 * np.nan_to_num(index.popularity / 100)}
    if not len(seeds):
        return popular, np.zeros(len(index), np.int64)
    shared = (index.artists @ index.artists[seeds].T).toarray()
    near = index.sound @ index.sound[seeds].T
    near -= (index.sound**2).sum(axis=1)[:, None] / 2
    near -= (index.sound[seeds] ** 2).sum(axis=1)[None] / 2
    apart = np.abs(index.years[:, None] - index.years[seeds])
    age = np.where(np.isnan(apart), 0.2, np.exp(-apart / 3))
    parts: dict[str, Scores] = {
        "artist": 3 * np.log1p(2 * shared.sum(axis=1)),
        "sound": 0.3 * np.log(np.exp(near / 2).mean(axis=1) + 1e-6),
        "year": 0.7 * np.log(age.mean(axis=1) + 0.01),
    }
    return popular | parts, np.argmax(near + 10 * shared, axis=1)
