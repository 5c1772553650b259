"""A catalogue made ready to be asked."""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from discoverdaily.music_data.local.catalogue import Artists, Catalogue, Floats, Rows
from discoverdaily.music_data.local.hearing import heard
from discoverdaily.music_data.local.writing import writing_of

Single = NDArray[np.float32]
_SHRUNK = 1.0
"""As many tracks of the average sound are added to an artist's own."""
_STYLES = 0.57
"""How much less artists' means are apart than tracks are."""
_ACQUAINTED = 3.0
"""As many ties with nobody in particular are added to an artist's own."""


@dataclass(frozen=True, eq=False)
class Index:
    """What every recommendation reads, worked out once. Its rows are in the order of their keys, so that nothing
    depends on the order in which tracks are told. Artists are numbered; a track by nobody known is by one of its own.
    """

    catalogue: Catalogue
    sound: Single
    """(10, n): how each track is heard. What is not known is as with the artist's other tracks."""
    by: Rows
    """(n,): its first artist."""
    prolific: Single
    """(artists,): the logarithm of how many tracks each is the first artist of."""
    style: Single
    """(10, artists): the mean sound of an artist's tracks, about as far apart in each row as tracks are."""
    ties: Any
    """(artists, artists), sparse: how much two artists appear on each other's tracks."""
    writing: Single
    """(DIMENSIONS, artists): in what language and manner their titles are written; of length 1, or 0."""
    years: Single
    """(n,): in which month each came out, in years, NaN where not even its artist's other tracks tell."""
    era: Single
    """(artists,): the mean of their tracks' years, or NaN."""

    @classmethod
    def of(cls, catalogue: Catalogue) -> Self:
        """An index of the catalogue."""
        ordered = catalogue.take(np.argsort(catalogue.keys, kind="stable"))
        by, credits_ = _credits(ordered.artists)
        credited = np.bincount(by, minlength=credits_.shape[1])
        era = means(ordered.column("year")[:, None], by, len(credited))
        years = np.where(np.isnan(ordered.column("year")), era[by, 0], ordered.column("year"))
        sound = _filled(heard(ordered.figures), by, len(credited))
        style = _sums(sound, by, len(credited)) / (credited[:, None] + _SHRUNK)
        index = cls(
            ordered,
            sound.T.astype(np.float32, order="C"),
            by,
            np.log(np.maximum(credited, 1)).astype(np.float32),
            (style / _STYLES).T.astype(np.float32, order="C"),
            _ties(by, credits_),
            writing_of(ordered.names, ordered.albums, by, len(credited)),
            (np.round(years * 12) / 12).astype(np.float32),
            era[:, 0].astype(np.float32),
        )
        index.ready()
        return index

    def __len__(self) -> int:
        return len(self.catalogue)

    def adding(self, catalogue: Catalogue) -> Self:
        """An index with the tracks of another catalogue, too; a track that both have is as the other one tells."""
        rows = np.array([row for row, key in enumerate(self.catalogue.keys.tolist()) if key not in catalogue.rows], int)
        return type(self).of(self.catalogue.take(rows).with_(catalogue))

    def ready(self) -> None:
        """Works out what is kept, so that the first to ask does not wait longer than others."""
        _ = self.catalogue.rows, self.catalogue.releases, self.moments, self.popularities, self.crowd

    def rows_of(self, keys: Iterable[Hashable]) -> Rows:
        """Where those of the keys stand that it knows, in order, each once."""
        return np.array(sorted({row for key in keys if (row := self.catalogue.rows.get(key)) is not None}), np.int64)

    @cached_property
    def moments(self) -> tuple[Single, Rows]:
        """The different years, and which of them is each track's."""
        found, places = np.unique(self.years, return_inverse=True)
        return found, places

    @cached_property
    def popularities(self) -> tuple[Single, Rows]:
        """The different popularities, 0 to 1 or NaN, and which of them is each track's."""
        found, places = np.unique(self.catalogue.column("popularity") / 100, return_inverse=True)
        return found.astype(np.float32), places

    @cached_property
    def crowd(self) -> Single:
        """How much came out about each of the moments: a density a year, as smooth as two years; 0 for NaN."""
        moments, places = self.moments
        count = np.where(np.isnan(moments), 0, np.bincount(places, minlength=len(moments)))
        apart = np.abs(moments[:, None] - moments)
        near = np.where(np.isnan(apart), 0, np.exp(-apart / 2) / 4)
        density: Single = (near @ count / max(count.sum(), 1)).astype(np.float32)
        return density


def means(values: Floats, groups: Rows, size: int) -> Floats:
    """(size, columns): the mean of what is known of each group, NaN where nothing is."""
    known = ~np.isnan(values)
    count = _sums(known, groups, size)
    with np.errstate(invalid="ignore"):
        return _sums(np.where(known, values, 0), groups, size) / np.where(count > 0, count, np.nan)


def _sums(values: NDArray[Any], groups: Rows, size: int) -> Floats:
    return np.column_stack([np.bincount(groups, column, minlength=size) for column in values.T])


def _filled(sound: Floats, by: Rows, artists: int) -> Floats:
    likely = np.nan_to_num(means(sound, by, artists))
    return np.where(np.isnan(sound), likely[by], sound)


def _credits(artists: Any) -> tuple[Rows, Any]:
    numbers: dict[Hashable, int] = {}
    by = np.empty(len(artists), np.int64)
    rows, columns = [], []
    for row, told in enumerate(artists):
        own: Artists = told or (("nobody known", row),)
        for artist in dict.fromkeys(own):
            rows.append(row)
            columns.append(numbers.setdefault(artist, len(numbers)))
        by[row] = numbers[own[0]]
    ones = np.ones(len(rows), np.float32)
    return by, sparse.csr_matrix((ones, (rows, columns)), shape=(len(artists), len(numbers)))


def _ties(by: Rows, credits_: Any) -> Any:
    rows, artists = credits_.shape
    first = sparse.csr_matrix((np.ones(rows, np.float32), (np.arange(rows), by)), shape=(rows, artists))
    met = first.T @ credits_
    met = (met + met.T).tocsr()
    met = met - sparse.diags(met.diagonal())
    met.data = np.minimum(met.data, 3)
    scale = sparse.diags(1 / np.sqrt(np.asarray(met.sum(axis=1)).ravel() + _ACQUAINTED))
    return (scale @ met @ scale).tocsr().astype(np.float32)
