"""Top Tracks, saved playlists and how they stay fresh."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from discoverdaily.personal import PersonalApp, TodayCard

if TYPE_CHECKING:
    from accounts.models import User


class PlaylistsConfig(PersonalApp):
    default = True  # Django sees two configs in this module, PersonalApp being the other
    name = "playlists"
    verbose_name = _("Playlists")

    def ready(self) -> None:
        import playlists.receivers  # noqa: F401, PLC0415  # models are loaded only now

    def today(self, person: "User") -> Sequence[TodayCard]:
        """Lists that need the person first; then what changed since yesterday."""
        from playlists.selectors import saved_playlists_of  # noqa: PLC0415  # models are loaded only now

        cards = [card for card in saved_playlists_of(person) if card.saved.state != card.saved.State.STOPPED]
        troubled = [card for card in cards if card.trouble]
        return [
            *(TodayCard("playlists/today_trouble.html", {"card": card}, attention=True) for card in troubled),
            TodayCard("playlists/today.html", {"cards": [card for card in cards if not card.trouble]}),
        ]
