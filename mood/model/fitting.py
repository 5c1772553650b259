"""Fits heads: regularised logistic regressions on curves of features and on pairs of them (scikit-learn)."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Self

import numpy as np
from scipy.stats import norm
from sklearn.linear_model import LogisticRegression

from mood.model.features import FEATURES, ROBUST, SOUND, Floats, columns
from mood.model.heads import Curve, Head, Pair
from mood.model.measuring import Truths

_LEVELS = np.linspace(0.02, 0.98, 17)
"""Where a feature's scale has its points: these quantiles of the songs."""
_BENDS = (2, 5, 8, 11, 14)
"""At which of them a curve may bend."""
DIGITS = 6
"""What is kept of a number."""


@dataclass(frozen=True, slots=True)
class Scales:
    """Where songs stand in each feature among those learnt from, as a standard normal variable: what is far out in one
    collection is not far out in kind."""

    curves: Mapping[str, Curve]

    @classmethod
    def of(cls, figures: Floats) -> Self:
        """From songs' features; what is not known counts for nothing."""
        return cls({name: _scale(figures[:, FEATURES.index(name)]) for name in SOUND})

    def places(self, figures: Floats) -> Floats:
        """A column for each of SOUND."""
        return np.column_stack([self.curves[name].of(figures[:, FEATURES.index(name)]) for name in SOUND])


def _scale(values: Floats) -> Curve:
    values = np.sort(values[np.isfinite(values)])
    at = np.unique([shortened(value) for value in np.quantile(values, _LEVELS)])
    middle = (np.searchsorted(values, at, "left") + np.searchsorted(values, at, "right")) / 2 / len(values)
    return Curve(tuple(at.tolist()), tuple(map(shortened, norm.ppf(np.clip(middle, 0.02, 0.98)))))


@dataclass(frozen=True, slots=True)
class Bent:
    """Curves of every feature, and pairs of them; the smaller the ridges, the plainer."""

    scales: Scales
    curve_ridge: float
    pair_ridge: float | None = None

    def fit(self, figures: Floats, truths: Truths, weights: Floats) -> Head:
        """The head that tells the truths best."""
        basis = self._basis(figures)
        intercept, slopes = _regression(basis, truths, weights, self.curve_ridge)
        bends = slopes[: len(SOUND) * (1 + len(_BENDS))].reshape(len(SOUND), -1)
        pairs = [float(slope) * self._shrink for slope in slopes[bends.size :]]
        return Head(
            intercept=intercept,
            curves={name: self._curve(name, bends[at]) for at, name in enumerate(SOUND)},
            pairs=tuple(Pair(*two, weight) for two, weight in zip(combinations(SOUND, 2), pairs, strict=False)),
        )

    @property
    def _shrink(self) -> float:
        return float(np.sqrt((self.pair_ridge or 0.0) / self.curve_ridge))

    def _basis(self, figures: Floats) -> Floats:
        places = self.scales.places(figures)
        parts = [_bent(places[:, at], self.scales.curves[name]) for at, name in enumerate(SOUND)]
        if self.pair_ridge:
            one, other = np.array(list(combinations(range(len(SOUND)), 2))).T
            parts.append(places[:, one] * places[:, other] * self._shrink)
        return np.column_stack(parts)

    def _curve(self, name: str, slopes: Floats) -> Curve:
        scale = self.scales.curves[name]
        return Curve(scale.at, tuple((_bent(np.array(scale.to), scale) @ slopes).tolist()))


def _bent(places: Floats, scale: Curve) -> Floats:
    """A straight line, and one that begins at each bend."""
    bends = [scale.to[min(bend, len(scale.to) - 1)] for bend in _BENDS]
    return np.column_stack([places, *(np.maximum(places - bend, 0) for bend in bends)])


@dataclass(frozen=True, slots=True)
class Straight:
    """A straight line along each of some features."""

    names: tuple[str, ...] = ROBUST
    ridge: float = 1.0

    def fit(self, figures: Floats, truths: Truths, weights: Floats) -> Head:
        """The head that tells the truths best."""
        values = figures[:, columns(self.names)]
        spread = values.std(axis=0)
        spread[spread < 1e-9] = 1.0  # a feature that is the same in every song tells nothing
        intercept, slopes = _regression(values / spread, truths, weights, self.ridge)
        return Head(intercept=intercept, slopes=dict(zip(self.names, (slopes / spread).tolist(), strict=True)))


def _regression(basis: Floats, truths: Truths, weights: Floats, ridge: float) -> tuple[float, Floats]:
    middle = basis.mean(axis=0)
    fitted = LogisticRegression(C=ridge, max_iter=2000).fit(basis - middle, truths, sample_weight=weights)
    slopes: Floats = fitted.coef_[0]
    return float(fitted.intercept_[0] - middle @ slopes), slopes


def mixed(*parts: tuple[Head, float]) -> Head:
    """Heads added up, each times its share, in shortened numbers. Not more than one of them may have curves."""
    slopes: dict[str, float] = {}
    for head, share in parts:
        for name, slope in head.slopes.items():
            slopes[name] = slopes.get(name, 0.0) + share * slope
    return Head(
        intercept=shortened(sum(share * head.intercept for head, share in parts)),
        slopes={name: shortened(slope) for name, slope in slopes.items()},
        curves={name: _times(curve, share) for head, share in parts for name, curve in head.curves.items()},
        pairs=tuple(
            Pair(two.one, two.other, shortened(share * two.weight)) for head, share in parts for two in head.pairs
        ),
    )


def _times(curve: Curve, share: float) -> Curve:
    return Curve(curve.at, tuple(shortened(share * height) for height in curve.to))


def shortened(value: float) -> float:
    """The number with the digits that are kept."""
    return float(f"{value:.{DIGITS}g}")
