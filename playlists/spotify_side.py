"""What a saved playlist looks like in Spotify now: asked when its page is opened, and only then."""

from dataclasses import dataclass

from django.core.cache import cache

from discoverdaily.spotify.client import Lane, spotify_for
from discoverdaily.spotify.errors import NotFound, SpotifyError
from playlists.models import SavedPlaylist
from playlists.words import Trouble, trouble

FRESH = 60
"""Seconds within which opening the page again asks nothing."""


@dataclass(frozen=True, slots=True)
class InSpotify:
    """`name` as its owner calls it there; `edited`: whether its songs were changed by other hands since we wrote them;
    `missing`: Spotify knows no such playlist; `trouble`: it could not be asked."""

    name: str = ""
    edited: bool = False
    missing: bool = False
    trouble: Trouble | None = None


def look_in_spotify(saved: SavedPlaylist) -> InSpotify | None:
    """What Spotify says of the playlist; None while there is none to ask about, or it was asked a moment ago."""
    if not saved.exists or not cache.add(f"in-spotify:{saved.pk}", 1, timeout=FRESH):
        return None
    try:
        playlist = spotify_for(saved.person, lane=Lane.PEOPLE).playlist(saved.spotify_id)
    except NotFound:
        return InSpotify(missing=True)
    except SpotifyError as error:
        return InSpotify(trouble=trouble(error.reason))
    if playlist.name and playlist.name != saved.name:
        SavedPlaylist.objects.filter(pk=saved.pk).update(name=playlist.name[:100])
        saved.name = playlist.name[:100]
    return InSpotify(name=playlist.name, edited=bool(saved.snapshot_id) and playlist.snapshot_id != saved.snapshot_id)
