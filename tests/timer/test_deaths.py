"""Whoever moves a session may die at any word with the database: it goes on, and no skip is sent twice."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest
from django.db import connection

from discoverdaily import clock
from tests.deaths import Death, Killed
from tests.sandbox_server import SandboxServer
from tests.timer.music import Stage
from timer.models import Music, Session
from timer.services import session_end, session_pause, session_tick
from timer.words import Silence

pytestmark = pytest.mark.django_db

State = Session.State


@pytest.fixture
def stage(sandbox: SandboxServer) -> Stage:
    return Stage(sandbox)


def lives(words: int, do: Callable[[], object]) -> bool:
    """Whether it is done before its so many-th word with the database, at which it dies."""
    try:
        with connection.execute_wrapper(Death(words)):
            do()
    except Killed:
        return False
    return True


def others_go_on(stage: Stage) -> None:
    """Leases have run out; a loop ticks what is over and works the music, at once and in some seconds."""
    for session in Session.objects.filter(ends_at__lte=clock.now()):
        session_tick(session=session)
    if Music.objects.update(leased_until=None):
        stage.look(times=4)


def begun(stage: Stage, *, ends_in: float) -> Session:
    """Plays its first song."""
    Session.objects.all().delete()
    session = stage.begin()
    stage.look()
    ends_at = clock.now() + timedelta(seconds=ends_in)
    Session.objects.filter(pk=session.pk).update(started_at=ends_at - timedelta(seconds=60), ends_at=ends_at)
    stage.sent()
    return Session.objects.get(pk=session.pk)


def test_a_phase_is_begun_once_and_its_skip_sent_once_at_most_wherever_its_mover_dies(stage: Stage) -> None:
    words, lived, seen = 0, False, set()
    while not lived:
        session = begun(stage, ends_in=0)
        lived = lives(words, partial(session_tick, session=session))
        sent = stage.sent()
        others_go_on(stage)

        row, music = Session.objects.get(pk=session.pk), stage.music
        assert (row.phase, row.version) == (1, 1), f"died before word {words}"
        assert row.ends_at == row.started_at + timedelta(seconds=90)
        outcome = (len(sent), len(stage.sent()), music.skips, music.unsure, music.missed)
        assert outcome in {
            (0, 1, 1, 0, 0),  # died before it was marked: another sent it
            (0, 0, 0, 1, 0),  # marked and not sent, which nobody can know
            (1, 0, 0, 1, 0),  # sent, and what became of it not written down
            (1, 0, 1, 0, 0),
        }, f"died before word {words}"
        seen.add(outcome)
        words += 1
    assert len(seen) == 4


@pytest.mark.parametrize("press", [session_pause, session_end])
def test_time_and_music_stop_together_or_run_on_together(press: Callable[..., None], stage: Stage) -> None:
    words, lived, outcomes = 0, False, set()
    while not lived:
        session = begun(stage, ends_in=20)
        lived = lives(words, partial(press, session=session))
        others_go_on(stage)

        runs = Session.objects.get(pk=session.pk).state == State.RUNNING
        assert bool(stage.song) == runs, f"died before word {words}"
        outcomes.add(runs)
        words += 1
    assert outcomes == {True, False}


def test_a_session_begins_with_its_music_or_says_that_it_is_silent_or_not_at_all(stage: Stage) -> None:
    words, lived, outcomes = 0, False, set[int]()
    while not lived:
        Session.objects.all().delete()
        stage.press("pause")
        stage.sent()
        lived = lives(words, stage.begin)
        others_go_on(stage)
        sessions = Session.objects.count()
        outcomes.add(sessions)
        assert sessions == Music.objects.filter(step=Music.Step.NONE).count()
        if sessions:  # where it was marked and not sent, that nothing plays is said, and the next phase begins it
            assert bool(stage.song) != (stage.music.trouble == Silence.SILENT), f"died before word {words}"
        words += 1
    assert outcomes == {0, 1}
