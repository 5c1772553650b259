"""An app of one's own: connected through without a secret, paced for itself, left at any time."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from social_django.models import UserSocialAuth

from accounts.models import User
from discoverdaily.spotify.client import spotify_for
from discoverdaily.spotify.errors import Reason, RetryLater
from discoverdaily.spotify.models import ClientBudget, Connection, OwnApp
from discoverdaily.spotify.pacing import cool_down
from discoverdaily.spotify.selectors import connection_status
from tests.accounts.conftest import Browser, query_of, says, signed_in
from tests.sandbox_server import DEMO_CLIENT, SandboxServer

pytestmark = pytest.mark.django_db
PAGE, BACK, CONNECTION = "/accounts/connection/own-app/", "/accounts/connection/own-app/back/", "/accounts/connection/"
OWN = "0123456789abcdef0123456789abcdef"
REDIRECT = "http://127.0.0.1/accounts/complete/spotify/"
PASSWORD = "a calm harbour 7"


@pytest.fixture
def nadia(browser: Browser, sandbox: SandboxServer) -> User:
    """Signed in by password, with an app registered at Spotify."""
    sandbox.client(OWN, [REDIRECT])
    person = User.objects.create_user(display_name="Nadia", email="nadia@people.example", password=PASSWORD)
    come_in(browser)
    return person


def come_in(browser: Browser) -> None:
    said = {"username": "nadia@people.example", "password": PASSWORD}
    assert browser.post("/accounts/sign-in/", said).status_code == 302


def bring(browser: Browser, client_id: str = OWN) -> str:
    """Pastes the client id; answers the authorize page's address."""
    answer = browser.post(PAGE, {"client_id": client_id})
    assert answer.status_code == 302, answer.content
    return str(answer["Location"])


def connect_through_own(browser: Browser, listener: str = "mara") -> None:
    answer = browser.come_back(browser.agree(bring(browser), listener))
    assert (answer.status_code, answer["Location"]) == (302, CONNECTION)


def apps_asked(sandbox: SandboxServer) -> set[str]:
    return {call["client_id"] for call in sandbox.requests()}


@pytest.mark.parametrize("address", [PAGE, BACK])
def test_a_stranger_is_asked_to_sign_in(client: Client, address: str) -> None:
    answer = client.post(address, {"client_id": OWN})
    assert (answer.status_code, OwnApp.objects.count()) == (302, 0)
    assert answer["Location"].startswith("/accounts/sign-in/")


def test_the_page_tells_the_address_to_register(browser: Browser, nadia: User) -> None:
    page = browser.get(PAGE).content.decode()
    assert f'value="{REDIRECT}"' in page
    assert "Choose a password first" not in page


def test_it_is_connected_through_by_pkce_without_a_secret(
    browser: Browser, nadia: User, sandbox: SandboxServer
) -> None:
    asked = query_of(bring(browser))
    assert (asked["client_id"], asked["code_challenge_method"], asked["redirect_uri"]) == (OWN, "S256", REDIRECT)
    connect_through_own(browser)
    assert Connection.objects.get().client_id == OWN
    assert "an app of your own" in browser.get(CONNECTION).content.decode()
    assert "You connect through an app of your own" in browser.get(PAGE).content.decode()
    Connection.objects.update(token_ends_at=timezone.now())
    assert spotify_for(nadia).me().id == "mara"
    assert apps_asked(sandbox) == {OWN}, "renewals, too, are the own app's"


def test_it_is_paced_for_itself(browser: Browser, nadia: User, alice: User) -> None:
    connect_through_own(browser, "theo")
    spotify_for(nadia).me()
    assert ClientBudget.objects.filter(client_id=OWN).exists()
    cool_down(DEMO_CLIENT, Reason.QUOTA, timedelta(hours=1))
    assert spotify_for(nadia).me().id == "theo", "another app's wait is not hers"
    assert not connection_status(nadia).attention
    with pytest.raises(RetryLater):
        spotify_for(alice).me()
    cool_down(OWN, Reason.RATE, timedelta(hours=1))
    assert connection_status(nadia).waits


def test_until_it_works_everything_goes_on_as_before(browser: Browser, nadia: User, sandbox: SandboxServer) -> None:
    browser.sign_in("mara")
    back = browser.agree(bring(browser), "")
    says(browser.come_back(back), 403, "")
    assert Connection.objects.get().client_id == DEMO_CLIENT
    assert spotify_for(nadia).me().id == "mara"
    assert "Your app was not tried to the end yet" in browser.get(PAGE).content.decode()


def test_one_goes_back_to_the_instances_app_at_any_time(browser: Browser, nadia: User) -> None:
    connect_through_own(browser)
    begun = browser.post(BACK)
    assert query_of(begun["Location"])["client_id"] == DEMO_CLIENT
    assert spotify_for(nadia).me().id == "mara", "and what stands goes on meanwhile"
    browser.come_back(browser.agree(begun["Location"], "mara"))
    assert Connection.objects.get().client_id == DEMO_CLIENT
    assert browser.post(BACK)["Location"] == CONNECTION, "and there is no need to connect once more"


@pytest.mark.parametrize(
    "typed", ["", "not one", "0123456789abcdef", "g" * 32, f"{OWN}0", f"{OWN}&x=1", "0" * 500, "demo-client"]
)
def test_what_is_no_client_id_is_told_beside_the_field(browser: Browser, nadia: User, typed: str) -> None:
    answer = browser.post(PAGE, {"client_id": typed})
    assert answer.status_code == 422
    assert 'class="errorlist"' in answer.content.decode()
    assert not OwnApp.objects.exists()


def test_the_instances_own_id_is_not_taken_for_ones_own(browser: Browser, nadia: User, settings: Any) -> None:
    settings.SPOTIFY_CLIENT_ID = OWN
    assert "the app of this instance" in browser.post(PAGE, {"client_id": OWN}).content.decode()


def test_it_is_used_for_nobody_else_and_for_no_stranger(browser: Browser, other_browser: Browser, nadia: User) -> None:
    bring(browser)
    assert query_of(other_browser.begin())["client_id"] == DEMO_CLIENT
    other = User.objects.create_user(display_name="Theo")
    other_browser.force_login(other, "accounts.backends.AddressAndPassword")
    assert query_of(other_browser.begin())["client_id"] == DEMO_CLIENT
    assert OWN not in other_browser.get(PAGE).content.decode()
    other_browser.post(BACK)
    assert OwnApp.objects.filter(person=nadia).exists()


def test_coming_in_through_the_instances_app_leaves_the_own_connection_alone(
    browser: Browser, nadia: User, sandbox: SandboxServer
) -> None:
    connect_through_own(browser)
    before = UserSocialAuth.objects.get().extra_data
    browser.post("/accounts/sign-out/")
    browser.sign_in("mara")
    assert signed_in(browser) == nadia
    assert Connection.objects.get().client_id == OWN
    assert UserSocialAuth.objects.get().extra_data == before


def test_who_is_signed_out_in_mid_flow_is_told_to_try_again(browser: Browser, nadia: User) -> None:
    back = browser.agree(bring(browser), "mara")
    session = browser.session
    for key in ("_auth_user_id", "_auth_user_hash", "_auth_user_backend"):
        del session[key]
    session.save()
    says(browser.come_back(back), 400, "no longer good")
    assert not Connection.objects.exists()


def test_a_full_list_of_the_instances_is_no_matter_of_an_own_app(
    browser: Browser, nadia: User, alice: User, settings: Any
) -> None:
    settings.SPOTIFY_USERS = 1
    assert "list of this instance’s Spotify users is full" in browser.get(CONNECTION).content.decode()
    bring(browser)
    assert "is full" not in browser.get(CONNECTION).content.decode()
