"""What a person asks for beside the seeds: how it should feel, within which limits."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from discoverdaily.music_data.local.catalogue import SOUND, Catalogue, Floats, Rows

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
        TUNABLE says. What is not known is as far away as the farthest tenth of what is."""
        total = np.zeros(len(catalogue))
        for name, target in self.target.items():
            away = ((catalogue.column(name) - target) / TUNABLE[name]) ** 2
            unknown = np.isnan(away)
            if unknown.any():
                away[unknown] = np.quantile(away[~unknown], 0.9) if not unknown.all() else 0.0
            total += away
        return np.sqrt(total)

    def excess(self, catalogue: Catalogue, rows: Rows | slice = slice(None)) -> Floats:
        """How far each of the rows is beyond the limits: 0 within all; the sum over them, each by what its TUNABLE
        says; infinite where a figure that is limited is not known, and where it is explicit or not against the wish."""
        total = np.zeros(len(catalogue.keys[rows]))
        for limits, sign in ((self.minimum, 1), (self.maximum, -1)):
            for name, limit in limits.items():
                beyond = sign * (limit - catalogue.column(name)[rows]) / TUNABLE[name]
                total += np.nan_to_num(np.maximum(beyond, 0), nan=np.inf)
        total[self.refused(catalogue, rows)] = np.inf
        return total

    def unknown(self, catalogue: Catalogue, rows: Rows | slice = slice(None)) -> Rows:
        """How many figures that are limited are not known of each of the rows."""
        columns = [catalogue.column(name)[rows] for name in sorted({*self.minimum, *self.maximum})]
        found = np.zeros(len(catalogue.keys[rows]), np.int64)
        for column in columns:
            found += np.isnan(column)
        return found

    def refused(self, catalogue: Catalogue, rows: Rows | slice = slice(None)) -> NDArray[np.bool_]:
        """Which of the rows are explicit or not against the wish."""
        found: NDArray[np.bool_] = (catalogue.column("explicit")[rows] == 1) != self.explicit
        return found & (self.explicit is not None)
