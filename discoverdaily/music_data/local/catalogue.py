"""Tracks to recommend from, as arrays: what is known of each, NaN or empty where something is not known."""

import math
import re
import unicodedata
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from discoverdaily.music_data.figures import RANGES, Range

SOUND = (
    "acousticness",
    "danceability",
    "energy",
    "instrumentalness",
    "liveness",
    "loudness",
    "speechiness",
    "tempo",
    "valence",
)
COLUMNS = (*SOUND, "key", "mode", "popularity", "duration_ms", "year", "explicit")
"""Units as Spotify tells them; `year` with the part of the year that had passed, `explicit` 0 or 1."""
COLUMN = {name: place for place, name in enumerate(COLUMNS)}
ALLOWED = RANGES | {
    "key": Range(0, 11, whole=True),
    "popularity": Range(0, 100),
    "duration_ms": Range(0, 86_400_000, above=True),
    "year": Range(1850, 2150),
    "explicit": Range(0, 1, whole=True),
}

Floats = NDArray[np.floating[Any]]
Rows = NDArray[np.int64]
Artists = tuple[Hashable, ...]


@dataclass(frozen=True, eq=False)
class Catalogue:
    """Tracks that may be recommended; row by row, in any order."""

    keys: NDArray[Any]
    """What the asker knows each by, (n,): all text or all whole numbers, none twice."""
    figures: Floats
    """(n, COLUMNS), NaN where not known."""
    artists: Sequence[Artists]
    """Whom each is by, the first one first; empty where nobody knows."""
    names: Sequence[str]
    albums: Sequence[str]
    isrcs: Sequence[str]

    @classmethod
    def of(  # noqa: PLR0913  # one for each kind of thing that may be known
        cls,
        keys: Sequence[str] | Sequence[int] | NDArray[Any],
        figures: Mapping[str, ArrayLike] | None = None,
        *,
        artists: Sequence[Artists] = (),
        names: Sequence[str] = (),
        albums: Sequence[str] = (),
        isrcs: Sequence[str] = (),
    ) -> Self:
        """A catalogue of what is known; figures by the names of COLUMNS, of which those outside their range are
        taken as not known. Raises ValueError where lists are not of one length, and for a key that comes twice."""
        size = len(keys)
        known = np.full((size, len(COLUMNS)), np.nan)
        for name, values in (figures or {}).items():
            known[:, COLUMN[name]] = believed(name, np.asarray(values, dtype=np.float64))
        lists = artists or [()] * size, names or [""] * size, albums or [""] * size, isrcs or [""] * size
        if any(len(each) != size for each in lists):
            raise ValueError("a catalogue's lists are of one length")
        if len(set(np.asarray(keys).tolist())) != size:
            raise ValueError("a key of a catalogue comes twice")
        return cls(np.asarray(keys), known, *lists)

    def __len__(self) -> int:
        return len(self.keys)

    def take(self, rows: Rows) -> Self:
        """Some of it, in that order."""
        lists = ([each[row] for row in rows.tolist()] for each in (self.artists, self.names, self.albums, self.isrcs))
        return type(self)(self.keys[rows], np.asfortranarray(self.figures[rows]), *lists)

    def with_(self, other: Self) -> Self:
        """Both, this one's rows first."""
        return type(self)(
            np.concatenate((self.keys, other.keys)) if len(self) else other.keys,
            np.concatenate((self.figures, other.figures)),
            [*self.artists, *other.artists],
            [*self.names, *other.names],
            [*self.albums, *other.albums],
            [*self.isrcs, *other.isrcs],
        )

    def without(self, name: str) -> Self:
        """The same where one of COLUMNS is not known of any track."""
        figures = self.figures.copy()
        figures[:, COLUMN[name]] = np.nan
        return replace(self, figures=figures)

    def column(self, name: str) -> Floats:
        """One of COLUMNS, (n,)."""
        return self.figures[:, COLUMN[name]]

    @cached_property
    def releases(self) -> Rows:
        """(n, 2): numbers that other releases of the same recording share: by ISRC, and by bare title and first artist;
        one of its own where either is not known."""
        numbers: dict[Hashable, int] = {}
        found = np.empty((len(self), 2), np.int64)
        for row, (isrc, name, artists) in enumerate(zip(self.isrcs, self.names, self.artists, strict=True)):
            title = bare_title(name) if artists else ""
            told = isrc or (row, "isrc"), (title, artists[0]) if title else (row, "title")
            found[row] = [numbers.setdefault(one, len(numbers)) for one in told]
        return found

    @cached_property
    def rows(self) -> dict[Hashable, int]:
        """Where each key stands."""
        return {key: row for row, key in enumerate(self.keys.tolist())}


def believed(name: str, values: Floats) -> Floats:
    """The figures of a column, (n,), those outside their range NaN."""
    allowed = ALLOWED[name]
    with np.errstate(invalid="ignore"):
        fits = (allowed.low < values if allowed.above else allowed.low <= values) & (values <= allowed.high)
        if allowed.whole:
            fits &= values == np.floor(values)
    return np.where(fits, values, np.nan)


def figure_of(text: str) -> float:
    """The finite number that a text is, else NaN."""
    try:
        value = float(text)
    except ValueError:
        return math.nan
    return value if math.isfinite(value) else math.nan


def year_of(date: str) -> float:
    """The year of a date with the part of it that had passed; the middle of it where no month is told; NaN where there
    is no year."""
    year, month = figure_of(date[:4]), figure_of(date[5:7])
    return year + (0.5 if math.isnan(month) else (month - 1) / 12)


_ASIDE = re.compile(r"\s*[(\[](?:feat|ft|with)\b[^)\]]*[)\]]|\s+-\s+[^-]*\bremaster(?:ed)?\b.*$")


def bare_title(name: str) -> str:
    """A title as two releases of one recording share it: without guests, remastering, case and accents' ways."""
    return _ASIDE.sub("", unicodedata.normalize("NFKC", name).casefold()).strip()
