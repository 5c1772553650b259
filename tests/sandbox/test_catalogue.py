"""Search and the things it finds, under today's rules."""

from typing import Any

import pytest

from tests.sandbox.asking import Asker, error_of
from tests.sandbox_server import SandboxServer


@pytest.fixture
def mara(sandbox: SandboxServer) -> Asker:
    return Asker(sandbox)


def test_search_gives_five_unasked_and_ten_at_most(mara: Asker) -> None:
    assert len(mara.json("/search", q="a", type="track")["tracks"]["items"]) == 5
    assert len(mara.json("/search", q="a", type="track", limit=10)["tracks"]["items"]) == 10
    assert error_of(mara.get("/search", q="a", type="track", limit=11)) == (400, "Invalid limit", None)


def test_search_goes_as_far_as_a_thousand(mara: Asker) -> None:
    assert mara.get("/search", q="a", type="track", offset=1000).status_code == 200
    assert error_of(mara.get("/search", q="a", type="track", offset=1001)) == (400, "Invalid offset", None)


def test_its_page_addresses_say_query(mara: Asker) -> None:
    page = mara.json("/search", q="the sea", type="track,artist")["tracks"]
    assert "query=the%20sea&type=track" in page["href"]
    assert "q=" not in page["href"].replace("query=", "")


def test_every_page_of_a_search_can_be_followed(sandbox: SandboxServer, mara: Asker) -> None:
    page = mara.json("/search", q="a", type="track", limit=10)["tracks"]
    following = sandbox.http.get(page["next"].replace("query=", "q="), headers=mara.headers).json()["tracks"]
    assert {item["id"] for item in page["items"]}.isdisjoint(item["id"] for item in following["items"])


@pytest.mark.parametrize(
    "params", [{"type": "track"}, {"q": "a"}, {"q": "a", "type": "song"}, {"q": " ", "type": "track"}]
)
def test_a_search_for_nothing_or_for_no_kind_is_400(mara: Asker, params: dict[str, Any]) -> None:
    assert mara.get("/search", **params).status_code == 400


def test_search_finds_by_isrc_and_nothing_for_nonsense(mara: Asker) -> None:
    track = mara.json("/me/top/tracks", limit=1)["items"][0]
    found = mara.json("/search", q=f"isrc:{track['external_ids']['isrc']}", type="track", limit=10)["tracks"]["items"]
    assert track["id"] in [item["id"] for item in found]
    nothing = mara.json("/search", q="zzzzqqqq", type="track,artist,album,playlist,show,episode,audiobook")
    assert [nothing[kind]["total"] for kind in nothing] == [0] * 7


def test_single_things_lack_what_was_removed(mara: Asker) -> None:
    track = mara.json("/me/top/tracks", limit=1)["items"][0]
    single = mara.json(f"/tracks/{track['id']}")
    assert single == track
    assert single.keys().isdisjoint({"popularity", "available_markets", "linked_from"})
    assert single["external_ids"]["isrc"]
    album = mara.json(f"/albums/{track['album']['id']}")
    assert album.keys().isdisjoint({"popularity", "label", "available_markets", "album_group"})
    artist = mara.json(f"/artists/{track['artists'][0]['id']}")
    assert artist.keys() == {"external_urls", "href", "id", "images", "name", "type", "uri"}


@pytest.mark.parametrize("kind", ["tracks", "albums", "artists", "shows", "episodes"])
def test_what_is_not_there_is_404_and_no_id_400(mara: Asker, kind: str) -> None:
    assert error_of(mara.get(f"/{kind}/{'0' * 22}")) == (404, "Resource not found", None)
    assert error_of(mara.get(f"/{kind}/short")) == (400, "Invalid base62 id", None)


def test_albums_of_an_artist_are_five_unasked_and_ten_at_most(mara: Asker) -> None:
    artist = mara.json("/me/top/artists", limit=1)["items"][0]["id"]
    assert mara.json(f"/artists/{artist}/albums")["limit"] == 5
    assert error_of(mara.get(f"/artists/{artist}/albums", limit=11)) == (400, "Invalid limit", None)
    groups = mara.json(f"/artists/{artist}/albums", include_groups="single", limit=10)["items"]
    assert {album["album_type"] for album in groups} <= {"single"}


def test_tracks_of_an_album_stand_in_order(mara: Asker) -> None:
    album = mara.json("/me/top/tracks", limit=1)["items"][0]["album"]
    tracks = mara.json(f"/albums/{album['id']}/tracks", limit=50)["items"]
    places = [(track["disc_number"], track["track_number"]) for track in tracks]
    assert len(tracks) == album["total_tracks"]
    assert places == sorted(places)


def test_pictures_come_in_three_sizes(sandbox: SandboxServer, mara: Asker) -> None:
    images = mara.json("/me/top/tracks", limit=1)["items"][0]["album"]["images"]
    assert [image["height"] for image in images] == [640, 300, 64]
    for image in images:
        picture = sandbox.http.get(image["url"])
        assert (picture.status_code, picture.headers["content-type"]) == (200, "image/jpeg")
    assert sandbox.http.get("/image/none").status_code == 404
