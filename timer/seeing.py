"""What was seen to play, and what follows from it. Pure: looks are taken elsewhere.

Spotify answers a command before it acts on it, and may show the song before for a moment. So the first look that finds
something odd is followed by a second one before anything is said or done; and what is done then is safe to be done
twice, for Spotify may have been slower still.
"""

from datetime import datetime
from typing import NamedTuple

import msgspec
from django.conf import settings

from discoverdaily.spotify import objects
from discoverdaily.spotify.errors import Reason
from timer.steering import Do, Order, shuffle_wanted
from timer.wishes import Held, Turn, Wish
from timer.words import Silence

AGAIN = 2.0
"""Seconds until what looked odd is looked at again."""
ADVERT = 10.0
SLOWLY = 30.0
"""From one look to the next while only its person can change what plays."""
AFTER_ITS_END = 1.0
SLOW = 1.5
"""A song this many seconds further on than the command is old was there before."""
FRESH = 10.0
"""So many seconds after a command a song that begins is the one it asked for."""
WORTH_IT = 5.0
"""With fewer seconds of the phase left, the song that did not change is let go on: the next change comes soon."""
DISTANCES = (5.0, 10.0, 20.0, 40.0, 60.0)


class Seen(msgspec.Struct, frozen=True, omit_defaults=True):
    """What plays, as it is kept in `Music.playing` and shown. `cover`: a picture's name; `progress` and `length` in
    milliseconds; `barred`: by a device that takes no commands; `seen_at` in unix seconds."""

    uri: str = ""
    title: str = ""
    artists: str = ""
    cover: str = ""
    url: str = ""
    kind: str = ""
    is_playing: bool = False
    progress: int = 0
    length: int = 0
    device: str = ""
    context: str = ""
    barred: bool = False
    shuffle: bool | None = None
    seen_at: float = 0.0


class Verdict(NamedTuple):
    """`trouble`: what to tell, None for what was told before; `wait`: seconds until the next look, None for no more;
    `order`: what to tell the player; `asleep`: whether a device must be found first; `heard`: whether music plays."""

    trouble: str | None = None
    wait: float | None = None
    order: Order | None = None
    asleep: bool = False
    heard: bool = False


def seen_of(playback: objects.Playback | None, now: datetime) -> Seen | None:
    """What Spotify told; None where no player is active."""
    if playback is None:
        return None
    track, item = playback.track, playback.track or playback.episode
    return Seen(
        uri=item.uri if item else "",
        title=item.name if item else "",
        artists=", ".join(artist.name for artist in track.artists) if track else "",
        cover=track.cover(64) if track else "",
        url=f"{settings.SPOTIFY_OPEN_URL}/{'track' if track else 'episode'}/{item.id}" if item else "",
        kind=playback.kind,
        is_playing=playback.is_playing,
        progress=playback.progress_ms or 0,
        length=item.duration_ms if item else 0,
        device=playback.device.name if playback.device else "",
        context=playback.context.uri if playback.context else "",
        barred=playback.device is not None and playback.device.is_restricted,
        shuffle=playback.shuffle,
        seen_at=now.timestamp(),
    )


def distance(tries: int) -> float:
    """Seconds until the next look after so many in a row that found no music."""
    return DISTANCES[min(tries, len(DISTANCES) - 1)]


def verdict(seen: Seen | None, *, turn: Turn | None, left: float, wish: Wish, held: Held) -> Verdict:
    """What follows. `turn`: what should play now, None for silence; `left`: seconds of the phase."""
    if turn is None:
        return _silence(seen, held)
    if held.looks == 0 and (seen is None or not seen.is_playing or _is_old(seen, wish, held)):
        return Verdict(wait=AGAIN)
    if seen is None:
        return Verdict(Reason.NO_ACTIVE_DEVICE, wait=distance(held.tries), asleep=True)
    if seen.kind == "ad":
        return Verdict(Silence.ADVERT, wait=ADVERT, heard=seen.is_playing)
    if not seen.is_playing:
        return _quiet(seen, turn, wish, held)
    return _unchanged(left, held) if _is_unchanged(seen, wish, held) else _music(seen, left, wish, held)


def speech(found: Verdict) -> Verdict:
    """It is an episode of a podcast that plays, and it was not to be skipped."""
    return Verdict(Silence.SPEECH, wait=SLOWLY, heard=True) if found.heard and not found.trouble else found


def _silence(seen: Seen | None, held: Held) -> Verdict:
    """The music should rest: the song that goes on although we stopped it is stopped once more. Another song is
    somebody's wish."""
    ours = seen is not None and seen.is_playing and seen.uri == held.uri
    if not ours or not held.stopped or held.looks > 1:
        return Verdict("")
    return Verdict(wait=AGAIN, order=Order(Do.STOP) if held.looks else None)


def _quiet(seen: Seen, turn: Turn, wish: Wish, held: Held) -> Verdict:
    """A player is there, and is silent."""
    if held.source is None:  # it could not be told so far
        return Verdict(wait=distance(held.tries), order=Order(Do.BEGIN, turn.source))
    if held.woken:
        return Verdict("", wait=AGAIN, order=Order(Do.GO_ON))
    if not held.heard:
        return Verdict(Silence.SILENT, wait=distance(held.tries))
    if seen.progress:  # its person stopped it; that is theirs to do
        return Verdict("")
    if held.source is not None and wish.sources[held.source].given:
        return Verdict("", wait=AGAIN, order=Order(Do.BEGIN, held.source))
    return Verdict(Silence.LIST_OVER, wait=SLOWLY)


def _music(seen: Seen, left: float, wish: Wish, held: Held) -> Verdict:
    if seen.barred:
        return Verdict(Reason.RESTRICTED, wait=SLOWLY, heard=True)
    rest = (seen.length - seen.progress) / 1000 + AFTER_ITS_END
    rest = rest if rest > AFTER_ITS_END else DISTANCES[0]  # it is said to be beyond its end
    wait = rest if seen.length and rest < left else None
    return Verdict("", wait=wait, order=_touch(seen, wish, held), heard=True)


def _touch(seen: Seen, wish: Wish, held: Held) -> Order | None:
    """What is still to be put right with music that plays: past its intro, and as mixed as was wished."""
    intro = wish.past_intro * 1000
    if seen.kind == "track" and seen.seen_at - held.told_at < FRESH and seen.progress < intro < seen.length:
        return Order(Do.SEEK, intro)
    shuffle = shuffle_wanted(wish, held)
    if not held.heard and shuffle is not None and seen.shuffle is not None and seen.shuffle != shuffle:
        return Order(Do.SHUFFLE, int(shuffle))
    return None


def _is_unchanged(seen: Seen, wish: Wish, held: Held) -> bool:
    """Whether the song goes on that the last command was to change. To begin with whatever plays changes none."""
    whatever = held.awaited == Do.BEGIN.value and not wish.sources[held.source or 0].given
    return bool(held.awaited) and not whatever and not seen.barred and _is_old(seen, wish, held)


def _unchanged(left: float, held: Held) -> Verdict:
    """It is asked for once more, in a way that leads to the same song where Spotify was only slow; then it is told."""
    if held.looks > 1 or left < WORTH_IT:
        return Verdict(Silence.UNCHANGED, wait=DISTANCES[0])
    again = Order(Do.BEGIN, held.source or 0) if held.awaited == Do.BEGIN.value else Order(Do.NAME)
    return Verdict(wait=AGAIN, order=again)


def _is_old(seen: Seen, wish: Wish, held: Held) -> bool:
    """Whether it is still the song before the command that is shown: further on than one that began since can be."""
    begun_since = seen.seen_at - held.told_at + SLOW + wish.past_intro
    return bool(held.uri) and seen.uri == held.uri and seen.progress / 1000 > begun_since
