"""The state of the sandbox: shelves of records, the clock, and what a restart may forget."""

import hashlib
import secrets
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, time
from pathlib import Path
from random import Random
from typing import Any

from discoverdaily.sandbox import world
from discoverdaily.sandbox.clock import Clock
from discoverdaily.sandbox.journal import Journal, Shelf
from discoverdaily.sandbox.records import (
    AccessToken,
    Browser,
    Client,
    Code,
    Device,
    Fault,
    Grant,
    ListenerSettings,
    Played,
    Player,
    Playlist,
    PlaylistItem,
    Settings,
)
from discoverdaily.sandbox.world import Listener

BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
CALLBACK = "/accounts/complete/spotify/"
DEMO_CLIENT = Client(
    client_id="demo-client",
    secret="demo-secret",  # noqa: S106 - the demo's app is open to everybody
    redirect_uris=(f"http://127.0.0.1{CALLBACK}", f"http://[::1]{CALLBACK}"),
    name="DiscoverDaily",
)
OWN_CLIENT = Client(
    client_id="d15c07e4da117000000000000000da11",
    redirect_uris=DEMO_CLIENT.redirect_uris,
    name="An app of my own",
)
"""What somebody would have registered in the dashboard, for whom the guided way is walked; of no secret."""
LONGEST_LOG = 20_000
_ONLY = "settings"


def random_id(length: int = 22) -> str:
    return "".join(secrets.choice(BASE62) for _ in range(length))


@dataclass(slots=True)
class Passing:
    """What a restart may forget: the log of requests, the rolling windows of the limit, the lots drawn for faults, and
    which browsers are devices."""

    log: deque[dict[str, Any]] = field(default_factory=lambda: deque(maxlen=LONGEST_LOG))
    windows: dict[str, deque[float]] = field(default_factory=dict)
    lots: Random = field(default_factory=lambda: Random(1))
    browsers: dict[str, Browser] = field(default_factory=dict)


class Sandbox:
    """One world and all that was done in it. With a path it is as it was when the program ends.

    crowd: so many listeners more, who have no past. begun_anew: what was found there was of another catalogue, whose
    tracks nobody knows, and is forgotten.
    """

    def __init__(self, path: Path | None = None, crowd: int = 0) -> None:
        self.journal = Journal(path)
        self.clock = Clock(Shelf(self.journal, "clock", float))
        self._settings: Shelf[Settings] = Shelf(self.journal, "settings", Settings)
        self.faults: Shelf[Fault] = Shelf(self.journal, "faults", Fault)
        self.clients: Shelf[Client] = Shelf(self.journal, "clients", Client)
        self.codes: Shelf[Code] = Shelf(self.journal, "codes", Code)
        self.grants: Shelf[Grant] = Shelf(self.journal, "grants", Grant)
        self.refresh_tokens: Shelf[str] = Shelf(self.journal, "refresh_tokens", str)
        self.access_tokens: Shelf[AccessToken] = Shelf(self.journal, "access_tokens", AccessToken)
        self.listener_settings: Shelf[ListenerSettings] = Shelf(self.journal, "listeners", ListenerSettings)
        self.playlists: Shelf[Playlist] = Shelf(self.journal, "playlists", Playlist)
        self.libraries: Shelf[dict[str, float]] = Shelf(self.journal, "libraries", dict[str, float])
        self.players: Shelf[Player] = Shelf(self.journal, "players", Player)
        self.played: Shelf[tuple[Played, ...]] = Shelf(self.journal, "played", tuple[Played, ...])
        self.stretches: Shelf[tuple[tuple[float, float], ...]] = Shelf(
            self.journal, "stretches", tuple[tuple[float, float], ...]
        )
        self.cooldowns: Shelf[float] = Shelf(self.journal, "cooldowns", float)
        self.passing = Passing()
        self.listeners: Mapping[str, Listener] = {**world.listeners(), **world.crowd(crowd)}
        self._catalogue: Shelf[str] = Shelf(self.journal, "catalogue", str)
        self.begun_anew = bool(self.clients) and self._catalogue.get(_ONLY) != world.fingerprint()
        if self.begun_anew:
            self.reset()
        elif not self.clients:
            self._begin()
        self.clients.setdefault(OWN_CLIENT.client_id, OWN_CLIENT)  # a journal may be older than this app

    @property
    def settings(self) -> Settings:
        return self._settings.get(_ONLY) or Settings()

    @settings.setter
    def settings(self, value: Settings) -> None:
        self._settings[_ONLY] = value

    @property
    def legacy(self) -> bool:
        return self.settings.regime == "legacy"

    def of_listener(self, listener: str) -> ListenerSettings:
        return self.listener_settings.get(listener) or ListenerSettings()

    def product(self, listener: str) -> str:
        return self.of_listener(listener).product or self.listeners[listener].product

    def devices(self, listener: str) -> tuple[Device, ...]:
        """The listener's devices as set, or a phone in the hand and a speaker at home; and their open browsers."""
        chosen = self.of_listener(listener).devices
        browsers = (browser.device for browser in self.passing.browsers.values() if browser.listener == listener)
        return (*(self._at_first(listener) if chosen is None else chosen), *browsers)

    def _at_first(self, listener: str) -> tuple[Device, ...]:
        name = self.listeners[listener].name.split()[0]
        return (
            Device(id=_device_id(listener, "phone"), name=f"{name}'s phone", type="Smartphone", is_active=True),
            Device(id=_device_id(listener, "speaker"), name="Kitchen speaker", type="Speaker", volume_percent=35),
        )

    def reset(self) -> None:
        """Everything back to the beginning, the clock to real time."""
        for shelf in vars(self).values():
            if isinstance(shelf, Shelf):
                shelf.clear()
        self.clock.advance(-self.clock.offset)
        self.passing = Passing()
        self._begin()

    def _begin(self) -> None:
        self._catalogue[_ONLY] = world.fingerprint()
        self.clients[DEMO_CLIENT.client_id] = DEMO_CLIENT
        self.clients[OWN_CLIENT.client_id] = OWN_CLIENT
        for listener in world.listeners().values():
            for made in world.playlists(listener.id):
                self.playlists[made.id] = _made_before(listener, made)
            first = datetime.combine(listener.joined, time(12), UTC).timestamp()
            saved = reversed(world.saved_tracks(listener.id))
            self.libraries[listener.id] = {
                f"spotify:track:{key}": first + 3600 * number for number, key in enumerate(saved)
            }


def _device_id(listener: str, name: str) -> str:
    return hashlib.sha1(f"{listener}/{name}".encode(), usedforsecurity=False).hexdigest()


def _made_before(listener: Listener, made: world.Playlist) -> Playlist:
    added_at = datetime.combine(made.created, time(12), UTC).timestamp()
    items = tuple(
        PlaylistItem(uri=f"spotify:track:{track}", added_at=added_at, added_by=listener.id) for track in made.track_ids
    )
    return Playlist(
        id=made.id,
        owner=listener.id,
        name=made.name,
        description=made.description,
        public=True,
        collaborative=False,
        items=items,
        followers=(listener.id,),
        other_followers=made.followers,
    )
