"""What a saved playlist looks like in Spotify now: asked when its page is opened, and only then."""

from dataclasses import dataclass

from django.core.cache import cache

from discoverdaily.spotify.client import Lane, spotify_for
from discoverdaily.spotify.errors import NotFound, SpotifyError
from playlists.models import SavedPlaylist, one_line
from playlists.words import Trouble, trouble

FRESH = 60
"""Seconds within which opening the page again asks nothing."""


@dataclass(frozen=True, slots=True)
class InSpotify:
    """`name` as its owner calls it there; `edited`: whether its songs were changed by other hands since we wrote them;
    `missing`: Spotify knows no such playlist; `refused`: why it could not be asked."""

    name: str = ""
    edited: bool = False
    missing: bool = False
    refused: str = ""

    @property
    def trouble(self) -> Trouble | None:
        """The same in words."""
        return trouble(self.refused) if self.refused else None


def look_in_spotify(saved: SavedPlaylist) -> InSpotify | None:
    """What Spotify says of the playlist, at most a minute ago; None while there is none to ask about."""
    if not saved.exists:
        return None
    kept_as = f"in-spotify:{saved.pk}:{saved.snapshot_id}"
    found: InSpotify | None = cache.get(kept_as)
    if found is None:
        found = _ask(saved)
        cache.set(kept_as, found, timeout=FRESH)
    if found.name and found.name != saved.name:
        saved.write(name=found.name)
    return found


def _ask(saved: SavedPlaylist) -> InSpotify:
    try:
        playlist = spotify_for(saved.person, lane=Lane.PEOPLE).playlist(saved.spotify_id)
    except NotFound:
        return InSpotify(missing=True)
    except SpotifyError as error:
        return InSpotify(refused=error.reason)
    edited = bool(saved.snapshot_id) and playlist.snapshot_id != saved.snapshot_id
    return InSpotify(name=one_line(playlist.name), edited=edited)
