"""What a session's music is to be, as it is kept in `Music.wish`; and what was done to the player, in `Music.held`.

Both are read from and written to JSON here and nowhere else.
"""

from collections.abc import Mapping
from typing import Any, Literal, TypeVar

import msgspec

from timer.plans import Kind

T = TypeVar("T", bound=msgspec.Struct)

MOST_SONGS = 200
"""How many songs of a list are known, where they must be: four calls."""


class Source(msgspec.Struct, frozen=True, omit_defaults=True):
    """What is played: one of Spotify's lists by its URI, or songs by theirs; neither is whatever the person plays.

    `length`: how many songs one of Spotify's lists has; 0 where that is not known.
    """

    name: str = ""
    context: str = ""
    uris: tuple[str, ...] = ()
    length: int = 0

    @property
    def given(self) -> bool:
        """Whether it says what to play."""
        return bool(self.context or self.uris)


class Turn(msgspec.Struct, frozen=True, omit_defaults=True):
    """What happens when a phase of a kind begins; `source`: the place of its list among the wish's."""

    source: int = 0
    skip: bool = True
    pause: bool = False
    volume: int | None = None


class Wish(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a session's music is to be.

    `turns`: by kind of phase. `past_intro`: seconds of each song passed over. `volume_before`: what the device had, to
    be given back. `unknown`: of so many songs (the second) that were put in order, of how many (the first) nobody knows
    how they sound. `typed`: what was chosen, by the names of the form's fields, to begin with the next time; `pasted`:
    what the lists are called that were chosen by a link, by their words.
    """

    sources: tuple[Source, ...] = (Source(),)
    turns: dict[str, Turn] = {}
    shuffle: bool = False
    past_intro: int = 0
    at_end: Literal["pause", "on"] = "pause"
    volume_before: int | None = None
    unknown: tuple[int, int] | None = None
    typed: dict[str, str] = {}
    pasted: dict[str, str] = {}

    def turn(self, kind: Kind | str) -> Turn:
        return self.turns.get(str(kind), Turn())

    def source(self, kind: Kind | str) -> Source:
        return self.sources[self.turn(kind).source]


class Held(msgspec.Struct, omit_defaults=True):
    """How we left the player.

    `source`: the place of the list that plays, None until it was made to; `places`: of the next song of each list of
    songs, by the list's place; `volume`: that we set; `stopped`: by us; `woken`: by a skip, which need not start it, or
    by letting it go on. `uri`: of the song before the last command, and `told_at`, unix seconds, when that was;
    `awaited`: the command that was taken and is not seen yet to have changed that song, by its name in steering.Do.
    `heard`: whether the list was seen to play since it began; `looks`: since the last command; `tries`: looks in a row
    that found no music.
    """

    source: int | None = None
    places: dict[str, int] = {}
    volume: int | None = None
    stopped: bool = False
    woken: bool = False
    uri: str = ""
    told_at: float = 0.0
    awaited: str = ""
    heard: bool = False
    looks: int = 0
    tries: int = 0


def read(kind: type[T], kept: Mapping[str, Any]) -> T:
    """As it was kept."""
    return msgspec.convert(kept, kind)


def kept(given: msgspec.Struct) -> dict[str, Any]:
    """As it is kept."""
    plain: dict[str, Any] = msgspec.to_builtins(given)
    return plain
