"""The player: commands, moving time, queue, and everything that can be in the way."""

import time
from typing import Any

import pytest

from tests.sandbox.asking import Asker, error_of
from tests.sandbox_server import SandboxServer

NO_DEVICE = (404, "Player command failed: No active device found", "NO_ACTIVE_DEVICE")
RESTRICTED = (403, "Player command failed: Restriction violated", "UNKNOWN")
PHONE = {"id": "a" * 40, "name": "Phone", "type": "Smartphone", "is_active": True}
SPEAKER = {"id": "b" * 40, "name": "Speaker", "type": "Speaker"}


@pytest.fixture
def mara(sandbox: SandboxServer) -> Asker:
    sandbox.settings(player_lag=0)
    sandbox.listener("mara", devices=[PHONE, SPEAKER])
    return Asker(sandbox)


def songs(asker: Asker, count: int = 5) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = asker.json("/me/top/tracks", limit=count)["items"]
    return items


def play(asker: Asker, count: int = 5, **more: Any) -> list[str]:
    uris = [song["uri"] for song in songs(asker, count)]
    answer = asker.put("/me/player/play", {"uris": uris, **more})
    assert answer.status_code == 204, answer.text
    return uris


def playing(asker: Asker) -> str:
    return str(asker.json("/me/player")["item"]["uri"])


def test_nothing_played_yet_is_204_with_nothing(mara: Asker) -> None:
    for path in ("/me/player", "/me/player/currently-playing"):
        answer = mara.get(path)
        assert (answer.status_code, answer.content) == (204, b"")
    assert mara.json("/me/player/queue") == {"currently_playing": None, "queue": []}


def test_time_moves_and_a_song_that_ends_gives_way_to_the_next(sandbox: SandboxServer, mara: Asker) -> None:
    lengths = [song["duration_ms"] for song in songs(mara)]
    uris = play(mara)
    sandbox.advance(60)
    state = mara.json("/me/player")
    assert 60_000 <= state["progress_ms"] < 62_000
    assert state["is_playing"] is True
    sandbox.advance((lengths[0] - 60_000) / 1000 + 10)
    state = mara.json("/me/player")
    assert state["item"]["uri"] == uris[1]
    assert 10_000 <= state["progress_ms"] < 13_000


def test_at_the_end_of_the_list_it_stops_at_its_beginning(sandbox: SandboxServer, mara: Asker) -> None:
    uris = play(mara, 2)
    sandbox.advance(1800)
    state = mara.json("/me/player")
    assert (state["is_playing"], state["progress_ms"], state["item"]["uri"]) == (False, 0, uris[0])


def test_repeating_the_list_begins_anew_and_repeating_the_song_stays(sandbox: SandboxServer, mara: Asker) -> None:
    lengths = [song["duration_ms"] / 1000 for song in songs(mara, 2)]
    uris = play(mara, 2)
    mara.put("/me/player/repeat", state="context")
    sandbox.advance(sum(lengths) + 1)
    assert playing(mara) == uris[0]
    mara.put("/me/player/repeat", state="track")
    sandbox.advance(lengths[0] + 1)
    assert playing(mara) == uris[0]
    mara.post("/me/player/next")
    assert playing(mara) == uris[1]


def test_next_and_previous(mara: Asker) -> None:
    uris = play(mara, 3)
    mara.post("/me/player/next")
    mara.post("/me/player/next")
    assert playing(mara) == uris[2]
    refused = mara.post("/me/player/next")
    assert error_of(refused)[::2] == (403, "NO_NEXT_TRACK")
    assert playing(mara) == uris[2]
    mara.post("/me/player/previous")
    assert playing(mara) == uris[1]
    mara.post("/me/player/previous")
    assert error_of(mara.post("/me/player/previous"))[::2] == (403, "NO_PREV_TRACK")


def test_pausing_holds_the_place_and_resuming_goes_on(sandbox: SandboxServer, mara: Asker) -> None:
    play(mara)
    sandbox.advance(30)
    assert mara.put("/me/player/pause").status_code == 204
    sandbox.advance(500)
    state = mara.json("/me/player")
    assert state["is_playing"] is False
    assert 30_000 <= state["progress_ms"] < 32_000
    assert state["actions"]["disallows"]["pausing"] is True
    assert mara.put("/me/player/play").status_code == 204
    sandbox.advance(10)
    assert 40_000 <= mara.json("/me/player")["progress_ms"] < 43_000


def test_what_is_so_already_is_a_restriction_violated(mara: Asker) -> None:
    assert error_of(mara.put("/me/player/play")) == RESTRICTED
    assert error_of(mara.put("/me/player/pause")) == RESTRICTED
    play(mara)
    assert error_of(mara.put("/me/player/play")) == RESTRICTED
    mara.put("/me/player/pause")
    assert error_of(mara.put("/me/player/pause")) == RESTRICTED


def test_seeking_moves_and_past_the_end_is_the_next_song(mara: Asker) -> None:
    uris = play(mara)
    mara.put("/me/player/seek", position_ms=45_000)
    assert 45_000 <= mara.json("/me/player")["progress_ms"] < 47_000
    mara.put("/me/player/seek", position_ms=10_000_000)
    assert playing(mara) == uris[1]
    for _ in range(4):
        assert mara.put("/me/player/seek", position_ms=10_000_000).status_code == 204
    state = mara.json("/me/player")
    assert (state["item"]["uri"], state["is_playing"]) == (uris[0], False)
    assert mara.put("/me/player/seek").status_code == 400
    assert mara.put("/me/player/seek", position_ms=-1).status_code == 400


def test_a_context_is_played_from_a_place_or_a_song(mara: Asker) -> None:
    uris = [song["uri"] for song in songs(mara)]
    playlist = f"spotify:playlist:{mara.playlist(uris)}"
    mara.put("/me/player/play", {"context_uri": playlist, "offset": {"position": 2}, "position_ms": 5000})
    state = mara.json("/me/player")
    assert (state["item"]["uri"], state["context"]["uri"]) == (uris[2], playlist)
    assert state["progress_ms"] >= 5000
    mara.put("/me/player/play", {"context_uri": playlist, "offset": {"uri": uris[4]}})
    assert playing(mara) == uris[4]


def test_an_album_an_artist_and_the_collection_can_be_played(mara: Asker) -> None:
    song = songs(mara, 1)[0]
    for uri in (song["album"]["uri"], song["artists"][0]["uri"], "spotify:user:mara:collection"):
        assert mara.put("/me/player/play", {"context_uri": uri}).status_code == 204
        assert mara.json("/me/player")["context"]["uri"] == uri


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"context_uri": "spotify:album:" + "0" * 22}, 404),
        ({"context_uri": "nonsense"}, 400),
        ({"uris": []}, 400),
        ({"uris": ["spotify:track:" + "0" * 22]}, 400),
        ({"uris": "spotify:track:x"}, 400),
        ({"position_ms": -1}, 400),
    ],
)
def test_what_cannot_be_played_is_refused_and_the_music_goes_on(mara: Asker, body: dict[str, Any], status: int) -> None:
    uris = play(mara)
    assert mara.put("/me/player/play", body).status_code == status
    assert playing(mara) == uris[0]


def test_a_place_in_an_artist_is_refused_in_spotifys_words(mara: Asker) -> None:
    artist = songs(mara, 1)[0]["artists"][0]["uri"]
    refused = mara.put("/me/player/play", {"context_uri": artist, "offset": {"position": 1}})
    assert error_of(refused) == (400, "Can't have offset for context type: ARTIST", None)
    out = mara.put("/me/player/play", {"uris": [songs(mara, 1)[0]["uri"]], "offset": {"position": 1}})
    assert out.status_code == 400


def test_malformed_json_is_said_in_spotifys_words(mara: Asker) -> None:
    assert error_of(mara.ask("PUT", "/me/player/play", content=b"{")) == (400, "Malformed json", None)


def test_the_queue_goes_before_the_list(mara: Asker) -> None:
    a, b, c, d, e = play(mara)
    assert mara.post("/me/player/queue", uri=e).status_code == 204
    coming = mara.json("/me/player/queue")
    assert coming["currently_playing"]["uri"] == a
    assert [item["uri"] for item in coming["queue"]] == [e, b, c, d, e]
    mara.post("/me/player/next")
    assert playing(mara) == e
    mara.post("/me/player/next")
    assert playing(mara) == b
    assert mara.post("/me/player/queue", uri="spotify:track:no").status_code == 400
    assert mara.post("/me/player/queue").status_code == 400


def test_back_from_a_song_of_the_queue_is_where_the_list_was_left(mara: Asker) -> None:
    a, b, _, _, e = play(mara)
    mara.post("/me/player/next")
    mara.post("/me/player/queue", uri=e)
    mara.post("/me/player/next")
    assert playing(mara) == e
    mara.post("/me/player/previous")
    assert playing(mara) == b
    mara.post("/me/player/previous")
    assert playing(mara) == a


def test_shuffle_keeps_the_song_and_plays_each_other_once(mara: Asker) -> None:
    uris = play(mara, 20)
    mara.put("/me/player/shuffle", state="true")
    assert mara.json("/me/player")["shuffle_state"] is True
    heard = [playing(mara)]
    for _ in range(19):
        mara.post("/me/player/next")
        heard.append(playing(mara))
    assert heard[0] == uris[0]
    assert sorted(heard) == sorted(uris)
    assert heard != uris
    mara.put("/me/player/shuffle", state="false")
    last = uris.index(heard[-1])
    coming = [item["uri"] for item in mara.json("/me/player/queue")["queue"]]
    assert coming == uris[last + 1 :]


@pytest.mark.parametrize(
    ("path", "params"),
    [
        ("repeat", {"state": "twice"}),
        ("repeat", {}),
        ("shuffle", {"state": "yes"}),
        ("volume", {"volume_percent": 101}),
        ("volume", {}),
    ],
)
def test_a_setting_that_cannot_be_is_400(mara: Asker, path: str, params: dict[str, Any]) -> None:
    assert mara.put(f"/me/player/{path}", **params).status_code == 400


def test_an_episode_is_shown_only_to_who_asks_for_episodes(mara: Asker) -> None:
    show = mara.json("/search", q="moss", type="show")["shows"]["items"][0]
    mara.put("/me/player/play", {"context_uri": show["uri"]})
    unasked = mara.json("/me/player")
    assert (unasked["currently_playing_type"], unasked["item"]) == ("episode", None)
    asked = mara.json("/me/player/currently-playing", additional_types="track,episode")
    assert asked["item"]["type"] == "episode"
    assert "device" not in asked


def test_a_command_shows_a_moment_later(sandbox: SandboxServer, mara: Asker) -> None:
    uris = play(mara)
    sandbox.settings(player_lag=0.5)
    mara.post("/me/player/next")
    assert playing(mara) == uris[0]
    assert mara.json("/me/player/currently-playing")["item"]["uri"] == uris[0]
    assert mara.json("/me/player/queue")["currently_playing"]["uri"] == uris[0]
    mara.post("/me/player/next")
    assert playing(mara) == uris[0]
    time.sleep(0.6)
    assert playing(mara) == uris[2]


def test_commands_may_answer_200_with_a_text_that_means_nothing(sandbox: SandboxServer, mara: Asker) -> None:
    sandbox.settings(text_bodies=True)
    answer = mara.put("/me/player/play", {"uris": [songs(mara, 1)[0]["uri"]]})
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/plain; charset=utf-8")
    assert len(answer.text) == 27


def test_a_player_nobody_touches_falls_silent_after_half_a_day(sandbox: SandboxServer, mara: Asker) -> None:
    play(mara, 3)
    mara.put("/me/player/repeat", state="context")
    sandbox.settings(access_token_ttl=10**7)
    asker = Asker(sandbox)
    sandbox.advance(13 * 3600)
    assert asker.json("/me/player")["is_playing"] is False


def test_a_player_long_silent_is_204_until_it_is_taken_up_again(sandbox: SandboxServer, mara: Asker) -> None:
    uris = play(mara)
    sandbox.advance(40)
    mara.put("/me/player/pause")
    sandbox.settings(access_token_ttl=10**7)
    asker = Asker(sandbox)
    sandbox.advance(11 * 3600)
    assert playing(asker) == uris[0]
    sandbox.advance(2 * 3600)
    for path in ("/me/player", "/me/player/currently-playing"):
        assert (asker.get(path).status_code, asker.get(path).content) == (204, b"")
    assert asker.json("/me/player/queue") == {"currently_playing": None, "queue": []}
    assert asker.put("/me/player/play").status_code == 204
    state = asker.json("/me/player")
    assert (state["item"]["uri"], state["progress_ms"] // 1000) == (uris[0], 40)


def test_each_listener_has_a_player_of_their_own(sandbox: SandboxServer, mara: Asker) -> None:
    play(mara)
    assert Asker(sandbox, "theo").get("/me/player").status_code == 204


def test_more_tracks_than_fit_one_command_are_refused(mara: Asker) -> None:
    uris = [song["uri"] for song in songs(mara, 50)]
    assert mara.put("/me/player/play", {"uris": uris * 4}).status_code == 204
    assert error_of(mara.put("/me/player/play", {"uris": uris * 5})) == (413, "Payload Too Large", None)


def test_a_skip_may_leave_a_paused_player_silent(sandbox: SandboxServer, mara: Asker) -> None:
    uris = play(mara)
    mara.put("/me/player/pause")
    sandbox.settings(skips_wake=False)
    mara.post("/me/player/next")
    state = mara.json("/me/player")
    assert (state["item"]["uri"], state["is_playing"], state["progress_ms"]) == (uris[1], False, 0)
