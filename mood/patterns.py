"""What returns in a person's days: weekdays, hours, months, the brightest and the quietest.

Days are those that ended and have a score. A group of days (a weekday, a month) is told by its mean and a 90 %
t-interval. Where a group has few days its variance leans on that of all groups, as if that had been seen with six
degrees of freedom (as figures.py does for songs). Days in a row resemble each other, so a month tells less than as many
days by themselves: its number of days is cut by their correlation from one day to the next. Whether groups differ by
more than chance is an analysis of variance.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import fdtrc, logit, stdtr, stdtrit

from discoverdaily.listening.days import today_of
from discoverdaily.listening.models import Rule
from discoverdaily.listening.sounds import heard_at_hours, sounds_of
from mood.figures import FREEDOM_OF_HISTORY, NOBODYS, WITHIN, Floats, History, Ints, Songs, figures_of
from mood.model.model import MoodModel
from mood.models import NORMAL, Day
from mood.scoring import songs_scored

if TYPE_CHECKING:
    from accounts.models import User

FEWEST_DAYS = 5
"""Days below which a group is not told of."""
FEWEST_SONGS = NORMAL
"""Distinct songs below which an hour is not told of."""
MONTHS_OF_TREND = 6
"""Months from which on a direction is looked for."""
EXTREMES = 3
HOURS_OF = timedelta(days=365)
"""How far back hours are told from."""
CHANCE = 0.05
"""How often chance alone may pass for something that is told."""
_TO_THAT = 1.2
"""What widens an interval of 90 % to one of 95 %."""
MONTHS = 12


@dataclass(frozen=True, slots=True)
class Group:
    """Days that have something in common, or an hour's songs: how many, and their mean and interval within 0 and 1;
    None where there are too few."""

    count: int
    mean: float | None = None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Days:
    """The days that a person's patterns are told from, in their order, with score and the songs known of."""

    days: list[date]
    scores: Floats
    known: Ints


@dataclass(frozen=True, slots=True)
class Comparison:
    """A month against an earlier one: `beyond` is 1 where it is brighter by more than chance, -1 where it is quieter,
    0 where neither can be said, None where there are too few days."""

    month: date
    other: date
    this: Group
    that: Group
    beyond: int | None


def days_scored(person: "User") -> Days:
    """One query, however many years."""
    scored = Day.objects.filter(person=person, score__isnull=False, day__lt=today_of(person)).order_by("day")
    rows = list(scored.values_list("day", "score", "known"))
    return Days(
        [day for day, _score, _known in rows],
        np.array([score for _day, score, _known in rows], dtype=np.float64),
        np.array([known for _day, _score, known in rows], dtype=np.int64),
    )


# --- Groups of days --------------------------------------------------------------------------------------------------


def weekdays(days: Days) -> list[Group]:
    """Monday to Sunday, each day taken against its month: what the seasons do hides no weekday, and makes none."""
    return _groups(_numbers(days, date.weekday), _levelled(days), 7)


def weekdays_differ(days: Days) -> bool:
    """Whether weekdays differ by more than chance."""
    spent = len(np.unique(_numbers(days, _month_number))) - 1
    return _differ(_numbers(days, date.weekday), _levelled(days), FEWEST_DAYS, spent=spent)


def months_differ(days: Days) -> bool:
    """Whether months differ by more than chance."""
    number = _numbers(days, _month_number)
    return _differ(number, days.scores, FEWEST_DAYS, ties=_ties(days, number))


def months(days: Days) -> dict[date, Group]:
    """Every month from the first to the last, by its first day."""
    if not days.days:
        return {}
    number = _numbers(days, _month_number)
    first = int(number[0])
    found = _groups(number - first, days.scores, int(number[-1]) - first + 1, ties=_ties(days, number))
    return {date(*_year_and_month(first + place), 1): group for place, group in enumerate(found)}


def trend(found: Sequence[Group]) -> float | None:
    """How many points of 1 the months rise in a year; 0 where that may be chance, None where they are too few.

    A line through their means; its error counts only so many months as their correlation leaves (Santer et al. 2000).
    """
    there = [(place, group.mean) for place, group in enumerate(found) if group.mean is not None]
    if len(there) < MONTHS_OF_TREND:
        return None
    places, means = np.array(there, dtype=np.float64).T
    slope, level = np.polyfit(places, means, 1)
    beyond = means - (level + slope * places)
    squares = float((beyond**2).sum())
    tie = max(0.0, float((beyond[1:] * beyond[:-1]).sum()) / squares) if squares > 1e-12 else 0.0
    count = len(there) * (1 - tie) / (1 + tie)
    if count <= 3:
        return 0.0
    error = np.sqrt(squares / (count - 2) / _squares(places))
    chance = 0.0 if error < 1e-9 else 2 * stdtr(count - 2, -abs(slope) / error)
    return float(slope * MONTHS) if chance < CHANCE else 0.0


def compared(days: Days, month: date) -> list[Comparison]:
    """A month against the one before, and against the same a year ago."""
    numbers = _numbers(days, _month_number)
    ties = _ties(days, numbers)
    this = _month_number(month)
    return [_comparison(numbers, days.scores, this, other, ties) for other in (this - 1, this - MONTHS)]


def extremes(days: Days) -> tuple[list[tuple[date, float]], list[tuple[date, float]]]:
    """The brightest and the quietest days, each with its score; those of little music are not among them. Empty where
    there are too few days."""
    sure = np.flatnonzero(days.known >= NORMAL)
    if len(sure) < 2 * EXTREMES:
        return [], []
    order = sure[np.argsort(days.scores[sure], kind="stable")].tolist()
    told = [(days.days[row], float(days.scores[row])) for row in order]
    return told[: -EXTREMES - 1 : -1], told[:EXTREMES]


def _groups(numbers: Ints, scores: Floats, groups: int, *, ties: float = 0.0) -> list[Group]:
    """Days with the same number (0 to `groups` - 1) belong together."""
    counts = np.bincount(numbers, minlength=groups)
    means = np.bincount(numbers, weights=scores, minlength=groups) / np.maximum(counts, 1)
    squares = np.bincount(numbers, weights=(scores - means[numbers]) ** 2, minlength=groups)
    usual = squares.sum() / max(1, int((np.maximum(counts, 1) - 1).sum()))
    freedom = np.maximum(counts - 1, 0) + FREEDOM_OF_HISTORY
    variance = (squares + FREEDOM_OF_HISTORY * usual) / freedom
    reach = stdtrit(freedom, WITHIN) * np.sqrt(variance * (1 + ties) / (1 - ties) / np.maximum(counts, 1))
    means = np.clip(means, 0.0, 1.0)
    return [
        Group(count, mean, max(0.0, mean - far), min(1.0, mean + far)) if count >= FEWEST_DAYS else Group(count)
        for count, mean, far in zip(counts.tolist(), means.tolist(), reach.tolist(), strict=True)
    ]


def _comparison(numbers: Ints, scores: Floats, this: int, other: int, ties: float) -> Comparison:
    both = np.isin(numbers, [this, other])
    one, two = _groups((numbers[both] == other).astype(np.int64), scores[both], 2, ties=ties)
    of_months = date(*_year_and_month(this), 1), date(*_year_and_month(other), 1)
    if one.mean is None or two.mean is None:
        return Comparison(*of_months, one, two, None)
    far = np.hypot((one.high or 1) - one.mean, (two.high or 1) - two.mean)
    between = one.mean - two.mean
    return Comparison(*of_months, one, two, int(np.sign(between)) if abs(between) > _TO_THAT * far else 0)


def _levelled(days: Days) -> Floats:
    """The scores as they would be if every month had the same mean."""
    if not days.days:
        return days.scores
    level = float(days.scores.mean())
    return level + _beyond_means(_numbers(days, _month_number), days.scores)


def _beyond_means(numbers: Ints, scores: Floats) -> Floats:
    """How far each score lies from the mean of its group."""
    _, place = np.unique(numbers, return_inverse=True)
    means = np.bincount(place, weights=scores) / np.bincount(place)
    beyond: Floats = scores - means[place]
    return beyond


def _ties(days: Days, months: Ints) -> float:
    """How far a day of a month resembles the day before: their correlation within months, from 0 to 0.9.

    Within a stretch as short as a month it looks smaller than it is, by about (1 + 4r) / days (Kendall 1954).
    """
    if len(months) < 3:
        return 0.0
    beyond = _beyond_means(months, days.scores)
    follows = np.diff(_numbers(days, date.toordinal)) == 1
    squares = float((beyond**2).mean())
    if squares < 1e-12 or not follows.any():
        return 0.0
    seen = (beyond[1:] * beyond[:-1])[follows].mean() / squares
    length = len(months) / len(np.unique(months))
    return float(np.clip(seen + (1 + 4 * seen) / length, 0.0, 0.9))


def _differ(numbers: Ints, values: Floats, fewest: int, *, ties: float = 0.0, spent: int = 0) -> bool:
    """Whether groups with at least so many values each differ by more than chance (analysis of variance). `spent`:
    degrees of freedom that the values have used up before."""
    _, place, counts = np.unique(numbers, return_inverse=True, return_counts=True)
    enough = (counts >= fewest)[place]
    values, (_, place, counts) = values[enough], np.unique(numbers[enough], return_inverse=True, return_counts=True)
    groups, freedom = len(counts), len(values) - len(counts) - spent
    if groups < 2 or freedom < 1:
        return False
    means = np.bincount(place, weights=values) / counts
    between = float((counts * (means - values.mean()) ** 2).sum()) / (groups - 1)
    within = float(((values - means[place]) ** 2).sum()) / freedom * (1 + ties) / (1 - ties)
    if between < 1e-12 or within < 1e-12:
        return between > within
    return bool(fdtrc(groups - 1, freedom, between / within) < CHANCE)


def _squares(values: Floats) -> float:
    return float(((values - values.mean()) ** 2).sum())


def _numbers(days: Days, of: Callable[[date], int]) -> Ints:
    return np.array([of(day) for day in days.days], dtype=np.int64)


def _month_number(day: date) -> int:
    return MONTHS * day.year + day.month - 1


def _year_and_month(number: int) -> tuple[int, int]:
    return number // MONTHS, number % MONTHS + 1


# --- Hours -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Hours:
    """The steady score of what is heard at each hour, 0 to 23; whether hours differ by more than chance."""

    groups: list[Group]
    differ: bool


def hours(person: "User", *, rule: Rule, model: MoodModel, history: History | None) -> Hours:
    """Of the last year. Two queries."""
    last = today_of(person)
    heard = heard_at_hours(person, last - HOURS_OF, last, rule=rule)
    songs = songs_scored(heard, sounds_of(np.unique(heard.recordings)), model)
    music = songs.take(~songs.spoken & ~np.isnan(songs.scores))
    return Hours(_hours(music, history or NOBODYS), _differ(music.days, logit(music.scores), FEWEST_SONGS))


def _hours(music: Songs, history: History) -> list[Group]:
    figures = figures_of(music, history)
    found = {
        hour: Group(known, steady, low, high) if known >= FEWEST_SONGS else Group(known)
        for hour, known, steady, low, high in zip(
            *(getattr(figures, name).tolist() for name in ("days", "known", "steady", "low", "high")), strict=True
        )
    }
    return [found.get(hour, Group(0)) for hour in range(24)]
