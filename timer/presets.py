"""Plans to begin with, and how a plan is written into the address of set-up.

A link to set-up is the plan itself: nothing is stored for it, and nothing of anybody's music is in it. Figures stand in
it as one would type them, so whoever reads them checks them like typed ones.
"""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from timer.plans import Plan

MINUTE = 60
HOUR = 60 * MINUTE
COUNTS = ("rounds", "sets")
"""The figures of a plan that are no lengths."""


@dataclass(frozen=True, slots=True)
class BuiltIn:
    """A plan that everybody has, by its `slug`; `words` is one sentence."""

    slug: str
    name: str | Promise
    words: str | Promise
    plan: Plan

    @property
    def address(self) -> str:
        """Set-up with its figures filled in."""
        return setup_address(plan=self.plan, name=str(self.name))


BUILT_IN = (
    BuiltIn(
        "taste",
        _("One minute to try it"),
        _("Six intervals of ten seconds: enough to hear how the song changes."),
        Plan(work=10, total=MINUTE),
    ),
    BuiltIn(
        "tabata",
        _("Tabata"),
        _("Eight rounds of 20 seconds of work and 10 of rest: four minutes, after ten seconds to get ready."),
        Plan(prepare=10, work=20, rest=10, rounds=8),
    ),
    BuiltIn(
        "hiit",
        _("HIIT"),
        _("Two sets of eight rounds, 40 seconds of work and 20 of rest, with a minute between and one to cool down."),
        Plan(prepare=10, work=40, rest=20, rounds=8, sets=2, between=MINUTE, cool_down=MINUTE),
    ),
    BuiltIn(
        "emom",
        _("EMOM"),
        _("Every minute on the minute, twelve times: what is left of each minute is your rest."),
        Plan(prepare=10, work=MINUTE, rounds=12),
    ),
    BuiltIn(
        "pomodoro",
        _("Pomodoro"),
        _("Four times 25 minutes of quiet work with five of rest between them, and a quarter of an hour at the end."),
        Plan(work=25 * MINUTE, rest=5 * MINUTE, rounds=4, cool_down=15 * MINUTE),
    ),
    BuiltIn(
        "power-hour",
        _("Power hour"),
        _("Sixty songs in an hour, a minute of each."),
        Plan(work=MINUTE, total=HOUR),
    ),
)


def length_typed(seconds: int) -> str:
    """A length as one would type it: "45", "1:30" or "1:00:00"."""
    if seconds < MINUTE:
        return str(seconds)
    minutes, rest = divmod(seconds, MINUTE)
    hours, minutes = divmod(minutes, MINUTE)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def plan_typed(plan: Plan) -> dict[str, str]:
    """What would have to be typed into set-up's fields for this plan; what it does without is left out.

    A plan with a total is an interval and a total; any other is work, rounds and sets.
    """
    figures = plan.figures()
    if plan.total:
        figures = {"interval": figures.pop("work"), **figures}
        left_out = {"rounds", "sets", "between"}
    else:
        left_out = {"total"}
    return {
        name: str(figure) if name in COUNTS else length_typed(figure)
        for name, figure in figures.items()
        if figure and name not in left_out
    }


def setup_address(*, plan: Plan, name: str = "", shared: bool = False, preset: int | None = None) -> str:
    """Path and query of set-up with the plan filled in.

    `shared`: set-up says that somebody sent it; `preset`: which of the person's own it is, so that it can be changed.
    """
    more = {"shared": "1" if shared else "", "preset": str(preset or "")}
    return f"{reverse('timer:setup')}?{_query(plan, name, **more)}"


def share_address(*, plan: Plan, name: str = "") -> str:
    """Path and query of the page that has the link to a plan."""
    return f"{reverse('timer:share')}?{_query(plan, name)}"


def _query(plan: Plan, name: str, **more: str) -> str:
    query = {"name": name, **more}
    return urlencode({**plan_typed(plan), **{key: value for key, value in query.items() if value}}, safe=":")
