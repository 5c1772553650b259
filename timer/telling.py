"""Plans in words."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from timer.plans import Plan
from timer.showing import lasting


def plan_told(plan: Plan) -> str:
    """What a plan is, in one line: "8 rounds: 20 seconds of work, 10 seconds of rest"."""
    if plan.total and not plan.rest:
        words = _("A change every %(interval)s, %(total)s in all")
        return words % {"interval": lasting(plan.work), "total": lasting(plan.total)}
    turns = _("%(work)s of work") % {"work": lasting(plan.work)}
    if plan.rest and (plan.total or plan.rounds > 1):
        turns = _("%(work)s, %(rest)s of rest") % {"work": turns, "rest": lasting(plan.rest)}
    if plan.total:
        return _("%(turns)s, %(total)s in all") % {"turns": turns, "total": lasting(plan.total)}
    rounds = ngettext("%(n)s round", "%(n)s rounds", plan.rounds) % {"n": plan.rounds}
    if plan.sets > 1:
        rounds = _("%(sets)s sets of %(rounds)s") % {"sets": plan.sets, "rounds": rounds}
    return _("%(rounds)s: %(turns)s") % {"rounds": rounds, "turns": turns}
