"""One library for all that a listener keeps, forty at a time."""

import pytest

from tests.sandbox.asking import Asker, error_of
from tests.sandbox_server import SandboxServer


def test_what_is_saved_is_contained_until_it_is_let_go(sandbox: SandboxServer) -> None:
    pia = Asker(sandbox, "pia")
    found = pia.json("/search", q="a", type="track,album")
    uris = [found["tracks"]["items"][0]["uri"], found["albums"]["items"][0]["uri"]]
    assert pia.json("/me/library/contains", uris=",".join(uris)) == [False, False]
    saved = pia.put("/me/library", uris=",".join(uris))
    assert (saved.status_code, saved.content) == (200, b"")
    assert pia.json("/me/library/contains", uris=",".join(uris)) == [True, True]
    assert [item["track"]["uri"] for item in pia.json("/me/tracks")["items"]] == uris[:1]
    assert [item["album"]["uri"] for item in pia.json("/me/albums")["items"]] == uris[1:]
    pia.delete("/me/library", uris=uris[0])
    assert pia.json("/me/library/contains", uris=",".join(uris)) == [False, True]


@pytest.mark.parametrize("method", ["PUT", "DELETE", "GET"])
def test_forty_at_once_and_no_more(sandbox: SandboxServer, method: str) -> None:
    mara = Asker(sandbox)
    path = "/me/library/contains" if method == "GET" else "/me/library"
    uris = mara.top_uris(41)
    assert mara.ask(method, path, params={"uris": ",".join(uris[:40])}).status_code == 200
    assert mara.ask(method, path, params={"uris": ",".join(uris)}).status_code == 400
    assert mara.ask(method, path).status_code == 400


@pytest.mark.parametrize("uri", ["spotify:track:x", "track:" + "0" * 22, "spotify:genre:" + "0" * 22])
def test_what_is_no_uri_is_400(sandbox: SandboxServer, uri: str) -> None:
    mara = Asker(sandbox)
    assert mara.put("/me/library", uris=uri).status_code == 400
    assert mara.get("/me/library/contains", uris=uri).status_code == 400


def test_artists_can_be_asked_for_and_not_saved(sandbox: SandboxServer) -> None:
    mara = Asker(sandbox)
    uri = "spotify:artist:" + "0" * 22
    assert mara.json("/me/library/contains", uris=uri) == [False]
    assert error_of(mara.put("/me/library", uris=uri)) == (400, "Unsupported uri type: artist", None)


def test_a_playlist_that_is_not_there_cannot_be_followed(sandbox: SandboxServer) -> None:
    mara = Asker(sandbox)
    uri = "spotify:playlist:" + "0" * 22
    assert mara.put("/me/library", uris=uri).status_code == 404
    assert mara.json("/me/library/contains", uris=uri) == [False]


def test_saved_tracks_are_paged_last_saved_first(sandbox: SandboxServer) -> None:
    mara = Asker(sandbox)
    rows = [item for page in mara.pages("/me/tracks", limit=50) for item in page["items"]]
    moments = [row["added_at"] for row in rows]
    assert len(rows) > 50
    assert moments == sorted(moments, reverse=True)


def test_each_listener_has_a_library_of_their_own(sandbox: SandboxServer) -> None:
    mara, theo = Asker(sandbox), Asker(sandbox, "theo")
    uri = mara.json("/search", q="a", type="album")["albums"]["items"][0]["uri"]
    mara.put("/me/library", uris=uri)
    assert theo.json("/me/library/contains", uris=uri) == [False]
