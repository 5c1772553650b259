"""A command is sent once and no more, whoever sends it, whatever becomes of it, and however late."""

import time
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from discoverdaily import clock
from discoverdaily.due import LeaseLost
from discoverdaily.spotify.errors import Reason
from tests.sandbox_server import SandboxServer
from tests.timer.music import Stage
from timer import playing
from timer.cues import Cue
from timer.models import Music, Session
from timer.plans import Plan
from timer.playing import cue_set, music_work
from timer.services import session_next, session_tick
from timer.wishes import Turn

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage(sandbox: SandboxServer) -> Stage:
    return Stage(sandbox)


@pytest.mark.parametrize("kind", ["reset_after", "timeout_after", "502_after", "500"])
def test_a_skip_whose_outcome_is_unknown_is_never_sent_again(stage: Stage, settings: Any, kind: str) -> None:
    session = stage.begin()
    stage.look()
    settings.SPOTIFY_TIMEOUT = 0.5
    stage.sandbox.fault("/v1/me/player/next", kind)
    stage.sandbox.clear_requests()
    session_next(session=session, phase=0)
    assert stage.music.trouble in (Reason.CONNECTION, Reason.TIMEOUT, Reason.SERVER)

    music = stage.look(3)
    assert len(stage.sent()) == 1
    assert (music.skips, music.missed, music.unsure) == (0, 0, 1)
    assert (music.trouble, music.playing["uri"]) == ("", stage.songs[0 if kind == "500" else 1])


def test_a_press_does_not_wait_long_for_a_player_that_does_not_answer(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = stage.begin()
    monkeypatch.setattr(playing, "PATIENCE", 0.2)
    stage.sandbox.fault("/v1/me/player/next", "timeout")
    begun = time.monotonic()
    session_next(session=session, phase=0)
    assert time.monotonic() - begun < 2
    assert stage.music.trouble == Reason.TIMEOUT


def test_a_skip_that_wakes_no_silent_player_is_followed_by_the_order_to_play(stage: Stage) -> None:
    stage.sandbox.settings(skips_wake=False)
    session = stage.begin(stage.wish(turns={"rest": Turn(pause=True)}))
    stage.look()
    session_next(session=session, phase=0)
    stage.look()
    session_next(session=session, phase=1)
    assert not stage.song
    stage.look(2)
    assert stage.song == stage.songs[1]
    assert stage.look().trouble == ""


def test_a_command_that_its_sender_left_is_not_sent_again_but_looked_for(stage: Stage) -> None:
    session = stage.begin()
    stage.look()
    told = cue_set(session=session, cue=Cue.PHASE)
    assert told is not None
    told.hold(step=Music.Step.SENT)  # and there it ended
    stage.sandbox.clear_requests()
    soon = clock.now() + timedelta(seconds=20)
    for music in Music.claim(Music.objects.all(), limit=1, now=soon):
        music_work(music)

    assert stage.sent() == []
    assert stage.music.unsure == 1
    assert stage.music.playing["uri"] == stage.songs[0]


def test_whoever_comes_second_sends_nothing(stage: Stage) -> None:
    session = stage.begin()
    first = cue_set(session=session, cue=Cue.PHASE)
    second = cue_set(session=session, cue=Cue.PHASE)
    assert first is not None
    assert second is not None
    with pytest.raises(LeaseLost):
        music_work(first)
    assert stage.sent() == []
    music_work(second)
    assert len(stage.sent()) == 1


def test_whoever_made_the_move_has_some_seconds_to_tell_of_it_before_a_loop_does(stage: Stage) -> None:
    told = cue_set(session=stage.begin(), cue=Cue.PHASE)
    assert told is not None
    now = clock.now()
    assert Music.claim(Music.objects.all(), limit=1, now=now + timedelta(seconds=2)) == []
    assert Music.claim(Music.objects.all(), limit=1, now=now + timedelta(seconds=4)) == [told]


@pytest.mark.parametrize(("late", "sent"), [(4, ["POST next 204"]), (6, []), (90, [])])
def test_a_skip_that_comes_too_late_is_left_out_and_counted(stage: Stage, late: int, sent: list[str]) -> None:
    session = stage.begin()
    stage.look()
    stage.sandbox.clear_requests()
    told = cue_set(session=session, cue=Cue.PHASE)
    assert told is not None
    told.due_at = clock.now() - timedelta(seconds=late)
    music_work(told)

    assert stage.sent() == sent
    assert (stage.music.skips, stage.music.missed) == (len(sent), 1 - len(sent))


@pytest.mark.parametrize(
    ("phases", "outcome"), [(2, (1, 0)), (4, (1, 1)), (6, (1, 2)), (99, (0, 3))], ids=["none", "one", "two", "all"]
)
def test_changes_of_phases_that_nobody_was_there_for_are_counted_as_missed(
    stage: Stage, phases: int, outcome: tuple[int, int]
) -> None:
    session = stage.begin(stage.wish(turns={"rest": Turn(skip=False)}), plan=Plan(work=60, rest=60, rounds=4))
    stage.look()
    gone = timedelta(seconds=60 * phases + 30)
    begun = clock.now() - gone
    Session.objects.update(started_at=begun, ends_at=begun + timedelta(seconds=60), phase=0)
    session.refresh_from_db()
    session_tick(session=session)
    assert (stage.music.skips, stage.music.missed) == outcome


def test_silence_that_comes_late_is_kept_all_the_same(stage: Stage) -> None:
    session = stage.begin(stage.wish(turns={"rest": Turn(pause=True)}))
    stage.look()
    session.phase = 1
    session.save()
    told = cue_set(session=session, cue=Cue.PHASE)
    assert told is not None
    told.due_at = clock.now() - timedelta(seconds=20)
    music_work(told)
    assert not stage.song


def test_a_skip_and_a_look_ask_the_database_little(stage: Stage) -> None:
    session = stage.begin()
    stage.look()
    told = cue_set(session=session, cue=Cue.PHASE)
    assert told is not None
    # Marked, whose connection, the budget twice, settled.
    assert words_with_the_database(told) <= 5
    looking = Music.claim(Music.objects.all(), limit=1, now=clock.now() + timedelta(minutes=1))[0]
    # The session with its person, whose connection, the budget twice, settled.
    assert words_with_the_database(looking) <= 5


def words_with_the_database(music: Music) -> int:
    with CaptureQueriesContext(connection) as asked:
        music_work(music)
    return len([query for query in asked.captured_queries if "SAVEPOINT" not in query["sql"]])
