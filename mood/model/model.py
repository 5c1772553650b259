"""A model of mood at work: what it makes of how songs sound, and why. Arrays in, arrays out; numpy alone."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from mood.model.features import FEATURES, ROBUST, Floats, complete
from mood.model.heads import Content, Head

CHUNK = 1 << 14
"""Songs worked at once, so that memory does not grow with how many there are."""
_FURTHEST = 30.0
"""Beyond this logit a score could not be told from 0 or 1."""


@dataclass(frozen=True)
class MoodModel:
    """Scores songs, n rows of FEATURES with NaN for what is not known.

    Where a fragile feature is not known, its typical figure stands in if the model says so (`classic` does not: it
    knows nothing of what is typical beyond its ten numbers); where a robust one is not known there is no score.
    """

    content: Content
    fingerprint: str
    """Sixteen hexadecimal digits that tell it from any other model, and from itself trained anew."""

    @property
    def name(self) -> str:
        """What it is called."""
        return self.content.name

    @cached_property
    def reads(self) -> tuple[str, ...]:
        """The features it looks at, in the order of the columns."""
        read = frozenset().union(*(head.reads for head in self.content.heads.values()))
        return tuple(name for name in FEATURES if name in read)

    @cached_property
    def typical(self) -> Floats:
        """The song in the middle, a row of FEATURES; 0 where the model does not look."""
        return np.array([self.content.typical.get(name, 0.0) for name in FEATURES])

    def usable(self, figures: Floats) -> NDArray[np.bool_]:
        """Which songs can be scored: those of which every feature is known that nothing stands in for."""
        needed = [name for name in self.reads if name in ROBUST or not self.content.stands_in]
        return complete(figures, needed)

    def scores(self, figures: Floats) -> tuple[Floats, Floats, Floats]:
        """Happy, pleasantness and energy of each song, above 0 and below 1; NaN for a song that cannot be scored, and
        for what the model does not tell."""
        happy, pleasantness, energy = np.full((3, len(figures)), np.nan)
        for rows in _chunks(len(figures)):
            logits = self.each_logit(figures[rows])
            happy[rows] = sigmoid(logits["happy"])
            if self.content.energy:
                energy[rows] = sigmoid(logits["energy"])
            if self.content.pleasantness:
                pleasantness[rows] = pleasant(logits, self.content.pleasantness.turn)
        return happy, pleasantness, energy

    def logits(self, figures: Floats) -> Floats:
        """The logit of each song's happy score, not bounded; NaN where there is none."""
        parts = [self.each_logit(figures[rows])["happy"] for rows in _chunks(len(figures))]
        return np.concatenate(parts) if parts else np.empty(0)

    def contributions(self, figures: Floats) -> Floats:
        """By how many logits each feature lifts each song's happy score above the typical song's: n rows of FEATURES,
        a row adding up to its logit less the typical one; a row of NaN where there is no score.

        What a pair adds is shared between its two features by halves, as the Shapley value shares it.
        """
        told = np.zeros((len(figures), len(FEATURES)))
        for rows in _chunks(len(figures)):
            told[rows] = self._contributions(figures[rows])
        return told

    def _filled(self, figures: Floats) -> Floats:
        """The songs with typical figures in the gaps."""
        return np.where(np.isfinite(figures), figures, self.typical)

    def each_logit(self, figures: Floats) -> dict[str, Floats]:
        """The logits of songs by head, not bounded, all at once; NaN where there are none."""
        filled = self._filled(figures)
        places = self._places(filled)
        gap = np.where(self.usable(figures), 0.0, np.nan)
        return {name: self._logit(head, filled, places) + gap for name, head in self.content.heads.items()}

    def _places(self, filled: Floats) -> Floats:
        """The songs' places on the model's scales, a row for each feature in FEATURES."""
        places = np.zeros((len(FEATURES), len(filled)))
        for name, scale in self.content.scales.items():
            at = FEATURES.index(name)
            places[at] = scale.of(filled[:, at])
        return places

    def _logit(self, head: Head, filled: Floats, places: Floats) -> Floats:
        total = np.full(len(filled), head.intercept)
        for name, slope in head.slopes.items():
            total += slope * filled[:, FEATURES.index(name)]
        for name, curve in head.curves.items():
            total += curve.of(filled[:, FEATURES.index(name)])
        for pair in head.pairs:
            total += pair.weight * places[FEATURES.index(pair.one)] * places[FEATURES.index(pair.other)]
        return total

    def _contributions(self, figures: Floats) -> Floats:
        head, typical = self.content.happy, self.typical[None, :]
        filled = self._filled(figures)
        told = np.zeros_like(filled)
        for name, slope in head.slopes.items():
            at = FEATURES.index(name)
            told[:, at] += slope * (filled[:, at] - typical[:, at])
        for name, curve in head.curves.items():
            at = FEATURES.index(name)
            told[:, at] += curve.of(filled[:, at]) - curve.of(typical[:, at])
        places, middle = self._places(filled), self._places(typical)
        for pair in head.pairs:
            one, other = FEATURES.index(pair.one), FEATURES.index(pair.other)
            half = pair.weight / 2
            told[:, one] += half * (places[one] - middle[one]) * (places[other] + middle[other])
            told[:, other] += half * (places[other] - middle[other]) * (places[one] + middle[one])
        told[~self.usable(figures)] = np.nan
        return told


def sigmoid(logits: Floats) -> Floats:
    """Scores of logits, above 0 and below 1."""
    scores: Floats = 1 / (1 + np.exp(-np.clip(logits, -_FURTHEST, _FURTHEST)))
    return scores


def pleasant(logits: Mapping[str, Floats], turn: float) -> Floats:
    """The pleasantness of songs (heads.Pleasantness) by their logits of energy, loud and quiet."""
    loud = sigmoid(logits["energy"] - turn)
    return loud * sigmoid(logits["loud"]) + (1 - loud) * sigmoid(logits["quiet"])


def _chunks(count: int) -> list[slice]:
    return [slice(start, start + CHUNK) for start in range(0, count, CHUNK)]
