"""The controls: checked input, the log of requests, what an owner does inside Spotify, and back to the beginning."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.sandbox.asking import Asker
from tests.sandbox_server import SandboxServer


@pytest.mark.parametrize(
    ("path", "body", "words"),
    [
        ("/settings", {"regime": "strict"}, "regime"),
        ("/settings", {"nonsense": 1}, "nonsense"),
        ("/settings", {"access_token_ttl": -1}, "access_token_ttl"),
        ("/settings", {"requests_per_30s": 0}, "requests_per_30s"),
        ("/settings", {"allow_list": ["nobody"]}, "nobody"),
        ("/listeners/mara", {"product": "gold"}, "product"),
        ("/listeners/mara", {"scopes": ["user-read-minds"]}, "user-read-minds"),
        ("/listeners/mara", {"devices": [{"name": "No id"}]}, "id"),
        ("/faults", {"path": "/v1/*", "kind": "sulk"}, "kind"),
        ("/faults", {"kind": "500"}, "path"),
        ("/faults", {"path": "/v1/*", "kind": "500", "share": 2}, "share"),
        ("/faults", {"path": "/v1/*", "kind": "500", "listener": "nobody"}, "nobody"),
        ("/clock", {"advance": -1}, "advance"),
        ("/clock", {}, "advance"),
        ("/revoke", {"listener": "nobody"}, "nobody"),
        ("/token", {"client_id": "nobody", "listener": "mara"}, "nobody"),
        ("/token", {"client_id": "demo-client", "listener": "mara", "scope": "user-read-minds"}, "user-read-minds"),
        ("/clients", {"client_id": ""}, "client_id"),
        ("/player/mara", {"action": "dance"}, "action"),
        ("/player/mara", {"action": "play", "uris": ["spotify:track:no"]}, "nothing there to play"),
    ],
)
def test_bad_input_is_422_with_words(sandbox: SandboxServer, path: str, body: dict[str, Any], words: str) -> None:
    before = sandbox.state()
    answer = sandbox.http.post(f"/_control{path}", json=body)
    assert answer.status_code == 422
    assert words in answer.json()["error"]
    after = sandbox.state()
    assert {**after, "now": None} == {**before, "now": None}


@pytest.mark.parametrize("path", ["/listeners/nobody", "/playlists/nothing", "/player/nobody"])
def test_what_is_not_there_is_404_with_words(sandbox: SandboxServer, path: str) -> None:
    answer = sandbox.http.post(f"/_control{path}", json={})
    assert answer.status_code == 404
    assert answer.json()["error"]


def test_what_is_no_json_is_422(sandbox: SandboxServer) -> None:
    assert sandbox.http.post("/_control/settings", content=b"{").status_code == 422


def test_settings_are_partial(sandbox: SandboxServer) -> None:
    sandbox.settings(latency=0.001)
    sandbox.settings(regime="legacy")
    settings = sandbox.state()["settings"]
    assert (settings["latency"], settings["regime"], settings["owner_premium"]) == (0.001, "legacy", True)


def test_the_clock_goes_forward(sandbox: SandboxServer) -> None:
    before = datetime.fromisoformat(sandbox.state()["now"])
    sandbox.advance(86_400)
    after = datetime.fromisoformat(sandbox.state()["now"])
    assert timedelta(days=1) <= after - before < timedelta(days=1, minutes=1)


def test_the_log_tells_each_call_and_forgets_when_asked(sandbox: SandboxServer) -> None:
    mara = Asker(sandbox)
    sandbox.clear_requests()
    mara.get("/me/top/tracks", limit=2)
    sandbox.http.post("/api/token", data={"grant_type": "refresh_token", "refresh_token": mara.token["refresh_token"]})
    first, second = sandbox.requests()
    assert (first["method"], first["path"], first["query"], first["status"]) == (
        "GET",
        "/v1/me/top/tracks",
        "limit=2",
        200,
    )
    assert (first["listener"], first["client_id"]) == ("mara", "demo-client")
    assert (second["path"], second["status"], second["listener"]) == ("/api/token", 400, "mara")
    assert sandbox.clear_requests() == [first, second]
    assert sandbox.requests() == []


def test_the_log_tells_when_a_call_came_and_when_it_was_answered(sandbox: SandboxServer) -> None:
    sandbox.settings(latency=0.2)
    mara = Asker(sandbox)
    sandbox.clear_requests()
    mara.get("/me")
    (call,) = sandbox.requests()
    took = datetime.fromisoformat(call["at"]) - datetime.fromisoformat(call["arrived"])
    assert timedelta(seconds=0.2) <= took < timedelta(seconds=0.4)


def test_an_owner_renames_fills_and_unfollows_inside_spotify(sandbox: SandboxServer) -> None:
    mara = Asker(sandbox)
    uris = mara.top_uris(3)
    key = mara.playlist(uris)
    snapshot = sandbox.playlist(key)["snapshot_id"]
    sandbox.change_playlist(key, name="Theirs now", description="own words", uris=uris[:1], followed=False)
    it = mara.json(f"/playlists/{key}")
    assert (it["name"], it["description"], it["items"]["total"]) == ("Theirs now", "own words", 1)
    assert it["snapshot_id"] != snapshot
    assert mara.json("/me/library/contains", uris=f"spotify:playlist:{key}") == [False]
    sandbox.change_playlist(key, followed=True)
    assert mara.json("/me/library/contains", uris=f"spotify:playlist:{key}") == [True]
    assert [row["id"] for row in sandbox.playlists("mara")][-1] == key


def test_a_reset_is_the_first_day_again(sandbox: SandboxServer) -> None:
    first = sandbox.state()
    playlists = [row["id"] for row in sandbox.playlists("mara")]
    assert playlists
    mara = Asker(sandbox)
    mara.playlist()
    mara.put("/me/library", uris=mara.top_uris(1)[0])
    sandbox.settings(regime="legacy")
    sandbox.listener("mara", product="free")
    sandbox.fault("/v1/*", "500")
    sandbox.client("own", [])
    sandbox.advance(1000)
    sandbox.reset()
    assert mara.get("/me").status_code == 401
    assert {**sandbox.state(), "now": None} == {**first, "now": None}
    assert [row["id"] for row in sandbox.playlists("mara")] == playlists
    assert [call["path"] for call in sandbox.requests()] == ["/v1/me"]
