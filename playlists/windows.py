"""The stretches of time that a list of one's own counts may be of: all of it, the days up to today, a year, a month, or
from a day to a day. Each is one word, as it stands in addresses and in the database.
"""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import MAXYEAR, date, timedelta

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

EVER, THIS_YEAR = "ever", "this-year"
ROLLING = {f"{days}-days": days for days in (7, 30, 90, 365)}
LONGEST = 24
"""Letters of the longest word."""

_YEAR, _MONTH = re.compile(r"[12]\d{3}", re.ASCII), re.compile(r"([12]\d{3})-(\d\d)", re.ASCII)
_DAYS = re.compile(r"(\d{4}-\d\d-\d\d)?\.\.(\d{4}-\d\d-\d\d)?", re.ASCII)

Bounds = tuple[date | None, date | None]
"""The first and the last day, both included; None where it is open."""


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of a person's own days. `Window.of(word)` makes one."""

    word: str

    @classmethod
    def of(cls, word: str) -> "Window":
        """Raises ValueError where the word means no stretch of time."""
        window = cls(word)
        first, last = window.bounds(date(2000, 1, 1))
        if first and last and first > last:
            raise ValueError(f"{word} ends before it begins")
        return window

    @classmethod
    def between(cls, first: date | None, last: date | None) -> "Window":
        """From a day to a day; either may be open. Raises ValueError where it ends before it begins."""
        if first is None and last is None:
            return cls(EVER)
        return cls.of(f"{first or ''}..{last or ''}")

    @property
    def moves(self) -> bool:
        """Whether it is another stretch tomorrow."""
        return self.word in ROLLING or self.word == THIS_YEAR

    def bounds(self, today: date) -> Bounds:
        """Its days, seen from the person's own today."""
        if self.word == EVER:
            return None, None
        if self.word in ROLLING:
            return today - timedelta(days=ROLLING[self.word] - 1), today
        if self.word == THIS_YEAR:
            return date(today.year, 1, 1), date(today.year, 12, 31)
        if _YEAR.fullmatch(self.word):
            return date(int(self.word), 1, 1), date(int(self.word), 12, 31)
        if found := _MONTH.fullmatch(self.word):
            year, month = int(found[1]), int(found[2])
            first = date(year, month, 1)
            return first, first.replace(day=monthrange(year, month)[1])
        if (found := _DAYS.fullmatch(self.word)) and any(found.groups()):
            first_day, last_day = (date.fromisoformat(day) if day else None for day in found.groups())
            return first_day, last_day
        raise ValueError(f"{self.word} is no stretch of time")

    @property
    def label(self) -> str:
        """What it is called in the middle of a sentence; in the language of the moment."""
        if self.word == EVER:
            return _("all time")
        if days := ROLLING.get(self.word):
            return ngettext("the last day", "the last %(days)d days", days) % {"days": days}
        if self.word == THIS_YEAR:
            return _("this year")
        first, last = self.bounds(date.min)
        if _YEAR.fullmatch(self.word):
            return self.word
        if first and _MONTH.fullmatch(self.word):
            return formats.date_format(first, "F Y")
        return _stretch(first, last)


def _stretch(first: date | None, last: date | None) -> str:
    from_, to = (formats.date_format(day, "j F Y") if day else "" for day in (first, last))
    if from_ and to:
        return _("%(first)s to %(last)s") % {"first": from_, "last": to}
    return _("since %(first)s") % {"first": from_} if from_ else _("until %(last)s") % {"last": to}


def years_and_months(first: date, today: date) -> list[tuple[Window, list[Window]]]:
    """Every calendar year from a first day to today with its months, the latest first."""
    found = []
    for year in range(min(today.year, MAXYEAR), first.year - 1, -1):
        months = range(first.month if year == first.year else 1, (today.month if year == today.year else 12) + 1)
        found.append((Window(str(year)), [Window(f"{year}-{month:02}") for month in reversed(months)]))
    return found
