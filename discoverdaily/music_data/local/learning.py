"""What the parts of likeness weigh: learnt from playlists, of which nothing else is kept."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from discoverdaily.music_data.local.catalogue import Rows
from discoverdaily.music_data.local.index import Index, Single
from discoverdaily.music_data.local.likeness import PARTS, Level, likeness, weighed
from discoverdaily.music_data.local.measuring import FIGURES, Draw, Playlists, continued, draws, interval
from discoverdaily.music_data.local.ranking import Weights, best

SEEDS = (10, 10, 4)
"""From how many seeds each playlist is continued, time after time, to learn from."""
FOLDS = 5
_HARD, _OTHERS = 400, 600
"""Of the tracks that are not hidden in a playlist: so many of the likeliest, and so many of the others by chance."""
_FIRST: Weights = {"artist": 3, "style": 0.5, "sound": 0.3, "year_rare": 0.7}
"""By what the likeliest are told before anything is learnt."""
_HELD = 1e-3
"""How strongly weights are held to nothing."""


class Example(NamedTuple):
    """Tracks of which some are hidden in a playlist."""

    parts: Single
    """(tracks, PARTS); the hidden ones first."""
    hidden: int
    stands_for: Single
    """(tracks,): the logarithm of how many tracks each stands for."""


def learnt(index: Index, examples: Sequence[Draw], chance: int = 0) -> dict[str, float]:
    """The weights under which the hidden tracks are likeliest among all (softmax over the catalogue, of which a sample
    stands for the rest). Each example counts twice: with popularity, and as if nobody knew it."""
    random = np.random.default_rng(chance)
    found = [_example(index, draw, random) for draw in examples]
    spread = np.concatenate([example.parts for example in found]).std(axis=0)
    spread = np.where(spread > 0, spread, 1)
    popularity = np.array([group == "popularity" for group in PARTS.values()])
    scaled = [example._replace(parts=(example.parts / spread).astype(np.float32)) for example in found]
    scaled += [example._replace(parts=np.where(popularity, np.float32(0), example.parts)) for example in scaled]
    weights = minimize(_loss, np.zeros(len(PARTS)), args=(_joined(scaled),), jac=True, method="L-BFGS-B").x / spread
    return dict(zip(PARTS, weights.round(4).tolist(), strict=True))


def judged(index: Index, playlists: Playlists, seeds: int = 10, chance: int = 0) -> NDArray[Any]:
    """FIGURES of each playlist, (playlists, 3), by weights learnt from others only."""
    names = np.random.default_rng(chance).permutation(list(playlists))
    folds = [set(names[fold::FOLDS].tolist()) for fold in range(FOLDS)]
    found = []
    for fold in folds:
        others = {name: tracks for name, tracks in playlists.items() if name not in fold}
        weights = learnt(index, drawn(index, others), chance)
        mine = {name: playlists[name] for name in playlists if name in fold}
        found += [continued(index, draw, weights) for draw in draws(index, mine, seeds, chance + 1)]
    return np.array(found).reshape(-1, len(FIGURES))


def drawn(index: Index, playlists: Playlists) -> list[Draw]:
    """What is learnt from."""
    return [draw for time, seeds in enumerate(SEEDS) for draw in draws(index, playlists, seeds, 100 + time)]


def report(figures: NDArray[Any]) -> dict[str, Any]:
    """FIGURES with their 95 % intervals, and of how many playlists."""
    rows = np.round(interval(figures), 4).T.tolist()
    return {"playlists": len(figures)} | {
        name: {"mean": mean, "low": low, "high": high} for name, (mean, low, high) in zip(FIGURES, rows, strict=True)
    }


def _example(index: Index, draw: Draw, random: np.random.Generator) -> Example:
    levels = likeness(index, draw.seeds)
    aside = np.zeros(len(index), bool)
    aside[draw.seeds] = aside[draw.hidden] = True
    hard = best(np.where(aside, -np.inf, weighed(levels, _FIRST)), _HARD)[:_HARD]
    aside[hard] = True
    rest = np.flatnonzero(~aside)
    others = random.choice(rest, min(_OTHERS, len(rest)), replace=False)
    rows = np.concatenate((draw.hidden, hard, others))
    stands_for = np.zeros(len(rows), np.float32)
    stands_for[len(rows) - len(others) :] = np.log(max(len(rest), 1) / max(len(others), 1))
    return Example(_parts(levels, rows), len(draw.hidden), stands_for)


def _parts(levels: Sequence[Level], rows: Rows) -> Single:
    told = {
        name: part[rows] if isinstance(places, slice) else part[places[rows]]
        for places, parts in levels
        for name, part in parts.items()
    }
    return np.column_stack([told[name] for name in PARTS])


class _Joined(NamedTuple):
    """Examples, one after another."""

    parts: Single
    stands_for: Single
    starts: Rows
    sizes: Rows
    share: Single
    """(tracks,): of its example's hidden tracks; 0 for others."""


def _joined(examples: Sequence[Example]) -> _Joined:
    sizes = np.array([len(example.parts) for example in examples])
    share = [np.repeat([1 / one.hidden, 0], [one.hidden, len(one.parts) - one.hidden]) for one in examples]
    return _Joined(
        np.concatenate([example.parts for example in examples]).astype(np.float32),
        np.concatenate([example.stands_for for example in examples]),
        np.cumsum(sizes) - sizes,
        sizes,
        np.concatenate(share).astype(np.float32),
    )


def _loss(weights: NDArray[Any], examples: _Joined) -> tuple[float, NDArray[Any]]:
    """How unlikely the hidden tracks are, on the mean over the examples; and its gradient."""
    score = examples.parts @ weights.astype(np.float32)
    spread = score + examples.stands_for
    top = np.maximum.reduceat(spread, examples.starts)
    odds = np.exp(spread - np.repeat(top, examples.sizes))
    total = np.add.reduceat(odds, examples.starts)
    likely = odds / np.repeat(total, examples.sizes)
    count = len(examples.sizes)
    loss = float((np.log(total) + top).sum() - (examples.share * score).sum()) / count + _HELD * float(
        weights @ weights
    )
    slope = examples.parts.T @ (likely - examples.share) / count + 2 * _HELD * weights
    return loss, slope.astype(float)
