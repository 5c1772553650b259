"""Spotify on behalf of one person: `spotify_for(person)` and every endpoint as a typed method."""

from typing import TYPE_CHECKING

from discoverdaily.spotify.calls import Calls
from discoverdaily.spotify.methods.catalogue import CatalogueMethods
from discoverdaily.spotify.methods.legacy import LegacyMethods
from discoverdaily.spotify.methods.library import LibraryMethods
from discoverdaily.spotify.methods.person import PersonMethods
from discoverdaily.spotify.methods.player import PlayerMethods
from discoverdaily.spotify.methods.playlists import PlaylistMethods
from discoverdaily.spotify.pacing import Lane
from discoverdaily.spotify.tokens import ConnectionTokens

if TYPE_CHECKING:
    from accounts.models import User

__all__ = ["Lane", "Spotify", "spotify_for"]


class Spotify(PersonMethods, PlaylistMethods, LibraryMethods, CatalogueMethods, PlayerMethods, LegacyMethods):
    """Every endpoint, one method each. Any method may raise any SpotifyError; never call one inside a transaction."""


def spotify_for(person: "User", lane: Lane = Lane.PEOPLE, *, patience: float | None = None) -> Spotify:
    """Spotify as this person; `patience`: seconds to wait for an answer, where it is to be less than usual.

    Raises ReconnectNeeded, without asking Spotify, where they have no usable connection.
    """
    tokens = ConnectionTokens.of(person)
    return Spotify(Calls(client_id=tokens.client_id, tokens=tokens, lane=lane, patience=patience))
