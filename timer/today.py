"""What the timer has to say on Today."""

from typing import TYPE_CHECKING

from discoverdaily import clock
from discoverdaily.personal import TodayCard
from timer.models import Session
from timer.selectors import Standing
from timer.showing import Shown
from timer.telling import plan_told

if TYPE_CHECKING:
    from accounts.models import User


def cards_of(person: "User") -> list[TodayCard]:
    """A session that runs, or the one that was last used; nothing for who never used the timer."""
    last = Session.objects.filter(person=person).first()
    if last is None:
        return []
    if not last.live:
        return [TodayCard("timer/today.html", {"session": last, "told": plan_told(last.plan)}, feature="timer")]
    standing = Standing(last, clock.now())
    until = standing.now + standing.total_left if last.ends_at else None
    context = {"session": last, "it": Shown(standing, None), "until": until}
    return [TodayCard("timer/today_runs.html", context, attention=True)]
