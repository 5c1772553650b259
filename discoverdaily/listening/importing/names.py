"""The tracks that an import names, each once: a line keeps their number."""

from collections.abc import Hashable, Iterable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from discoverdaily.listening.importing.problems import Problem, Unreadable

NOT_MUSIC, NAMELESS = -1, -2
"""Numbers of what is no track."""
MOST_TRACKS = 500_000
MOST_LETTERS = 64_000_000
"""Of all that is kept of names as they are written: they lie in memory, and a line may be as long as it likes."""
_LONGEST = 500
_ID_LENGTH = 22
_LOST = ("Unknown Track", "Unknown Artist")
"""Title and artist of what account data has lost the name of."""


class Name(NamedTuple):
    """A track as a file names it; `spotify_id` is empty in account data."""

    spotify_id: str
    title: str
    artist: str
    album: str


class _Numbers(dict[Hashable, int]):
    """NAMELESS for what is not there."""

    def __missing__(self, key: Hashable) -> int:
        return NAMELESS


class Names:
    """Numbers tracks from 0, in the order in which they are first named."""

    def __init__(self) -> None:
        self.all: list[Name] = []
        self._numbers = _Numbers()
        self._letters = 0

    def known(self, keys: Iterable[Hashable]) -> NDArray[np.int32]:
        """The number of each track by the key it was first met with; NAMELESS where it was not met yet."""
        return np.fromiter(map(self._numbers.__getitem__, keys), dtype=np.int32)

    def number(self, key: Hashable, uri: str | None, title: str | None, artist: str | None, album: str | None) -> int:
        """The number of a track that `key` stands for, new or not; NAMELESS where nothing names it.

        Raises Unreadable where there are more than anybody can have heard.
        """
        if (known := self._numbers[key]) != NAMELESS:
            return known
        name = Name(_id(uri), _clean(title), _clean(artist), _clean(album))
        if not name.spotify_id and (not name.title or not name.artist or (name.title, name.artist) == _LOST):
            return NAMELESS
        self._letters += sum(len(text or "") for text in (uri, title, artist, *name))
        if len(self.all) == MOST_TRACKS or self._letters > MOST_LETTERS:
            raise Unreadable(Problem.TOO_MANY_LINES)
        self._numbers[key] = len(self.all)
        self.all.append(name)
        return len(self.all) - 1


def _id(uri: str | None) -> str:
    """Spotify's id of a track; empty for a file of one's own and whatever else there may be."""
    what, _, spotify_id = (uri or "").rpartition(":")
    fits = what == "spotify:track" and len(spotify_id) == _ID_LENGTH and spotify_id.isascii() and spotify_id.isalnum()
    return spotify_id if fits else ""


def _clean(text: str | None) -> str:
    """Without what a database cannot keep, and not longer than a name can be."""
    return (text or "").replace("\0", "").strip()[:_LONGEST]
