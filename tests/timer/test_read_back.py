"""Commands are checked by reading back what plays: a player that takes a command and does nothing is asked once more,
in a way that passes no song over where it was only slow, and else it is told."""

from typing import Any

import pytest

from discoverdaily.due import LeaseLost
from discoverdaily.spotify.errors import Reason
from tests.sandbox_server import SandboxServer
from tests.timer.music import Stage
from timer import seeing
from timer.models import Music, Session
from timer.plans import Plan
from timer.seeing import verdict
from timer.services import session_next, session_pause, session_resume
from timer.wishes import Source, Wish
from timer.words import Silence, trouble

pytestmark = pytest.mark.django_db
NEXT, PLAY = "/v1/me/player/next", "/v1/me/player/play"


@pytest.fixture
def stage(sandbox: SandboxServer) -> Stage:
    return Stage(sandbox)


def amid_a_song(stage: Stage, wish: Wish | None = None, *, plan: Plan | None = None) -> Session:
    """A session whose first song has played for half a minute, as was seen."""
    session = stage.begin(wish, plan=plan or Plan(work=3000, rounds=4))
    stage.sandbox.advance(30)
    stage.look()
    stage.sandbox.clear_requests()
    return session


def figures(music: Music) -> tuple[str, int, int, int]:
    return music.trouble, music.skips, music.missed, music.unsure


def test_a_song_of_our_list_that_a_skip_did_not_bring_is_asked_for_by_name(stage: Stage) -> None:
    session = amid_a_song(stage)
    stage.sandbox.fault(NEXT, "ignored", times=1)
    session_next(session=session, phase=0)
    assert stage.song == stage.songs[0]

    music = stage.look(3)
    assert stage.song == stage.songs[1]
    assert music.playing["uri"] == stage.songs[1]
    assert figures(music) == ("", 1, 0, 0)
    assert stage.sent() == ["POST next 204", "PUT play 204"]
    session_next(session=session, phase=1)
    assert stage.song == stage.songs[2], "the list goes on from there"


def test_who_presses_pause_while_the_player_is_looked_at_hears_no_other_song(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = amid_a_song(stage)
    stage.sandbox.fault(NEXT, "ignored", times=1)
    session_next(session=session, phase=0)
    stage.look()

    def pressed_meanwhile(*seen: Any, **more: Any) -> seeing.Verdict:
        session_pause(session=session)
        return verdict(*seen, **more)

    monkeypatch.setattr(seeing, "verdict", pressed_meanwhile)
    with pytest.raises(LeaseLost):
        stage.look()
    assert stage.sent() == ["POST next 204", "PUT pause 204"]
    assert not stage.song


def test_a_song_of_one_of_spotifys_lists_is_asked_for_by_name_and_the_list_goes_on(stage: Stage) -> None:
    playlist = next(it for it in stage.sandbox.playlists("mara") if len(it["uris"]) > 3)
    session = amid_a_song(stage, Wish(sources=(Source("Theirs", context=f"spotify:playlist:{playlist['id']}"),)))
    stage.sandbox.fault(NEXT, "ignored", times=1)
    session_next(session=session, phase=0)

    assert figures(stage.look(3)) == ("", 1, 0, 0)
    assert stage.song == playlist["uris"][1]
    session_next(session=session, phase=1)
    assert stage.song == playlist["uris"][2]


def test_a_song_that_nobody_can_name_is_let_go_on_and_that_is_told_until_it_changes(stage: Stage) -> None:
    stage.press("play", uris=stage.songs[10:15])
    session = amid_a_song(stage, Wish())
    stage.sandbox.fault(NEXT, "ignored", times=1)
    session_next(session=session, phase=0)

    assert figures(stage.look(3)) == (Silence.UNCHANGED, 0, 1, 0)
    assert "did not change the song" in str(trouble(stage.music.trouble).what)
    assert figures(stage.look(2)) == (Silence.UNCHANGED, 0, 1, 0), "it is counted once"
    assert stage.sent() == ["POST next 204"]

    session_next(session=session, phase=1)
    assert figures(stage.look()) == ("", 1, 1, 0)
    assert stage.song == stage.songs[11]


def test_a_player_that_does_nothing_at_all_is_asked_no_more_than_once(stage: Stage) -> None:
    session = amid_a_song(stage)
    for path in (NEXT, PLAY):
        stage.sandbox.fault(path, "ignored")
    session_next(session=session, phase=0)

    assert figures(stage.look(5)) == (Silence.UNCHANGED, 0, 1, 0)
    assert stage.sent() == ["POST next 204", "PUT play 204"]


def test_a_spotify_that_shows_the_song_before_for_long_loses_no_song(stage: Stage) -> None:
    session = amid_a_song(stage)
    stage.sandbox.settings(player_lag=60)
    session_next(session=session, phase=0)
    stage.look(3)
    assert stage.music.trouble == Silence.UNCHANGED
    stage.sandbox.advance(61)

    assert stage.look().trouble == ""
    assert stage.sent() == ["POST next 204", "PUT play 204"]
    assert stage.song == stage.songs[1]


def test_shortly_before_the_next_change_nothing_more_is_asked(stage: Stage) -> None:
    session = amid_a_song(stage, plan=Plan(work=4, rounds=4))
    stage.sandbox.fault(NEXT, "ignored", times=1)
    session_next(session=session, phase=0)

    assert figures(stage.look(2)) == (Silence.UNCHANGED, 0, 1, 0)
    assert stage.sent() == ["POST next 204"]


def test_another_phases_list_that_did_not_begin_begins_after_all(stage: Stage) -> None:
    session = amid_a_song(stage, stage.fast_and_calm(), plan=Plan(work=3000, rest=3000, rounds=2))
    stage.sandbox.fault(PLAY, "ignored", times=1)
    session_next(session=session, phase=0)
    assert stage.song == stage.songs[0]

    assert figures(stage.look(3)) == ("", 1, 0, 0)
    assert stage.song == stage.songs[3]


def test_music_that_was_let_play_on_and_does_not_is_let_play_on_once_more(stage: Stage) -> None:
    session = amid_a_song(stage)
    session_pause(session=session)
    stage.sandbox.fault(PLAY, "ignored", times=1)
    session_resume(session=session)
    assert not stage.song
    stage.look(3)
    assert stage.song == stage.songs[0]


@pytest.mark.parametrize("kinds", [["500"], ["502", "reset", "malformed"]])
def test_of_an_outage_one_thing_is_told_until_it_is_over(stage: Stage, kinds: list[str]) -> None:
    session = amid_a_song(stage)
    told = set()
    for phase in range(3):
        stage.sandbox.mend()
        stage.sandbox.fault("/v1/me/player*", kinds[phase % len(kinds)])
        session_next(session=session, phase=phase)
        told.add(stage.music.trouble)
        told.add(stage.look().trouble)
        told.add(stage.look().trouble)
    assert told == {Reason.SERVER}

    stage.sandbox.mend()
    assert stage.look(2).trouble == ""
