"""What a month or a year comes to: one sentence, its brightest and its quietest day. From what the calendar shows."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from statistics import fmean

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from discoverdaily.listening.words import number
from mood.calendar import Seen
from mood.selectors import State
from mood.words import FEELINGS, feeling, fifth_of

FEW_DAYS = 3
"""Scored days below which nothing is said of how a time was on the whole."""
DAYS_OF_MONTH = 5
"""Scored days from which a month is held against others, and times twelve, a year."""


@dataclass(frozen=True, slots=True)
class Told:
    """What the calendar shows of a time, the earliest first: each day that has a colour, with its score."""

    days: tuple[tuple[date, float], ...]
    states: frozenset[State]
    running: bool
    """Whether the running day is one of its days."""

    @property
    def brightest(self) -> tuple[date, float] | None:
        """The day with the highest score, the earliest of several; None where there are few days."""
        return max(self.days, key=lambda day: day[1]) if len(self.days) >= FEW_DAYS else None

    @property
    def quietest(self) -> tuple[date, float] | None:
        """The day with the lowest score, likewise."""
        return min(self.days, key=lambda day: day[1]) if len(self.days) >= FEW_DAYS else None


def told_by(days: Sequence[Seen]) -> Told:
    """What these days say."""
    return Told(
        days=tuple((day.date, day.score) for day in days if day.score is not None),
        states=frozenset(day.state for day in days),
        running=any(day.running for day in days),
    )


def month_sentence(month: date, told: Told) -> str:
    """One calm line: March was mostly warm; the brightest day was the 14th."""
    name = capfirst(date_format(month, "F"))
    if not told.brightest:
        return _few(name, told)
    day = date_format(told.brightest[0], pgettext("a day of a month, as in “the 14th”", "jS"))
    said = {"time": _how_it_was(name, told), "day": day}
    return _("%(time)s; the brightest day was the %(day)s.") % said


def year_sentence(year: int, told: Told) -> str:
    """One calm line: 2025 was mostly even; the brightest month was June, the quietest February."""
    if not told.brightest:
        return _few(str(year), told)
    means = means_of_months(told)
    said = {"time": _how_it_was(str(year), told)}
    if len(means) < 2:
        return _("%(time)s.") % said
    said["brightest"] = date_format(max(means, key=means.__getitem__), "F")
    said["quietest"] = date_format(min(means, key=means.__getitem__), "F")
    return _("%(time)s; the brightest month was %(brightest)s, the quietest %(quietest)s.") % said


def years_sentence(told: Told) -> str:
    """One calm line on all there is: 2,403 days have a colour, the first of them 12 March 2016."""
    if not told.days:
        return _("No day has a colour yet.")
    said = {"days": number(len(told.days)), "first": date_format(told.days[0][0], "j F Y")}
    words = ngettext(
        "One day has a colour: %(first)s.",
        "%(days)s days have a colour, the first of them %(first)s.",
        len(told.days),
    )
    return words % said


def means_of_months(told: Told) -> Mapping[date, float]:
    """The mean score of each month with enough days, by its first day."""
    months = groupby(told.days, key=lambda day: (day[0].year, day[0].month))
    scores = {month: [score for _day, score in days] for month, days in months}
    return {date(*month, 1): fmean(of_it) for month, of_it in scores.items() if len(of_it) >= DAYS_OF_MONTH}


def _few(name: str, told: Told) -> str:
    """Of a time with hardly any colour: why, if there is a reason."""
    said = {"time": name, "days": len(told.days)}
    if told.days:
        return (
            ngettext("%(time)s has one day with a colour.", "%(time)s has %(days)d days with a colour.", len(told.days))
            % said
        )
    if told.states == {State.FUTURE}:
        return _("%(time)s is still to come.") % said
    if State.PENDING in told.states:
        return _("The days of %(time)s are still to be worked out.") % said
    if State.LITTLE in told.states:
        return _("What was heard in %(time)s is not enough for a colour.") % said
    return (_("Nothing was heard in %(time)s so far.") if told.running else _("Nothing was heard in %(time)s.")) % said


_ALL: tuple[str | Promise, str | Promise] = (
    gettext_lazy("%(time)s was %(word)s throughout"),
    gettext_lazy("%(time)s has been %(word)s throughout so far"),
)
_MOSTLY: tuple[str | Promise, str | Promise] = (
    gettext_lazy("%(time)s was mostly %(word)s"),
    gettext_lazy("%(time)s has been mostly %(word)s so far"),
)
_BETWEEN: tuple[str | Promise, str | Promise] = (
    gettext_lazy("%(time)s was mostly between %(low)s and %(high)s"),
    gettext_lazy("%(time)s has been mostly between %(low)s and %(high)s so far"),
)


def _how_it_was(name: str, told: Told) -> str:
    """In a word where more than half of the days share it, else in the two between which half of them lie."""
    scores = sorted(score for _, score in told.days)
    ((fifth, many),) = Counter(map(fifth_of, scores)).most_common(1)
    low, high = (feeling(scores[round(part * (len(scores) - 1))]) for part in (0.25, 0.75))
    word = FEELINGS[fifth]
    said = {"time": name, "word": word, "low": low, "high": high}
    if many == len(scores):
        return str(_ALL[told.running]) % said
    if 2 * many > len(scores) or low == high:
        return str(_MOSTLY[told.running]) % said
    return str(_BETWEEN[told.running]) % said
