"""What a day's songs add up to. Pure: arrays in, arrays out.

The classic score is the median over the day's plays. The steady score weighs each distinct song by the square root of
its plays and takes the mean of their logits; it is shrunk towards the person's own history as if that were four songs
more, and its 90 % interval is a t-interval on logits whose variance is shrunk to the history's as if that had been
seen with six degrees of freedom.
"""

from dataclasses import dataclass
from math import isnan
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, logit, stdtrit

from discoverdaily.listening.sounds import FEATURES
from mood.models import FEWEST

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

SONGS_OF_HISTORY = 4.0
"""Songs that the history weighs beside a day's own."""
FREEDOM_OF_HISTORY = 6.0
"""Degrees of freedom that its variance weighs."""
WITHIN = 0.95
"""One side of a 90 % interval."""
SPOKEN = 0.66
"""Speechiness above which a track is speech and not music (Spotify's reference on audio features)."""
_SPEECHINESS = FEATURES.index("speechiness")
_EDGE = 1e-6


def spoken_in(figures: Floats) -> NDArray[np.bool_]:
    """Which of these sounds (a row of FEATURES each) are speech; of what is not known it is not said."""
    spoken: NDArray[np.bool_] = figures[:, _SPEECHINESS] > SPOKEN
    return spoken


@dataclass(frozen=True, slots=True)
class History:
    """How a person's songs sound as a whole: mean and variance of their logits."""

    mean: float
    variance: float

    @classmethod
    def of(cls, scores: Floats, plays: Ints) -> "History":
        """Of songs' scores, each weighing the square root of its plays. Without songs: in the middle, and wide."""
        weights = np.sqrt(plays)
        total = weights.sum()
        if len(scores) < FEWEST:
            return NOBODYS
        logits = _logits(scores)
        mean = float((weights * logits).sum() / total)
        return cls(mean, float((weights * (logits - mean) ** 2).sum() / total))

    def is_far_from(self, other: "History") -> bool:
        """Whether days scored by the one would look different by the other."""
        return abs(self.mean - other.mean) > 0.1 or not 0.8 <= (self.variance + 0.01) / (other.variance + 0.01) <= 1.25


NOBODYS = History(0.0, 2.0)


@dataclass(frozen=True, slots=True)
class Songs:
    """What was heard on which day: one row for each day and song, day after day; scores of the song, NaN where it has
    none, and whether it is speech."""

    days: Ints
    plays: Ints
    scores: Floats
    pleasantness: Floats
    energy: Floats
    spoken: NDArray[np.bool_]

    @property
    def music(self) -> "Songs":
        """Those that are songs, and have a score."""
        return self.take(~self.spoken & ~np.isnan(self.scores))

    def take(self, rows: NDArray[np.bool_]) -> "Songs":
        """Some of the rows."""
        return Songs(
            self.days[rows],
            self.plays[rows],
            self.scores[rows],
            self.pleasantness[rows],
            self.energy[rows],
            self.spoken[rows],
        )


@dataclass(frozen=True, slots=True)
class Figures:
    """What days add up to, an element for each day; NaN where a day has no score."""

    days: Ints
    plays: Ints
    tracks: Ints
    known: Ints
    spoken: Ints
    score: Floats
    steady: Floats
    low: Floats
    high: Floats
    pleasantness: Floats
    energy: Floats


def figures_of(songs: Songs, history: History) -> Figures:
    """What each day's songs add up to. Days with fewer than three distinct songs with scores have none."""
    days, begins = np.unique(songs.days, return_index=True)
    music = songs.music
    place = np.searchsorted(days, music.days)
    known = np.bincount(place, minlength=len(days))
    scored = known >= FEWEST
    steady, low, high = _steady(music, place, len(days), history)
    return Figures(
        days=days,
        plays=_sums(songs.plays, begins),
        tracks=np.diff(np.append(begins, len(songs.days))),
        known=known,
        spoken=_sums(songs.spoken.astype(np.int64), begins),
        score=np.where(scored, _medians(music.scores, music.plays, place, len(days)), np.nan),
        steady=np.where(scored, steady, np.nan),
        low=np.where(scored, low, np.nan),
        high=np.where(scored, high, np.nan),
        pleasantness=np.where(scored, _medians(music.pleasantness, music.plays, place, len(days)), np.nan),
        energy=np.where(scored, _medians(music.energy, music.plays, place, len(days)), np.nan),
    )


def or_none(values: Floats | Ints) -> list[Any]:
    """The values one by one, None for NaN."""
    return [None if isnan(value) else value for value in values.tolist()]


def _sums(values: Ints, begins: Ints) -> Ints:
    return np.add.reduceat(values, begins) if len(begins) else np.zeros(0, dtype=np.int64)


def _medians(values: Floats, plays: Ints, place: Ints, days: int) -> Floats:
    """The median of each day over its plays: of an even number, the mean of the two in the middle."""
    medians = np.full(days, np.nan)
    if not len(values):
        return medians
    order = np.lexsort((values, place))
    values, upto = values[order], np.cumsum(plays[order])
    total = np.bincount(place, weights=plays, minlength=days).astype(np.int64)
    there = np.flatnonzero(total)
    before = (np.cumsum(total) - total)[there]
    lower = np.searchsorted(upto, before + (total[there] - 1) // 2, side="right")
    upper = np.searchsorted(upto, before + total[there] // 2, side="right")
    medians[there] = (values[lower] + values[upper]) / 2
    return medians


def _steady(music: Songs, place: Ints, days: int, history: History) -> tuple[Floats, Floats, Floats]:
    """The steady score of each day, and the ends of its interval.

    Songs of unlike weight count as (sum of weights)² / sum of squares (Kish's effective size).
    """
    logits, weights = _logits(music.scores), np.sqrt(music.plays)

    def added(values: Floats) -> Floats:
        sums: Floats = np.bincount(place, weights=values, minlength=days).astype(np.float64)
        return sums

    total = np.maximum(added(weights), _EDGE)
    mean = added(weights * logits) / total
    songs = total**2 / np.maximum(added(weights**2), _EDGE)
    spread = added(weights * (logits - mean[place]) ** 2) / total  # over n, so n * spread is the sum of squares
    freedom = np.maximum(songs - 1, 0) + FREEDOM_OF_HISTORY
    variance = (songs * spread + FREEDOM_OF_HISTORY * history.variance) / freedom
    middle = (songs * mean + SONGS_OF_HISTORY * history.mean) / (songs + SONGS_OF_HISTORY)
    reach = stdtrit(freedom, WITHIN) * np.sqrt(variance / (songs + SONGS_OF_HISTORY))
    return expit(middle), expit(middle - reach), expit(middle + reach)


def _logits(scores: Floats) -> Floats:
    logits: Floats = logit(np.clip(scores, _EDGE, 1 - _EDGE))
    return logits
