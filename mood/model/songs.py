"""Songs with features, and perhaps with labels, as they lie in a CSV file with a header."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Self

import numpy as np
from django.utils.translation import gettext as _
from numpy.typing import NDArray

from mood.model.features import FEATURES, SOUND, Floats, believed, row_of

HAPPY, SAD, CALM, ANGRY = LABELS = ("happy", "sad", "calm", "angry")
AT_ONCE = 10_000
"""Rows that are read together."""

Words = NDArray[np.str_]


class SongsUnfit(Exception):
    """A file is not one of songs. Its text is a sentence for people."""


@dataclass(frozen=True, slots=True)
class Songs:
    """Songs to learn from: rows of FEATURES, a label of LABELS for each, and which collection it came from."""

    figures: Floats
    labels: Words
    sources: Words

    @classmethod
    def of(cls, figures: Floats, labels: Sequence[str], sources: Sequence[str] = ()) -> Self:
        """Songs of one source where none is told."""
        told = list(sources) or [""] * len(labels)
        return cls(believed(figures), np.array(labels, dtype=np.str_), np.array(told, dtype=np.str_))

    def take(self, rows: NDArray[np.bool_] | NDArray[np.int64]) -> Self:
        """Some of them."""
        return type(self)(self.figures[rows], self.labels[rows], self.sources[rows])

    def distinct(self) -> Self:
        """Each sound once: the first of those that are alike in all features and label."""
        key = np.column_stack(
            (np.nan_to_num(self.figures.round(4), nan=-99.0), np.unique(self.labels, return_inverse=True)[1])
        )
        return self.take(np.sort(np.unique(key, axis=0, return_index=True)[1]))

    def count(self, label: str) -> int:
        """How many are labelled so."""
        return int((self.labels == label).sum())


Row = dict[str, str]


def rows_in(lines: Iterable[str], *needed: str) -> Iterator[list[Row]]:
    """The rows of a CSV text, some thousands at a time. Raises SongsUnfit, for the header before the first of them."""
    rows = csv.DictReader(lines, restval="")
    try:
        header = rows.fieldnames or ()
        if missing := [name for name in (*needed, *SOUND) if name not in header]:
            raise SongsUnfit(_("The file lacks these columns: %(names)s.") % {"names": ", ".join(missing)})
        while batch := list(islice(rows, AT_ONCE)):
            yield batch
    except (csv.Error, UnicodeDecodeError) as error:
        raise SongsUnfit(_("The file is no CSV text: %(why)s.") % {"why": str(error).rstrip(".")}) from None


def figures_in(rows: Sequence[Row]) -> Floats:
    """Their features, NaN where one is missing or not to be believed."""
    return believed(np.array([row_of(row) for row in rows], dtype=np.float64).reshape(-1, len(FEATURES)))


def songs_in(lines: Iterable[str]) -> Songs:
    """The labelled songs of a CSV text; those with another label are left out. Raises SongsUnfit."""
    batches = [[row for row in batch if row["label"] in LABELS] for batch in rows_in(lines, "label")]
    rows = [row for batch in batches for row in batch]
    return Songs.of(figures_in(rows), [row["label"] for row in rows], [row.get("source") or "" for row in rows])
