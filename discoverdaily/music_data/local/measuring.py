"""How well playlists are continued from a few of their tracks."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from discoverdaily.music_data.local.catalogue import Floats, Rows
from discoverdaily.music_data.local.index import Index
from discoverdaily.music_data.local.ranking import WEIGHTS, Weights, recommend

FIGURES = ("r_precision", "ndcg_500", "hit_10")
DEEP = 500
_REPEATS = 2_000

Playlists = Mapping[str, Sequence[str]]
"""The keys of each playlist's tracks."""


class Draw(NamedTuple):
    """A playlist of which a few tracks are told and the rest is hidden; rows of an index."""

    playlist: str
    seeds: Rows
    hidden: Rows


def draws(index: Index, playlists: Playlists, seeds: int, chance: int = 0) -> list[Draw]:
    """One draw of each playlist that has more tracks in the index than so many seeds."""
    random = np.random.default_rng(chance)
    found = []
    for name, tracks in playlists.items():
        rows = random.permutation(index.rows_of(tracks))
        if len(rows) > seeds:
            found.append(Draw(name, rows[:seeds], rows[seeds:]))
    return found


def continued(index: Index, draw: Draw, weights: Weights = WEIGHTS) -> tuple[float, float, float]:
    """FIGURES of one draw: the share of the hidden that stands in the first so many, the discounted gain of the first
    500 against the best there could be, and whether one stands in the first ten."""
    keys = index.catalogue.keys
    picks = recommend(index, keys[draw.seeds].tolist(), size=max(DEEP, len(draw.hidden)), weights=weights).picks
    hidden = set(keys[draw.hidden].tolist())
    hits = np.array([pick.key in hidden for pick in picks], dtype=float)
    worth = 1 / np.log2(np.arange(2, DEEP + 2))
    gained = (hits[:DEEP] * worth[: len(hits[:DEEP])]).sum()
    return (
        float(hits[: len(hidden)].sum() / len(hidden)),
        float(gained / worth[: len(hidden)].sum()),
        float(hits[:10].any()),
    )


def interval(figures: Floats, chance: int = 0) -> list[NDArray[Any]]:
    """The mean of each column, and where it lies in 95 of 100 drawings of as many playlists: low, high."""
    random = np.random.default_rng(chance)
    again = figures[random.integers(len(figures), size=(_REPEATS, len(figures)))].mean(axis=1)
    return [figures.mean(axis=0), *np.quantile(again, (0.025, 0.975), axis=0)]
