"""The player. All writes need a Premium listener; Spotify does not promise to carry them out in order.

Where a write's error is `unsure`, the player may have done it: never send a skip again then.
"""

from collections.abc import Sequence
from typing import Literal

from discoverdaily.spotify import reading
from discoverdaily.spotify.methods.base import Methods
from discoverdaily.spotify.objects import Device, Playback, Queue
from discoverdaily.spotify.scopes import Scope

_KINDS = {"additional_types": "track,episode"}
_READ = frozenset({Scope.READ_PLAYBACK})
_WRITE = frozenset({Scope.CONTROL_PLAYBACK})


class PlayerMethods(Methods):
    def player(self) -> Playback | None:
        """What plays, where, and how; None where no player is active."""
        return self._calls.get("/me/player", reading.playback, _KINDS, scopes=_READ)

    def currently_playing(self) -> Playback | None:
        """What plays, without device, shuffle and repeat; None where nothing does."""
        return self._calls.get(
            "/me/player/currently-playing", reading.playback, _KINDS, scopes={Scope.READ_CURRENTLY_PLAYING}
        )

    def devices(self) -> tuple[Device, ...]:
        """The players that are awake."""
        return self._calls.get("/me/player/devices", reading.devices, scopes=_READ)

    def transfer(self, device_id: str, *, play: bool | None = None) -> None:
        """Goes on playing on another device; `play`: True starts, None keeps the state."""
        body: dict[str, object] = {"device_ids": [device_id]}
        if play is not None:
            body["play"] = play
        self._calls.write("PUT", "/me/player", json=body, scopes=_WRITE)

    def play(
        self,
        *,
        device_id: str | None = None,
        context_uri: str | None = None,
        uris: Sequence[str] | None = None,
        offset: int | str | None = None,
        position_ms: int | None = None,
    ) -> None:
        """Plays a context or some tracks, from the item at `offset` (its place or its URI); resumes without either."""
        body: dict[str, object] = {}
        if context_uri is not None:
            body["context_uri"] = context_uri
        if uris is not None:
            body["uris"] = list(uris)
        if offset is not None:
            body["offset"] = {"position": offset} if isinstance(offset, int) else {"uri": offset}
        if position_ms is not None:
            body["position_ms"] = position_ms
        self._command("PUT", "play", device_id=device_id, json=body or None)

    def pause(self, *, device_id: str | None = None) -> None:
        self._command("PUT", "pause", device_id=device_id)

    def next(self, *, device_id: str | None = None) -> None:
        self._command("POST", "next", device_id=device_id)

    def previous(self, *, device_id: str | None = None) -> None:
        self._command("POST", "previous", device_id=device_id)

    def seek(self, position_ms: int, *, device_id: str | None = None) -> None:
        """Beyond the end of the track means the next one."""
        self._command("PUT", "seek", device_id=device_id, position_ms=position_ms)

    def repeat(self, state: Literal["track", "context", "off"], *, device_id: str | None = None) -> None:
        self._command("PUT", "repeat", device_id=device_id, state=state)

    def volume(self, percent: int, *, device_id: str | None = None) -> None:
        self._command("PUT", "volume", device_id=device_id, volume_percent=percent)

    def shuffle(self, on: bool, *, device_id: str | None = None) -> None:
        self._command("PUT", "shuffle", device_id=device_id, state="true" if on else "false")

    def queue(self) -> Queue:
        """What plays and what comes next."""
        return self._calls.get("/me/player/queue", reading.queue, scopes=_READ | {Scope.READ_CURRENTLY_PLAYING})

    def add_to_queue(self, uri: str, *, device_id: str | None = None) -> None:
        self._command("POST", "queue", device_id=device_id, uri=uri)

    def _command(
        self,
        method: Literal["PUT", "POST"],
        command: str,
        *,
        json: dict[str, object] | None = None,
        **params: str | int | None,
    ) -> None:
        self._calls.write(method, f"/me/player/{command}", params=params, json=json, scopes=_WRITE)
