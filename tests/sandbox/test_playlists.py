"""Playlists: limits, order, owners, snapshots, and what the two sets of rules show of them."""

import base64
from typing import Any

import pytest

from tests.sandbox.asking import Asker, error_of
from tests.sandbox_server import SandboxServer

FORBIDDEN = (403, "Forbidden", None)


def test_a_new_playlist_is_whole_empty_and_ones_own(sandbox: SandboxServer) -> None:
    mara = Asker(sandbox)
    made = mara.post("/me/playlists", {"name": "Mine", "public": False, "description": "d"})
    assert made.status_code == 201
    body = made.json()
    assert (body["name"], body["description"], body["public"], body["collaborative"]) == ("Mine", "d", False, False)
    assert (body["owner"]["id"], body["items"]["total"], body["images"]) == ("mara", 0, [])
    assert mara.json("/me/playlists")["items"][0]["id"] == body["id"]


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"name": ""},
        {"name": None},
        {"name": 7},
        {"name": "a", "public": "no"},
        {"name": "a", "collaborative": True},
    ],
)
def test_a_playlist_that_cannot_be_is_400(sandbox: SandboxServer, body: dict[str, Any]) -> None:
    mara = Asker(sandbox)
    before = len(sandbox.playlists("mara"))
    assert mara.post("/me/playlists", body).status_code == 400
    assert len(sandbox.playlists("mara")) == before


def test_what_is_not_json_is_400(sandbox: SandboxServer) -> None:
    mara = Asker(sandbox)
    answer = mara.ask("POST", "/me/playlists", content=b"{name:", headers={"Content-Type": "application/json"})
    assert error_of(answer) == (400, "Error parsing JSON.", None)


def test_a_hundred_songs_at_once_and_no_more(sandbox: SandboxServer) -> None:
    mara = Asker(sandbox)
    uris = [item["uri"] for page in mara.pages("/me/top/tracks", limit=50) for item in page["items"]][:101]
    key = mara.playlist()
    assert mara.post(f"/playlists/{key}/items", {"uris": uris}).status_code == 400
    assert mara.put(f"/playlists/{key}/items", {"uris": uris}).status_code == 400
    assert mara.delete(f"/playlists/{key}/items", {"items": [{"uri": uri} for uri in uris]}).status_code == 400
    assert sandbox.playlist(key)["uris"] == []
    assert mara.put(f"/playlists/{key}/items", {"uris": uris[:100]}).status_code == 200
    assert mara.post(f"/playlists/{key}/items", {"uris": uris[100:]}).status_code == 201
    assert sandbox.playlist(key)["uris"] == uris


def test_songs_can_be_put_in_at_a_place_or_by_query(sandbox: SandboxServer) -> None:
    mara = Asker(sandbox)
    a, b, c, d = mara.top_uris(4)
    key = mara.playlist([a, b])
    mara.post(f"/playlists/{key}/items", {"uris": [c], "position": 1})
    assert sandbox.playlist(key)["uris"] == [a, c, b]
    mara.post(f"/playlists/{key}/items", {"uris": [a]}, uris=d, position=0)
    assert sandbox.playlist(key)["uris"] == [d, a, c, b]


@pytest.mark.parametrize("uri", ["spotify:track:no", "spotify:album:" + "0" * 22, "spotify:track:" + "0" * 22, "x"])
def test_a_song_that_is_none_is_400_and_changes_nothing(sandbox: SandboxServer, uri: str) -> None:
    mara = Asker(sandbox)
    uris = mara.top_uris(2)
    key = mara.playlist(uris)
    assert mara.post(f"/playlists/{key}/items", {"uris": [uri]}).status_code == 400
    assert mara.put(f"/playlists/{key}/items", {"uris": [*uris, uri]}).status_code == 400
    assert sandbox.playlist(key)["uris"] == uris


def test_replacing_by_nothing_empties_and_adding_nothing_is_400(sandbox: SandboxServer) -> None:
    mara = Asker(sandbox)
    key = mara.playlist(mara.top_uris(2))
    assert mara.post(f"/playlists/{key}/items", {"uris": []}).status_code == 400
    assert mara.put(f"/playlists/{key}/items", {}).status_code == 400
    assert len(sandbox.playlist(key)["uris"]) == 2
    assert mara.put(f"/playlists/{key}/items", {"uris": []}).status_code == 200
    assert sandbox.playlist(key)["uris"] == []


@pytest.mark.parametrize(
    ("start", "before", "length", "order"),
    [
        (0, 3, 1, "bcade"),
        (4, 0, 1, "eabcd"),
        (0, 5, 2, "cdeab"),
        (2, 1, 2, "acdbe"),
        (1, 1, 1, "abcde"),
        (1, 3, 2, "abcde"),
    ],
)
def test_reordering_moves_a_range(sandbox: SandboxServer, start: int, before: int, length: int, order: str) -> None:
    mara = Asker(sandbox)
    songs = dict(zip("abcde", mara.top_uris(5), strict=True))
    key = mara.playlist(list(songs.values()))
    body = {"range_start": start, "insert_before": before, "range_length": length}
    assert mara.put(f"/playlists/{key}/items", body).status_code == 200
    assert sandbox.playlist(key)["uris"] == [songs[letter] for letter in order]


@pytest.mark.parametrize(
    "body",
    [
        {"range_start": 0, "insert_before": 9},
        {"range_start": 5, "insert_before": 0},
        {"range_start": 3, "insert_before": 0, "range_length": 3},
        {"range_start": 0},
        {"range_start": 0, "insert_before": 1, "uris": []},
        {"range_start": 0, "insert_before": 1, "snapshot_id": "bm90aGluZw=="},
    ],
)
def test_a_reorder_that_cannot_be_is_400(sandbox: SandboxServer, body: dict[str, Any]) -> None:
    mara = Asker(sandbox)
    uris = mara.top_uris(5)
    key = mara.playlist(uris)
    assert mara.put(f"/playlists/{key}/items", body).status_code == 400
    assert sandbox.playlist(key)["uris"] == uris


def test_removing_takes_every_occurrence(sandbox: SandboxServer) -> None:
    mara = Asker(sandbox)
    a, b = mara.top_uris(2)
    key = mara.playlist([a, b, a])
    assert mara.delete(f"/playlists/{key}/items", {"items": [{"uri": a}]}).status_code == 200
    assert sandbox.playlist(key)["uris"] == [b]
    assert mara.delete(f"/playlists/{key}/items", {"tracks": [{"uri": b}]}).status_code == 400


def test_every_change_has_a_snapshot_of_its_own(sandbox: SandboxServer) -> None:
    mara = Asker(sandbox)
    uris = mara.top_uris(3)
    key = mara.playlist(uris)
    first = mara.json(f"/playlists/{key}")["snapshot_id"]
    second = mara.put(f"/playlists/{key}/items", {"range_start": 0, "insert_before": 2, "snapshot_id": first}).json()
    third = mara.put(f"/playlists/{key}/items", {"uris": uris}).json()
    assert len({first, second["snapshot_id"], third["snapshot_id"]}) == 3
    assert mara.json(f"/playlists/{key}")["snapshot_id"] == third["snapshot_id"]


def test_another_persons_playlist_shows_no_items_and_takes_no_change(sandbox: SandboxServer) -> None:
    mara, theo = Asker(sandbox), Asker(sandbox, "theo")
    uris = mara.top_uris(2)
    key = mara.playlist(uris, public=True)
    seen = theo.json(f"/playlists/{key}")
    assert seen["name"] == "Made for a test"
    assert "items" not in seen
    assert error_of(theo.get(f"/playlists/{key}/items")) == FORBIDDEN
    assert error_of(theo.post(f"/playlists/{key}/items", {"uris": uris})) == FORBIDDEN
    assert error_of(theo.put(f"/playlists/{key}/items", {"uris": []})) == FORBIDDEN
    assert error_of(theo.put(f"/playlists/{key}", {"name": "Theirs"})) == FORBIDDEN
    assert (sandbox.playlist(key)["name"], sandbox.playlist(key)["uris"]) == ("Made for a test", uris)


def test_a_collaborator_changes_items_and_not_the_name(sandbox: SandboxServer) -> None:
    mara, theo = Asker(sandbox), Asker(sandbox, "theo")
    key = mara.playlist(collaborative=True)
    assert theo.put("/me/library", uris=f"spotify:playlist:{key}").status_code == 200
    assert theo.post(f"/playlists/{key}/items", {"uris": theo.top_uris(1)}).status_code == 201
    assert mara.json(f"/playlists/{key}/items")["items"][0]["added_by"]["id"] == "theo"
    assert error_of(theo.put(f"/playlists/{key}", {"name": "Theirs"})) == FORBIDDEN


def test_a_playlist_that_is_not_there_is_404_and_no_id_400(sandbox: SandboxServer) -> None:
    mara = Asker(sandbox)
    assert error_of(mara.get(f"/playlists/{'0' * 22}")) == (404, "Resource not found", None)
    assert error_of(mara.put("/playlists/37i9dQZF1DXcBWIGoYBM5M/items", {"uris": []})) == (
        404,
        "Resource not found",
        None,
    )
    assert error_of(mara.get("/playlists/nope")) == (400, "Invalid base62 id", None)


def test_changing_details_answers_with_nothing(sandbox: SandboxServer) -> None:
    mara = Asker(sandbox)
    key = mara.playlist()
    answer = mara.put(f"/playlists/{key}", {"name": "Other", "description": "words", "public": True})
    assert (answer.status_code, answer.content) == (200, b"")
    it = sandbox.playlist(key)
    assert (it["name"], it["description"], it["public"]) == ("Other", "words", True)


def test_items_are_paged_by_fifty(sandbox: SandboxServer) -> None:
    mara = Asker(sandbox)
    uris = [item["uri"] for page in mara.pages("/me/top/tracks", limit=50) for item in page["items"]][:120]
    key = mara.playlist(uris)
    pages = list(mara.pages(f"/playlists/{key}/items", limit=50))
    assert [item["item"]["uri"] for page in pages for item in page["items"]] == uris
    assert [len(page["items"]) for page in pages] == [50, 50, 20]
    assert error_of(mara.get(f"/playlists/{key}/items", limit=51)) == (400, "Invalid limit", None)


def test_fields_choose_what_is_told(sandbox: SandboxServer) -> None:
    mara = Asker(sandbox)
    key = mara.playlist(mara.top_uris(2))
    assert mara.json(f"/playlists/{key}", fields="name,owner.id") == {
        "name": "Made for a test",
        "owner": {"id": "mara"},
    }
    shown = mara.json(f"/playlists/{key}/items", fields="total,items(item(name,album.name))")
    assert shown.keys() == {"total", "items"}
    assert shown["items"][0]["item"].keys() == {"name", "album"}
    assert shown["items"][0]["item"]["album"].keys() == {"name"}
    assert "href" not in mara.json(f"/playlists/{key}", fields="!href")


def test_unfollowed_it_is_off_the_list_and_still_there(sandbox: SandboxServer) -> None:
    mara = Asker(sandbox)
    key = mara.playlist()
    uri = f"spotify:playlist:{key}"
    assert mara.json("/me/library/contains", uris=uri) == [True]
    answer = mara.delete("/me/library", uris=uri)
    assert (answer.status_code, answer.content) == (200, b"")
    assert mara.json("/me/library/contains", uris=uri) == [False]
    assert key not in [item["id"] for item in mara.json("/me/playlists")["items"]]
    assert mara.json(f"/playlists/{key}")["id"] == key


def test_the_list_of_playlists_has_its_bounds(sandbox: SandboxServer) -> None:
    mara = Asker(sandbox)
    assert mara.get("/me/playlists", limit=51).status_code == 400
    assert mara.get("/me/playlists", offset=100_001).status_code == 400
    assert mara.get("/me/playlists", offset=100_000).status_code == 200


def test_a_cover_is_a_jpeg_in_base64_of_at_most_256_kb(sandbox: SandboxServer) -> None:
    mara = Asker(sandbox)
    key = mara.playlist(mara.top_uris(1))
    first = mara.json(f"/playlists/{key}/images")[0]
    picture = sandbox.http.get(first["url"])
    assert picture.headers["content-type"] == "image/jpeg"
    assert (first["height"], first["width"]) == (None, None)
    jpeg = {"Content-Type": "image/jpeg"}
    path = f"/playlists/{key}/images"
    assert mara.ask("PUT", path, content=base64.b64encode(picture.content), headers=jpeg).status_code == 202
    own = mara.json(path)[0]["url"]
    assert own != first["url"]
    assert sandbox.http.get(own).content == picture.content
    assert mara.ask("PUT", path, content=b"/9j/" * 70_000, headers=jpeg).status_code == 413
    assert mara.ask("PUT", path, content=b"no picture", headers=jpeg).status_code == 400


def test_todays_rules_say_items_and_the_older_ones_both(sandbox: SandboxServer) -> None:
    mara = Asker(sandbox)
    key = mara.playlist(mara.top_uris(1))
    today = mara.json(f"/playlists/{key}")
    assert "tracks" not in today
    assert "track" not in today["items"]["items"][0]
    sandbox.settings(regime="legacy")
    older = mara.json(f"/playlists/{key}")
    assert older["tracks"]["items"][0]["track"] == older["items"]["items"][0]["item"]


def test_a_list_bears_markup_as_it_was_written(sandbox: SandboxServer) -> None:
    mara = Asker(sandbox)
    name = "<b>&amp; 'quotes' \u2028 " + "x" * 500
    assert mara.json(f"/playlists/{mara.playlist(name=name)}")["name"] == name
