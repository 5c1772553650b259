"""Top Tracks, saved playlists and how they stay fresh."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from discoverdaily.personal import Feature, Figure, PersonalApp, Section, Table, TodayCard

if TYPE_CHECKING:
    from accounts.models import User
    from playlists.selectors import Card


TOP = ("playlists:top", "playlists:played")
LEFT_OUT = (
    "playlists:leave_out",
    "playlists:left_out",
    "playlists:take_back",
    "playlists:list_take_back",
)
"""What a person leaves out is left out of more than playlists."""


class PlaylistsConfig(PersonalApp):
    default = True  # Django sees two configs in this module, PersonalApp being the other
    name = "playlists"
    verbose_name = _("Playlists")

    def ready(self) -> None:
        import playlists.receivers  # noqa: F401, PLC0415  # models are loaded only now

    def today(self, person: "User") -> Sequence[TodayCard]:
        """What keeps lists from being refreshed, one notice for each trouble; then what changed with the others."""
        from playlists.selectors import saved_playlists_of  # noqa: PLC0415  # models are loaded only now

        cards = saved_playlists_of(person)
        fine = [card for card in cards if card.newsworthy and not card.trouble]
        troubled = groupby(sorted(cards, key=_reason), key=_reason)
        notices = [
            TodayCard("playlists/today_trouble.html", {"cards": list(same)}, attention=True, feature="playlists")
            for reason, same in troubled
            if reason
        ]
        if notices and not fine:
            return notices
        changes = {"cards": fine, "some": bool(cards)}
        return [*notices, TodayCard("playlists/today.html", changes, feature="playlists")]

    def export(self, person: "User") -> Iterator[Table]:
        """Saved playlists with every list written, and recipes."""
        from playlists.exporting import tables_of  # noqa: PLC0415  # models are loaded only now

        return tables_of(person)

    def holds(self, person: "User") -> Sequence[Figure]:
        """Playlists with every list written, and recipes."""
        from playlists.models import Edition, Recipe, SavedPlaylist  # noqa: PLC0415  # models are loaded only now

        return [
            Figure(_("Saved playlists"), SavedPlaylist.objects.filter(person=person).count()),
            Figure(_("Lists written to them"), Edition.objects.filter(saved__person=person).count()),
            Figure(_("Recipes"), Recipe.objects.filter(person=person).count()),
        ]

    def erase(self, person: "User") -> Iterator[None]:
        """What the cache knows."""
        from playlists.erasing import playlists_erase  # noqa: PLC0415  # models are loaded only now

        return playlists_erase(person)

    def leave_spotify(self, person: "User") -> bool:
        """The saved playlists leave the person's library."""
        from playlists.erasing import playlists_leave_spotify  # noqa: PLC0415  # models are loaded only now

        return playlists_leave_spotify(person)

    def forget_spotify(self, person: "User") -> None:
        """Lists of Spotify's ranking and catalogue."""
        from playlists.erasing import playlists_forget_spotify  # noqa: PLC0415  # models are loaded only now

        playlists_forget_spotify(person)

    def share_sections(self) -> Sequence[Section]:
        """Spotify's rankings, and saved playlists."""
        from playlists import sharing  # noqa: PLC0415  # models are loaded only now

        return [
            Section("top", _("Top tracks"), sharing.top_choices, sharing.top_shared, feature="top"),
            Section("saved", _("Saved playlists"), sharing.saved_choices, sharing.saved_shared, feature="playlists"),
        ]

    def features(self) -> Sequence[Feature]:
        """Top lists, saved playlists, and growing them."""
        return [
            Feature("top", _("Top lists"), _("Nobody sees their top lists. Playlists saved of them go on."), TOP),
            Feature(
                "playlists",
                _("Saved playlists"),
                _("None is refreshed, saved or changed. They stay in Spotify as they are."),
                pages=["playlists", "create:save"],
                stays=[*TOP, *LEFT_OUT],
            ),
            Feature(
                "create",
                _("Create"),
                _("Nothing is grown. Playlists that were grown stay as they are, and are not refreshed."),
                pages=["create"],
            ),
        ]

    def refresh(self, person: "User") -> None:
        """Every list that is kept fresh."""
        from playlists.services import saved_playlists_refresh_now  # noqa: PLC0415  # models are loaded only now

        saved_playlists_refresh_now(person=person)

    def resume(self, person: "User") -> None:
        """Every list that was suspended."""
        from playlists.services import saved_playlists_resume  # noqa: PLC0415  # models are loaded only now

        saved_playlists_resume(person=person)

    def staff_summary(self) -> Sequence[Figure]:
        """Saved playlists by how they stand."""
        from playlists.selectors import saved_figures  # noqa: PLC0415  # models are loaded only now

        return saved_figures()


def _reason(card: "Card") -> str:
    return card.saved.last_error if card.trouble else ""
