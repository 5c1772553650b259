"""What the methods of every kind share."""

import re
from collections.abc import Sequence

from discoverdaily.spotify.calls import Calls
from discoverdaily.spotify.errors import Misused, NotFound

_ID = re.compile(r"[0-9A-Za-z]{1,64}")


class Methods:
    """Some of Spotify's endpoints. Every method may raise any SpotifyError."""

    def __init__(self, calls: Calls) -> None:
        self._calls = calls


def checked(spotify_id: str) -> str:
    """The id, fit to stand in a path.

    Raises NotFound for what cannot be one, without asking Spotify.
    """
    if not _ID.fullmatch(spotify_id):
        raise NotFound("not an id")
    return spotify_id


def at_most(number: int, values: Sequence[str]) -> list[str]:
    """The values, if they are not too many for one call. Raises Misused."""
    if len(values) > number:
        raise Misused(f"{len(values)} values where Spotify takes {number}")
    return list(values)
