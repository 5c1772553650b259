"""How good scores are, held against labels. Scores and truths are arrays of one length; truths are 0 or 1."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.stats import norm, rankdata

from mood.model.features import Floats

BINS = 10
Truths = NDArray[np.bool_]


def auc(truths: Truths, scores: Floats) -> float:
    """How often a song of the one kind scores above one of the other: .5 is chance. NaN where there is one kind."""
    yes, no = int(truths.sum()), int((~truths).sum())
    if not yes or not no:
        return float("nan")
    return float((rankdata(scores)[truths].sum() - yes * (yes + 1) / 2) / (yes * no))


def auc_interval(value: float, yes: int, no: int) -> tuple[float, float]:
    """Its 90 % interval (Hanley and McNeil 1982), for so many songs of either kind."""
    one, two = value / (2 - value), 2 * value**2 / (1 + value)
    spread = value * (1 - value) + (yes - 1) * (one - value**2) + (no - 1) * (two - value**2)
    reach = float(norm.ppf(0.95)) * (max(spread, 0.0) / (yes * no)) ** 0.5
    return max(0.0, value - reach), min(1.0, value + reach)


def calibration(truths: Truths, scores: Floats) -> list[dict[str, float]]:
    """Of the songs scored within each tenth: how many, what was said on average, and how many were so."""
    place = np.minimum((scores * BINS).astype(np.int64), BINS - 1)
    return [
        {
            "from": tenth / BINS,
            "songs": int(inside.sum()),
            "said": round(float(scores[inside].mean()), 4),
            "were": round(float(truths[inside].mean()), 4),
        }
        for tenth in range(BINS)
        if (inside := place == tenth).any()
    ]


def ece(truths: Truths, scores: Floats) -> float:
    """The expected calibration error over tenths: how far what was said is from what was so."""
    place = np.minimum((scores * BINS).astype(np.int64), BINS - 1)
    off = np.bincount(place, weights=scores, minlength=BINS) - np.bincount(place, weights=truths, minlength=BINS)
    return float(np.abs(off).sum() / len(scores))


def measured(truths: Truths, scores: Floats) -> dict[str, Any]:
    """The figures of a report; AUC is empty where there is one kind alone."""
    known = ~np.isnan(scores)
    truths, scores = truths[known], scores[known]
    value = auc(truths, scores)
    return {
        "songs": len(scores),
        "auc": None if np.isnan(value) else round(value, 4),
        "accuracy": round(float(((scores > 0.5) == truths).mean()), 4),
        "brier": round(float(((scores - truths) ** 2).mean()), 4),
        "ece": round(ece(truths, scores), 4),
    }
