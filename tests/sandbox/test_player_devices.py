"""Where the player plays, and for whom: devices, transfers, free accounts and their adverts."""

import pytest

from tests.sandbox.asking import Asker, error_of
from tests.sandbox.test_player import NO_DEVICE, PHONE, SPEAKER, mara, play, playing, songs
from tests.sandbox_server import SandboxServer

__all__ = ["mara"]  # a fixture of the player's


def test_volume_is_of_the_device(sandbox: SandboxServer, mara: Asker) -> None:
    mara.put("/me/player/volume", volume_percent=7)
    assert [device["volume_percent"] for device in mara.json("/me/player/devices")["devices"]] == [7, 60]
    sandbox.listener("mara", devices=[{**PHONE, "supports_volume": False}])
    refused = mara.put("/me/player/volume", volume_percent=7)
    assert error_of(refused)[2] == "VOLUME_CONTROL_DISALLOW"


def test_a_transfer_takes_the_music_along(mara: Asker) -> None:
    uris = play(mara)
    assert mara.put("/me/player", {"device_ids": [SPEAKER["id"]]}).status_code == 204
    state = mara.json("/me/player")
    assert (state["device"]["name"], state["is_playing"], state["item"]["uri"]) == ("Speaker", True, uris[0])
    active = [device["is_active"] for device in mara.json("/me/player/devices")["devices"]]
    assert active == [False, True]


def test_a_transfer_leaves_what_is_paused_paused_unless_told_to_play(mara: Asker) -> None:
    play(mara)
    mara.put("/me/player/pause")
    mara.put("/me/player", {"device_ids": [SPEAKER["id"]], "play": False})
    assert mara.json("/me/player")["is_playing"] is False
    mara.put("/me/player", {"device_ids": [PHONE["id"]], "play": True})
    state = mara.json("/me/player")
    assert (state["is_playing"], state["device"]["name"]) == (True, "Phone")


def test_a_transfer_takes_exactly_one_device_that_is_there(mara: Asker) -> None:
    assert mara.put("/me/player", {"device_ids": [PHONE["id"], SPEAKER["id"]]}).status_code == 400
    assert mara.put("/me/player", {}).status_code == 400
    assert error_of(mara.put("/me/player", {"device_ids": ["gone"]})) == (404, "Device not found", None)


def test_a_command_may_name_its_device(mara: Asker) -> None:
    uri = songs(mara, 1)[0]["uri"]
    assert mara.put("/me/player/play", {"uris": [uri]}, device_id=SPEAKER["id"]).status_code == 204
    assert mara.json("/me/player")["device"]["name"] == "Speaker"
    assert error_of(mara.put("/me/player/pause", device_id="gone")) == (404, "Device not found", None)


def test_a_device_asleep_is_neither_listed_nor_found(sandbox: SandboxServer, mara: Asker) -> None:
    play(mara)
    sandbox.advance(30)
    sandbox.listener("mara", devices=[{**PHONE, "asleep": True}])
    assert mara.json("/me/player/devices") == {"devices": []}
    assert mara.get("/me/player").status_code == 204
    assert error_of(mara.put("/me/player/pause")) == NO_DEVICE
    assert error_of(mara.put("/me/player/play", device_id=PHONE["id"])) == (404, "Device not found", None)
    sandbox.advance(100)
    sandbox.listener("mara", devices=[PHONE])
    state = mara.json("/me/player")
    assert (state["is_playing"], state["progress_ms"] // 1000) == (False, 30)
    assert mara.put("/me/player/play").status_code == 204


def test_no_device_in_use_is_said_until_one_is_named(sandbox: SandboxServer, mara: Asker) -> None:
    sandbox.listener("mara", devices=[{**PHONE, "is_active": False}])
    uri = songs(mara, 1)[0]["uri"]
    assert error_of(mara.put("/me/player/play", {"uris": [uri]})) == NO_DEVICE
    assert mara.put("/me/player/play", {"uris": [uri]}, device_id=PHONE["id"]).status_code == 204
    assert mara.post("/me/player/queue", uri=uri).status_code == 204


def test_a_restricted_device_takes_no_commands_and_may_have_no_id(sandbox: SandboxServer, mara: Asker) -> None:
    sandbox.listener("mara", devices=[{**PHONE, "id": None, "is_restricted": True}])
    assert mara.json("/me/player/devices")["devices"][0]["id"] is None
    refused = mara.put("/me/player/play", {"uris": [songs(mara, 1)[0]["uri"]]})
    assert error_of(refused)[::2] == (403, "DEVICE_NOT_CONTROLLABLE")


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("PUT", ""), ("PUT", "/play"), ("PUT", "/pause"), ("POST", "/next"), ("POST", "/previous"),
        ("PUT", "/seek?position_ms=1"), ("PUT", "/volume?volume_percent=1"), ("PUT", "/repeat?state=off"),
        ("PUT", "/shuffle?state=true"), ("POST", "/queue?uri=x"),
    ],
)  # fmt: skip
def test_a_free_account_commands_nothing(sandbox: SandboxServer, method: str, path: str) -> None:
    answer = Asker(sandbox, "luzia").ask(method, f"/me/player{path}")
    assert error_of(answer) == (403, "Player command failed: Premium required", "PREMIUM_REQUIRED")


def test_premium_can_be_lost(sandbox: SandboxServer, mara: Asker) -> None:
    play(mara)
    sandbox.listener("mara", product="free")
    assert error_of(mara.put("/me/player/pause"))[2] == "PREMIUM_REQUIRED"


def test_a_free_account_hears_an_advert_after_three_songs(sandbox: SandboxServer) -> None:
    sandbox.settings(player_lag=0)
    luzia = Asker(sandbox, "luzia")
    four = songs(luzia, 4)
    uris = [song["uri"] for song in four]
    sandbox.control("POST", "/player/luzia", {"action": "play", "uris": uris})
    assert playing(luzia) == uris[0]
    sandbox.advance(sum(song["duration_ms"] for song in four[:3]) / 1000 + 2)
    state = luzia.json("/me/player")
    assert (state["currently_playing_type"], state["item"]) == ("ad", None)
    assert state["actions"]["disallows"]["skipping_next"] is True
    sandbox.advance(40)
    assert playing(luzia) == uris[3]


def test_who_goes_free_heard_no_adverts_before(sandbox: SandboxServer, mara: Asker) -> None:
    five = songs(mara)
    uris = play(mara)
    sandbox.advance(sum(song["duration_ms"] for song in five[:4]) / 1000 + 1)
    sandbox.listener("mara", product="free")
    assert playing(mara) == uris[4]
