"""Who may make an account: everybody, who was invited, nobody; by either door, and staff decide."""

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.conf import settings as django_settings
from django.test import Client
from django.utils import timezone

from accounts.joining import invitation_make, invitation_of
from accounts.models import Invitation, Registration, Switches, User
from tests.accounts.conftest import Browser, signed_in

pytestmark = pytest.mark.django_db

SIGN_UP = "/accounts/sign-up/"
PASSWORD = "a calm harbour 7"


@pytest.fixture
def staff() -> User:
    return User.objects.create_superuser("keeper", password="let me in")


def invite(staff: User, seats: int = 1, days: int = 7) -> str:
    return invitation_make(by=staff, seats=seats, ends_at=timezone.now() + timedelta(days=days))[1]


def sign_up(address: str = "ina@people.example", **more: str) -> Any:
    fields = {"email": address, "password1": PASSWORD, "password2": PASSWORD}
    return Client().post(SIGN_UP, fields | more)


@pytest.fixture
def by_invitation(settings: Any) -> None:
    settings.REGISTRATION = "invite"


@pytest.fixture
def closed(settings: Any) -> None:
    settings.REGISTRATION = "closed"


def test_a_closed_instance_takes_nobody_new_by_either_door_and_says_so(closed: None, browser: Browser) -> None:
    for answer in (Client().get(SIGN_UP), sign_up(), browser.sign_in("mara")):
        assert answer.status_code == 403
        assert "takes nobody new" in answer.content.decode()
    assert User.objects.count() == 0
    assert "Make one" not in Client().get("/accounts/sign-in/").content.decode()


def test_who_has_an_account_comes_in_as_always(browser: Browser, settings: Any) -> None:
    browser.sign_in("mara")
    person = signed_in(browser)
    settings.REGISTRATION = "closed"
    browser.post("/accounts/sign-out/")
    browser.sign_in("mara")
    assert signed_in(browser) == person


def test_without_an_invitation_one_is_told_to_ask_for_one(by_invitation: None, browser: Browser) -> None:
    for answer in (Client().get(SIGN_UP), sign_up(), browser.sign_in("mara")):
        assert answer.status_code == 403
        assert "Here one joins by invitation" in answer.content.decode()
    assert User.objects.count() == 0


def test_an_invitation_lets_in_by_password(by_invitation: None, staff: User) -> None:
    token = invite(staff, seats=2)
    page = Client().get(f"/accounts/invited/{token}/").content.decode()
    assert "2 seats of 2 are left" in page
    assert page.count(f'name="invitation" value="{token}"') == 2, "for both doors"
    assert sign_up(invitation=token).status_code == 302
    assert "1 seat of 2 is left" in Client().get(f"/accounts/invited/{token}/").content.decode()


def test_an_invitation_lets_in_by_spotify(by_invitation: None, browser: Browser, staff: User) -> None:
    browser.sign_in("mara", invitation=invite(staff))
    assert signed_in(browser) is not None
    assert Invitation.objects.get().seats_left == 0


def test_who_does_not_agree_at_spotify_may_try_again_with_the_invitation(
    by_invitation: None, browser: Browser, staff: User
) -> None:
    token = invite(staff)
    page = browser.sign_in("", invitation=token).content.decode()
    assert f'name="invitation" value="{token}"' in page
    assert invitation_of(token) is not None


def test_what_was_typed_wrong_takes_no_seat_and_keeps_the_invitation(by_invitation: None, staff: User) -> None:
    token = invite(staff)
    answer = sign_up("nobody", invitation=token)
    assert answer.status_code == 422
    assert f'name="invitation" value="{token}"' in answer.content.decode()
    assert invitation_of(token) is not None


def test_a_seat_is_taken_once(by_invitation: None, browser: Browser, staff: User) -> None:
    token = invite(staff)
    assert sign_up(invitation=token).status_code == 302
    for answer in (
        sign_up("two@people.example", invitation=token),
        Client().get(f"/accounts/invited/{token}/"),
        browser.sign_in("mara", invitation=token),
    ):
        assert answer.status_code == 410
        assert "This invitation is over" in answer.content.decode()
    assert User.objects.exclude(pk=staff.pk).count() == 1


@pytest.mark.parametrize("how", ["ended", "taken back", "never made"])
def test_an_invitation_that_is_over_says_so(by_invitation: None, staff: User, how: str) -> None:
    token = invite(staff, days=1)
    if how == "taken back":
        Invitation.objects.all().delete()
    with time_machine.travel(timezone.now() + timedelta(days=2 if how == "ended" else 0)):
        answer = sign_up(invitation="x" * 43 if how == "never made" else token)
    assert answer.status_code == 410
    assert User.objects.get() == staff


def test_who_comes_back_takes_no_seat(browser: Browser, staff: User, settings: Any) -> None:
    browser.sign_in("mara")
    settings.REGISTRATION = "invite"
    browser.post("/accounts/sign-out/")
    browser.sign_in("mara", invitation=invite(staff))
    assert Invitation.objects.get().seats_left == 1


def test_an_invitation_is_kept_as_a_hash_only(staff: User) -> None:
    token = invite(staff)
    assert token not in str(Invitation.objects.values().get())


def test_staff_change_who_may_join_while_it_runs(by_invitation: None, staff: User) -> None:
    client = Client()
    client.force_login(staff, "django.contrib.auth.backends.ModelBackend")
    assert client.post("/admin/accounts/switches/1/change/", {"registration": "closed"}).status_code == 302
    assert Client().get(SIGN_UP).status_code == 403
    client.post("/admin/accounts/switches/1/change/", {"registration": "open"})
    assert sign_up().status_code == 302
    client.post("/admin/accounts/switches/1/change/", {"registration": ""})
    assert Switches.objects.get().registration == ""
    assert "by invitation" in sign_up("two@people.example").content.decode(), "as the setting says"


def test_staff_make_an_invitation_whose_link_is_shown_once(by_invitation: None, staff: User) -> None:
    client = Client()
    client.force_login(staff, "django.contrib.auth.backends.ModelBackend")
    ends = timezone.now() + timedelta(days=3)
    fields = {"note": "the choir", "seats": "3", "ends_at_0": f"{ends:%Y-%m-%d}", "ends_at_1": "12:00:00"}
    answer = client.post("/admin/accounts/invitation/add/", fields, follow=True)
    found = re.search(rf"{django_settings.SITE_URL}(/accounts/invited/[\w-]{{43}}/)", answer.content.decode())
    assert found
    assert "3 seats of 3 are left" in Client().get(found[1]).content.decode()
    made = Invitation.objects.get()
    assert (made.made_by, made.seats, made.note) == (staff, 3, "the choir")
    page = client.get("/admin/accounts/invitation/").content.decode()
    assert "the choir" in page
    assert found[1] not in page
    fields["seats"] = "5"
    client.post(f"/admin/accounts/invitation/{made.pk}/change/", fields)
    made.refresh_from_db()
    assert (made.seats_left, made.token_hash) == (5, Invitation.objects.get().token_hash)
    assert "5 seats of 5 are left" in Client().get(found[1]).content.decode(), "the link is the same"


def test_that_the_list_of_spotify_users_is_full_is_said_before_signing_up(alice: User, settings: Any) -> None:
    paths = ("/", "/accounts/sign-in/", SIGN_UP)
    for limit, told in ((0, False), (2, False), (1, True)):
        settings.SPOTIFY_USERS = limit
        assert {("Spotify users is full" in Client().get(path).content.decode()) for path in paths} == {told}
    assert sign_up().status_code == 302, "an account without Spotify is welcome"


@pytest.mark.parametrize(
    ("who", "told"),
    [("open", "Make one"), ("invite", "One joins by invitation"), ("closed", "takes nobody new at the moment")],
)
def test_the_sign_in_page_says_who_may_join(client: Client, settings: Any, who: str, told: str) -> None:
    settings.REGISTRATION = who
    page = client.get("/accounts/sign-in/").content.decode()
    assert told in page
    assert ("Make one" in page) is (who == "open")


def test_the_setting_and_the_switch_know_the_same_words() -> None:
    assert set(Registration.values) == {"open", "invite", "closed"}
