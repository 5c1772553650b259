"""The features that a model may read: named and bounded as everywhere in the house, a column each."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from discoverdaily.music_data.figures import RANGES

Floats = NDArray[np.float64]

FEATURES = tuple(RANGES)
"""The columns of every array of features, in their order; NaN stands for what is not known."""
SOUND = tuple(name for name in FEATURES if name not in {"key", "mode"})
"""The nine that are numbers on a scale."""
ROBUST = ("valence", "energy", "acousticness", "danceability")
"""Without any one of these there is no score: they carry nearly all that the nine tell."""
FRAGILE = tuple(name for name in SOUND if name not in ROBUST)
"""Told on other scales by other providers, and small in their effect: a typical value stands in for one."""


def columns(names: Sequence[str]) -> list[int]:
    """Where features stand. Raises ValueError for a name that is none."""
    return [FEATURES.index(name) for name in names]


def complete(figures: Floats, names: Sequence[str]) -> NDArray[np.bool_]:
    """In which rows of FEATURES all of these are known."""
    known: NDArray[np.bool_] = np.asarray(np.isfinite(figures[:, columns(names)]).all(axis=1), dtype=np.bool_)
    return known


def believed(figures: Floats) -> Floats:
    """The same rows of FEATURES, NaN where a figure is outside its range."""
    kept = figures.copy()
    for place, (low, high, above, whole) in enumerate(RANGES.values()):
        values = kept[:, place]
        inside = ((values > low) if above else (values >= low)) & (values <= high)
        if whole:
            inside &= values == np.floor(values)
        values[~inside] = np.nan
    return kept


def row_of(told: Mapping[str, str]) -> list[float]:
    """One row of FEATURES from texts by name; NaN where one is missing, empty, or no number."""
    return [_number(told.get(name)) for name in FEATURES]


def _number(text: str | None) -> float:
    try:
        return float(text) if text else np.nan
    except ValueError:
        return np.nan
