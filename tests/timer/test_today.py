"""The timer's card on Today."""

import time_machine
from django.test import Client

from accounts.models import User
from timer.models import Session
from timer.plans import Plan
from timer.services import session_end, session_pause, session_start

PLAN = Plan(work=30, total=1200)


def today(client: Client, person: User) -> str:
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client.get("/").content.decode()


def test_who_never_used_the_timer_sees_nothing_of_it(client: Client, alice: User) -> None:
    assert "timer-today" not in today(client, alice)


def test_the_one_last_used_starts_again_with_one_press(
    client: Client, alice: User, at_six: time_machine.Traveller
) -> None:
    for title in ("Stairs", "Rope"):
        session_end(session=session_start(person=alice, plan=PLAN, title=title))
        at_six.shift(60)
    page = today(client, alice)
    last = Session.objects.get(title="Rope")

    assert "Rope: A change every 30 seconds, 20 minutes in all" in page
    assert "Stairs" not in page
    client.post(f"/timer/{last.pk}/again/")
    assert Session.objects.get(state="running").title == "Rope"


def test_one_that_runs_needs_its_person_and_says_when_it_ends(
    client: Client, alice: User, at_six: time_machine.Traveller
) -> None:
    session = session_start(person=alice, plan=PLAN)

    assert "It ends at 19:20." in today(client, alice)  # in Berlin
    at_six.shift(60)
    session_pause(session=session)
    assert "19:00 are left." in today(client, alice)


def test_somebody_elses_is_theirs(client: Client, alice: User, bob: User) -> None:
    session_start(person=bob, plan=PLAN)

    assert "timer-today" not in today(client, alice)
