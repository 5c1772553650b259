"""Each day coloured by what was listened to."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from discoverdaily.personal import Feature, Figure, PersonalApp, Section, Table, TodayCard, switched_off

if TYPE_CHECKING:
    from django.forms import ModelForm

    from accounts.models import User


class MoodConfig(PersonalApp):
    default = True  # Django sees two configs in this module, PersonalApp being the other
    name = "mood"
    verbose_name = _("Mood")

    def ready(self) -> None:
        import mood.receivers  # noqa: F401, PLC0415  # models are loaded only now

    def today(self, person: "User") -> Sequence[TodayCard]:
        """The running day in one stroke."""
        from mood.today import cards_of  # noqa: PLC0415  # models are loaded only now

        return cards_of(person)

    def export(self, person: "User") -> Iterator[Table]:
        """The calendar's days, entries and models."""
        from mood.exporting import tables_of  # noqa: PLC0415  # models are loaded only now

        return tables_of(person)

    def settings_form(self, person: "User", data: Mapping[str, Any] | None = None) -> "ModelForm[Any] | None":
        """The colours; nothing where the calendar is off, for the person or for all."""
        from mood.forms import PaletteForm  # noqa: PLC0415  # models are loaded only now
        from mood.selectors import mood_kept  # noqa: PLC0415  # as above

        mood = mood_kept(person)
        wanted = mood.on and "mood" not in switched_off()
        return PaletteForm(data, instance=mood, prefix="mood") if wanted else None

    def holds(self, person: "User") -> Sequence[Figure]:
        """Days, and what was written of them."""
        from mood.models import Day, Entry, OwnModel  # noqa: PLC0415  # models are loaded only now

        return [
            Figure(_("Days of the mood calendar"), Day.objects.filter(person=person).count()),
            Figure(_("Ratings and notes"), Entry.objects.filter(person=person).count()),
            Figure(_("Mood models of your own"), OwnModel.objects.filter(person=person).count()),
        ]

    def forget_spotify(self, person: "User") -> None:
        """Models of one's own: they are made of playlists that Spotify told."""
        from mood.own_models import own_models_forget  # noqa: PLC0415  # models are loaded only now

        own_models_forget(person=person)

    def share_sections(self) -> Sequence[Section]:
        """A month or a year of the calendar."""
        from mood.sharing import mood_choices, mood_shared  # noqa: PLC0415  # models are loaded only now

        return [Section("mood", _("Mood"), mood_choices, mood_shared, feature="mood")]

    def features(self) -> Sequence[Feature]:
        """The calendar."""
        without = _("Days are not scored, models not trained. Days that pass meanwhile get their colours afterwards.")
        return [Feature("mood", _("Mood"), without, pages=["mood"])]

    def staff_summary(self) -> Sequence[Figure]:
        """How many keep a calendar."""
        from mood.models import Mood  # noqa: PLC0415  # models are loaded only now

        return [Figure(_("Mood calendars that are on"), Mood.objects.filter(on=True).count())]
