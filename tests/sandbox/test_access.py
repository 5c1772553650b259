"""Who may ask for what: tokens, scopes, the app's list and its owner's Premium."""

import socket

import pytest

from tests.sandbox.asking import Asker, error_of
from tests.sandbox_server import EVERY_SCOPE, SandboxServer


def test_without_a_token_nothing_is_said(sandbox: SandboxServer) -> None:
    assert error_of(sandbox.http.get("/v1/me")) == (401, "No token provided", None)


def test_another_kind_of_authorization_is_refused(sandbox: SandboxServer) -> None:
    answer = sandbox.http.get("/v1/me", auth=("demo-client", "demo-secret"))
    assert error_of(answer) == (400, "Only valid bearer authentication supported", None)


def test_a_made_up_token_is_invalid(sandbox: SandboxServer) -> None:
    answer = sandbox.http.get("/v1/me", headers={"Authorization": "Bearer made-up"})
    assert error_of(answer) == (401, "Invalid access token", None)


def test_an_access_token_expires_after_an_hour(sandbox: SandboxServer) -> None:
    mara = Asker(sandbox)
    sandbox.advance(3599)
    assert mara.get("/me").status_code == 200
    sandbox.advance(2)
    assert error_of(mara.get("/me")) == (401, "The access token expired", None)


NEEDS = [
    ("GET", "/me/top/tracks", "user-top-read"),
    ("GET", "/me/player/recently-played", "user-read-recently-played"),
    ("GET", "/me/playlists", "playlist-read-private"),
    ("GET", "/me/tracks", "user-library-read"),
    ("GET", "/me/following?type=artist", "user-follow-read"),
    ("GET", "/me/albums", "user-library-read"),
    ("GET", "/me/library/contains?uris=spotify:user:theo", "user-follow-read"),
    ("GET", "/me/library/contains?uris=spotify:playlist:" + "0" * 22, "playlist-read-private"),
]
NEEDS_OF_THE_PLAYER = [
    ("GET", "/me/player", "user-read-playback-state"),
    ("GET", "/me/player/devices", "user-read-playback-state"),
    ("GET", "/me/player/currently-playing", "user-read-currently-playing"),
    ("GET", "/me/player/queue", "user-read-currently-playing"),
    ("GET", "/me/player/queue", "user-read-playback-state"),
    ("PUT", "/me/player", "user-modify-playback-state"),
    ("PUT", "/me/player/play", "user-modify-playback-state"),
    ("PUT", "/me/player/pause", "user-modify-playback-state"),
    ("POST", "/me/player/next", "user-modify-playback-state"),
    ("POST", "/me/player/previous", "user-modify-playback-state"),
    ("PUT", "/me/player/seek", "user-modify-playback-state"),
    ("PUT", "/me/player/repeat", "user-modify-playback-state"),
    ("PUT", "/me/player/volume", "user-modify-playback-state"),
    ("PUT", "/me/player/shuffle", "user-modify-playback-state"),
    ("POST", "/me/player/queue", "user-modify-playback-state"),
]


def without(sandbox: SandboxServer, scope: str) -> Asker:
    return Asker(sandbox, scope=" ".join(one for one in EVERY_SCOPE.split() if one != scope))


@pytest.mark.parametrize(("method", "path", "scope"), NEEDS)
def test_a_missing_scope_is_403(sandbox: SandboxServer, method: str, path: str, scope: str) -> None:
    assert error_of(without(sandbox, scope).ask(method, path)) == (403, "Insufficient client scope", None)
    assert Asker(sandbox).ask(method, path).status_code == 200


@pytest.mark.parametrize(("method", "path", "scope"), NEEDS_OF_THE_PLAYER)
def test_a_missing_scope_is_401_on_the_player(sandbox: SandboxServer, method: str, path: str, scope: str) -> None:
    assert error_of(without(sandbox, scope).ask(method, path)) == (401, "Permissions missing", None)


@pytest.mark.parametrize(("public", "scope"), [(True, "playlist-modify-public"), (False, "playlist-modify-private")])
def test_playlists_need_the_scope_of_their_kind(sandbox: SandboxServer, public: bool, scope: str) -> None:
    lacking, mara = without(sandbox, scope), Asker(sandbox)
    refused = (403, "Insufficient client scope", None)
    assert error_of(lacking.post("/me/playlists", {"name": "a", "public": public})) == refused
    key = mara.playlist(mara.top_uris(3), public=public)
    assert error_of(lacking.put(f"/playlists/{key}/items", {"uris": []})) == refused
    assert error_of(lacking.put(f"/playlists/{key}", {"name": "b"})) == refused
    assert len(sandbox.playlist(key)["uris"]) == 3


def test_a_list_is_made_public_or_private_with_both_scopes_only(sandbox: SandboxServer) -> None:
    key = Asker(sandbox).playlist()
    answer = without(sandbox, "playlist-modify-public").put(f"/playlists/{key}", {"public": True})
    assert error_of(answer) == (403, "Insufficient client scope", None)
    assert sandbox.playlist(key)["public"] is False
    assert Asker(sandbox).put(f"/playlists/{key}", {"public": True}).status_code == 200


def test_following_the_old_way_needs_a_scope_and_private_lists_stay_unseen(sandbox: SandboxServer) -> None:
    sandbox.settings(regime="legacy")
    key, lacking = Asker(sandbox).playlist(), Asker(sandbox, scope="user-top-read")
    for method in ("PUT", "DELETE"):
        answer = lacking.ask(method, f"/playlists/{key}/followers", json={})
        assert error_of(answer) == (403, "Insufficient client scope", None)
    assert key not in [row["id"] for row in lacking.json("/users/mara/playlists", limit=50)["items"]]
    assert key in [row["id"] for row in Asker(sandbox).json("/users/mara/playlists", limit=50)["items"]]


def test_ones_private_playlist_needs_the_scope_to_be_read(sandbox: SandboxServer) -> None:
    key = Asker(sandbox).playlist()
    lacking = without(sandbox, "playlist-read-private")
    assert lacking.get(f"/playlists/{key}").status_code == 403
    assert lacking.get(f"/playlists/{key}/items").status_code == 403


@pytest.mark.parametrize(
    ("kind", "scope"),
    [("track", "user-library-modify"), ("user", "user-follow-modify")],
)
def test_the_library_needs_the_scope_of_each_kind(sandbox: SandboxServer, kind: str, scope: str) -> None:
    uri = f"spotify:{kind}:{'0' * 22}"
    assert without(sandbox, scope).delete("/me/library", uris=uri).status_code == 403
    assert Asker(sandbox).delete("/me/library", uris=uri).status_code == 200


def test_me_works_with_any_listeners_token(sandbox: SandboxServer) -> None:
    assert Asker(sandbox, scope="").json("/me")["id"] == "mara"


def test_a_listener_not_on_the_list_signs_in_and_then_gets_plain_text(sandbox: SandboxServer) -> None:
    sandbox.settings(allow_list=["theo"])
    answer = Asker(sandbox, "mara").get("/me")
    assert (answer.status_code, answer.headers["content-type"]) == (403, "text/plain; charset=utf-8")
    assert answer.text.startswith("The user is not registered for this application.")
    assert Asker(sandbox, "theo").get("/me").status_code == 200


def test_an_owner_without_premium_stops_the_whole_app_in_plain_text(sandbox: SandboxServer) -> None:
    sandbox.settings(owner_premium=False)
    answer = Asker(sandbox).get("/search", q="a", type="track")
    assert (answer.status_code, answer.headers["content-type"]) == (403, "text/plain; charset=utf-8")
    assert answer.text.startswith("Active premium subscription required for the owner of the app.")


def test_what_does_not_exist_is_404_and_the_wrong_method_405(sandbox: SandboxServer) -> None:
    mara = Asker(sandbox)
    assert error_of(mara.get("/me/secrets")) == (404, "Service not found", None)
    assert error_of(mara.delete("/me")) == (405, "Method not allowed", None)


@pytest.mark.parametrize("method", ["PUT", "POST"])
def test_a_write_that_does_not_say_its_length_is_411(sandbox: SandboxServer, method: str) -> None:
    headers = f"Host: 127.0.0.1\r\nAuthorization: Bearer {Asker(sandbox).token['access_token']}\r\nConnection: close"
    host, _, port = sandbox.url.removeprefix("http://").partition(":")
    with socket.create_connection((host, int(port)), timeout=10) as connection:
        connection.sendall(f"{method} /v1/me/player/pause HTTP/1.1\r\n{headers}\r\n\r\n".encode())
        assert connection.recv(100).startswith(b"HTTP/1.1 411 ")
