"""Where a person is signed in: listed in words, signed out one by one or all at once."""

from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.devices import words_of
from accounts.models import Device, User

pytestmark = pytest.mark.django_db

DEVICES, ALL = "/accounts/devices/", "/accounts/devices/sign-out/"
PASSWORD = "a calm harbour 7"
PHONE = "Mozilla/5.0 (Android 15; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0"
DESK = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/18.5 Safari/605.1.15"


@pytest.fixture
def nadia() -> User:
    return User.objects.create_user(display_name="Nadia", email="nadia@people.example", password=PASSWORD)


@pytest.fixture
def phone(nadia: User) -> Client:
    return come_in(PHONE)


@pytest.fixture
def desk(nadia: User) -> Client:
    return come_in(DESK)


def come_in(user_agent: str, address: str = "nadia@people.example") -> Client:
    client = Client(headers={"user-agent": user_agent})
    assert client.post("/accounts/sign-in/", {"username": address, "password": PASSWORD}).status_code == 302
    return client


def is_in(client: Client) -> bool:
    return bool(client.get(DEVICES).status_code == 200)


def the(words: str) -> Device:
    return next(device for device in Device.objects.all() if words_of(device.user_agent) == words)


@pytest.mark.parametrize(
    ("user_agent", "words"),
    [
        (PHONE, "Firefox on Android"),
        (DESK, "Safari on Mac"),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0", "Edge on Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64) Chrome/140.0.0.0 Safari/537.36", "Chrome on Linux"),
        ("Mozilla/5.0 (X11; CrOS x86_64 16328) Chrome/140.0.0.0 Safari/537.36", "Chrome on Chromebook"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) CriOS/140.0 Mobile Safari/604.1", "Chrome on iPhone"),
        (
            "Mozilla/5.0 (Linux; Android 15) SamsungBrowser/28.0 Chrome/130 Safari/537.36",
            "Samsung Internet on Android",
        ),
        ("curl/8.5.0", "A browser we do not know"),
        ("", "A browser we do not know"),
    ],
)
def test_a_browser_is_told_as_people_call_it(user_agent: str, words: str) -> None:
    assert words_of(user_agent) == words


def test_the_list_tells_every_browser_and_which_is_this_one(phone: Client, desk: Client) -> None:
    page = " ".join(desk.get(DEVICES).content.decode().split())
    assert "<b>Safari on Mac</b> · this one" in page
    assert "<b>Firefox on Android</b>" in page
    assert page.index("Safari") < page.index("Firefox"), "this one first"
    assert page.count("Last seen") == 2
    assert page.count(">Sign out</button>") == 2, "the other one, and the page's own"
    for session in Session.objects.all():
        assert session.session_key not in page


def test_one_browser_is_signed_out_from_another_at_once(phone: Client, desk: Client) -> None:
    answer = desk.post(f"{DEVICES}{the('Firefox on Android').pk}/sign-out/", follow=True)
    assert "Signed out there." in answer.content.decode()
    assert (is_in(phone), is_in(desk)) == (False, True)
    assert Device.objects.count() == 1


def test_somebody_elses_browser_is_not_found(phone: Client, nadia: User) -> None:
    User.objects.create_user(email="oskar@people.example", password=PASSWORD)
    others = come_in(DESK, "oskar@people.example")
    path = f"{DEVICES}{the('Firefox on Android').pk}/sign-out/"
    assert others.post(path).status_code == 404
    assert "Firefox" not in others.get(DEVICES).content.decode()
    assert Client().post(path)["Location"].startswith("/accounts/sign-in/")
    assert others.get(path).status_code == others.get(ALL).status_code == 405
    assert is_in(phone)


def test_signed_out_everywhere_else_this_one_stays(phone: Client, desk: Client) -> None:
    before = the("Safari on Mac").first_seen
    page = desk.post(ALL, {"stay": "1"}, follow=True).content.decode()
    assert "signed out everywhere but here" in page
    assert "this one" in page
    assert (is_in(phone), is_in(desk)) == (False, True)
    assert the("Safari on Mac").first_seen == before


def test_signed_out_everywhere_means_here_too(phone: Client, desk: Client) -> None:
    answer = desk.post(ALL, follow=True)
    assert "signed out everywhere." in answer.content.decode()
    assert (is_in(phone), is_in(desk)) == (False, False)
    assert Device.objects.count() == 0


def test_a_session_from_before_browsers_were_noted_ends_with_the_others(nadia: User, desk: Client) -> None:
    old = come_in(PHONE)
    the("Firefox on Android").delete()
    desk.post(ALL, {"stay": "1"})
    assert not is_in(old)


def test_who_has_no_password_is_signed_out_everywhere_as_well(alice: User) -> None:
    one, two = Client(), Client()
    for client in (one, two):
        client.force_login(alice, "django.contrib.auth.backends.ModelBackend")
    one.post(ALL, {"stay": "1"})
    assert (is_in(one), is_in(two)) == (True, False)


def test_a_browser_goes_from_the_list_with_its_session(phone: Client, desk: Client) -> None:
    phone.post("/accounts/sign-out/")
    assert [words_of(device.user_agent) for device in Device.objects.all()] == ["Safari on Mac"]
    Session.objects.update(expire_date=timezone.now())
    Session.objects.filter(expire_date__lte=timezone.now()).delete()
    assert Device.objects.count() == 0


def test_when_a_browser_was_last_seen_is_known_to_the_hour_and_written_once_in_it(phone: Client) -> None:
    start = datetime(2030, 1, 1, 12, 10, tzinfo=timezone.get_current_timezone())
    Session.objects.update(expire_date=start + timedelta(days=9))
    with time_machine.travel(start, tick=False) as clock:
        phone.get(DEVICES)
        seen = Device.objects.get()
        assert seen.last_seen == start.replace(minute=0)
        clock.shift(timedelta(minutes=40))
        with CaptureQueriesContext(connection) as queries:
            phone.get(DEVICES)
        assert not [it for it in queries if it["sql"].startswith(("INSERT", "UPDATE"))]
        clock.shift(timedelta(minutes=20))
        phone.get(DEVICES)
        assert Device.objects.get().last_seen == start.replace(hour=13, minute=0)
        assert Device.objects.get().first_seen == seen.first_seen


def test_the_queries_of_the_list_do_not_grow_with_it(desk: Client, django_assert_max_num_queries: Any) -> None:
    for _ in range(10):
        come_in(PHONE)
    with django_assert_max_num_queries(5):
        assert desk.get(DEVICES).content.decode().count("Firefox on Android</b>") == 10
