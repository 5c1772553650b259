"""Staff see whether timers run and what is wrong with their music, nothing of what is played, and change nothing."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from timer.models import Music, Preset, Session
from timer.plans import Plan
from timer.services import session_end, session_start

pytestmark = pytest.mark.django_db
LIST = "/admin/timer/session/"


@pytest.fixture
def theo(db: None) -> User:
    return User.objects.create_user(display_name="Theo", email="theo@people.example")


def begun(person: User, **music: Any) -> Session:
    plan = Plan(prepare=10, work=40, rest=20, rounds=8)
    return session_start(person=person, plan=plan, title="After the divorce", music=music, instead=True)


def test_staff_see_in_which_phase_a_timer_is_and_what_is_wrong(staff: Client, theo: User) -> None:
    begun(theo)
    Music.objects.update(trouble="no_active_device", skips=71, missed=72, unsure=73)
    said = staff.get(LIST).content.decode()
    for words in ("Theo", "running", "Prepare, 1 of 16", "no_active_device", "71", "72", "73"):
        assert words in said
    assert "no_active_device" in staff.get(f"{LIST}{Session.objects.get().pk}/change/").content.decode()


def test_staff_find_a_timer_by_its_person(staff: Client, theo: User) -> None:
    begun(theo)
    assert "Prepare" in staff.get(f"{LIST}?q=theo@people").content.decode()
    assert "Prepare" not in staff.get(f"{LIST}?q=nobody").content.decode()


def test_staff_see_nothing_of_what_anybody_plays_and_change_nothing(staff: Client, theo: User) -> None:
    session = begun(theo, device_name="Bedroom", device_id="d" * 22)
    Music.objects.update(playing={"title": "Sad Song"}, wish={"typed": {"list": "Tears"}})
    page = staff.get(f"{LIST}{session.pk}/change/")
    said = staff.get(LIST).content.decode() + page.content.decode()
    for private in ("divorce", "Bedroom", "dddd", "Sad Song", "Tears"):
        assert private not in said
    assert 'name="_save"' not in said
    assert staff.post(f"{LIST}{session.pk}/change/", {"state": "done"}).status_code == 403
    assert staff.post(f"{LIST}{session.pk}/delete/", {"post": "yes"}).status_code == 403
    assert staff.get("/admin/timer/music/").status_code == staff.get("/admin/timer/preset/").status_code == 404
    assert not Preset.objects.exists()


def test_the_queries_of_the_list_do_not_grow_with_it(staff: Client, theo: User) -> None:
    begun(theo)
    with CaptureQueriesContext(connection) as few:
        staff.get(LIST)
    for number in range(6):
        person = User.objects.create_user(display_name=f"Person {number}")
        session_end(session=begun(person))
        session_start(person=person, plan=Plan(work=30))
    with CaptureQueriesContext(connection) as many:
        staff.get(LIST)
    assert len(many) == len(few)
