"""How music runs: pure functions from one Playback to the next. Moments are seconds, positions milliseconds."""

from collections.abc import Sequence
from random import Random

from msgspec.structs import replace

from discoverdaily.sandbox import world
from discoverdaily.sandbox.records import Playback

ADVERT = "spotify:ad:"
SONGS_BETWEEN_ADVERTS = 3
FALLS_SILENT_AFTER = 12 * 3600.0
"""A player that nobody touches stops after half a day, however far the clock is moved."""
PUT_AWAY_AFTER = 12 * 3600.0
"""One that has been silent for so long is no longer shown; a command takes it up again where it was."""


def length_ms(uri: str) -> int:
    """How long a track, an episode or an advert is."""
    kind, key = uri.split(":")[1:]
    if kind == "track":
        return world.catalogue().tracks[key].duration_ms
    if kind == "episode":
        return world.episodes()[key].duration_ms
    return next(advert.duration_ms for advert in world.adverts() if advert.id == key)


def is_advert(playback: Playback) -> bool:
    return playback.item is not None and playback.item.startswith(ADVERT)


def progress_ms(playback: Playback, now: float) -> int:
    return max(0, round((now - playback.since) * 1000)) if playback.is_playing else playback.progress_ms


def heard_ms(playback: Playback, now: float) -> int:
    stretch = round((now - playback.stretch_at) * 1000) if playback.is_playing else 0
    return playback.heard_ms + max(0, stretch)


def begin(playback: Playback, uri: str, now: float, position_ms: int = 0) -> Playback:
    return replace(
        playback,
        item=uri,
        is_playing=True,
        since=now - position_ms / 1000,
        progress_ms=0,
        heard_ms=0,
        stretch_at=now,
        changed_at=now,
    )


def pause(playback: Playback, now: float) -> Playback:
    return replace(
        playback,
        is_playing=False,
        progress_ms=progress_ms(playback, now),
        heard_ms=heard_ms(playback, now),
        changed_at=now,
    )


def resume(playback: Playback, now: float) -> Playback:
    since = now - playback.progress_ms / 1000
    return replace(playback, is_playing=True, since=since, stretch_at=now, changed_at=now)


def seek(playback: Playback, now: float, position_ms: int) -> Playback:
    if not playback.is_playing:
        return replace(playback, progress_ms=position_ms, changed_at=now)
    heard = heard_ms(playback, now)
    since = now - position_ms / 1000
    return replace(playback, since=since, heard_ms=heard, stretch_at=now, changed_at=now)


def load(playback: Playback, context_uri: str | None, line: Sequence[str], place: int, chance: Random) -> Playback:
    """Another list, to be begun at a place in it (shuffled, if shuffle is on, with that place first)."""
    loaded = replace(playback, context_uri=context_uri, line=tuple(line), order=tuple(range(len(line))), at=place)
    return shuffled(loaded, chance) if playback.shuffle else loaded


def shuffled(playback: Playback, chance: Random) -> Playback:
    """The present song first, the others after it by chance."""
    if not playback.line:
        return replace(playback, shuffle=True)
    here = playback.order[playback.at]
    others = [place for place in playback.order if place != here]
    chance.shuffle(others)
    return replace(playback, shuffle=True, order=(here, *others), at=0)


def in_order(playback: Playback) -> Playback:
    """Shuffle off: on from the present song in the list's own order."""
    at = playback.order[playback.at] if playback.line else 0
    return replace(playback, shuffle=False, order=tuple(range(len(playback.line))), at=at)


def song_at(playback: Playback, at: int) -> str:
    return playback.line[playback.order[at]]


def following(playback: Playback) -> Playback | None:
    """The player moved on to what comes next (its item set, not yet begun), or None at the end of the list."""
    if playback.queue:
        return replace(playback, item=playback.queue[0], queue=playback.queue[1:])
    at = playback.at + 1
    if at >= len(playback.line):
        if playback.repeat != "context" or not playback.line:
            return None
        at = 0
    return replace(playback, item=song_at(playback, at), at=at)


def preceding(playback: Playback) -> Playback | None:
    """Back to the song before; from one of the queue to where the list was left."""
    here = song_at(playback, playback.at) if playback.line else playback.item
    if playback.item != here:
        return replace(playback, item=here)
    at = playback.at - 1
    if at < 0:
        if playback.repeat != "context" or not playback.line:
            return None
        at = len(playback.line) - 1
    return replace(playback, item=song_at(playback, at), at=at)


def as_shown(playback: Playback, now: float) -> Playback:
    """What readers see of it: nothing but its device when it has been silent for long."""
    if playback.is_playing or now - playback.changed_at < PUT_AWAY_AFTER:
        return playback
    return Playback(device=playback.device, volumes=playback.volumes)


def run(playback: Playback, now: float, *, with_adverts: bool) -> tuple[Playback, list[tuple[str, float, int]]]:
    """The player as it is now, and what came to its end since: URI, when, and how much of it was heard."""
    ended: list[tuple[str, float, int]] = []
    until = min(now, playback.commanded_at + FALLS_SILENT_AFTER)
    while playback.is_playing and playback.item is not None:
        ends_at = playback.since + length_ms(playback.item) / 1000
        if ends_at > until:
            break
        ended.append((playback.item, ends_at, heard_ms(playback, ends_at)))
        playback = _after_end(playback, ends_at, with_adverts=with_adverts)
    if playback.is_playing and until < now:
        playback = pause(playback, until)
    return playback, ended


def _after_end(playback: Playback, now: float, *, with_adverts: bool) -> Playback:
    if is_advert(playback):
        playback = replace(playback, songs_since_advert=0)
    else:
        playback = replace(playback, songs_since_advert=playback.songs_since_advert + 1)
    if with_adverts and playback.songs_since_advert >= SONGS_BETWEEN_ADVERTS:
        adverts = world.adverts()
        return begin(playback, ADVERT + adverts[int(now) % len(adverts)].id, now)
    if playback.repeat == "track" and playback.item is not None and not is_advert(playback):
        return begin(playback, playback.item, now)
    moved = following(playback)
    return stopped(playback, now) if moved is None or moved.item is None else begin(moved, moved.item, now)


def stopped(playback: Playback, now: float) -> Playback:
    """At the end of the list: silent, back at its first song."""
    first = song_at(playback, 0) if playback.line else playback.item
    return replace(
        playback, item=first, at=0, is_playing=False, progress_ms=0, heard_ms=0, changed_at=now, songs_since_advert=0
    )
