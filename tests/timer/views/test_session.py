"""A session's page, its piece for HTMX, and its buttons."""

import json
import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from discoverdaily import clock
from timer.models import Music, Session
from timer.plans import Plan
from timer.services import session_end, session_start
from timer.showing import COMING, digits, lasting, seconds_left

PLAN = Plan(work=30, rest=15, rounds=3, prepare=10)
PRESSES = ("tick", "pause", "resume", "next", "back", "plus", "minus", "reset", "end", "song", "again")
HTMX = {"HX-Request": "true"}
BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def mara(client: Client, alice: User) -> Client:
    client.force_login(alice, backend=BACKEND)
    return client


@pytest.fixture
def session(alice: User, at_six: time_machine.Traveller) -> Session:
    return session_start(person=alice, plan=PLAN, title="Stairs")


def press(client: Client, session: Session, name: str, *, fragment: bool = True, **sent: object) -> Any:
    headers = HTMX if fragment else {}
    answer = client.post(reverse(f"timer:{name}", args=[session.pk]), sent, headers=headers)
    session.refresh_from_db()
    return answer


def piece(client: Client, session: Session, **query: str) -> Any:
    return client.get(session.get_absolute_url(), query, headers=HTMX)


def told(answer: Any, name: str) -> str:
    """What stands in the piece's data."""
    found = re.search(rf'data-{name}="([^"]*)"', answer.content.decode())
    assert found
    return found.group(1)


def test_the_piece_tells_the_deadline_by_the_servers_clock(
    mara: Client, session: Session, at_six: time_machine.Traveller
) -> None:
    at_six.shift(4)
    answer = piece(mara, session)

    assert told(answer, "kind") == "prepare"
    assert int(told(answer, "ends")) - int(told(answer, "now")) == int(told(answer, "left")) == 6_000
    assert int(told(answer, "total-left")) == (PLAN.length - 4) * 1000
    assert "Next: Work, 30 seconds" in answer.content.decode()
    assert "<html" not in answer.content.decode()
    assert ">06</text>" in answer.content.decode()


def test_figures_in_its_data_are_plain_whatever_the_language(mara: Client, session: Session) -> None:
    Session.objects.update(version=12_345)

    assert told(piece(mara, session), "version") == "12345"


def test_the_page_knows_some_phases_ahead_and_no_more(mara: Client, alice: User) -> None:
    session = session_start(person=alice, plan=Plan(work=10, total=6 * 3600))
    coming = json.loads(told(piece(mara, session), "coming").replace("&quot;", '"'))

    assert len(coming) == COMING
    assert coming[0] == ["work", 10, "Work", "Round 1 of 2160", "Next: Work, 10 seconds"]


def test_who_saw_it_as_it_is_gets_nothing_new(
    mara: Client, session: Session, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    Music.objects.create(session=session)
    found = re.search(r'name="seen" value="(\w+)"', piece(mara, session).content.decode())
    assert found
    with django_assert_num_queries(3):  # who asks, and the session with its music
        assert piece(mara, session, seen=found.group(1)).status_code == 204
    Music.objects.update(playing={"title": "Another"})
    assert piece(mara, session, seen=found.group(1)).status_code == 200


def test_a_page_without_scripts_comes_again_at_the_phases_end(mara: Client, session: Session) -> None:
    page = mara.get(session.get_absolute_url()).content.decode()

    assert '<noscript><meta http-equiv="refresh" content="11"></noscript>' in page


def test_a_page_without_scripts_comes_again_soon_where_the_song_is_not_known_yet(
    mara: Client, session: Session
) -> None:
    music = Music.objects.create(session=session, due_at=clock.now() + timedelta(seconds=1))
    assert 'content="3"' in mara.get(session.get_absolute_url()).content.decode()
    music.due_at = clock.now() + timedelta(minutes=1)
    music.save()
    assert 'content="11"' in mara.get(session.get_absolute_url()).content.decode()


def test_a_phase_that_is_over_moves_on_when_the_page_says_so(
    mara: Client, session: Session, at_six: time_machine.Traveller
) -> None:
    at_six.shift(9)
    press(mara, session, "tick")
    assert session.phase == 0
    at_six.shift(1)
    assert told(press(mara, session, "tick"), "kind") == "work"


def test_paused_it_stands_still_and_goes_on_from_there(
    mara: Client, session: Session, at_six: time_machine.Traveller
) -> None:
    at_six.shift(4)
    assert told(press(mara, session, "pause"), "state") == "paused"
    at_six.shift(3600)
    assert told(press(mara, session, "resume"), "left") == "6000"


def test_the_buttons_do_what_they_say(mara: Client, session: Session, at_six: time_machine.Traveller) -> None:
    press(mara, session, "next", phase=0)
    assert (session.phase, session.left_at(clock.now())) == (1, timedelta(seconds=30))
    at_six.shift(10)
    press(mara, session, "plus")
    assert session.left_at(clock.now()) == timedelta(seconds=30)
    press(mara, session, "minus")
    assert session.left_at(clock.now()) == timedelta(seconds=20)
    press(mara, session, "back", phase=1)
    assert (session.phase, session.left_at(clock.now())) == (1, timedelta(seconds=30))
    press(mara, session, "reset")
    assert (session.phase, session.state) == (0, "paused")
    press(mara, session, "end")
    assert session.state == "ended"


def test_a_press_for_a_phase_that_is_over_does_nothing(mara: Client, session: Session) -> None:
    press(mara, session, "next", phase=0)
    press(mara, session, "next", phase=0)

    assert session.phase == 1


@pytest.mark.parametrize("phase", ["-1", "x", "999999999999", "", "²"])
def test_a_forged_phase_is_no_error(mara: Client, session: Session, phase: str) -> None:
    assert press(mara, session, "next", phase=phase).status_code == 200


def test_without_htmx_a_press_leads_back_to_the_page(mara: Client, session: Session) -> None:
    assert press(mara, session, "pause", fragment=False)["Location"] == session.get_absolute_url()


def test_what_is_over_says_what_was_done(mara: Client, session: Session, at_six: time_machine.Traveller) -> None:
    at_six.shift(60)
    session_end(session=session)
    page = mara.get(session.get_absolute_url()).content.decode()

    for words in ("Ended", "Stairs: 1 minute of 2:10 minutes.", "Intervals of work", ">Again<"):
        assert words in page.replace("</svg>", ">")
    assert "timer.js" not in page


def test_the_same_once_more_has_the_same_plan_and_music(mara: Client, session: Session) -> None:
    Music.objects.create(session=session, device_name="Kitchen", wish={"shuffle": True})
    session_end(session=session)

    press(mara, session, "again")

    begun = Session.objects.get(state="running")
    assert (begun.plan, begun.title, begun.music.device_name) == (PLAN, "Stairs", "Kitchen")
    assert begun.music.wish == {"shuffle": True}


def test_once_more_beside_one_that_runs_leads_to_that_one(mara: Client, session: Session) -> None:
    assert press(mara, session, "again")["Location"] == session.get_absolute_url()
    assert Session.objects.count() == 1


@pytest.mark.parametrize("name", PRESSES)
def test_a_second_person_and_a_stranger_find_nothing(mara: Client, session: Session, bob: User, name: str) -> None:
    before = Session.objects.values().get()
    second = Client()
    second.force_login(bob, backend=BACKEND)

    assert press(second, session, name).status_code == 404
    assert press(Client(), session, name, fragment=False)["Location"].startswith(reverse("accounts:sign_in"))
    assert Session.objects.values().get() == before


def test_a_second_person_does_not_see_it_either(session: Session, bob: User) -> None:
    second = Client()
    second.force_login(bob, backend=BACKEND)

    assert second.get(session.get_absolute_url()).status_code == 404


@pytest.mark.parametrize("name", PRESSES)
def test_looking_at_a_buttons_address_presses_nothing(mara: Client, session: Session, name: str) -> None:
    assert mara.get(reverse(f"timer:{name}", args=[session.pk])).status_code == 405


def test_the_servers_clock_is_told_in_milliseconds_and_never_kept(client: Client, at_six: object, db: None) -> None:
    answer = client.get(reverse("timer:now"))

    assert answer.json() == {"now": 1_795_197_600_000}
    assert "no-store" in answer["Cache-Control"]


def test_digits_are_as_large_as_they_can_be_and_round_up() -> None:
    assert [digits(seconds) for seconds in (0, 9, 59, 60, 600, 3600)] == ["00", "09", "59", "1:00", "10:00", "1:00:00"]
    assert seconds_left(timedelta(milliseconds=29_001)) == 30
    assert seconds_left(timedelta(seconds=-5)) == 0


def test_lengths_are_told_in_words() -> None:
    told = [lasting(seconds) for seconds in (1, 45, 60, 90, 1200, 3600, 7200, 3605)]

    assert told == [
        "1 second",
        "45 seconds",
        "1 minute",
        "1:30 minutes",
        "20 minutes",
        "1 hour",
        "2 hours",
        "1:00:05 hours",
    ]
