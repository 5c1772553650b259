"""How often a person's own rating and the score pointed the same way. Pure.

A day points up where it lies above the middle of all days that have both, each by its own middle (the mean): so it does
not matter that somebody rates every day high, or hears nothing but quiet songs. A day that lies on the middle points
nowhere, and is left out.
"""

from dataclasses import dataclass

import numpy as np

from mood.learning import Floats

ENOUGH = 10
"""Rated days with a score from which on there is a figure."""
_NOWHERE = 1e-9


@dataclass(frozen=True, slots=True)
class Agreement:
    """`same` of `days` pointed the same way; `rated`: days that have both a rating and a score."""

    rated: int
    same: int
    days: int

    @property
    def to_go(self) -> int:
        """How many rated days are missing until there is a figure."""
        return max(0, ENOUGH - self.rated)


def agreement_of(scores: Floats, ratings: Floats) -> Agreement:
    """Of days that have both."""
    if len(scores) < ENOUGH:
        return Agreement(len(scores), 0, 0)
    music, own = scores - scores.mean(), ratings - ratings.mean()
    points = (abs(music) > _NOWHERE) & (abs(own) > _NOWHERE)
    same = np.sign(music[points]) == np.sign(own[points])
    return Agreement(len(scores), int(same.sum()), int(points.sum()))
