"""What a listener does in their own Spotify app: no Premium is needed for it, and it shows at once."""

from collections.abc import Sequence
from typing import Literal

from discoverdaily.sandbox import playback as music
from discoverdaily.sandbox import world
from discoverdaily.sandbox.player import Now, chance_for, line_of, now_of, put
from discoverdaily.sandbox.ranking import most_popular
from discoverdaily.sandbox.records import Playback
from discoverdaily.sandbox.shapes import is_playable
from discoverdaily.sandbox.state import Sandbox

Action = Literal["play", "pause", "next", "previous"]


class CannotPlay(Exception):
    """The words say why."""


def own_app(
    sandbox: Sandbox, listener: str, action: Action, context_uri: str | None = None, uris: Sequence[str] = ()
) -> None:
    """Play goes on, or plays what is given, or what the listener likes. Raises CannotPlay in words."""
    now = now_of(sandbox, listener)
    if music.is_advert(now.real):
        raise CannotPlay("An advert is playing; it has to be heard to its end.")
    if action == "pause":
        put(sandbox, now, music.pause(now.real, now.at), lag=0)
    elif action == "play" and now.real.item is not None and context_uri is None and not uris:
        put(sandbox, now, now.real if now.real.is_playing else music.resume(now.real, now.at), lag=0)
    elif action == "play":
        put(sandbox, now, _begun(sandbox, now, context_uri, uris), left=True, lag=0)
    else:
        moved = music.following(now.real) if action == "next" else music.preceding(now.real)
        if moved is None or moved.item is None:
            raise CannotPlay(f"There is no {action} song.")
        put(sandbox, now, music.begin(moved, moved.item, now.at), left=True, lag=0)


def _begun(sandbox: Sandbox, now: Now, context_uri: str | None, uris: Sequence[str]) -> Playback:
    line = [*uris]
    if context_uri is not None:
        line = line_of(sandbox, context_uri) or []
    elif not line:
        context_uri = f"spotify:user:{now.listener}:collection"
        line = line_of(sandbox, context_uri) or _anything()
    if not line or not all(map(is_playable, line)):
        raise CannotPlay("There is nothing there to play.")
    return music.begin(music.load(now.real, context_uri, line, 0, chance_for(now)), line[0], now.at)


def _anything() -> list[str]:
    """Something to begin with for who saved nothing yet: what everybody plays."""
    return [f"spotify:track:{track}" for track in most_popular(world.catalogue().tracks.values())[:20]]
