"""Sessions as pages show them."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from discoverdaily.personal import Figure
from timer.models import Session
from timer.plans import Phase


@dataclass(frozen=True, slots=True)
class Standing:
    """How a session stands at `now`: the page counts down from here by itself."""

    session: Session
    now: datetime

    @property
    def phase(self) -> Phase:
        return self.session.present

    @property
    def next_phase(self) -> Phase | None:
        coming = self.session.plan.phases[self.session.phase + 1 :]
        return coming[0] if coming else None

    @property
    def left(self) -> timedelta:
        """Of the phase; never negative, for the page shows nought until somebody moves it on."""
        return max(timedelta(), self.session.left_at(self.now))

    @property
    def total_left(self) -> timedelta:
        """Of the whole session."""
        return self.left + timedelta(seconds=self.session.plan.after(self.session.phase))


def live_session_of(person: User) -> Session | None:
    """The one that is not over."""
    return Session.objects.filter(person=person, state__in=Session.LIVE).select_related("music").first()


def session_figures() -> list[Figure]:
    """How many of everybody's go on; one query."""
    url = reverse("admin:timer_session_changelist")
    return [Figure(_("Sessions that go on"), Session.objects.filter(state__in=Session.LIVE).count(), url)]
