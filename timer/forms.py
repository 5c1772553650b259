"""What people type about a plan."""

import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from timer.plans import LONGEST, MOST_PHASES, Plan
from timer.presets import length_typed, plan_typed

MINUTE, HOUR = 60, 3600
LEAST_INTERVAL = 10
"""Seconds, where every interval is like the one before."""
MOST_LETTERS = 30
"""Of a length, however it is put."""
DEFAULT = Plan(work=30, total=20 * MINUTE)
_CLOCK = re.compile(r"(?:(\d{1,6}):)?(\d{1,6}):([0-5]\d)")
_NUMBER = r"\d{1,9}(?:\.\d{1,3})?"
_UNITS = re.compile(
    rf"(?:({_NUMBER})\s*h(?:ours?)?)?\s*"
    rf"(?:({_NUMBER})\s*m(?:in(?:s|utes?|\.)?)?)?\s*"
    rf"(?:({_NUMBER})\s*s(?:ec(?:s|onds?|\.)?)?)?"
)


def seconds_typed(typed: str) -> int | None:
    """A length as people type it: `30`, `1:30`, `1:00:00`, `90 s`, `2 min`, `1 h 30 min`; None for anything else."""
    words = typed.strip().lower().replace(",", ".").replace("：", ":")
    if re.fullmatch(r"\d{1,9}", words):
        return int(words)
    found = _CLOCK.fullmatch(words) or (_UNITS.fullmatch(words) if words else None)
    if found is None:
        return None
    seconds = sum(float(part or 0) * unit for part, unit in zip(found.groups(), (HOUR, MINUTE, 1), strict=True))
    return int(seconds) if seconds == int(seconds) else None


class LengthField(forms.CharField):
    """A length of time between two limits, in seconds; 0 where nothing is typed and nothing need be."""

    def __init__(self, least: int, most: int, limits: str | Promise, **kwargs: Any) -> None:
        """`limits`: the two in words, such as "10 seconds to 60 minutes"."""
        self.least, self.most, self.limits = least, most, limits
        widget = forms.TextInput(attrs={"size": 8, "autocomplete": "off", "maxlength": MOST_LETTERS})
        super().__init__(widget=widget, required=False, **kwargs)

    def clean(self, value: Any) -> int:
        typed = super().clean(value)
        if not typed:
            return 0
        seconds = seconds_typed(typed) if len(typed) <= MOST_LETTERS else None
        if seconds is not None and self.least <= seconds <= self.most:
            return seconds
        if seconds and seconds < MINUTE <= self.least and typed.strip().isdigit():
            raise forms.ValidationError(
                gettext("%(number)s alone means seconds. For minutes type “%(number)s min” or “%(number)s:00”.")
                % {"number": seconds}
            )
        such_as = gettext("20 min or 1:30:00") if self.least >= MINUTE else gettext("45, 1:30 or 2 min")
        words = gettext("Type %(limits)s, such as %(such_as)s.")
        raise forms.ValidationError(words % {"limits": self.limits, "such_as": such_as})


class CountField(forms.IntegerField):
    """How many, between 1 and `most`."""

    def __init__(self, most: int, words: str | Promise, **kwargs: Any) -> None:
        """`words`: what to say of anything else."""
        errors: dict[str, Any] = dict.fromkeys(("invalid", "min_value", "max_value"), words)
        widget = forms.TextInput(attrs={"size": 4, "inputmode": "numeric", "autocomplete": "off", "maxlength": 12})
        super().__init__(
            min_value=1, max_value=most, error_messages=errors, required=False, widget=widget, localize=False, **kwargs
        )


class PlanForm(forms.Form):
    """An interval and a total, or rounds in place of the total; what few need stands behind *More*.

    What is typed is called as the figures of a Plan are, but that `work` goes by the name of `interval`, too.
    """

    interval = LengthField(5, HOUR, _("10 seconds to 60 minutes"), label=_("Interval"))
    total = LengthField(MINUTE, LONGEST, _("1 minute to 6 hours"), label=_("Total"))
    rest = LengthField(
        0, HOUR, _("0 seconds to 60 minutes"), label=_("Rest"), help_text=_("After each interval of work.")
    )
    rounds = CountField(
        500, _("Type 1 to 500 rounds."), label=_("Rounds"), help_text=_("In place of a total: leave that empty.")
    )
    sets = CountField(20, _("Type 1 to 20 sets."), label=_("Sets"), help_text=_("So many times all rounds."))
    between = LengthField(0, 30 * MINUTE, _("0 seconds to 30 minutes"), label=_("Rest between sets"))
    prepare = LengthField(0, 5 * MINUTE, _("0 seconds to 5 minutes"), label=_("Prepare"), help_text=_("At first."))
    cool_down = LengthField(0, HOUR, _("0 seconds to 60 minutes"), label=_("Cool down"), help_text=_("At the end."))
    name = forms.CharField(required=False, max_length=80, label=_("Name"), help_text=_("For your log, if you like."))

    MORE = ("prepare", "rest", "rounds", "sets", "between", "cool_down", "name")
    KNOWN = ("interval", "total", "work", *MORE)
    """What an address may hold that is a plan."""

    def __init__(self, data: Mapping[str, Any] | None = None, *, plan: Plan = DEFAULT, name: str = "") -> None:
        """`plan`: what stands in the fields at first."""
        self.begun_with = plan
        initial = {**_as_interval(plan_typed(plan)), "name": name}
        super().__init__(
            _as_interval(data) if data is not None else None, initial=initial, use_required_attribute=False
        )

    @property
    def more(self) -> list[forms.BoundField]:
        """The fields behind *More*."""
        return [self[name] for name in self.MORE]

    @property
    def more_asked(self) -> bool:
        """Whether anything stands in one of them, or is wrong with it."""
        return any(field.errors or field.value() for field in self.more)

    @property
    def plan(self) -> Plan:
        """What was typed; only where that is valid."""
        typed = self.cleaned_data
        by_rounds = {name: typed[name] or 1 for name in ("rounds", "sets")} if typed["rounds"] else {}
        lengths = {name: typed[name] for name in ("total", "rest", "between", "prepare", "cool_down")}
        return Plan(work=typed["interval"], **lengths, **by_rounds)

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        if not self.errors:
            self._check_together(typed)
        if not self.errors:
            self._check_plan()
        return typed

    def _check_together(self, typed: dict[str, Any]) -> None:
        """Which figures go with which."""
        interval, total, rounds = typed["interval"], typed["total"], typed["rounds"]
        if not interval:
            self.add_error("interval", gettext("Type how long an interval is, such as 45, 1:30 or 2 min."))
        if not (total or rounds):
            self.add_error("total", gettext("Type how long it takes in all, such as 20 min; or rounds, under More."))
        if total and rounds:
            words = gettext("Type rounds or a total, not both: each says how long it takes. Empty one of them.")
            self.add_error("rounds", words)
        if (typed["sets"] or 1) > 1 and not rounds:
            self.add_error("sets", gettext("Sets are made of rounds: type how many rounds, too."))
        if typed["between"] and (typed["sets"] or 1) < 2:
            self.add_error("between", gettext("This stands between two sets: type how many sets, too."))
        if interval and not (rounds or typed["rest"]) and interval < LEAST_INTERVAL:
            self.add_error("interval", gettext("Type 10 seconds to 60 minutes; 5 seconds where rests are between."))
        if total and interval > total:
            self.add_error("interval", gettext("This is longer than the total."))

    def _check_plan(self) -> None:
        """Whether it is a session that may be."""
        plan = self.plan
        where = "rounds" if plan.rounds * plan.sets > 1 else "total" if plan.total else "interval"
        if plan.length > LONGEST:
            words = gettext("All together that is %(length)s; a session takes six hours at most.")
            self.add_error(where, words % {"length": length_typed(plan.length)})
        elif len(plan.phases) > MOST_PHASES:
            words = gettext("So many changes are too many for one session: make the intervals longer, or it shorter.")
            self.add_error("interval", words)


def _as_interval(typed: Mapping[str, Any]) -> dict[str, Any]:
    """`work` is called `interval` on the page."""
    fields = {name: typed[name] for name in PlanForm.KNOWN if name in typed and name != "work"}
    if not fields.get("interval") and "work" in typed:
        fields["interval"] = typed["work"]
    return fields
