"""A connection is looked after: letters before it ends, and what can be done through it."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from accounts.caring import care_begin
from accounts.models import Care, User
from accounts.tasks import look_after_connections
from discoverdaily import clock
from discoverdaily.music_data.probing import AUDIO_FEATURES
from discoverdaily.music_data.regime import known_of
from discoverdaily.spotify.errors import Reason
from discoverdaily.spotify.models import CONSENT_LASTS, Connection
from tests.accounts.conftest import Browser, signed_in
from tests.people import connect
from tests.sandbox_server import DEMO_CLIENT, EVERY_SCOPE, SandboxServer

pytestmark = pytest.mark.django_db


def agreed(person: User, *, ends_in: timedelta) -> None:
    """The person agreed so long ago that six months end in so long."""
    authorized_at = clock.now() + ends_in - CONSENT_LASTS
    Connection.objects.filter(social__user=person).update(authorized_at=authorized_at)
    care_begin(person=person)


def days_pass(days: int) -> None:
    """Each day brings its ring."""
    for _ in range(days):
        look_after_connections()
        clock.move(clock.passed() + timedelta(days=1))
        # What Spotify gave lasts an hour, which has passed for us alone.
        Connection.objects.update(token_ends_at=clock.now() + timedelta(hours=1))


def test_letters_come_thirty_and_seven_days_before_the_end_once_each(alice: User, sandbox: SandboxServer) -> None:
    agreed(alice, ends_in=timedelta(days=33, hours=5))
    days_pass(3)
    assert mail.outbox == []
    days_pass(2)
    assert [letter.to for letter in mail.outbox] == [["alice@people.example"]]
    days_pass(20)
    assert len(mail.outbox) == 1
    days_pass(12)
    assert len(mail.outbox) == 2
    first, last = (str(letter.body) for letter in mail.outbox)
    assert "We write once more a week before" in first
    assert "This is the last reminder" in last
    assert "/accounts/connection/" in first
    day = timezone.localtime(Connection.objects.get().ends_at, alice.zone)
    assert f"ends on {day.day} {day:%B %Y}" in first


def test_the_letter_is_written_in_the_hour_of_its_mark(alice: User, sandbox: SandboxServer) -> None:
    agreed(alice, ends_in=timedelta(days=30, hours=5))
    look_after_connections()
    due_at = Care.objects.get().due_at
    assert due_at is not None
    assert abs(due_at - clock.now() - timedelta(hours=5)) < timedelta(minutes=1)


def test_connecting_again_begins_anew(
    browser: Browser, sandbox: SandboxServer, django_capture_on_commit_callbacks: Any
) -> None:
    browser.sign_in("mara")
    person = signed_in(browser)
    assert person is not None
    User.objects.update(email="mara@people.example")
    agreed(person, ends_in=timedelta(days=20))
    look_after_connections()
    assert len(mail.outbox) == 1
    with django_capture_on_commit_callbacks(execute=True):
        browser.sign_in("mara")
    assert (Care.objects.get().told_ahead, "ends soon" in browser.get("/").content.decode()) == (None, False)
    look_after_connections()
    assert len(mail.outbox) == 1
    agreed(person, ends_in=timedelta(days=20))
    look_after_connections()
    assert len(mail.outbox) == 2, "six months later it is told again"


def test_nobody_is_written_to_without_an_address_nor_of_what_has_ended(
    alice: User, bob: User, sandbox: SandboxServer
) -> None:
    agreed(bob, ends_in=timedelta(days=6))
    agreed(alice, ends_in=timedelta(days=6))
    Connection.objects.filter(social__user=alice).update(
        state=Connection.State.RECONNECT_NEEDED, refusal=Reason.REVOKED
    )
    look_after_connections()
    assert mail.outbox == []
    assert Care.objects.get(person=alice).due_at is None
    assert Care.objects.get(person=bob).told_ahead is None


def test_a_letter_that_was_not_taken_is_written_again(alice: User, sandbox: SandboxServer, settings: Any) -> None:
    agreed(alice, ends_in=timedelta(days=6))
    working, settings.EMAIL_BACKEND = settings.EMAIL_BACKEND, "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1  # where nobody listens
    look_after_connections()
    care = Care.objects.get()
    assert (care.told_ahead, care.attempts, care.last_error) == (None, 1, "the letter was not sent")
    settings.EMAIL_BACKEND = working
    Care.objects.update(due_at=clock.now())
    look_after_connections()
    assert len(mail.outbox) == 1


def test_what_can_be_done_is_found_out_soon_after_connecting_and_every_day(
    browser: Browser, sandbox: SandboxServer, django_capture_on_commit_callbacks: Any
) -> None:
    sandbox.settings(regime="legacy")
    with django_capture_on_commit_callbacks(execute=True):
        browser.sign_in("mara")
    look_after_connections()
    assert known_of(AUDIO_FEATURES, DEMO_CLIENT) is True
    due_at = Care.objects.get().due_at
    assert due_at is not None
    assert timedelta(hours=23) < due_at - clock.now() <= timedelta(days=1)
    sandbox.clear_requests()
    look_after_connections()
    assert sandbox.requests() == []


def test_premium_is_noticed_as_it_comes_and_goes_where_spotify_tells(db: None, sandbox: SandboxServer) -> None:
    sandbox.settings(regime="legacy")
    person = User.objects.create_user()
    connect(sandbox, person, "mara", scope=EVERY_SCOPE)
    for product, premium in (("premium", True), ("free", False), ("premium", True)):
        sandbox.listener("mara", product=product)
        care_begin(person=person)
        look_after_connections()
        assert Connection.objects.get().premium is premium


def test_who_was_taken_off_the_apps_list_is_found(alice: User, sandbox: SandboxServer) -> None:
    sandbox.settings(allow_list=["theo"])
    care_begin(person=alice)
    look_after_connections()
    assert Connection.objects.get().refusal == Reason.UNREGISTERED
    assert Care.objects.get().attempts == 0


def test_while_spotify_wants_us_to_wait_everybody_waits(alice: User, bob: User, sandbox: SandboxServer) -> None:
    sandbox.fault("/v1/me", "429", retry_after=600, times=1)
    care_begin(person=alice)
    care_begin(person=bob)
    look_after_connections()
    assert len(sandbox.requests()) == 1
    care = Care.objects.get(person=alice)
    assert care.due_at is not None
    assert care.due_at > clock.now() + timedelta(minutes=9)
    assert care.attempts == 0


def test_trouble_at_spotify_is_tried_again_later_and_touches_nobody_else(
    alice: User, bob: User, sandbox: SandboxServer
) -> None:
    sandbox.fault("/v1/me", "500", listener="mara")
    care_begin(person=alice)
    care_begin(person=bob)
    look_after_connections()
    assert Care.objects.get(person=alice).attempts == 1
    assert Care.objects.get(person=bob).attempts == 0
    assert Connection.objects.get(social__user=alice).usable


def test_the_reminder_on_today_is_put_away_and_comes_once_more_a_week_before(
    client: Client, alice: User, bob: User, sandbox: SandboxServer
) -> None:
    client.force_login(alice, "django.contrib.auth.backends.ModelBackend")
    agreed(bob, ends_in=timedelta(days=20))
    for days, days_later in ((20, 10), (6, 3)):
        agreed(alice, ends_in=timedelta(days=days))
        Care.objects.filter(person=alice).update(seen_ahead=None if days == 20 else 30)
        assert "ends soon" in client.get("/").content.decode()
        assert client.post("/accounts/connection/later/")["Location"] == "/"
        assert "ends soon" not in client.get("/").content.decode()
        clock.move(clock.passed() + timedelta(days=days - days_later))
        assert "ends soon" not in client.get("/").content.decode()
        assert "ends soon" in client.get("/accounts/connection/").content.decode(), "where it is always told"
    assert Care.objects.get(person=bob).seen_ahead is None
    Connection.objects.filter(social__user=alice).update(refusal=Reason.REVOKED)
    assert "must be connected again" in client.get("/").content.decode(), "trouble is not put away"
