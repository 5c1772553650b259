"""The Web Playback SDK: who may make a browser a device, what it hears, and when it is gone."""

from typing import Any

import httpx2
import pytest

from tests.sandbox.asking import Asker, error_of
from tests.sandbox_server import SandboxServer

SDK = "streaming user-read-email user-read-private"
PLAYER = "user-read-playback-state user-modify-playback-state"


@pytest.fixture
def mara(sandbox: SandboxServer) -> Asker:
    sandbox.settings(player_lag=0)
    return Asker(sandbox)


def connect(asker: Asker, **wish: Any) -> httpx2.Response:
    return asker.sandbox.http.post("/sdk/connect", json={"name": "This browser", **wish}, headers=asker.headers)


def connected(asker: Asker, **wish: Any) -> str:
    answer = connect(asker, **wish)
    assert answer.status_code == 200, answer.text
    return str(answer.json()["device_id"])


def heard(asker: Asker, device_id: str) -> Any:
    answer = asker.sandbox.http.get("/sdk/state", params={"device_id": device_id}, headers=asker.headers)
    assert answer.status_code == 200, answer.text
    return answer.json()


def named(asker: Asker, device_id: str) -> list[dict[str, Any]]:
    return [device for device in asker.json("/me/player/devices")["devices"] if device["id"] == device_id]


def test_the_script_may_be_loaded_by_any_page(sandbox: SandboxServer) -> None:
    answer = sandbox.http.get("/sdk/spotify-player.js")

    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/javascript")
    assert sandbox.http.get("/sdk/embedded").status_code == 200


def test_a_browser_is_a_device_like_others_and_hears_what_plays_there(mara: Asker) -> None:
    device = connected(mara, volume=0.5)
    uris = mara.top_uris(3)

    shape = named(mara, device)[0]
    assert (shape["name"], shape["volume_percent"], shape["is_active"]) == ("This browser", 50, False)
    assert heard(mara, device) == {"connected": True, "state": None, "hum": None}

    assert mara.put("/me/player/play", {"uris": uris}, device_id=device).status_code == 204
    state = heard(mara, device)["state"]
    assert state["track_window"]["current_track"]["uri"] == uris[0]
    assert [track["uri"] for track in state["track_window"]["next_tracks"]] == uris[1:]
    assert not state["paused"]
    assert named(mara, device)[0]["is_active"]

    mara.post("/me/player/next", device_id=device)
    assert heard(mara, device)["hum"]["uri"] == uris[1]


def test_it_hears_nothing_while_another_device_plays(mara: Asker) -> None:
    device = connected(mara)
    mara.put("/me/player/play", {"uris": mara.top_uris(1)})

    assert heard(mara, device)["state"] is None


def test_its_own_buttons_work_where_it_is_in_use(mara: Asker) -> None:
    device = connected(mara)
    uris = mara.top_uris(2)

    def press(action: str) -> Any:
        answer = mara.sandbox.http.post(f"/sdk/{action}", params={"device_id": device}, headers=mara.headers)
        return answer.json()

    assert press("next") == {"done": False}
    mara.put("/me/player/play", {"uris": uris}, device_id=device)
    assert press("next") == {"done": True}
    assert heard(mara, device)["state"]["track_window"]["current_track"]["uri"] == uris[1]
    assert press("next")["event"] == "playback_error"


def test_a_closed_tab_takes_its_music_along(mara: Asker) -> None:
    device = connected(mara)
    mara.put("/me/player/play", {"uris": mara.top_uris(2)}, device_id=device)

    assert mara.sandbox.http.post(f"/sdk/close?device_id={device}").status_code == 204

    assert named(mara, device) == []
    assert not mara.json("/me/player")["is_playing"]
    assert heard(mara, device)["connected"] is False
    assert error_of(mara.post("/me/player/next", device_id=device))[:2] == (404, "Device not found")


def test_the_next_tab_goes_on_where_the_last_one_was(mara: Asker) -> None:
    uris = mara.top_uris(3)
    first = connected(mara)
    mara.put("/me/player/play", {"uris": uris}, device_id=first)
    mara.post("/me/player/next", device_id=first)
    mara.sandbox.http.post(f"/sdk/close?device_id={first}")

    second = connected(mara)
    mara.put("/me/player", {"device_ids": [second], "play": True})

    assert heard(mara, second)["hum"]["uri"] == uris[1]


def test_without_premium_there_is_no_player(sandbox: SandboxServer, mara: Asker) -> None:
    sandbox.listener("mara", product="free")

    answer = connect(mara)

    assert (answer.status_code, answer.json()["event"]) == (403, "account_error")


@pytest.mark.parametrize("lacking", SDK.split())
def test_a_token_without_one_of_its_scopes_is_refused(sandbox: SandboxServer, lacking: str) -> None:
    scopes = set(f"{SDK} {PLAYER}".split()) - {lacking}

    answer = connect(Asker(sandbox, scope=" ".join(sorted(scopes))))

    assert (answer.status_code, answer.json()) == (
        403,
        {"event": "authentication_error", "message": "Invalid token scopes."},
    )


def test_a_token_that_ended_is_refused_so_that_the_script_asks_for_another(sandbox: SandboxServer, mara: Asker) -> None:
    device = connected(mara)
    sandbox.advance(3601)

    answer = sandbox.http.get("/sdk/state", params={"device_id": device}, headers=mara.headers)

    assert (answer.status_code, answer.json()["event"]) == (401, "authentication_error")


def test_somebody_elses_browser_is_nobodys_to_hear(sandbox: SandboxServer, mara: Asker) -> None:
    device = connected(mara)
    mara.put("/me/player/play", {"uris": mara.top_uris(1)}, device_id=device)

    assert heard(Asker(sandbox, "theo"), device) == {"connected": False, "state": None, "hum": None}


def test_it_can_be_made_to_fail_to_begin_and_to_play(sandbox: SandboxServer, mara: Asker) -> None:
    sandbox.fault("/sdk/connect", "500", times=1)
    assert connect(mara).json()["event"] == "initialization_error"

    device = connected(mara)
    sandbox.fault("/sdk/state", "500", times=1)
    answer = sandbox.http.get("/sdk/state", params={"device_id": device}, headers=mara.headers)
    assert answer.json()["event"] == "playback_error"


def test_a_reset_closes_every_browser(sandbox: SandboxServer, mara: Asker) -> None:
    device = connected(mara)
    sandbox.reset()

    assert named(Asker(sandbox), device) == []
