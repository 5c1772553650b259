"""What is listened to: every play, how it came in, and what follows from it."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from discoverdaily.personal import Feature, Figure, PersonalApp, Table, TodayCard

if TYPE_CHECKING:
    from accounts.models import User


PAGES_OF_IMPORTS = tuple(
    f"listening:{name}"
    for name in (
        *("imports", "import", "import_stop", "import_remove"),
        *("past", "past_note", "past_forget", "past_came"),
    )
)
"""Without the card on Today and in the history, which asks for itself and would take along whoever reads those."""


class ListeningConfig(PersonalApp):
    default = True  # Django sees two configs in this module, PersonalApp being the other
    name = "discoverdaily.listening"
    verbose_name = _("Listening")

    def ready(self) -> None:
        import discoverdaily.listening.receivers  # noqa: F401, PLC0415  # models are loaded only now

    def today(self, person: "User") -> Sequence[TodayCard]:
        """Exports on their way in, and one that should have come from Spotify."""
        from discoverdaily.listening.today import cards_of  # noqa: PLC0415  # models are loaded only now

        return cards_of(person)

    def export(self, person: "User") -> Iterator[Table]:
        """Every play, and what goes with them."""
        from discoverdaily.listening.exporting import tables_of  # noqa: PLC0415  # models are loaded only now

        return tables_of(person)

    def holds(self, person: "User") -> Sequence[Figure]:
        """Plays and exports."""
        from discoverdaily.listening.models import Import, Play  # noqa: PLC0415  # models are loaded only now

        return [
            Figure(_("Plays"), Play.objects.filter(person=person).count()),
            Figure(_("Exports handed in"), Import.objects.filter(person=person).count()),
        ]

    def erase(self, person: "User") -> Iterator[None]:
        """Plays and their counts, piece by piece."""
        from discoverdaily.listening.erasing import listening_erase  # noqa: PLC0415  # models are loaded only now

        return listening_erase(person)

    def forget_spotify(self, person: "User") -> None:
        """Captured plays; imports stay."""
        from discoverdaily.listening.forgetting import captured_forget  # noqa: PLC0415  # models are loaded only now

        captured_forget(person)

    def refresh(self, person: "User") -> None:
        """Their plays are asked for."""
        from discoverdaily.listening.capture import capture_due_now  # noqa: PLC0415  # models are loaded only now

        capture_due_now(person=person)

    def features(self) -> Sequence[Feature]:
        """Bringing exports in. What Spotify tells is always asked for: what is not kept now would be lost for good."""
        without = _("No export is taken in, and those on their way rest. What was brought in stays.")
        return [Feature("imports", _("Imports"), without, pages=PAGES_OF_IMPORTS)]

    def staff_summary(self) -> Sequence[Figure]:
        """Gaps."""
        from discoverdaily.listening.gaps import gap_figures  # noqa: PLC0415  # models are loaded only now

        return gap_figures()
