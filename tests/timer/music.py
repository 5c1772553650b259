"""Somebody whose player the timer steers, and what the tests of its music do and see."""

import threading
from datetime import timedelta
from typing import Any

from accounts.models import User
from discoverdaily import clock
from discoverdaily.spotify.client import spotify_for
from discoverdaily.spotify.objects import Playback
from tests.people import connect
from tests.sandbox_server import EVERY_SCOPE, SandboxServer
from timer import wishes
from timer.models import Music, Session
from timer.plans import Plan
from timer.playing import music_work
from timer.services import session_start, tellers
from timer.wishes import Source, Turn, Wish

PHONE: dict[str, Any] = {"id": "a" * 40, "name": "Phone", "type": "Smartphone", "is_active": True}
SPEAKER: dict[str, Any] = {"id": "b" * 40, "name": "Speaker", "type": "Speaker"}
PLAN = Plan(work=60, rest=30, rounds=4)


def all_told() -> None:
    """Waits until the players heard what was pressed."""
    while tellers.given:
        threading.Event().wait(0.01)


class Stage:
    """Mara's phone and speaker, five songs, and a session of hers."""

    def __init__(self, sandbox: SandboxServer) -> None:
        self.sandbox = sandbox
        sandbox.settings(player_lag=0)
        sandbox.listener("mara", devices=[PHONE, SPEAKER])
        self.person = User.objects.create_user(display_name="Alice")
        connect(sandbox, self.person, "mara", scope=EVERY_SCOPE)
        tracks = spotify_for(self.person).top_tracks("short_term", limit=20).items
        self.songs = [track.uri for track in tracks]
        self.lengths = [track.duration_ms / 1000 for track in tracks]

    def begin(self, wish: Wish | None = None, *, plan: Plan = PLAN, device: str = "") -> Session:
        """A session that plays the first five songs, unless it is to play something else; not looked at yet."""
        wish = wish or self.wish()
        music = {"device_id": device, "wish": wishes.kept(wish)}
        session = session_start(person=self.person, plan=plan, music=music)
        all_told()
        self.sandbox.clear_requests()
        return session

    @property
    def five(self) -> dict[str, Any]:
        """The music of a session that plays the first five songs."""
        return {"wish": wishes.kept(self.wish())}

    def wish(self, **more: Any) -> Wish:
        return Wish(sources=(Source("Five", uris=tuple(self.songs[:5])),), **more)

    def fast_and_calm(self, **rest: Any) -> Wish:
        """One list for work, another one for rest."""
        sources = Source("Fast", uris=tuple(self.songs[:3])), Source("Calm", uris=tuple(self.songs[3:6]))
        return Wish(sources=sources, turns={"rest": Turn(source=1, **rest)})

    def look(self, times: int = 1) -> Music:
        """What is due within a few minutes is worked now, as the loop would do then."""
        for _ in range(times):
            soon = clock.now() + timedelta(minutes=5)
            for music in Music.claim(Music.objects.all(), limit=1, now=soon):
                music_work(music)
        return self.music

    def is_due(self) -> bool:
        """Whether anything is planned for the music."""
        return self.music.due_at is not None

    @property
    def music(self) -> Music:
        return Music.objects.latest("session__started_at")

    @property
    def player(self) -> Playback | None:
        """What really plays now."""
        return spotify_for(self.person).player()

    @property
    def song(self) -> str:
        """What sounds now; empty where it is silent."""
        playback = self.player
        return playback.track.uri if playback and playback.is_playing and playback.track else ""

    def sent(self) -> list[str]:
        """Commands since the last time it was asked, such as `POST next 204`."""
        calls = [call for call in self.sandbox.requests() if "/me/player" in call["path"] and call["method"] != "GET"]
        self.sandbox.clear_requests()
        return [f"{call['method']} {call['path'].rpartition('/')[2]} {call['status']}" for call in calls]

    def make_playlist(self, name: str) -> str:
        """One more of Mara's, by its id."""
        spotify = spotify_for(self.person)
        return spotify.create_playlist(name, public=False, description="").id

    def press(self, action: str, **more: Any) -> None:
        """What Mara does in her own Spotify app."""
        self.sandbox.control("POST", "/player/mara", {"action": action, **more})
