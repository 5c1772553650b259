"""A listener's player: which device is in use, what it does, what it did.

Changes show a moment after they are made.
"""

from dataclasses import dataclass
from random import Random

from msgspec.structs import replace

from discoverdaily.sandbox import playback as music
from discoverdaily.sandbox import world
from discoverdaily.sandbox.ranking import best_of
from discoverdaily.sandbox.records import Device, Playback, Played, Player
from discoverdaily.sandbox.shapes import episodes_of
from discoverdaily.sandbox.state import Sandbox

MOST_REMEMBERED = 5_000


def device_key(device: Device) -> str:
    """Restricted devices may have no id."""
    return device.id or device.name


def awake(sandbox: Sandbox, listener: str) -> list[Device]:
    return [device for device in sandbox.devices(listener) if not device.asleep]


@dataclass(frozen=True, slots=True)
class Now:
    """A listener's player at this moment: as it is, and as readers see it."""

    listener: str
    at: float
    real: Playback
    shown: Playback


def now_of(sandbox: Sandbox, listener: str) -> Now:
    """The player brought up to date; songs that ended meanwhile are remembered as played."""
    player = sandbox.players.get(listener) or Player()
    now = sandbox.clock.timestamp()
    with_adverts = sandbox.product(listener) == "free"
    real, ended = music.run(player.now, now, with_adverts=with_adverts)
    _remember(sandbox, listener, real, ended)
    if real.is_playing and active_device(sandbox, listener, real) is None:
        _leave(sandbox, listener, real, now, skipped=False)
        real = replace(music.pause(real, now), heard_ms=0)
    if real is not player.now:
        _note_stretch(sandbox, listener, player.now, real)
        sandbox.players[listener] = replace(player, now=real)
    shown = real
    if now < player.visible_at:
        shown, _ = music.run(player.before, now, with_adverts=with_adverts)
    return Now(listener, now, real, music.as_shown(shown, now))


def active_device(sandbox: Sandbox, listener: str, playback: Playback) -> Device | None:
    """The device in use: the one last commanded if it is awake, else the one that is set active."""
    devices = awake(sandbox, listener)
    used = next((device for device in devices if device_key(device) == playback.device), None)
    return used or next((device for device in devices if device.is_active), None)


def put(sandbox: Sandbox, before: Now, after: Playback, *, left: bool = False, lag: float | None = None) -> None:
    """Let the player do this from now on; left: the present song was left before its end.

    Readers see it after `lag` seconds (the settings' player_lag unless given).
    """
    if left:
        _leave(sandbox, before.listener, before.real, before.at, skipped=True)
    lag = sandbox.settings.player_lag if lag is None else lag
    after = replace(after, commanded_at=before.at)
    _note_stretch(sandbox, before.listener, before.real, after)
    sandbox.players[before.listener] = Player(now=after, before=before.shown, visible_at=before.at + lag)


def stretches(sandbox: Sandbox, now: Now) -> list[tuple[float, float]]:
    """From when to when music ran here without a break, oldest first, up to this moment."""
    past = sandbox.stretches.get(now.listener, ())
    return [*past, (now.real.stretch_at, now.at)] if now.real.is_playing else [*past]


def _note_stretch(sandbox: Sandbox, listener: str, before: Playback, after: Playback) -> None:
    if not before.is_playing or (after.is_playing and after.stretch_at == before.stretch_at):
        return
    stretch = (before.stretch_at, after.stretch_at if after.is_playing else after.changed_at)
    sandbox.stretches[listener] = (*sandbox.stretches.get(listener, ()), stretch)[-MOST_REMEMBERED:]


def line_of(sandbox: Sandbox, context_uri: str) -> list[str] | None:
    """The URIs of an album, an artist's best, a playlist, a show or a collection; None when there is no such thing."""
    parts = context_uri.split(":")
    kind, key, known = parts[1], parts[2], world.catalogue()
    if parts[-1] == "collection" and key in sandbox.listeners:
        return [uri for uri in reversed(sandbox.libraries.get(key) or {}) if uri.startswith("spotify:track:")]
    if kind == "album" and key in known.albums:
        return [f"spotify:track:{track}" for track in known.albums[key].track_ids]
    if kind == "artist" and key in known.artists:
        return [f"spotify:track:{track}" for track in best_of(key)]
    if kind == "playlist" and key in sandbox.playlists:
        return sandbox.playlists[key].uris
    if kind == "show" and key in world.shows():
        return [f"spotify:episode:{it}" for it in episodes_of(key)]
    return None


def chance_for(now: Now) -> Random:
    """What shuffles: the same for one listener at one moment."""
    return Random(f"{now.listener}/{now.at}")


def _leave(sandbox: Sandbox, listener: str, playback: Playback, now: float, *, skipped: bool) -> None:
    """The present song is over before its end."""
    if playback.item is not None:
        heard = music.heard_ms(playback, now)
        _remember(sandbox, listener, playback, [(playback.item, now, heard)] if heard else [], skipped=skipped)


def _remember(
    sandbox: Sandbox, listener: str, playback: Playback, ended: list[tuple[str, float, int]], *, skipped: bool = False
) -> None:
    if not ended:
        return
    more = tuple(
        Played(
            uri=uri,
            ended_at=ended_at,
            ms_played=heard,
            context_uri=playback.context_uri,
            shuffle=playback.shuffle,
            skipped=skipped,
            private=sandbox.of_listener(listener).private_session,
        )
        for uri, ended_at, heard in ended
        if not uri.startswith(music.ADVERT)
    )
    sandbox.played[listener] = (*sandbox.played.get(listener, ()), *more)[-MOST_REMEMBERED:]
