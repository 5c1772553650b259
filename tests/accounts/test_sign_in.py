"""Signing in with Spotify, over real HTTP, where all goes well."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connections
from django.test import Client, RequestFactory
from django.urls import reverse
from social_django.models import UserSocialAuth

from accounts.models import User
from accounts.services import sign_in_begin
from discoverdaily.spotify.client import spotify_for
from discoverdaily.spotify.models import Connection
from discoverdaily.spotify.scopes import NEEDED
from discoverdaily.spotify.selectors import connection_of
from discoverdaily.spotify.signals import connected
from tests.accounts.conftest import Browser, query_of, signed_in
from tests.sandbox_server import SandboxServer

pytestmark = pytest.mark.django_db


def test_a_new_person_comes_in(browser: Browser) -> None:
    response = browser.sign_in("mara", time_zone="Europe/Berlin")
    assert response.status_code == 302
    assert response["Location"] == "/"
    person = signed_in(browser)
    assert person is not None
    assert person.display_name
    assert person.email is None
    assert (person.time_zone, person.time_zone_known) == ("Europe/Berlin", True)
    assert not person.is_staff
    connection = connection_of(person)
    assert connection is not None
    assert connection.spotify_id == "mara"
    assert connection.account_id not in ("", "mara")
    assert set(connection.scopes) == set(NEEDED)
    assert connection.usable
    assert spotify_for(person).me().id == "mara"
    assert connection.social.extra_data.keys() == {
        "access_token",
        "refresh_token",
        "auth_time",
        "expires_in",
        "scope",
        "token_type",
    }


@pytest.mark.parametrize("secret", ["demo-secret", ""])
def test_proof_of_key_is_always_asked_and_the_secret_goes_along_where_there_is_one(
    browser: Browser, settings: Any, secret: str
) -> None:
    settings.SPOTIFY_CLIENT_SECRET = secret
    address = browser.begin()
    asked = query_of(address)
    assert asked["code_challenge_method"] == "S256"
    assert len(asked["code_challenge"]) == 43
    assert asked["response_type"] == "code"
    assert asked["redirect_uri"] == "http://127.0.0.1/accounts/complete/spotify/"
    assert set(asked["scope"].split()) == set(NEEDED)
    assert browser.come_back(browser.agree(address, "mara")).status_code == 302
    assert signed_in(browser) is not None


def test_signing_in_begins_by_post_only_and_with_a_token_against_forgery(browser: Browser) -> None:
    assert browser.get("/accounts/login/spotify/").status_code == 405
    strict = Client(SERVER_NAME="127.0.0.1", enforce_csrf_checks=True)
    assert strict.post("/accounts/login/spotify/").status_code == 403
    assert strict.post("/accounts/sign-out/").status_code == 403


@pytest.mark.parametrize("first_regime", ["restricted", "legacy"])
def test_the_same_account_is_the_same_person_under_both_regimes(
    browser: Browser, other_browser: Browser, sandbox: SandboxServer, first_regime: str
) -> None:
    """Restricted apps are told the account id that never changes, legacy ones only the older id."""
    sandbox.settings(regime=first_regime)
    browser.sign_in("mara")
    sandbox.settings(regime="legacy" if first_regime == "restricted" else "restricted")
    other_browser.sign_in("mara")
    assert signed_in(browser) == signed_in(other_browser)
    assert User.objects.count() == Connection.objects.count() == UserSocialAuth.objects.count() == 1
    connection = Connection.objects.get()
    assert connection.spotify_id == "mara"
    assert connection.account_id


@pytest.mark.django_db(transaction=True)
def test_a_new_person_who_comes_in_twice_at_once_is_one_person(browser: Browser, other_browser: Browser) -> None:
    backs = [(each, each.agree(each.begin(), "mara")) for each in (browser, other_browser)]

    def come_back(each: Browser, address: str) -> int:
        try:
            return int(each.come_back(address).status_code)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        answers = [future.result() for future in [pool.submit(come_back, *back) for back in backs]]
    assert answers == [302, 302]
    assert signed_in(browser) == signed_in(other_browser) is not None
    assert User.objects.count() == Connection.objects.count() == 1


def test_another_account_with_an_id_that_was_somebodys_is_another_person(
    browser: Browser, other_browser: Browser
) -> None:
    browser.sign_in("mara")
    Connection.objects.update(spotify_id="theo")
    other_browser.sign_in("theo")
    assert signed_in(browser) != signed_in(other_browser)


def test_two_people_have_nothing_in_common(browser: Browser, other_browser: Browser) -> None:
    browser.sign_in("mara")
    other_browser.sign_in("theo")
    mara, theo = signed_in(browser), signed_in(other_browser)
    assert mara is not None
    assert theo is not None
    assert mara != theo
    assert spotify_for(mara).me().id == "mara"
    assert spotify_for(theo).me().id == "theo"


def test_a_sign_in_leads_back_to_where_it_began(browser: Browser) -> None:
    response = browser.sign_in("mara", next="/top/?range=short_term")
    assert response["Location"] == "/top/?range=short_term"


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example", "///evil.example", "javascript:alert(1)", "\\\\evil", ""]
)
def test_a_sign_in_never_leads_elsewhere(browser: Browser, elsewhere: str) -> None:
    assert browser.sign_in("mara", next=elsewhere)["Location"] == "/"


@pytest.mark.parametrize(("wish", "led"), [("/playlists/?x=1", "/playlists/?x=1"), ("https://evil.example/", "/")])
def test_a_view_can_begin_a_sign_in_itself(browser: Browser, wish: str, led: str) -> None:
    """As pressing Save does, signed out: from its own POST, whose fields are not ours, and back to its page."""
    browser.get("/")
    request = RequestFactory().post(
        "/top/save/", {"next": "/else/", "time_zone": "Europe/Berlin"}, SERVER_NAME="127.0.0.1"
    )
    request.session, request.user = browser.session, AnonymousUser()
    response = sign_in_begin(request, next=wish)
    request.session.save()
    browser.cookies["sessionid"] = request.session.session_key or ""
    assert response.status_code == 302
    assert browser.come_back(browser.agree(response["Location"], "mara"))["Location"] == led
    person = signed_in(browser)
    assert person is not None
    assert person.time_zone == "Europe/Berlin"


def test_an_unfinished_sign_in_does_not_decide_where_a_later_one_leads(browser: Browser) -> None:
    browser.begin(next="/top/")
    assert browser.sign_in("mara")["Location"] == "/"


def test_what_the_session_held_is_still_there_after_signing_in(browser: Browser) -> None:
    session = browser.session
    session["typed"] = {"name": "Mine"}
    session.save()
    browser.sign_in("mara")
    assert browser.session["typed"] == {"name": "Mine"}


@pytest.mark.parametrize(
    ("told", "kept"),
    [("Asia/Calcutta", "Asia/Calcutta"), ("Mars/Olympus", "UTC"), ("../../etc/passwd", "UTC"), ("", "UTC")],
)
def test_only_a_time_zone_that_exists_is_kept(browser: Browser, told: str, kept: str) -> None:
    browser.sign_in("mara", time_zone=told)
    person = signed_in(browser)
    assert person is not None
    assert (person.time_zone, person.time_zone_known) == (kept, kept != "UTC")


def test_a_time_zone_once_known_stays(browser: Browser, other_browser: Browser) -> None:
    browser.sign_in("mara", time_zone="Europe/Berlin")
    other_browser.sign_in("mara", time_zone="America/New_York")
    assert User.objects.get().time_zone == "Europe/Berlin"


def test_everybody_is_told_when_somebody_is_connected(
    browser: Browser, django_capture_on_commit_callbacks: Any
) -> None:
    told: list[User] = []

    def hear(person: User, **_: Any) -> None:
        told.append(person)

    connected.connect(hear)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            browser.sign_in("mara")
        with django_capture_on_commit_callbacks(execute=True):
            browser.sign_in("")
    finally:
        connected.disconnect(hear)
    assert told == [signed_in(browser)]


def test_signing_out_is_by_post_and_leads_to_the_landing_page(browser: Browser) -> None:
    browser.sign_in("mara")
    assert browser.get(reverse("accounts:sign_out")).status_code == 405
    assert browser.post(reverse("accounts:sign_out"))["Location"] == "/"
    assert signed_in(browser) is None
    assert Connection.objects.count() == 1


# --- The page --------------------------------------------------------------------------------------------------------


def test_the_sign_in_page_says_what_is_asked_and_why(browser: Browser) -> None:
    response = browser.get(reverse("accounts:sign_in"), {"next": "/top/"})
    page = response.content.decode()
    assert response.status_code == 200
    assert all(str(reason) in page for reason in NEEDED.values())
    assert 'name="next" value="/top/"' in page
    assert 'type="hidden" name="time_zone"' in page


def test_the_sign_in_page_leads_nobody_elsewhere(browser: Browser) -> None:
    response = browser.get(reverse("accounts:sign_in"), {"next": "https://evil.example/"})
    assert 'name="next" value=""' in response.content.decode()
    browser.sign_in("mara")
    assert browser.get(reverse("accounts:sign_in"), {"next": "//evil.example/"})["Location"] == "/"
    assert browser.get(reverse("accounts:sign_in"), {"next": "/top/"})["Location"] == "/top/"
