"""What Spotify lets an app ask a person for, and why we do."""

from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Scope(StrEnum):
    """A permission, under Spotify's own name."""

    TOP = "user-top-read"
    READ_PLAYLISTS = "playlist-read-private"
    PLAYLISTS_PRIVATE = "playlist-modify-private"
    PLAYLISTS_PUBLIC = "playlist-modify-public"
    RECENTLY_PLAYED = "user-read-recently-played"
    READ_PLAYBACK = "user-read-playback-state"
    READ_CURRENTLY_PLAYING = "user-read-currently-playing"
    CONTROL_PLAYBACK = "user-modify-playback-state"
    STREAMING = "streaming"
    READ_EMAIL = "user-read-email"
    READ_PRIVATE = "user-read-private"


NEEDED: dict[Scope, str | Promise] = {
    Scope.TOP: _("to show what you listened to most"),
    Scope.RECENTLY_PLAYED: _("to keep count of what you play"),
    Scope.READ_PLAYLISTS: _("to find the playlists we keep for you, so that none is made twice"),
    Scope.PLAYLISTS_PRIVATE: _("to make and refresh your private playlists"),
    Scope.PLAYLISTS_PUBLIC: _("to make and refresh playlists that you choose to make public"),
}
"""What is asked of everybody who signs in, each with its reason in words."""

ONCE_WANTED: dict[Scope, str | Promise] = {
    Scope.READ_PLAYBACK: _("to see on which device music plays, for the timer"),
    Scope.READ_CURRENTLY_PLAYING: _("to show the song that plays, beside the timer"),
    Scope.CONTROL_PLAYBACK: _("to start, pause and change songs at the timer’s moments, and at no other"),
    Scope.STREAMING: _("to play music in your browser, where you chose that"),
    Scope.READ_EMAIL: _("asked for by Spotify’s player in the browser; we do not read your address"),
    Scope.READ_PRIVATE: _("asked for by Spotify’s player in the browser; we read whether you have Premium"),
}
"""What is asked of those alone who first want what it is for, each with its reason in words."""
