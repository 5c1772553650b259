"""An account that was made with an address, never confirmed, come back to or used, does not stay for ever."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
import time_machine
from django.contrib.auth.models import Group
from django.contrib.sessions.models import Session
from django.core import mail
from django.db import connection as database
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Erasure, User
from accounts.signing_up import forsaken_close
from accounts.tasks import forget_what_ended, work_due_erasures
from mood.models import Entry
from tests.accounts.test_passwords import GOOD, choose, reset_page, sign_in, sign_up
from tests.letters import link_to

pytestmark = pytest.mark.django_db
ADDRESS = "ina@people.example"
MONTH = timedelta(days=31)


@pytest.fixture
def ina(client: Client) -> User:
    """Signed up, looked around, and left."""
    sign_up(client, ADDRESS)
    person = User.objects.get()
    for page in ("/", "/history/", "/timer/", "/accounts/settings/"):
        assert client.get(page).status_code == 200
    return person


def after(time: timedelta) -> set[User]:
    """Who is still there after so long."""
    with time_machine.travel(timezone.now() + time):
        forget_what_ended()
        with time_machine.travel(timezone.now() + timedelta(minutes=2)):
            work_due_erasures()
    return set(User.objects.all())


def test_after_a_month_it_is_gone_with_its_address(ina: User) -> None:
    assert after(timedelta(days=29)) == {ina}
    assert after(MONTH) == set()
    assert not Erasure.objects.exists()


def test_the_address_is_as_free_as_before(ina: User, client: Client) -> None:
    after(MONTH)
    mail.outbox.clear()
    sign_up(Client(), ADDRESS)
    client.post(link_to(ADDRESS))
    assert len(mail.outbox) == 1


def confirmed(ina: User, client: Client) -> None:
    client.post(link_to(ADDRESS))


def has_chosen_by_letter(ina: User, client: Client) -> None:
    choose(client, reset_page(client, ADDRESS))


def has_said_something(ina: User, client: Client) -> None:
    Entry.objects.create(person=ina, day=date(2026, 11, 1), note="calm", written_at=timezone.now())


def has_connected_spotify(ina: User, client: Client) -> None:
    ina.social_auth.create(provider="spotify", uid="mara")


def is_staff(ina: User, client: Client) -> None:
    User.objects.update(is_staff=True)


def is_of_a_group(ina: User, client: Client) -> None:
    ina.groups.add(Group.objects.create(name="helpers"))


@pytest.mark.parametrize(
    "has", [confirmed, has_chosen_by_letter, has_said_something, has_connected_spotify, is_staff, is_of_a_group]
)
def test_whoever_has_anything_stays(ina: User, client: Client, has: Callable[[User, Client], None]) -> None:
    has(ina, client)
    assert after(MONTH) == {ina}


def test_whoever_is_still_signed_in_somewhere_stays(ina: User, client: Client) -> None:
    for days in (12, 24):
        with time_machine.travel(timezone.now() + timedelta(days=days)):
            assert client.get("/").status_code == 200
    assert after(MONTH) == {ina}
    Session.objects.all().delete()
    assert after(MONTH) == set()


def test_whoever_came_in_again_has_a_month_more(ina: User) -> None:
    with time_machine.travel(timezone.now() + timedelta(days=25)):
        sign_in(Client(), ADDRESS, GOOD)
    Session.objects.all().delete()
    assert after(timedelta(days=54)) == {ina}
    assert after(timedelta(days=56)) == set()


def test_whoever_asked_for_another_letter_has_a_month_more(ina: User, client: Client) -> None:
    with time_machine.travel(timezone.now() + timedelta(days=13)):
        client.post("/accounts/email/", {"email": ADDRESS})
    assert after(timedelta(days=35)) == {ina}
    assert after(timedelta(days=45)) == set()


def test_many_are_looked_through_in_one_question(ina: User) -> None:
    User.objects.bulk_create(User(email=f"{turn}@people.example") for turn in range(20))
    with CaptureQueriesContext(database) as asked:
        assert forsaken_close() == 0
    assert len(asked) == 1
