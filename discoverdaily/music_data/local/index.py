"""A catalogue made ready to be asked."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from discoverdaily.music_data.local.catalogue import SOUND, Artists, Catalogue, Floats

HEARD = len(SOUND)


@dataclass(frozen=True, eq=False)
class Index:
    """What every recommendation reads, worked out once. Its rows are in the order of their keys, so that nothing
    depends on the order in which tracks are told."""

    catalogue: Catalogue
    sound: NDArray[np.float32]
    """(n, SOUND): how each sounds, in standard deviations from the mean; 0 where not known."""
    years: NDArray[np.float32]
    popularity: NDArray[np.float32]
    artists: Any
    """(n, artists), sparse, 1 for whom a track is by."""

    @classmethod
    def of(cls, catalogue: Catalogue) -> Self:
        """An index of the catalogue."""
        ordered = catalogue.take(np.argsort(catalogue.keys, kind="stable"))
        return cls(
            ordered,
            standardised(ordered.figures[:, :HEARD]).astype(np.float32),
            ordered.column("year").astype(np.float32),
            ordered.column("popularity").astype(np.float32),
            _members(ordered.artists),
        )

    def __len__(self) -> int:
        return len(self.catalogue)


def standardised(figures: Floats) -> Floats:
    """Each column in standard deviations from its mean; 0 where not known, or all alike."""
    known = ~np.isnan(figures)
    count = np.maximum(known.sum(axis=0), 1)
    centred = np.where(known, figures, 0.0)
    centred = np.where(known, centred - centred.sum(axis=0) / count, 0.0)
    spread = np.sqrt((centred**2).sum(axis=0) / count)
    return centred / np.where(spread > 0, spread, 1.0)


def _members(artists: Sequence[Artists]) -> Any:
    numbers: dict[Hashable, int] = {}
    rows, columns = [], []
    for row, by in enumerate(artists):
        for artist in dict.fromkeys(by):
            rows.append(row)
            columns.append(numbers.setdefault(artist, len(numbers)))
    ones = np.ones(len(rows), dtype=np.float32)
    return sparse.csr_matrix((ones, (rows, columns)), shape=(len(artists), len(numbers)))
