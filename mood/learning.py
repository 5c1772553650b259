"""What a person's own ratings say of days like another. Pure: arrays in, numbers out.

The common result is the computed score itself. Rated days tell how far the person's ratings lie from it: by how much on
the whole (an offset), and by how much more or less where the score is high (a slope). Both are means that are shrunk
as if eight more ratings had said what is known of people at large; so one rating changes little, and from about ten on
a person's own count for more than everybody's. Of people at large it is known that how they feel follows the score of
their songs only loosely, so with the first few ratings the slope leans towards nearly halving what sets days apart.

Whether that helps is judged in the order of the days: for each rated day it is told beforehand, from those before it,
what the rating would be, once by the score and once as learnt. How much better the one has been than the other is the
odds on it, even at first. The answer lies between the two by these odds: where ratings have nothing to do with the
music it stays near the score, and without ratings it is the score.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

Floats = NDArray[np.float64]

RATINGS_OF_OTHERS = 8.0
"""Ratings that what is known of people at large weighs, beside a person's own."""
SPREAD = 0.2
"""How far days' scores usually lie apart: their standard deviation."""
USUAL_SLOPE, SOON = -0.4, 5.0
"""Of people at large: the slope, and how many ratings it takes until half of that is believed."""
ERRORS_OF_OTHERS = 4.0
"""Rated days that the usual error (SPREAD) weighs where the odds are worked out."""


@dataclass(frozen=True, slots=True)
class Learnt:
    """What ratings told: as often as `ratings` rated days, believed by `odds` (within 0 and 1)."""

    ratings: int
    centre: float
    offset: float
    slope: float
    odds: float

    def rating(self, score: float) -> float:
        """What the person would say of a day with that score; within 0 and 1. Without ratings the score itself."""
        if not self.ratings:
            return score
        learnt = score + self.offset + self.slope * (score - self.centre)
        return score + self.odds * (min(max(learnt, 0.0), 1.0) - score)


def learnt_from(scores: Floats, ratings: Floats) -> Learnt:
    """What rated days tell, in their order: their scores and ratings, both within 0 and 1."""
    centres, offsets, slopes = _fits(scores, ratings)
    odds = _odds(scores, ratings, _before(scores, centres, offsets, slopes))
    return Learnt(len(scores), *(float(each[-1]) for each in (centres, offsets, slopes, odds)))


def foretold(scores: Floats, ratings: Floats) -> Floats:
    """What would have been said of each rated day by those before it; of many people at once where there is a row for
    each."""
    told = _before(scores, *_fits(scores, ratings))
    return scores + _odds(scores, ratings, told)[..., :-1] * (told - scores)


def _fits(scores: Floats, ratings: Floats) -> tuple[Floats, Floats, Floats]:
    """Centre, offset and slope after none of the rated days, after the first, after the second, and so on."""
    number = _numbers(scores)
    some = np.maximum(number, 1)
    beyond = ratings - scores
    places = scores / SPREAD
    centres, means = _sums(places) / some, _sums(beyond) / some
    squares = np.maximum(_sums(places**2) - some * centres**2, 0)
    products = _sums(places * beyond) - some * centres * means
    usual = USUAL_SLOPE * SPREAD * number / (number + SOON)
    offsets = _sums(beyond) / (number + RATINGS_OF_OTHERS)
    slopes = (products + RATINGS_OF_OTHERS * usual) / (squares + RATINGS_OF_OTHERS)
    return centres * SPREAD, offsets, slopes / SPREAD


def _before(scores: Floats, centres: Floats, offsets: Floats, slopes: Floats) -> Floats:
    """What was learnt from the days before each; of the first nothing is known but its score."""
    told = scores + offsets[..., :-1] + slopes[..., :-1] * (scores - centres[..., :-1])
    told[..., :1] = scores[..., :1]
    return np.clip(told, 0.0, 1.0)


def _odds(scores: Floats, ratings: Floats, told: Floats) -> Floats:
    """How far what was learnt is believed, after none of the rated days, after the first, and so on.

    Normal errors alike in size: the logarithm of the odds is half of what the squared errors differ by, over theirs.
    """
    by_score, as_learnt = _sums((ratings - scores) ** 2), _sums((ratings - told) ** 2)
    usual = (by_score + ERRORS_OF_OTHERS * SPREAD**2) / (_numbers(scores) + ERRORS_OF_OTHERS)
    odds: Floats = expit((by_score - as_learnt) / (2 * usual))
    return odds


def _numbers(scores: Floats) -> Floats:
    return np.arange(scores.shape[-1] + 1, dtype=np.float64)


def _sums(values: Floats) -> Floats:
    return np.concatenate([np.zeros((*values.shape[:-1], 1)), np.cumsum(values, axis=-1)], axis=-1)
