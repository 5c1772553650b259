"""The music of a session, on the sandbox's player: what it is told, what is seen, and all that can be in the way."""

from datetime import timedelta

import pytest

from discoverdaily import clock
from discoverdaily.spotify.client import spotify_for
from tests.sandbox_server import SandboxServer
from tests.timer.music import PHONE, PLAN, SPEAKER, Stage
from timer.models import Music
from timer.plans import Plan
from timer.playing import music_look, music_work
from timer.services import (
    session_end,
    session_next,
    session_pause,
    session_reset,
    session_resume,
    session_start,
    song_skip,
)
from timer.wishes import Source, Turn, Wish
from timer.words import Silence

pytestmark = pytest.mark.django_db
RADIO = {"id": "c" * 40, "name": "Radio", "type": "Speaker", "is_restricted": True}


@pytest.fixture
def stage(sandbox: SandboxServer) -> Stage:
    return Stage(sandbox)


# --- What is told ----------------------------------------------------------------------------------------------------


def test_a_session_begins_its_list_on_its_device_and_says_what_plays(stage: Stage) -> None:
    stage.begin(device=SPEAKER["id"])
    music = stage.look()

    assert stage.song == stage.songs[0]
    assert music.playing["device"] == "Speaker"
    assert music.playing["title"]
    assert music.playing["artists"]
    assert music.playing["cover"]
    assert music.playing["url"].endswith(stage.songs[0].rpartition(":")[2])
    assert (music.trouble, music.skips) == ("", 0)


def test_a_phase_brings_another_song_with_one_command_and_one_look(stage: Stage) -> None:
    session = stage.begin()
    stage.look()
    stage.sandbox.clear_requests()

    session_next(session=session, phase=0)
    music = stage.look()

    calls = [f"{call['method']} {call['path'].removeprefix('/v1/me')}" for call in stage.sandbox.requests()]
    assert calls == ["POST /player/next", "GET /player"]
    assert stage.song == stage.songs[1]
    assert music.playing["uri"] == stage.songs[1]
    assert (music.skips, music.missed, music.unsure) == (1, 0, 0)


def test_one_of_spotifys_lists_is_played_shuffled_as_was_wished(stage: Stage) -> None:
    playlist = next(it for it in stage.sandbox.playlists("mara") if len(it["uris"]) > 3)
    wish = Wish(sources=(Source("Theirs", context=f"spotify:playlist:{playlist['id']}"),), shuffle=True)
    stage.begin(wish, device=PHONE["id"])
    stage.look()

    player = stage.player
    assert player is not None
    assert player.context is not None
    assert player.context.uri.endswith(playlist["id"])
    assert player.shuffle


def test_a_shuffled_list_begins_with_any_of_its_songs(stage: Stage) -> None:
    playlist = next(it for it in stage.sandbox.playlists("mara") if len(it["uris"]) > 10)
    uri = f"spotify:playlist:{playlist['id']}"
    wish = Wish(sources=(Source("Theirs", context=uri, length=len(playlist["uris"])),), shuffle=True)
    begun = set()
    for _ in range(6):
        session_end(session=stage.begin(wish))
        begun.add(stage.look().playing["uri"])
    assert len(begun) > 1


def test_a_list_that_became_shorter_is_played_all_the_same(stage: Stage) -> None:
    playlist = stage.sandbox.playlists("mara")[0]
    stage.sandbox.change_playlist(playlist["id"], uris=stage.songs[:1])
    wish = Wish(sources=(Source("Theirs", context=f"spotify:playlist:{playlist['id']}", length=10**6),), shuffle=True)
    stage.begin(wish)
    assert stage.song == stage.songs[0]


def test_a_player_that_shuffles_is_set_right_where_songs_have_their_order(stage: Stage) -> None:
    stage.press("play", uris=stage.songs[10:13])
    wish = Wish(sources=(Source("Theirs", uris=tuple(stage.songs[10:13])),), shuffle=True)
    spotify_for(stage.person).shuffle(True)
    stage.begin(wish)
    stage.look()

    assert stage.player is not None
    assert stage.player.shuffle is False


def test_each_phase_has_its_list_and_work_goes_on_where_its_list_was_left(stage: Stage) -> None:
    session = stage.begin(stage.fast_and_calm())
    heard = [stage.song]
    for phase in range(4):
        stage.look()
        session_next(session=session, phase=phase)
        heard.append(stage.song)

    fast, calm = stage.songs[:3], stage.songs[3:6]
    assert heard == [fast[0], calm[0], fast[1], calm[1], fast[2]]


def test_at_the_end_of_its_list_a_phase_begins_it_again(stage: Stage) -> None:
    session = stage.begin(stage.wish())
    for phase in range(5):
        stage.look()
        session_next(session=session, phase=phase)

    assert stage.song == stage.songs[0]
    assert stage.look().trouble == ""
    assert stage.music.skips == 5


def test_rest_is_silent_where_that_was_wished_and_work_has_another_song(stage: Stage) -> None:
    session = stage.begin(stage.wish(turns={"rest": Turn(pause=True)}))
    stage.look()
    session_next(session=session, phase=0)
    assert not stage.song
    assert stage.look().trouble == ""

    session_next(session=session, phase=1)
    assert stage.song == stage.songs[1]


def test_the_song_goes_on_through_a_phase_that_changes_none(stage: Stage) -> None:
    session = stage.begin(stage.wish(turns={"rest": Turn(skip=False)}))
    session_next(session=session, phase=0)
    assert stage.song == stage.songs[0]
    assert [call for call in stage.sent() if "next" in call] == []

    session_next(session=session, phase=1)
    assert stage.song == stage.songs[1]


def test_a_silence_ends_with_the_same_song_where_none_is_to_change(stage: Stage) -> None:
    turns = {"rest": Turn(pause=True), "work": Turn(skip=False)}
    session = stage.begin(stage.wish(turns=turns))
    session_next(session=session, phase=0)
    session_next(session=session, phase=1)
    assert stage.song == stage.songs[0]


def test_volume_goes_with_the_phase_and_comes_back_at_the_end(stage: Stage) -> None:
    turns = {"work": Turn(volume=80), "rest": Turn(volume=20)}
    session = stage.begin(stage.wish(turns=turns, volume_before=60, at_end="on"))
    volumes = [volume_of(stage)]
    session_next(session=session, phase=0)
    volumes.append(volume_of(stage))
    session_end(session=session)
    volumes.append(volume_of(stage))
    assert volumes == [80, 20, 60]
    assert stage.song, "it plays on, as was wished"


def volume_of(stage: Stage) -> int | None:
    playback = stage.player
    return playback.device.volume_percent if playback and playback.device else None


def test_a_device_without_a_volume_keeps_nobody_from_changing_songs(stage: Stage) -> None:
    stage.sandbox.listener("mara", devices=[{**PHONE, "supports_volume": False}])
    session = stage.begin(stage.wish(turns={"rest": Turn(volume=20)}))
    session_next(session=session, phase=0)
    assert stage.look().trouble == ""
    assert stage.song == stage.songs[1]


def test_songs_start_past_their_intro(stage: Stage) -> None:
    session = stage.begin(stage.wish(past_intro=20))
    assert stage.player is not None
    assert (stage.player.progress_ms or 0) >= 20_000

    stage.look()
    session_next(session=session, phase=0)
    stage.look()
    assert stage.song == stage.songs[1]
    assert (stage.player.progress_ms or 0) >= 20_000


def test_time_that_stands_still_is_silent_and_goes_on_with_the_same_song(stage: Stage) -> None:
    session = stage.begin()
    session_pause(session=session)
    assert not stage.song
    session_resume(session=session)
    assert stage.song == stage.songs[0]


def test_what_the_person_had_stopped_is_not_ours_to_let_play(stage: Stage) -> None:
    session = stage.begin()
    stage.look()
    stage.press("pause")
    session_pause(session=session)
    session_resume(session=session)
    assert not stage.song
    assert stage.look(2).trouble == ""


def test_another_song_costs_no_time(stage: Stage) -> None:
    session = stage.begin()
    ends_at = session.ends_at
    song_skip(session=session)
    session.refresh_from_db()
    assert session.ends_at == ends_at
    assert stage.song == stage.songs[1]


def test_the_music_stops_with_the_session_or_plays_on(stage: Stage) -> None:
    session_end(session=stage.begin())
    assert not stage.song
    assert stage.look().due_at is None

    session_end(session=stage.begin(stage.wish(at_end="on")))
    assert stage.song


def test_a_session_that_follows_at_once_has_the_player_to_itself(stage: Stage) -> None:
    first = stage.begin()
    stage.look()
    session_start(person=stage.person, plan=PLAN, music=stage.five, instead=True)
    soon = clock.now() + timedelta(minutes=1)
    for _ in range(3):
        for music in Music.claim(Music.objects.all(), limit=2, now=soon):
            music_work(music)
    assert stage.song == stage.songs[0]
    assert Music.objects.get(session=first).due_at is None


def test_a_song_that_a_pause_did_not_stop_is_stopped_once_more_but_not_what_the_person_plays(stage: Stage) -> None:
    session = stage.begin()
    stage.look()
    stage.sandbox.fault("/v1/me/player/pause", "ignored", times=1)
    session_pause(session=session)
    assert stage.song
    stage.look(2)
    assert not stage.song

    stage.press("play", uris=stage.songs[10:12])
    stage.look(3)
    assert stage.song == stage.songs[10]


def test_begun_anew_it_begins_with_the_first_song(stage: Stage) -> None:
    session = stage.begin()
    session_next(session=session, phase=0)
    session_reset(session=session)
    assert not stage.song
    session_resume(session=session)
    assert stage.song == stage.songs[0]


def test_what_the_person_plays_themselves_is_left_to_play_and_skipped(stage: Stage) -> None:
    stage.press("play", uris=stage.songs[10:15])
    session = stage.begin(Wish())
    assert stage.song == stage.songs[10]
    assert stage.look().trouble == ""
    session_next(session=session, phase=0)
    assert stage.song == stage.songs[11]


def test_what_the_person_plays_moves_to_the_device_that_was_chosen(stage: Stage) -> None:
    stage.press("play", uris=stage.songs[10:15])
    stage.begin(Wish(), device=SPEAKER["id"])
    assert stage.look().playing["device"] == "Speaker"
    assert stage.song == stage.songs[10]


# --- What is seen ----------------------------------------------------------------------------------------------------


def test_the_song_before_that_still_shows_is_not_taken_for_the_new_one(stage: Stage) -> None:
    session = stage.begin()
    stage.sandbox.advance(30)
    stage.look()
    stage.sandbox.settings(player_lag=20)
    session_next(session=session, phase=0)

    music = stage.look()
    assert music.due_at is not None, "it is looked again"
    stage.sandbox.advance(20)
    assert stage.look().playing["uri"] == stage.songs[1]


def test_a_song_that_ends_within_its_phase_is_followed_by_a_look(stage: Stage) -> None:
    stage.begin(plan=Plan(work=3600))
    music = stage.look()
    assert music.due_at is not None
    assert timedelta() < music.due_at - clock.now() - timedelta(seconds=stage.lengths[0]) < timedelta(seconds=2)

    stage.sandbox.advance(stage.lengths[0] + 1)
    assert stage.look().playing["uri"] == stage.songs[1]


def test_a_list_that_ends_within_a_phase_begins_again(stage: Stage) -> None:
    stage.begin(Wish(sources=(Source("One", uris=(stage.songs[0],)),)), plan=Plan(work=3600))
    stage.look()
    stage.sandbox.advance(stage.lengths[0] + 1)
    assert not stage.song
    stage.look()
    assert stage.song == stage.songs[0]


def test_a_list_that_is_not_ours_is_said_to_be_at_its_end(stage: Stage) -> None:
    stage.press("play", uris=stage.songs[:1])
    session = stage.begin(Wish())
    stage.look()
    session_next(session=session, phase=0)
    music = stage.look()
    assert (music.trouble, music.missed) == (Silence.LIST_OVER, 1)

    stage.press("play", uris=stage.songs[5:9])
    session_next(session=session, phase=1)
    assert stage.look().trouble == ""


def test_a_page_that_comes_back_into_view_has_it_looked_but_not_all_the_time(stage: Stage) -> None:
    session = stage.begin()
    stage.look()
    Music.objects.update(due_at=None)
    music_look(session=session)
    assert not stage.is_due(), "it was looked a moment ago"

    Music.objects.update(looked_at=clock.now() - timedelta(seconds=6))
    music_look(session=session)
    assert stage.is_due()

    session_end(session=session)
    Music.objects.update(due_at=None, looked_at=None)
    music_look(session=session)
    assert not stage.is_due(), "what is over is not looked at"
