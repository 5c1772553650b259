"""How good scores are, held against labels. Scores and truths are arrays of one length; truths are 0 or 1."""

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq
from scipy.stats import norm, rankdata

from mood.model.features import Floats

BINS = 10
EDGE = 1e-6
Truths = NDArray[np.bool_]


def auc(truths: Truths, scores: Floats) -> float:
    """How often a song of the one kind scores above one of the other: .5 is chance. NaN where there is one kind."""
    yes, no = int(truths.sum()), int((~truths).sum())
    if not yes or not no:
        return float("nan")
    return float((rankdata(scores)[truths].sum() - yes * (yes + 1) / 2) / (yes * no))


def auc_interval(value: float, yes: int, no: int) -> tuple[float, float]:
    """Its 90 % interval, for so many songs of either kind: what would not make such a value unlikely (Newcombe 2006,
    method 5). It is as wide as few songs deserve even where every one was told rightly."""
    pairs, kind, reach = yes * no, (yes + no) / 2, float(norm.ppf(0.95))

    def beyond(true: float, away: float) -> float:
        share = 2 * kind - 1 - 3 * (kind - 1) / ((2 - true) * (1 + true))
        variance: float = true * (1 - true) * share / pairs
        return away - reach * math.sqrt(variance)

    low = brentq(lambda true: beyond(true, value - true), 0, min(value, 1 - EDGE)) if value > EDGE else 0.0
    high = brentq(lambda true: beyond(true, true - value), max(value, EDGE), 1) if value < 1 - EDGE else 1.0
    return float(low), float(high)


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
