"""The log: a person's sessions that are over, by their own days, and what they come to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from itertools import groupby

from django.db import transaction
from django.db.models import Count, DurationField, ExpressionWrapper, F, Q, QuerySet, Sum
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from discoverdaily import clock
from discoverdaily.listening.days import day_begins, day_of, today_of
from timer.models import Music, Session
from timer.showing import lasting
from timer.telling import plan_told

ON_A_PAGE = 30
SECOND = timedelta(seconds=1)
_RAN = ExpressionWrapper(F("over_at") - F("started_at") - F("stood_for"), output_field=DurationField())


@dataclass(frozen=True, slots=True)
class Total:
    """What sessions of a stretch of days come to; a session belongs to the day on which it began."""

    label: str | Promise
    sessions: int
    seconds: int

    @property
    def ran(self) -> str:
        """How long time ran, in words."""
        return lasting(self.seconds)


@dataclass(frozen=True)
class Line:
    """A session that is over."""

    session: Session

    @property
    def music(self) -> Music | None:
        return getattr(self.session, "music", None)

    @property
    def done(self) -> bool:
        """Whether it came to its end."""
        return self.session.state == Session.State.DONE

    @property
    def seconds(self) -> int:
        """How long time ran: longer or shorter than planned where the person had it so."""
        return max(0, self.session.ran_for(self.session.over_at or clock.now()) // SECOND)

    @property
    def name(self) -> str:
        """What it was called, or what it was."""
        return self.session.title or plan_told(self.session.plan)

    @property
    def ran(self) -> str:
        """How long it ran and, where that is not all, of how much."""
        if self.done:
            return lasting(self.seconds)
        return _("%(ran)s of %(planned)s") % {
            "ran": lasting(self.seconds),
            "planned": lasting(self.session.plan.length),
        }

    @cached_property
    def rounds(self) -> tuple[int, int]:
        """Intervals of work that were done, and how many there were to be."""
        plan = self.session.plan
        return plan.works(self.session.phase + self.done), plan.works()

    @property
    def missed(self) -> int:
        """Changes of song that were not done, or of which nobody knows."""
        return self.music.missed + self.music.unsure if self.music else 0


@dataclass(frozen=True, slots=True)
class Page:
    """Some of the log, the newest first: each of the person's days with its sessions; `older` is the next page."""

    days: Sequence[tuple[date, Sequence[Line]]]
    older: int | None


def sessions_over(person: User) -> QuerySet[Session]:
    """Those that ended, the newest first."""
    return Session.objects.filter(person=person).exclude(state__in=Session.LIVE)


def log_page(person: User, number: int) -> Page:
    """A page of the log, counted from 1. One query."""
    first = (number - 1) * ON_A_PAGE
    found = sessions_over(person).select_related("music").order_by("-started_at", "-pk")
    lines = [Line(session) for session in found[first : first + ON_A_PAGE + 1]]
    older = number + 1 if len(lines) > ON_A_PAGE else None
    by_day = groupby(lines[:ON_A_PAGE], key=lambda line: day_of(person, line.session.started_at))
    return Page([(day, list(group)) for day, group in by_day], older)


def log_totals(person: User) -> list[Total]:
    """What this week (from Monday), this month, and all sessions ever come to. One query."""
    today = today_of(person)
    since: dict[str, datetime | None] = {
        "week": day_begins(person, today - timedelta(days=today.weekday())),
        "month": day_begins(person, today.replace(day=1)),
        "ever": None,
    }
    wanted = {name: Q(started_at__gte=moment) if moment else Q() for name, moment in since.items()}
    figures = sessions_over(person).aggregate(
        **{f"{name}_count": Count("pk", filter=within) for name, within in wanted.items()},
        **{f"{name}_ran": Sum(_RAN, filter=within) for name, within in wanted.items()},
    )
    labels = {"week": gettext_lazy("This week"), "month": gettext_lazy("This month"), "ever": gettext_lazy("Ever")}
    return [
        Total(label, figures[f"{name}_count"], (figures[f"{name}_ran"] or timedelta()) // SECOND)
        for name, label in labels.items()
    ]


def log_forget(*, session: Session) -> None:
    """The session is no longer kept. One that runs stays: it is ended first."""
    sessions_over(session.person).filter(pk=session.pk).delete()


@transaction.atomic
def log_forget_all(*, person: User) -> int:
    """Nothing that is over is kept any longer; answers how many sessions that were."""
    over = sessions_over(person)
    Music.objects.filter(session__in=over).delete()
    return over.delete()[1].get("timer.Session", 0)
