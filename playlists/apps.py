"""Top Tracks, saved playlists and how they stay fresh."""

from django.utils.translation import gettext_lazy as _

from discoverdaily.personal import PersonalApp


class PlaylistsConfig(PersonalApp):
    name = "playlists"
    verbose_name = _("Playlists")
