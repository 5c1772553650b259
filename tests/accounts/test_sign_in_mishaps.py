"""Signing in with Spotify where something goes wrong: each mishap says what happened and what to do."""

from typing import Any

import pytest
from django.urls import reverse

from accounts.models import User
from discoverdaily.spotify.client import spotify_for
from discoverdaily.spotify.models import Connection
from tests.accounts.conftest import Browser, says, signed_in
from tests.sandbox_server import SandboxServer

pytestmark = pytest.mark.django_db


def test_who_does_not_agree_is_told_that_this_is_fine(browser: Browser) -> None:
    says(browser.sign_in("", next="/top/"), 403, "You did not agree")
    assert User.objects.count() == 0


def test_not_agreeing_to_connect_again_keeps_what_there_was(browser: Browser) -> None:
    browser.sign_in("mara")
    before = Connection.objects.values().get()
    says(browser.sign_in("", next="/top/"), 403, "as it was")
    assert Connection.objects.values().get() == before
    person = signed_in(browser)
    assert person is not None
    assert spotify_for(person).me().id == "mara"


def test_after_a_mishap_the_next_try_still_knows_where_to_go(browser: Browser) -> None:
    response = browser.sign_in("", next="/top/?range=long_term")
    assert 'name="next" value="/top/?range=long_term"' in response.content.decode()


@pytest.mark.parametrize(
    "query",
    ["", "?code=x", "?code=x&state=forged", "?state=forged", "?error=access_denied", "?error=server_error&state=x"],
)
def test_coming_back_without_having_begun_is_explained(browser: Browser, query: str) -> None:
    response = browser.get(f"/accounts/complete/spotify/{query}")
    assert 400 <= response.status_code < 500 or response.status_code == 502
    assert "Try again" in response.content.decode()
    assert User.objects.count() == 0


def test_a_sign_in_begun_in_another_browser_is_not_finished_here(browser: Browser, other_browser: Browser) -> None:
    back = browser.agree(browser.begin(), "mara")
    says(other_browser.come_back(back), 400, "no longer good")
    assert User.objects.count() == 0


def test_a_sign_in_is_good_once(browser: Browser) -> None:
    back = browser.agree(browser.begin(), "mara")
    assert browser.come_back(back).status_code == 302
    browser.post(reverse("accounts:sign_out"))
    says(browser.come_back(back), 400, "no longer good")


def test_a_code_that_took_too_long_is_explained(browser: Browser, sandbox: SandboxServer) -> None:
    back = browser.agree(browser.begin(), "mara")
    sandbox.advance(3600)
    says(browser.come_back(back), 400, "no longer good")


@pytest.mark.parametrize(
    ("settings_of_sandbox", "status", "words"),
    [
        ({"allow_list": ["theo"]}, 403, "not on this app’s list"),
        ({"owner_premium": False}, 403, "switched off"),
    ],
)
def test_what_spotify_refuses_on_the_way_in_is_told(
    browser: Browser, sandbox: SandboxServer, settings_of_sandbox: dict[str, Any], status: int, words: str
) -> None:
    sandbox.settings(**settings_of_sandbox)
    says(browser.sign_in("mara"), status, words)
    assert User.objects.count() == 0
    assert Connection.objects.count() == 0


def test_how_long_spotify_wants_us_to_wait_is_told_and_it_is_not_asked_meanwhile(
    browser: Browser, sandbox: SandboxServer
) -> None:
    sandbox.fault("/v1/me", "429", retry_after=3 * 3600 + 60, times=1)
    for _ in range(2):
        response = browser.sign_in("mara")
        says(response, 503, "It is over in 3\xa0hours")
        assert 10_800 < int(response["Retry-After"]) <= 10_861
    assert [call["path"] for call in sandbox.requests()].count("/v1/me") == 1


@pytest.mark.parametrize("path", ["/api/token", "/v1/me"])
@pytest.mark.parametrize("kind", ["500", "503", "reset", "timeout", "malformed", "empty_body", "429", "quota"])
def test_spotify_down_on_the_way_in_is_told(
    browser: Browser, sandbox: SandboxServer, settings: Any, path: str, kind: str
) -> None:
    settings.SPOTIFY_TIMEOUT = 0.5
    back = browser.agree(browser.begin(), "mara")
    sandbox.fault(path, kind)
    response = browser.come_back(back)
    says(response, 503, "wait" if kind in ("429", "quota") else "did not answer")
    assert ("Retry-After" in response) is (kind in ("429", "quota"))
    assert User.objects.count() == 0


def test_an_app_that_spotify_does_not_know_is_told(browser: Browser, settings: Any) -> None:
    back = browser.agree(browser.begin(), "mara")
    settings.SPOTIFY_CLIENT_SECRET = "wrong"
    says(browser.come_back(back), 503, "does not know this app")


def test_somebody_elses_spotify_account_is_not_taken(browser: Browser, other_browser: Browser) -> None:
    browser.sign_in("mara")
    other_browser.sign_in("theo")
    theo = signed_in(other_browser)
    says(other_browser.sign_in("mara"), 409, "belongs to another account")
    assert signed_in(other_browser) == theo
    assert {connection.spotify_id: connection.social.user == theo for connection in Connection.objects.all()} == {
        "mara": False,
        "theo": True,
    }


def test_a_second_spotify_account_does_not_take_the_place_of_the_first(browser: Browser) -> None:
    browser.sign_in("mara")
    says(browser.sign_in("theo"), 409, "not the Spotify account you connected")
    assert [connection.spotify_id for connection in Connection.objects.all()] == ["mara"]
    assert User.objects.count() == 1


def test_a_closed_account_stays_closed(browser: Browser) -> None:
    browser.sign_in("mara")
    browser.post(reverse("accounts:sign_out"))
    User.objects.update(is_active=False)
    says(browser.sign_in("mara"), 403, "is closed")
    assert signed_in(browser) is None


def test_who_is_switched_off_is_out_at_the_next_page(browser: Browser) -> None:
    browser.sign_in("mara")
    assert browser.get("/accounts/devices/").status_code == 200
    User.objects.update(is_active=False)
    assert browser.get("/accounts/devices/").status_code == 302


def test_staff_who_came_in_by_password_may_connect_spotify(browser: Browser) -> None:
    staff = User.objects.create_superuser("keeper", password="let me in")
    browser.force_login(staff, "django.contrib.auth.backends.ModelBackend")
    assert browser.sign_in("mara")["Location"] == "/"
    assert spotify_for(staff).me().id == "mara"
    assert User.objects.count() == 1
