"""Intervals that run on a person's music."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from discoverdaily.personal import Feature, Figure, PersonalApp, Table, TodayCard

if TYPE_CHECKING:
    from accounts.models import User


OF_A_SESSION = tuple(
    f"timer:{name}"
    for name in (
        *("session", "now", "tick", "look", "pause", "resume", "next", "back", "plus", "minus", "reset", "end"),
        *("song", "transfer", "allow", "player_token", "here_ready"),
    )
)
"""What somebody needs in whose session the timer is switched off."""


class TimerConfig(PersonalApp):
    default = True  # Django sees two configs in this module, PersonalApp being the other
    name = "timer"
    verbose_name = _("Timer")

    def ready(self) -> None:
        from timer import receivers  # noqa: F401, PLC0415  # models are loaded only now

    def today(self, person: "User") -> Sequence[TodayCard]:
        """A session that runs, or the one that was last used."""
        from timer.today import cards_of  # noqa: PLC0415  # models are loaded only now

        return cards_of(person)

    def export(self, person: "User") -> Iterator[Table]:
        """Sessions and presets."""
        from timer.exporting import tables_of  # noqa: PLC0415  # models are loaded only now

        return tables_of(person)

    def holds(self, person: "User") -> Sequence[Figure]:
        """Sessions and presets."""
        from timer.models import Preset, Session  # noqa: PLC0415  # models are loaded only now

        return [
            Figure(_("Sessions of the timer"), Session.objects.filter(person=person).count()),
            Figure(_("Presets"), Preset.objects.filter(person=person).count()),
        ]

    def keeps_moments(self) -> bool:
        """While anybody's time runs."""
        from timer.models import Session  # noqa: PLC0415  # models are loaded only now

        return Session.objects.filter(state=Session.State.RUNNING).exists()

    def erase(self, person: "User") -> Iterator[None]:
        """What the cache knows."""
        from timer.erasing import timer_erase  # noqa: PLC0415  # models are loaded only now

        return timer_erase(person)

    def forget_spotify(self, person: "User") -> None:
        """Players and songs of sessions."""
        from timer.erasing import timer_forget_spotify  # noqa: PLC0415  # models are loaded only now

        timer_forget_spotify(person)

    def features(self) -> Sequence[Feature]:
        """The timer; a session that is not over goes on to its end."""
        without = _("No session can be begun. Those that run go on to their end.")
        return [Feature("timer", _("Timer"), without, pages=["timer"], stays=OF_A_SESSION)]

    def staff_summary(self) -> Sequence[Figure]:
        """Sessions that go on."""
        from timer.selectors import session_figures  # noqa: PLC0415  # models are loaded only now

        return session_figures()
