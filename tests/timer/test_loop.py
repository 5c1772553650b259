"""The loop: on the moment, once, whoever else is at it and whatever becomes of the database."""

import logging
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack
from datetime import datetime, timedelta

import pytest
from django.db import OperationalError, connection

from accounts.models import User
from discoverdaily import clock
from tests.sandbox_server import SandboxServer
from tests.ticking import ticking
from tests.timer.music import Stage, all_told
from timer import loop
from timer.cues import Cue
from timer.models import Music, Session
from timer.plans import Plan
from timer.services import session_pause, session_start

pytestmark = pytest.mark.django_db(transaction=True)

State = Session.State
PLAN = Plan(work=2, rounds=3)


@pytest.fixture
def person(transactional_db: None) -> User:
    return User.objects.create_user(display_name="Alice")


@pytest.fixture
def stage(sandbox: SandboxServer, transactional_db: None) -> Stage:
    return Stage(sandbox)


def until(true: Callable[[], bool], *, seconds: float = 30) -> None:
    latest = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < latest, "it did not happen"
        threading.Event().wait(0.01)


def is_done(session: Session) -> bool:
    session.refresh_from_db()
    return session.state == State.DONE


def arrivals(sandbox: SandboxServer, path: str = "/v1/me/player/next") -> list[datetime]:
    return [datetime.fromisoformat(it["arrived"]) for it in sandbox.requests() if it["path"] == path]


def test_a_session_runs_to_its_end_by_itself_at_the_plans_moment(person: User) -> None:
    with ticking():
        session = session_start(person=person, plan=PLAN)
        until(lambda: is_done(session))

    assert session.over_at == session.started_at + timedelta(seconds=6)
    assert session.version == 3


def test_skips_come_on_the_moment_one_for_each_interval(stage: Stage, sandbox: SandboxServer) -> None:
    with ticking():
        session = session_start(person=stage.person, plan=PLAN, music=stage.five)
        until(lambda: is_done(session))

    skips = arrivals(sandbox)
    assert len(skips) == 2
    for number, arrival in enumerate(skips, start=1):
        late = arrival - session.started_at - timedelta(seconds=2 * number)
        assert timedelta() <= late < timedelta(seconds=2)  # how late in truth, benchmarks/timer.py measures


def test_a_session_stands_in_line_once_however_often_the_database_is_looked_at(person: User) -> None:
    session_start(person=person, plan=Plan(work=1))
    idle = loop.Loop(threading.Event())
    for _ in range(3):
        idle._look()
    assert idle._coming.qsize() == 1


def test_three_loops_tick_once(stage: Stage, sandbox: SandboxServer) -> None:
    with ExitStack() as loops:
        for _ in range(3):
            loops.enter_context(ticking())
        session = session_start(person=stage.person, plan=PLAN, music=stage.five)
        until(lambda: is_done(session))

    assert session.version == 3
    assert len(arrivals(sandbox)) == 2


def test_what_was_paused_or_deleted_right_before_its_moment_is_left_alone(person: User) -> None:
    other = User.objects.create_user(display_name="Bob")
    with ticking():
        paused, gone = (session_start(person=one, plan=Plan(work=3)) for one in (person, other))
        until(lambda: clock.now() > gone.started_at + timedelta(seconds=2.3))  # the loop has it in hand
        session_pause(session=paused)
        gone_at = gone.ends_at or clock.now()
        gone.delete()
        until(lambda: clock.now() > gone_at + timedelta(seconds=0.3))
    paused.refresh_from_db()
    assert (paused.state, paused.version) == (State.PAUSED, 1)


def test_an_outage_of_the_loop_is_made_up_for_at_once(person: User) -> None:
    session = session_start(person=person, plan=Plan(work=10, rounds=5))
    begun = clock.now() - timedelta(seconds=25)
    Session.objects.update(started_at=begun, ends_at=begun + timedelta(seconds=10))
    with ticking():
        until(lambda: Session.objects.get().phase == 2)
    session.refresh_from_db()
    assert session.ends_at == begun + timedelta(seconds=30)


def test_what_another_left_untold_is_told_when_its_lease_has_run_out(stage: Stage, sandbox: SandboxServer) -> None:
    session_start(person=stage.person, plan=Plan(work=30), music=stage.five)
    all_told()
    sandbox.clear_requests()
    now = clock.now()
    Music.objects.update(cue=Cue.SONG, step=Music.Step.WAITING, due_at=now, leased_until=now + timedelta(seconds=0.5))
    with ticking():
        until(lambda: bool(arrivals(sandbox)))
    (arrival,) = arrivals(sandbox)
    assert arrival > now + timedelta(seconds=0.5)


def test_a_spotify_that_does_not_answer_makes_no_other_session_late(
    stage: Stage, sandbox: SandboxServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loop, "MOVERS", 1)
    session_start(person=stage.person, plan=Plan(work=1, rounds=9), music=stage.five)
    sandbox.settings(latency=6)
    other = User.objects.create_user(display_name="Bob")
    with ticking():
        until(lambda: Session.objects.get(person=stage.person).phase > 0)
        session = session_start(person=other, plan=Plan(work=1))
        until(lambda: is_done(session), seconds=4)
        sandbox.settings(latency=0)


@pytest.fixture
def away(monkeypatch: pytest.MonkeyPatch) -> threading.Event:
    """While it is set the database does not answer the loop."""
    gone = threading.Event()
    real = loop.Loop._look

    def look(self: loop.Loop) -> float:
        if gone.is_set():
            raise OperationalError("server closed the connection unexpectedly")
        return real(self)

    monkeypatch.setattr(loop.Loop, "_look", look)
    return gone


def test_a_database_that_goes_away_and_comes_back_is_gone_on_with(
    person: User, away: threading.Event, caplog: pytest.LogCaptureFixture
) -> None:
    away.set()
    with ticking():
        session = session_start(person=person, plan=PLAN)
        until(lambda: "does not answer" in caplog.text)
        away.clear()
        until(lambda: is_done(session))
    assert session.over_at == session.started_at + timedelta(seconds=6)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="only there connections are cut")
def test_connections_that_are_cut_are_taken_anew(person: User, caplog: pytest.LogCaptureFixture) -> None:
    with ticking():
        session = session_start(person=person, plan=Plan(work=1, rounds=5))
        until(lambda: Session.objects.get().phase == 1)
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid != pg_backend_pid()"
            )
        until(lambda: is_done(session))
    assert session.version == 5, "no phase was missed"
    assert all(record.levelno >= logging.ERROR for record in caplog.records if record.name.startswith("timer"))


def test_while_nothing_runs_the_database_is_asked_once_a_second(person: User) -> None:
    idle = loop.Loop(threading.Event())
    assert idle._look() == loop.LOOK_SELDOM
    session = session_start(person=person, plan=PLAN)
    assert idle._look() == loop.LOOK_EVERY
    session_pause(session=session)
    assert idle._look() == loop.LOOK_EVERY
