"""What somebody who is not signed in can bring about at the door: nothing that others would feel."""

import secrets
import time
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.db.models.functions import Length
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from social_django.models import Nonce

from accounts.models import User
from accounts.tasks import forget_what_ended
from discoverdaily.spotify.client import spotify_for
from discoverdaily.spotify.models import Connection
from discoverdaily.spotify.selectors import connection_status
from tests.accounts.conftest import Browser, query_of, says, signed_in
from tests.sandbox_server import SandboxServer

pytestmark = pytest.mark.django_db


def guess(browser: Browser) -> Any:
    """Begins a sign-in and comes back with a code that Spotify never gave."""
    return browser.get("/accounts/complete/spotify/", {"state": query_of(browser.begin())["state"], "code": "guess"})


def largest_session() -> int:
    return max(Session.objects.annotate(size=Length("session_data")).values_list("size", flat=True))


# --- Calls -----------------------------------------------------------------------------------------------------------


def test_a_wait_that_a_strangers_sign_in_brought_about_stops_nobody_elses_renewals(
    browser: Browser, sandbox: SandboxServer, alice: User
) -> None:
    sandbox.fault("/api/token", "429", retry_after=86400, times=1)
    says(guess(browser), 503, "It is over in")
    Connection.objects.update(token_ends_at=timezone.now())
    assert spotify_for(alice).me().id == "mara"
    assert not connection_status(alice).attention


def test_while_spotify_wants_sign_ins_to_wait_it_is_not_asked(browser: Browser, sandbox: SandboxServer) -> None:
    sandbox.fault("/api/token", "429", retry_after=86400, times=1)
    for _ in range(3):
        says(guess(browser), 503, "It is over in")
    assert [call["path"] for call in sandbox.requests()] == ["/api/token"]


def test_sign_ins_are_counted(browser: Browser, sandbox: SandboxServer, settings: Any) -> None:
    settings.SPOTIFY_CALLS_IN_30_SECONDS = 2
    for status in (400, 400, 503, 503):
        assert guess(browser).status_code == status
    assert len(sandbox.requests()) == 2


def test_a_state_is_good_once_even_when_it_fails(browser: Browser, sandbox: SandboxServer) -> None:
    state = query_of(browser.begin())["state"]
    for _ in range(3):
        response = browser.get("/accounts/complete/spotify/", {"state": state, "code": "guess"})
        says(response, 400, "no longer good")
    assert len(sandbox.requests()) == 1


@pytest.mark.parametrize("method", ["POST", "HEAD", "PUT", "DELETE"])
def test_one_comes_back_from_spotify_by_get_only(browser: Browser, sandbox: SandboxServer, method: str) -> None:
    back = browser.agree(browser.begin(), "mara")
    sandbox.clear_requests()
    path = back.removeprefix("http://127.0.0.1")
    assert browser.generic(method, path).status_code == 405
    assert sandbox.requests() == []
    assert browser.come_back(back).status_code == 302, "and it is still good"


@pytest.mark.parametrize("path", ["/", "/accounts/password/reset/sent/", "/accounts/invited/x/"])
def test_pages_are_only_looked_at(client: Client, path: str) -> None:
    assert {client.generic(method, path).status_code for method in ("POST", "PUT", "PATCH", "DELETE")} == {405}


@pytest.mark.parametrize("path", ["/accounts/login/spotify/", "/accounts/sign-out/"])
def test_coming_and_going_is_by_post_only(client: Client, path: str) -> None:
    assert {client.generic(method, path).status_code for method in ("GET", "PUT", "PATCH", "DELETE")} == {405}


# --- Room ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("field", ["time_zone", "next"])
def test_a_session_does_not_grow_with_what_is_sent(browser: Browser, field: str) -> None:
    browser.begin(**{field: "/" + secrets.token_hex(100_000)})
    assert largest_session() < 1000


def test_a_session_does_not_grow_with_the_sign_ins_begun_in_it(browser: Browser) -> None:
    for _ in range(50):
        address = browser.begin()
    assert largest_session() < 2000
    assert browser.come_back(browser.agree(address, "mara")).status_code == 302, "the latest is good"


def test_two_sign_ins_begun_side_by_side_are_both_good(browser: Browser) -> None:
    first, second = browser.begin(), browser.begin(next="/top/")
    assert browser.come_back(browser.agree(second, "mara"))["Location"] == "/top/"
    assert browser.come_back(browser.agree(first, "mara")).status_code == 302


def test_a_post_too_large_is_refused_before_it_is_kept(browser: Browser) -> None:
    response = browser.post("/accounts/login/spotify/", {"time_zone": "x" * 300_000})
    assert response.status_code == 400
    assert Session.objects.count() == Nonce.objects.count() == 0


def test_a_strangers_session_ends_within_a_day_and_a_persons_does_not(browser: Browser, other_browser: Browser) -> None:
    other_browser.sign_in("mara")
    browser.begin()
    tomorrow = timezone.now() + timedelta(days=1, minutes=1)
    (lasting,) = Session.objects.filter(expire_date__gt=tomorrow)
    assert lasting.session_key == other_browser.session.session_key


def test_what_ended_is_forgotten(browser: Browser, other_browser: Browser) -> None:
    Client(SERVER_NAME="127.0.0.1").post("/accounts/login/spotify/")
    Session.objects.update(expire_date=timezone.now())
    Nonce.objects.update(timestamp=time.time() - 3600)
    other_browser.sign_in("mara")
    address = browser.begin()
    forget_what_ended()
    assert Session.objects.count() == 2
    assert Nonce.objects.count() == 1
    assert signed_in(other_browser) is not None
    assert browser.come_back(browser.agree(address, "theo")).status_code == 302


# --- Ways ------------------------------------------------------------------------------------------------------------


def test_a_session_known_before_signing_in_is_not_the_one_after_it(browser: Browser) -> None:
    address = browser.begin()
    planted = browser.session.session_key
    browser.come_back(browser.agree(address, "mara"))
    assert browser.session.session_key != planted
    assert not Session.objects.filter(session_key=planted).exists()


def test_coming_back_leads_nowhere_that_the_address_names(browser: Browser) -> None:
    back = browser.agree(browser.begin(), "mara")
    assert browser.come_back(f"{back}&next=https://evil.example/")["Location"] == "/"


@pytest.mark.parametrize(
    "elsewhere", ["/\\evil.example", "/\t/evil.example", "http:///evil.example", "http://[", "//127.0.0.1@evil.example"]
)
def test_no_spelling_of_elsewhere_is_followed(browser: Browser, elsewhere: str) -> None:
    assert browser.sign_in("mara", next=elsewhere)["Location"] == "/"
    assert browser.get(reverse("accounts:sign_in"), {"next": elsewhere})["Location"] == "/"


def test_what_is_sent_cannot_write_lines_of_its_own_into_the_log(
    browser: Browser, caplog: pytest.LogCaptureFixture
) -> None:
    forged = {"error": "x\nforged", "error_description": "y\nforged " + "z" * 3000}
    assert browser.get("/accounts/complete/spotify/", forged).status_code >= 400
    (line,) = [record.getMessage() for record in caplog.records if record.name == "accounts.middleware"]
    assert "\n" not in line
    assert len(line) < 500


def test_there_is_no_other_way_in(browser: Browser) -> None:
    assert browser.post("/accounts/login/nobody/").status_code == 404
    assert browser.get("/accounts/complete/nobody/").status_code == 404


@pytest.mark.parametrize("door", ["disconnect/spotify/", "idp-launch/spotify/", "app-launch/spotify/"])
def test_social_auths_other_doors_are_shut(door: str, client: Client, alice: User) -> None:
    client.force_login(alice)
    assert client.post(f"/accounts/{door}").status_code == 404
    assert alice.social_auth.count() == 1
