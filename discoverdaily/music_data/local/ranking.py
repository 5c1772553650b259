"""Tracks that go with some seeds and with what is asked for, best first, and why."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from discoverdaily.music_data.local.catalogue import Rows
from discoverdaily.music_data.local.index import Index, Single
from discoverdaily.music_data.local.likeness import PARTS, Level, likeness, popularity, squared, weighed
from discoverdaily.music_data.local.limits import Kept, Limits, Relaxed, keep
from discoverdaily.music_data.local.tunables import Tunables

Weights = Mapping[str, float]
WEIGHTS: Weights = msgspec.json.decode((Path(__file__).parent / "weights.json").read_bytes(), type=dict[str, float])
"""What each of PARTS weighs: learnt from playlists (see learning.py), and nothing else of them is kept."""
NEAR = 0.04
"""A track so far from a target is to be as likely, all else being equal, as 61 in 100 of those that meet it."""
_NOTHING_ASKED, _NO_LIMITS = Tunables(), Limits()
_WHOLE = {"target": 1.0, "popularity": 1.0}
"""Parts that are what they are, whatever was learnt."""
_SAME_ARTIST = 8.0
"""How much nearer a seed is by the same artist, in squared standard deviations."""


@dataclass(frozen=True, slots=True)
class Pick:
    """A recommended track."""

    key: Hashable
    fit: float
    """How likely it is, against the best that was found: 1 for that, else less."""
    seed: Hashable | None
    """The seed that it is most like; None without seeds."""
    parts: Mapping[str, float]
    """What its score is the sum of: what PARTS are called, and "target"."""


@dataclass(frozen=True, slots=True)
class Recommended:
    """Picks, best first, and what had to give way for them."""

    picks: list[Pick]
    relaxed: list[Relaxed]
    beyond: int
    """How many of the picks, the last ones, are not known to be within the limits."""


def recommend(  # noqa: PLR0913  # what is asked for, and by which weights
    index: Index,
    seeds: Sequence[Hashable],
    wanted: Tunables = _NOTHING_ASKED,
    limits: Limits = _NO_LIMITS,
    *,
    size: int,
    weights: Weights = WEIGHTS,
) -> Recommended:
    """At most `size` tracks of the index that go with the seeds and with what is wanted; never a seed.

    Seeds that the index does not know are left out; without any, what is wanted ranks, and what many people play.
    """
    rows = index.rows_of(seeds)
    levels = likeness(index, rows) if len(rows) else [popularity(index)]
    if wanted.target:
        levels.append(Level(slice(None), {"target": _near(wanted, index)}))
    weights = {**weights, **_WHOLE}
    score = weighed(levels, weights)
    limits = replace(limits, without={*limits.without, *seeds})
    kept = _kept(index, score, wanted, limits, size)
    chosen = np.array(kept.rows, np.int64)
    picks = map(
        Pick,
        index.catalogue.keys[chosen].tolist(),
        _fit(score, chosen),
        _closest(index, rows, chosen),
        _told(levels, weights, chosen),
    )
    return Recommended(list(picks), kept.relaxed, kept.beyond)


def _near(wanted: Tunables, index: Index) -> Single:
    return ((wanted.distance(index.catalogue) / NEAR) ** 2 / -2).astype(np.float32)


def _kept(index: Index, score: Single, wanted: Tunables, limits: Limits, size: int) -> Kept:
    """What the limits leave of the ranking: of its head, if that is enough; all of it takes long to put in order."""
    limited = bool(wanted.minimum or wanted.maximum or wanted.explicit is not None)
    inside = np.where(wanted.excess(index.catalogue) == 0, score, -np.inf) if limited else score
    head = best(inside, 20 * size + 500)
    least = min((most for most in (limits.variety, limits.most_by_artist) if most is not None), default=None)
    kept = keep(index.catalogue, head, wanted, replace(limits, most_by_artist=least), size)
    if len(kept.rows) >= size:
        return kept
    return keep(index.catalogue, best(score, len(score)), wanted, limits, size)


def best(score: NDArray[Any], count: int) -> Rows:
    """The rows with the highest scores, best first, equal ones in the order of their rows: at least `count` of them as
    far as there are as many that are finite."""
    rows = np.flatnonzero(np.isfinite(score))
    if 0 < count < len(rows):
        rows = rows[score[rows] >= -np.partition(-score[rows], count - 1)[count - 1]]
    return rows[np.argsort(-score[rows], kind="stable")]


def _fit(score: Single, chosen: Rows) -> list[float]:
    found: list[float] = np.exp(score[chosen] - score[chosen].max(initial=-np.inf)).tolist()
    return found


def _closest(index: Index, seeds: Rows, chosen: Rows) -> list[Hashable]:
    if not len(seeds):
        return [None] * len(chosen)
    by, own = index.by[chosen], index.by[seeds]
    apart = squared(index.sound[:, chosen], index.sound[:, seeds]) + squared(index.style[:, by], index.style[:, own])
    apart -= _SAME_ARTIST * (own[:, None] == by)
    return index.catalogue.keys[seeds[apart.argmin(axis=0)]].tolist()  # type: ignore[no-any-return]  # keys


def _told(levels: Sequence[Level], weights: Weights, chosen: Rows) -> Iterable[dict[str, float]]:
    """What each score is the sum of."""
    sums: dict[str, Any] = defaultdict(lambda: np.zeros(len(chosen)))
    for places, parts in levels:
        at = chosen if isinstance(places, slice) else places[chosen]
        for name, part in parts.items():
            sums[PARTS.get(name, name)] += weights.get(name, 0) * part[at]
    return (dict(zip(sums, row, strict=True)) for row in np.array(list(sums.values())).T.tolist() or [{}] * len(chosen))
