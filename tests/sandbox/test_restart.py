"""What outlives a restart and a kill: nobody is signed out, nothing that was answered is lost."""

import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.sandbox.asking import Asker
from tests.sandbox_server import ROOT, SandboxServer

Start = Callable[..., tuple[SandboxServer, subprocess.Popen[str]]]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Starts a sandbox on one state file; each call another process. `words` are to be said before it listens."""
    running: list[tuple[SandboxServer, subprocess.Popen[str]]] = []

    def begin(words: str = "", crowd: int = 0) -> tuple[SandboxServer, subprocess.Popen[str]]:
        state = ["--state", str(tmp_path / "state.sqlite3")]
        program = subprocess.Popen(
            [sys.executable, "-m", "discoverdaily.sandbox", "--port", "0", *state, "--crowd", str(crowd)],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        assert program.stdout is not None
        if words:
            assert words in program.stdout.readline()
        line = program.stdout.readline().strip()
        assert line.startswith("Sandbox on "), line
        running.append((SandboxServer(line.removeprefix("Sandbox on ")), program))
        return running[-1]

    yield begin
    for server, program in running:
        server.http.close()
        program.kill()
        program.wait(timeout=10)
        assert program.stdout is not None
        program.stdout.close()


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL], ids=["ended", "killed"])
def test_everything_is_as_it_was(start: Start, tmp_path: Path, how: signal.Signals) -> None:
    server, program = start()
    server.settings(regime="legacy", access_token_ttl=7200)
    server.listener("mara", product="free")
    server.fault("/v1/markets", "500", times=5)
    server.client("own", ["http://127.0.0.1/back"])
    server.advance(1000)
    mara, theo = Asker(server), Asker(server, "theo")
    uris = mara.top_uris(5)
    key = mara.playlist(uris)
    for number in range(5):
        mara.playlist(name=f"Number {number}")
    listed = [row["id"] for row in mara.json("/me/playlists")["items"]]
    mara.put("/me/library", uris=uris[4])
    theo.put("/me/player/play", {"uris": uris})
    before = server.state()
    program.send_signal(how)
    program.wait(timeout=10)
    left = {path.name for path in tmp_path.iterdir()}
    assert left == {"state.sqlite3"} or how == signal.SIGKILL

    again, _ = start()
    after = again.state()
    assert {**after, "now": None} == {**before, "now": None}
    assert again.playlist(key)["uris"] == uris
    assert after["faults"][0]["times"] == 5
    mara.sandbox = theo.sandbox = again
    assert mara.json("/me")["id"] == "mara"
    assert [row["id"] for row in mara.json("/me/playlists")["items"]] == listed
    assert mara.json("/me/library/contains", uris=uris[4]) == [True]
    assert theo.json("/me/player")["item"]["uri"] == uris[0]
    form = {"grant_type": "refresh_token", "refresh_token": mara.token["refresh_token"], "client_id": "demo-client"}
    assert again.http.post("/api/token", data=form).status_code == 200


@pytest.mark.parametrize("change", ["UPDATE shelves SET value = X'A178'", "DELETE FROM shelves"])
def test_a_state_of_another_catalogue_is_begun_anew_in_words(start: Start, tmp_path: Path, change: str) -> None:
    server, program = start()
    mara = Asker(server)
    key = mara.playlist(mara.top_uris(3))
    program.terminate()
    program.wait(timeout=10)
    with sqlite3.connect(tmp_path / "state.sqlite3") as db:
        db.execute(f"{change} WHERE shelf = 'catalogue'")
    db.close()

    again, program = start("was written for another catalogue; everything begins anew")
    lists = [row["id"] for row in again.playlists("mara")]
    assert lists
    assert key not in lists
    program.terminate()
    program.wait(timeout=10)
    assert [row["id"] for row in start()[0].playlists("mara")] == lists


def test_a_reset_outlives_a_restart_too(start: Start) -> None:
    server, program = start()
    mara = Asker(server)
    key = mara.playlist()
    server.reset()
    program.kill()
    program.wait(timeout=10)
    again, _ = start()
    assert key not in [row["id"] for row in again.playlists("mara")]
    mara.sandbox = again
    assert mara.get("/me").status_code == 401


def test_two_on_one_file_are_refused_in_words(start: Start, tmp_path: Path) -> None:
    start()
    second = subprocess.run(
        [sys.executable, "-m", "discoverdaily.sandbox", "--port", "0", "--state", str(tmp_path / "state.sqlite3")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert second.returncode == 1
    assert "Is another sandbox running on it?" in second.stderr


def test_a_port_in_use_is_said_in_words(start: Start) -> None:
    server, _ = start()
    port = server.url.rpartition(":")[2]
    second = subprocess.run(
        [sys.executable, "-m", "discoverdaily.sandbox", "--port", port],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert second.returncode != 0
    assert "address already in use" in second.stderr


def test_a_crowd_of_listeners_has_players_of_their_own(start: Start) -> None:
    server, _ = start(crowd=2)
    server.settings(player_lag=0)
    first, second = Asker(server, "crowd-1"), Asker(server, "crowd-2")
    uris = Asker(server).top_uris(2)
    first.put("/me/player/play", {"uris": uris})
    second.put("/me/player/play", {"uris": uris})
    second.post("/me/player/next")
    assert first.json("/me/player")["item"]["uri"] == uris[0]
    assert second.json("/me/player")["item"]["uri"] == uris[1]
    server.reset()
    assert "crowd-2" in {row["id"] for row in server.state()["listeners"]}
