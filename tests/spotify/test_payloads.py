"""Every payload captured from the live service can be read, and nothing of it is left out."""

import os
from pathlib import Path
from typing import Any

import msgspec
import pytest

from discoverdaily.spotify import reading
from discoverdaily.spotify.objects import Account, AudioFeatures

SHARED = os.environ.get("DISCOVERDAILY_SHARED", "")
pytestmark = pytest.mark.skipif(not SHARED, reason="DISCOVERDAILY_SHARED is not set: Spotify's payloads are not here")


def payload(name: str) -> bytes:
    return (Path(SHARED) / "spotify" / "payloads" / f"{name}.json").read_bytes()


@pytest.mark.parametrize(
    ("name", "read"),
    [
        ("top_tracks", reading.page(reading.track)),
        ("top_artists", reading.page(reading.artist)),
        ("recently_played_tracks", reading.page(reading.play)),
        ("current_user_playlist_1", reading.page(reading.playlist)),
        ("playlist_items", reading.page(reading.playlist_item)),
    ],
)
def test_every_item_of_a_captured_list_is_read(name: str, read: reading.Read[Any]) -> None:
    page = reading.answer(read, payload(name))
    assert page.left_out == 0
    assert len(page.items) == len(msgspec.json.decode(payload(name))["items"]) > 0
    assert page.whole


def test_captured_tracks_have_their_covers_and_recordings(settings: Any) -> None:
    settings.SPOTIFY_IMAGE_URL = "https://i.scdn.co/image"
    first = reading.answer(reading.page(reading.track), payload("top_tracks")).items[0]
    assert first.album is not None
    assert first.isrc == "ATN262528501"
    assert first.cover() == first.cover(300)
    assert {len(first.cover(size)) for size in (1, 160, 640, 5000)} == {40}
    assert first.cover(64) != first.cover(300) != first.cover(640) == first.cover(5000)


def test_captured_plays_have_cursors_for_both_directions() -> None:
    plays = reading.answer(reading.page(reading.play), payload("recently_played_tracks"))
    assert plays.after is not None
    assert plays.before is not None
    assert plays.after == int(plays.items[0].played_at.timestamp() * 1000)
    assert plays.items[0].played_at.tzinfo is not None


def test_a_captured_account_is_premium() -> None:
    account = reading.answer(reading.one(Account), payload("current_user"))
    assert (account.id, account.account_id, account.premium) == ("1112264649", None, True)


@pytest.mark.parametrize("name", ["playlist_1", "new_playlist"])
def test_a_captured_playlist_is_read_under_its_old_names(name: str) -> None:
    playlist = reading.answer(reading.playlist, payload(name))
    captured = msgspec.json.decode(payload(name))
    assert playlist.id == captured["id"]
    assert playlist.items_total == captured["tracks"]["total"]
    assert playlist.owner_id == captured["owner"]["id"]
    assert playlist.url == captured["external_urls"]["spotify"]
    assert playlist.snapshot_id


def test_a_captured_playlists_items_are_tracks() -> None:
    items = reading.answer(reading.page(reading.playlist_item), payload("playlist_items")).items
    assert all(item.track is not None and item.track.uri == item.uri for item in items)


def test_captured_playback_of_a_track_and_of_an_episode() -> None:
    playing = reading.answer(reading.playback, payload("playback_1"))
    assert playing is not None
    assert playing.track is not None
    assert playing.device is not None
    assert playing.device.name == "DESKTOP-BKC5SIK"
    podcast = reading.answer(reading.playback, payload("playback_episode_1"))
    assert podcast is not None
    assert podcast.track is None
    assert podcast.episode is not None
    assert podcast.device is not None
    assert podcast.device.id is None
    assert podcast.device.is_restricted
    now = reading.answer(reading.playback, payload("current_playing_track"))
    assert now is not None
    assert now.track is not None
    assert now.device is None


def test_the_small_captured_answers() -> None:
    assert len(reading.answer(reading.devices, payload("devices"))) == 1
    assert reading.answer(reading.one(list[bool]), payload("library_contains")) == [False, False]
    assert reading.answer(reading.snapshot_id, payload("playlist_update_items")).startswith("AAAA")
    assert reading.answer(reading.one(AudioFeatures), payload("audio_features")).tempo == 114.944


def test_a_captured_search() -> None:
    found = reading.answer(reading.found, payload("search"))
    assert found.tracks is not None
    assert found.tracks.left_out == 0
    assert found.tracks.items[0].name == "Never Gonna Give You Up"
    assert found.playlists is None
