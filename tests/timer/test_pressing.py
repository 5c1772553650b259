"""A press moves the session and is answered at once; the player is told after it, in the order of the presses."""

import threading
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from tests.sandbox_server import SandboxServer
from tests.timer.music import PLAN, Stage, all_told
from timer.hands import InTurn
from timer.models import Music, Session
from timer.services import session_start, song_skip, tellers

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def stage(sandbox: SandboxServer, transactional_db: None) -> Stage:
    return Stage(sandbox)


@pytest.fixture
def page(stage: Stage, client: Client) -> Client:
    client.force_login(stage.person)
    return client


def raising(error: Exception) -> Callable[..., None]:
    def raised(*_: object) -> None:
        raise error

    return raised


def test_a_press_is_answered_before_spotify_answers(stage: Stage, page: Client) -> None:
    session = session_start(person=stage.person, plan=PLAN, music=stage.five)
    all_told()
    stage.sandbox.settings(latency=3)
    answer = page.post(reverse("timer:pause", args=[session.pk]), headers={"HX-Request": "true"})
    assert 'data-state="paused"' in answer.content.decode()
    assert tellers.given == 1, "the player was not told yet"

    all_told()
    stage.sandbox.settings(latency=0)
    assert not stage.song
    assert Music.objects.get().step == Music.Step.NONE


def test_what_is_pressed_in_a_row_reaches_a_slow_player_in_that_order(stage: Stage, page: Client) -> None:
    session = session_start(person=stage.person, plan=PLAN, music=stage.five)
    all_told()
    stage.sandbox.clear_requests()
    stage.sandbox.settings(latency=0.3)
    for press in ("pause", "resume", "pause", "resume"):
        page.post(reverse(f"timer:{press}", args=[session.pk]))
    all_told()
    stage.sandbox.settings(latency=0)

    sent = [call.split()[1] for call in stage.sent()]
    assert sent in (["pause", "play"], ["pause", "play"] * 2, []), "what was taken back before it was sent is not sent"
    assert stage.song == stage.songs[0]
    assert Session.objects.get().state == Session.State.RUNNING


def test_a_song_that_changes_while_another_press_comes_is_counted(stage: Stage) -> None:
    session = session_start(person=stage.person, plan=PLAN, music=stage.five)
    all_told()
    stage.sandbox.settings(latency=0.5)
    song_skip(session=session)
    while Music.objects.get().step != Music.Step.SENT:
        threading.Event().wait(0.01)
    song_skip(session=session)
    all_told()
    stage.sandbox.settings(latency=0)

    assert stage.song == stage.songs[2]
    assert Music.objects.get().skips == 2


def test_a_thread_that_the_machine_refuses_keeps_nobody_from_having_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    hands, done = InTurn(1), list[int]()
    with monkeypatch.context() as refusing:
        refusing.setattr(threading.Thread, "start", raising(RuntimeError("can't start new thread")))
        with pytest.raises(RuntimeError):
            hands.give(0, lambda: done.append(0))
    hands.give(0, lambda: done.append(1))
    while hands.given:
        threading.Event().wait(0.01)
    assert done == [1]


def test_jobs_of_one_key_are_done_one_after_another_and_others_meanwhile() -> None:
    hands, done, gate = InTurn(2), list[int](), threading.Event()
    hands.give(0, gate.wait)
    hands.give(2, lambda: done.append(2))
    hands.give(1, lambda: done.append(1))
    while hands.given > 2:
        threading.Event().wait(0.01)
    assert done == [1]
    gate.set()
    while hands.given:
        threading.Event().wait(0.01)
    assert done == [1, 2]
