"""What a person asks for beside the seeds: how it should feel, within which limits."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from discoverdaily.music_data.local.catalogue import COLUMN, SOUND, Catalogue, Floats

TUNABLE = {
    **dict.fromkeys(SOUND, 1.0),
    "loudness": 20.0,
    "tempo": 100.0,
    "popularity": 100.0,
    "duration_ms": 240_000.0,
}
"""What can be asked for, and how much of it weighs as much as a share's way from 0 to 1."""


@dataclass(frozen=True, slots=True)
class Tunables:
    """Targets to be near, limits to keep, each by the names of TUNABLE; all off at first."""

    target: Mapping[str, float] = field(default_factory=dict)
    minimum: Mapping[str, float] = field(default_factory=dict)
    maximum: Mapping[str, float] = field(default_factory=dict)
    explicit: bool | None = None
    """Only explicit ones, or only those that are not; None: either. What is not known to be explicit is not."""

    def __bool__(self) -> bool:
        return bool(self.target or self.minimum or self.maximum or self.explicit is not None)

    def distance(self, catalogue: Catalogue) -> Floats:
        """How far each track is from all targets together, (n,): the root of the sum of squares, each by what its
        TUNABLE says. What is not known is as far as the targets' farthest decile of those that are."""
        total = np.zeros(len(catalogue))
        for name, target in self.target.items():
            away = ((catalogue.column(name) - target) / TUNABLE[name]) ** 2
            known = ~np.isnan(away)
            total += np.where(known, away, np.quantile(away[known], 0.9) if known.any() else 0.0)
        return np.sqrt(total)

    def excess(self, catalogue: Catalogue) -> Floats:
        """How far each track is beyond the limits, (n,): 0 within all; the sum over them, each by what its TUNABLE
        says; infinite where a figure that is limited is not known."""
        total = np.zeros(len(catalogue))
        for limits, sign in ((self.minimum, 1), (self.maximum, -1)):
            for name, limit in limits.items():
                beyond = sign * (limit - catalogue.column(name)) / TUNABLE[name]
                total += np.where(np.isnan(beyond), np.inf, np.maximum(beyond, 0))
        return total


def misfit(name: str) -> str:
    """Whether it cannot be asked for: why, in words; else empty."""
    return "" if name in TUNABLE and name in COLUMN else f"“{name}” cannot be asked for"
