"""A pytest plugin: the fixture `sandbox`, our local Spotify as a program of its own.

It listens on SANDBOX_PORT, where the settings look for it (on a free port when that is not set).
One program serves a whole run; each test that asks for `sandbox` finds it as on the first day, and both clocks right.
"""

import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx2
import pytest

from discoverdaily import clock

ROOT = Path(__file__).resolve().parent.parent
DEMO_CLIENT = "demo-client"
DEMO_SECRET = "demo-secret"
EVERY_SCOPE = (
    "user-top-read user-read-recently-played user-read-private user-read-email "
    "playlist-read-private playlist-read-collaborative playlist-modify-public playlist-modify-private ugc-image-upload "
    "user-library-read user-library-modify user-follow-read user-follow-modify streaming "
    "user-read-playback-state user-modify-playback-state user-read-currently-playing user-read-playback-position"
)


class SandboxServer:
    """The running sandbox and its controls (`/_control/…`); a refusal raises AssertionError with its words."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.http = httpx2.Client(base_url=url, timeout=30, trust_env=False)

    def control(self, method: str, path: str, json: Any = None) -> Any:
        """`control("POST", "/clock", {"advance": 60})` -> the decoded answer."""
        answer = self.http.request(method, f"/_control{path}", json=json)
        assert answer.status_code == 200, f"{method} {path}: {answer.status_code} {answer.text}"
        return answer.json()

    def reset(self) -> None:
        self.control("POST", "/reset")

    def state(self) -> dict[str, Any]:
        """now, offset, settings, faults, clients, listeners."""
        state: dict[str, Any] = self.control("GET", "/state")
        return state

    def settings(self, **settings: Any) -> None:
        """regime, owner_premium, allow_list, access_token_ttl, requests_per_30s and the like; see records.Settings."""
        self.control("POST", "/settings", settings)

    def listener(self, listener: str, **changes: Any) -> None:
        """product, scopes, devices, private_session of one listener."""
        self.control("POST", f"/listeners/{listener}", changes)

    def fault(self, path: str, kind: str, **more: Any) -> None:
        """A fault for paths that fit the glob; more: method, times, retry_after, listener, share."""
        self.control("POST", "/faults", {"path": path, "kind": kind, **more})

    def mend(self) -> None:
        """No faults, no limit still running."""
        self.control("DELETE", "/faults")

    def advance(self, seconds: float) -> None:
        """Time passes at Spotify alone: its listeners go on listening, and nothing of ours comes due."""
        self.control("POST", "/clock", {"advance": seconds})

    def next_day(self, days: float = 1) -> None:
        """Time passes at Spotify and for us alike, as the demo has it."""
        ahead = self.control("POST", "/clock", {"advance": days * 86_400})["offset"]
        clock.move(timedelta(seconds=ahead))

    def revoke(self, listener: str) -> None:
        """Everything the listener agreed to is over."""
        self.control("POST", "/revoke", {"listener": listener})

    def client(self, client_id: str, redirect_uris: Sequence[str], secret: str | None = None) -> None:
        """Register an app, or change one."""
        self.control(
            "POST", "/clients", {"client_id": client_id, "secret": secret, "redirect_uris": list(redirect_uris)}
        )

    def token(self, listener: str, scope: str = EVERY_SCOPE, client_id: str = DEMO_CLIENT) -> dict[str, Any]:
        """What the token endpoint answers at consent: access_token, refresh_token, expires_in, scope, token_type."""
        wish = {"client_id": client_id, "listener": listener, "scope": scope}
        token: dict[str, Any] = self.control("POST", "/token", wish)
        return token

    def requests(self) -> list[dict[str, Any]]:
        """Calls of the Web API, the token endpoint and ReccoBeats since the last `clear_requests`, oldest first."""
        requests: list[dict[str, Any]] = self.control("GET", "/requests")
        return requests

    def clear_requests(self) -> list[dict[str, Any]]:
        """Forgets them, and answers what was forgotten."""
        forgotten: list[dict[str, Any]] = self.control("DELETE", "/requests")
        return forgotten

    def playlist(self, playlist_id: str) -> dict[str, Any]:
        """Raw state: name, description, public, uris, followers, snapshot_id, owner."""
        playlist: dict[str, Any] = self.control("GET", f"/playlists/{playlist_id}")
        return playlist

    def playlists(self, listener: str) -> list[dict[str, Any]]:
        """The playlists that this listener owns, oldest first."""
        playlists: list[dict[str, Any]] = self.control("GET", f"/playlists?listener={listener}")
        return playlists

    def change_playlist(self, playlist_id: str, **changes: Any) -> None:
        """What its owner does inside Spotify: name, description, uris, followed."""
        self.control("POST", f"/playlists/{playlist_id}", changes)


@pytest.fixture(scope="session")
def sandbox_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SandboxServer]:
    """The program, for the whole run. Tests ask for `sandbox`, which resets it first."""
    log = tmp_path_factory.mktemp("sandbox") / "log"
    with log.open("w") as errors:
        program = subprocess.Popen(
            [sys.executable, "-m", "discoverdaily.sandbox", "--port", os.environ.get("SANDBOX_PORT", "0")],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
        )
    assert program.stdout is not None
    line = program.stdout.readline()
    if not line.startswith("Sandbox on "):
        program.kill()
        pytest.fail(f"The sandbox did not start: {line}{log.read_text()}")
    server = SandboxServer(line.removeprefix("Sandbox on ").strip())
    yield server
    server.http.close()
    program.terminate()
    program.wait(timeout=10)
    program.stdout.close()


@pytest.fixture
def sandbox(sandbox_server: SandboxServer) -> SandboxServer:
    sandbox_server.reset()
    clock.move(timedelta())
    return sandbox_server
