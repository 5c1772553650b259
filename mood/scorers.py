"""By which model a person's songs are scored."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from discoverdaily.listening.sounds import FEATURES
from mood.models import Mood

Floats = NDArray[np.float64]


class Scorer(Protocol):
    """Scores songs."""

    @property
    def fingerprint(self) -> str:
        """Tells one model from another, and from the same one trained anew."""

    def scores(self, figures: Floats) -> tuple[Floats, Floats, Floats]:
        """Happy, pleasantness and energy of songs (a row of FEATURES each), within 0 and 1; NaN where there is none."""


CLASSIC = {
    "acousticness": -3.5186791513398967,
    "danceability": 4.062767860487187,
    "energy": 3.594017731305941,
    "instrumentalness": -0.4905233085289489,
    "liveness": 0.2179001240595852,
    "loudness": 0.13532859149645368,
    "speechiness": 2.459445962626126,
    "tempo": 0.0018652544759738816,
    "valence": 3.2257209495822186,
}


@dataclass(frozen=True, slots=True)
class _Classic:
    fingerprint: str = "classic"

    def scores(self, figures: Floats) -> tuple[Floats, Floats, Floats]:
        columns = [FEATURES.index(name) for name in CLASSIC]
        z = figures[:, columns] @ np.array(list(CLASSIC.values())) - 4.454195684670306
        unknown = np.full(len(figures), np.nan)
        return expit(z), unknown, unknown


def scorer_of(mood: Mood) -> Scorer:
    """The person's."""
    return _Classic()
