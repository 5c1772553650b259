"""The landing page, Today, and what it says of the connection."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import connection as database
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from accounts.selectors import today_of
from discoverdaily.personal import PersonalApp, TodayCard
from discoverdaily.spotify.errors import Reason
from discoverdaily.spotify.models import ClientBudget, Connection
from discoverdaily.spotify.pacing import cool_down
from tests.sandbox_server import DEMO_CLIENT, SandboxServer

pytestmark = pytest.mark.django_db


def home(client: Client, person: User) -> str:
    client.force_login(person, "django.contrib.auth.backends.ModelBackend")
    response = client.get("/")
    assert response.status_code == 200
    return response.content.decode()


def test_strangers_see_the_landing_page_with_a_way_in(client: Client) -> None:
    page = client.get("/").content.decode()
    assert 'action="/accounts/login/spotify/"' in page


def test_today_begins_when_the_persons_day_does() -> None:
    person = User(time_zone="America/New_York", day_starts_at=4)
    for utc, day in ((datetime(2026, 11, 21, 8, 59, tzinfo=UTC), 20), (datetime(2026, 11, 21, 9, 1, tzinfo=UTC), 21)):
        with time_machine.travel(utc, tick=False):
            assert today_of(person).day == day


def test_nothing_is_said_of_a_connection_that_works(client: Client, alice: User) -> None:
    assert "connection-title" not in home(client, alice)


def test_who_never_connected_is_asked_to(client: Client) -> None:
    person = User.objects.create_user(display_name="Nobody")
    page = home(client, person)
    assert "Spotify is not connected" in page
    assert "Connect Spotify" in page


@pytest.mark.parametrize(
    ("refusal", "state", "words", "button"),
    [
        (Reason.REVOKED, "reconnect_needed", "must be connected again", True),
        (Reason.TOKEN_LOST, "connected", "must be connected again", True),
        (Reason.MISSING_SCOPE, "connected", "A permission is missing", True),
        (Reason.UNREGISTERED, "connected", "not on this app’s list", False),
        (Reason.OWNER_PREMIUM, "connected", "switched off", False),
    ],
)
def test_what_stands_in_the_way_is_said(  # noqa: PLR0917  # a fixture is not an argument
    client: Client, alice: User, refusal: str, state: str, words: str, button: bool
) -> None:
    Connection.objects.update(refusal=refusal, state=state)
    page = home(client, alice)
    assert words in page
    assert ("Connect Spotify again" in page) is button
    card = page[page.index("connection-title") : page.rindex("</section>")]
    assert refusal not in card, "never a bare code"


def test_a_wait_is_told_with_its_end_in_the_persons_own_time(client: Client, alice: User) -> None:
    with time_machine.travel(datetime(2026, 11, 21, 12, tzinfo=UTC), tick=False):
        cool_down(DEMO_CLIENT, Reason.RATE, timedelta(minutes=65))
        page = home(client, alice)
    assert "Spotify asks us to wait" in page
    assert "14:05" in page
    ClientBudget.objects.all().delete()
    assert "asks us to wait" not in home(client, alice)


@pytest.mark.parametrize(("days", "told"), [(100, False), (153, True), (181, True)])
def test_the_end_of_six_months_is_told_thirty_days_ahead(client: Client, alice: User, days: int, told: bool) -> None:
    Connection.objects.update(authorized_at=timezone.now() - timedelta(days=days))
    assert ("ends soon" in home(client, alice)) is told


def test_one_persons_trouble_is_not_anothers(client: Client, alice: User, bob: User) -> None:
    Connection.objects.filter(social__user=alice).update(refusal=Reason.MISSING_SCOPE)
    assert "connection-title" not in home(client, bob)


class _Offers(PersonalApp):
    def today(self, person: User) -> list[TodayCard]:
        """One card that can wait and one that cannot."""
        return [
            TodayCard("accounts/connection_card.html", {"connection_words": {"title": "CALM"}}),
            TodayCard("accounts/connection_card.html", {"connection_words": {"title": "URGENT"}}, attention=True),
        ]


def test_what_needs_the_person_stands_first(client: Client, alice: User, monkeypatch: pytest.MonkeyPatch) -> None:
    import accounts  # noqa: PLC0415  # any module will do for a config

    monkeypatch.setattr("accounts.selectors.personal_apps", lambda: [_Offers("accounts", accounts)])
    page = home(client, alice)
    assert 0 < page.index("URGENT") < page.index("CALM")


def test_the_queries_of_today_do_not_grow_with_other_peoples_data(client: Client, alice: User, bob: User) -> None:
    def queries() -> int:
        with CaptureQueriesContext(
            database,
        ) as seen:
            assert client.get("/").status_code == 200
        return len(seen)

    client.force_login(alice, "django.contrib.auth.backends.ModelBackend")
    before = queries()
    for _ in range(20):
        User.objects.create_user()
    assert queries() == before <= 19


def test_the_sandbox_is_not_asked_for_today(client: Client, alice: User, sandbox: SandboxServer) -> None:
    home(client, alice)
    assert sandbox.requests() == []
