"""Which commands follow from a cue: pure, so that every way a session can go can be tried without a player.

The command that must come on time stands first; what may come a little later stands after it.
"""

from collections.abc import Iterable, Iterator
from enum import Enum
from typing import NamedTuple

from msgspec import structs

from timer.cues import Cue
from timer.plans import Kind
from timer.wishes import Held, Source, Turn, Wish

MOST_SENT = 100
"""So many songs are sent in one command; at their end the rest is."""


class Do(Enum):
    """What a player can be told."""

    BEGIN = "begin"  # a list, at its place
    GO_ON = "go on"  # with whatever it was at
    STOP = "stop"
    SKIP = "skip"
    NAME = "name"  # the song that a skip would lead to, by its name: sent twice, it is still that song
    VOLUME = "volume"
    SHUFFLE = "shuffle"
    SEEK = "seek"


CHANGING = (Do.SKIP, Do.BEGIN)
"""What brings another song."""


class Order(NamedTuple):
    """`number`: the place of a list, a volume, milliseconds, or 1 and 0 for on and off."""

    do: Do
    number: int = 0


def orders(cue: Cue, kind: Kind, wish: Wish, held: Held) -> list[Order]:
    """What the player is told when a session in a phase of this kind gets the cue."""
    turn = wish.turn(kind)
    if cue is Cue.OVER:
        return [*_stop(held, really=wish.at_end == "pause"), *_volume(None, wish, held)]
    if cue is Cue.PAUSE:
        return _stop(held)
    if turn.pause:
        return _stop(held)
    if cue is Cue.START or silent(held):
        return [*_shuffle(wish, turn), Order(Do.BEGIN, turn.source), *_volume(turn.volume, wish, held)]
    return [*_sound(cue, turn, held), *_volume(turn.volume, wish, held)]


def changes(kinds: Iterable[Kind], wish: Wish, held: Held) -> int:
    """How many other songs phases of these kinds bring, one after another."""
    brought = 0
    for kind in kinds:
        given = orders(Cue.PHASE, kind, wish, held)
        brought += any(order.do in CHANGING for order in given)
        held = held_after(given, held, uri=held.uri, now=held.told_at)
    return brought


def silent(held: Held) -> bool:
    """Whether our list was never made to play, or was and nothing came of it."""
    return held.source is None or (held.tries > 0 and not held.heard)


def _sound(cue: Cue, turn: Turn, held: Held) -> list[Order]:
    if held.source != turn.source:
        return [Order(Do.BEGIN, turn.source)]
    if (cue is Cue.PHASE and turn.skip) or cue is Cue.SONG:
        return [Order(Do.SKIP)]
    return [Order(Do.GO_ON)] if held.stopped else []


def _stop(held: Held, *, really: bool = True) -> list[Order]:
    return [Order(Do.STOP)] if really and not held.stopped else []


def _shuffle(wish: Wish, turn: Turn) -> list[Order]:
    """Before a list begins, so that it does not always begin with the same song; songs of ours are mixed already."""
    return [Order(Do.SHUFFLE, 1)] if wish.shuffle and not wish.sources[turn.source].uris else []


def _volume(wanted: int | None, wish: Wish, held: Held) -> Iterator[Order]:
    """What the phase asks for; else what the device had before, where we changed it."""
    before = held.volume if held.volume is not None else wish.volume_before
    target = wanted if wanted is not None else wish.volume_before if held.volume is not None else None
    if target is not None and target != before:
        yield Order(Do.VOLUME, target)


def shuffle_wanted(wish: Wish, held: Held) -> bool | None:
    """How a player that plays our list should be set; None where it is the person's own matter."""
    if held.source is None:
        return None
    source = wish.sources[held.source]
    return False if source.uris else wish.shuffle if source.given else wish.shuffle or None


def held_after(given: list[Order], held: Held, *, uri: str, now: float) -> Held:
    """How we will have left the player once it did all that; `uri`: of what played before."""
    after = structs.replace(held, uri=uri, told_at=now, looks=0, awaited="")
    for do, number in given:
        if do is Do.BEGIN:
            after.source, after.heard = number, False
        if do is Do.VOLUME:
            after.volume = number
        if do in (Do.SKIP, Do.GO_ON):
            after.woken = held.stopped
        if do in (Do.BEGIN, Do.GO_ON, Do.SKIP):
            after.stopped = False
        if do is Do.STOP:
            after.stopped = True
    return after


def coming_songs(source: Source, place: int) -> list[str]:
    """URIs of a list of songs from a place on, and round to its beginning."""
    place %= len(source.uris)
    return [*source.uris[place:], *source.uris[:place]][:MOST_SENT]


def place_after(source: Source, uri: str) -> int | None:
    """The place after a song's; None where it is none of the list."""
    return (source.uris.index(uri) + 1) % len(source.uris) if uri in source.uris else None
