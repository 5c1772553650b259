"""What a careless client sends: it is answered in Spotify's shape, and nothing is half done."""

import base64
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.sandbox.asking import Asker, error_of
from tests.sandbox_server import SandboxServer

NOWHERE = "0" * 22


@pytest.fixture
def asker(sandbox: SandboxServer) -> Asker:
    return Asker(sandbox)


@pytest.mark.parametrize("limit", ["0", "51", "-1", "abc", "", "1_0", "+5", " 5", "٣", "9" * 400])
def test_a_limit_is_a_whole_number_in_plain_digits_within_bounds(asker: Asker, limit: str) -> None:
    assert error_of(asker.get("/me/top/tracks", limit=limit)) == (400, "Invalid limit", None)


def test_search_can_be_followed_to_its_end_at_a_thousand(asker: Asker) -> None:
    page = asker.json("/search", q="a", type="track", limit=10, offset=980, market="DE")["tracks"]
    assert page["total"] == 1000
    assert "market=DE" in page["next"]
    following = asker.sandbox.http.get(page["next"], headers=asker.headers).json()["tracks"]
    assert (following["offset"], len(following["items"]), following["next"]) == (990, 10, None)


def test_what_was_asked_besides_the_page_stands_in_the_address_of_the_next(asker: Asker) -> None:
    key = asker.playlist(asker.top_uris(3))
    pages = list(asker.pages(f"/playlists/{key}/items", limit=2, fields="next,items(item(uri))", market="DE"))
    assert [len(page["items"]) for page in pages] == [2, 1]
    assert all(page.keys() == {"next", "items"} for page in pages)


@pytest.mark.parametrize("path", ["/me/tracks", "/search", "/me/player"])
def test_a_market_that_is_none_is_refused(asker: Asker, path: str) -> None:
    assert error_of(asker.get(path, q="a", type="track", market="XX")) == (400, "Invalid market code", None)


def test_keeping_one_thing_that_does_not_exist_keeps_nothing(asker: Asker) -> None:
    uri, playlist = asker.top_uris(1)[0], f"spotify:playlist:{asker.playlist()}"
    asker.delete("/me/library", uris=f"{uri},{playlist}")
    answer = asker.put("/me/library", uris=f"{uri},{playlist},spotify:track:{NOWHERE}")
    assert error_of(answer) == (400, "Payload contains a non-existing ID", None)
    assert asker.json("/me/library/contains", uris=f"{uri},{playlist}") == [False, False]
    assert asker.get("/me/tracks").status_code == 200


@pytest.mark.parametrize(
    "body",
    [b"{", b"\xff", b'{"name":"\\ud800"}', b'{"name":"x","y":' + b"[" * 60_000, b"[]", b"null", b'{"name":1}'],
)
def test_a_body_that_is_none_is_refused_and_makes_no_playlist(asker: Asker, body: bytes) -> None:
    before = len(asker.sandbox.playlists("mara"))
    assert error_of(asker.ask("POST", "/me/playlists", content=body))[0] == 400
    assert len(asker.sandbox.playlists("mara")) == before


def test_fields_with_brackets_without_end_are_read(asker: Asker) -> None:
    key = asker.playlist(name="Brackets")
    assert asker.json(f"/playlists/{key}", fields="name," + "(" * 20_000) == {"name": "Brackets"}
    assert asker.json(f"/playlists/{key}", fields="owner(id)),name)")["name"] == "Brackets"


def test_a_place_that_is_no_number_is_refused(asker: Asker) -> None:
    key, uris = asker.playlist(), asker.top_uris(1)
    assert error_of(asker.post(f"/playlists/{key}/items", {"uris": uris}, position="abc"))[0] == 400


def test_the_volume_of_another_device_does_not_move_the_music(asker: Asker) -> None:
    asker.put("/me/player/play", {"uris": asker.top_uris(2)})
    devices = asker.json("/me/player/devices")["devices"]
    other = next(device for device in devices if not device["is_active"])
    assert asker.put("/me/player/volume", volume_percent=11, device_id=other["id"]).status_code == 204
    asker.sandbox.advance(1)
    after = {device["id"]: device for device in asker.json("/me/player/devices")["devices"]}
    assert (after[other["id"]]["volume_percent"], after[other["id"]]["is_active"]) == (11, False)


def test_who_waits_as_long_as_told_is_let_in(asker: Asker) -> None:
    asker.sandbox.settings(requests_per_30s=1, retry_after=40)
    asker.get("/me")
    assert asker.get("/me").status_code == 429
    asker.sandbox.advance(10.4)
    refusal = asker.get("/me")
    assert refusal.headers["retry-after"] == "30"
    asker.sandbox.advance(30)
    assert asker.get("/me").status_code == 200


@pytest.mark.parametrize(("regime", "status"), [("restricted", 429), ("legacy", 200)])
def test_apps_in_development_share_their_developers_window(asker: Asker, regime: str, status: int) -> None:
    asker.sandbox.client("own", [])
    other = {"Authorization": f"Bearer {asker.sandbox.token('theo', client_id='own')['access_token']}"}
    asker.sandbox.settings(requests_per_30s=1, regime=regime)
    assert asker.get("/me").status_code == 200
    assert asker.sandbox.http.get("/v1/me", headers=other).status_code == status


@pytest.mark.parametrize("path", ["/v1/me/playlists", "/api/token", "/authorize", "/_control/settings"])
def test_a_body_without_measure_is_413_and_heard_to_its_end(asker: Asker, path: str) -> None:
    def endless() -> Iterator[bytes]:
        for _ in range(40):
            yield b"[" * 100_000

    before = len(asker.sandbox.playlists("mara"))
    for content in (b"[" * (1024 * 1024 + 1), endless()):
        answer = asker.sandbox.http.post(path, content=content, headers=asker.headers)
        assert answer.status_code == 413
        assert "Request Entity Too Large" in answer.text
    assert len(asker.sandbox.playlists("mara")) == before


def test_a_cover_has_256_kilobytes_at_most(asker: Asker) -> None:
    key, jpeg = asker.playlist(), base64.b64encode(b"\xff\xd8\xff" + bytes(192 * 1024 - 3))
    assert len(jpeg) == 256 * 1024
    path, headers = f"/playlists/{key}/images", {"Content-Type": "image/jpeg"}
    assert asker.ask("PUT", path, content=jpeg + b"AAAA", headers=headers).status_code == 413
    assert asker.ask("PUT", path, content=jpeg[:-1], headers=headers).status_code == 400
    assert asker.json(f"/playlists/{key}/images") == []
    assert asker.ask("PUT", path, content=jpeg, headers=headers).status_code == 202


@pytest.mark.parametrize("patch", [{"allow_list": 5}, {"allow_list": [["x"]]}, {"allow_list": ["nobody"]}])
def test_a_list_of_listeners_that_is_none_is_refused_in_words(sandbox: SandboxServer, patch: dict[str, object]) -> None:
    answer = sandbox.http.post("/_control/settings", json=patch)
    assert answer.status_code == 422
    assert answer.json()["error"]


def test_the_clock_stays_within_ten_years(sandbox: SandboxServer) -> None:
    sandbox.advance(3 * 366 * 86_400)
    assert Asker(sandbox).get("/me/top/tracks").status_code == 200
    assert sandbox.http.post("/_control/clock", json={"advance": 9 * 366 * 86_400}).status_code == 422


@pytest.mark.parametrize("table", ["shelves (shelf, key, value)", "shelves (something)"])
def test_a_state_file_of_another_kind_is_refused_in_words(tmp_path: Path, table: str) -> None:
    state = tmp_path / "state.sqlite3"
    with sqlite3.connect(state) as db:
        db.execute(f"CREATE TABLE {table}")
        if "value" in table:
            db.execute("INSERT INTO shelves VALUES ('settings', 'settings', ?)", (b"\xc1",))
    db.close()
    ended = subprocess.run(
        [sys.executable, "-m", "discoverdaily.sandbox", "--port", "0", "--state", str(state)],
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert ended.returncode == 1
    assert "another version" in ended.stderr
    assert "Traceback" not in ended.stderr
