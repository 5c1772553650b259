"""A session that was stolen or left open does not become another way in: who changes a door says who they are."""

from typing import Any
from urllib.parse import urlencode

import pytest
from django.core import mail
from django.test import Client
from social_django.models import UserSocialAuth

from accounts.models import AddressAsked, User
from accounts.proving import SEEN, SEEN_AT_SPOTIFY
from discoverdaily.spotify.models import Connection, OwnApp
from discoverdaily.spotify.scopes import NEEDED
from tests.accounts.conftest import Browser, query_of, signed_in
from tests.letters import link_to
from timer.devices import STEERING

pytestmark = pytest.mark.django_db
PROVE, EMAIL, PASSWORD = "/accounts/prove/", "/accounts/email/", "/accounts/password/"
CONNECTION, END, OWN_APP = "/accounts/connection/", "/accounts/connection/end/", "/accounts/connection/own-app/"
GOOD = "a calm harbour 7"
OWN = "0123456789abcdef0123456789abcdef"
NEW = {"new_password1": GOOD, "new_password2": GOOD}


def later(client: Client, minutes: int = 11) -> None:
    """So long ago is whatever this browser's person came in by."""
    session = client.session
    for name in (SEEN, SEEN_AT_SPOTIFY):
        if name in session:
            session[name] = [session[name][0], session[name][1] - 60 * minutes]
    session.save()


@pytest.fixture
def nadia() -> User:
    return User.objects.create_user(display_name="Nadia", email="nadia@people.example", password=GOOD)


@pytest.fixture
def left_open(browser: Browser, nadia: User) -> Browser:
    """Nadia's, who came in by password a while ago."""
    browser.post("/accounts/sign-in/", {"username": "nadia@people.example", "password": GOOD})
    later(browser)
    return browser


@pytest.fixture
def spotify_alone(browser: Browser) -> Browser:
    """Somebody's who came in by Spotify a while ago, and has no other door."""
    browser.sign_in("mara")
    later(browser)
    return browser


def prove(client: Client, address: str, password: str = GOOD) -> Any:
    """Types the password on the page one was sent to."""
    return client.post(PROVE, query_of(address) | {"password": password})


def to_prove(answer: Any, back: str, **wish: str) -> str:
    """That one is sent to prove it, and from there to `back`; answers the address."""
    address = str(answer.get("HX-Redirect") or answer["Location"])
    assert address == f"{PROVE}?{urlencode({'next': back} | wish)}"
    return address


# --- Who comes in by Spotify alone -----------------------------------------------------------------------------------


def test_a_session_of_somebody_who_comes_by_spotify_gets_no_address_of_its_own(spotify_alone: Browser) -> None:
    typed = {"email": "thief@people.example"}
    back = f"{EMAIL}?change=thief%40people.example"
    to_prove(spotify_alone.post(EMAIL, typed), back)
    to_prove(spotify_alone.post(EMAIL, typed, headers={"HX-Request": "true"}), back)
    assert not AddressAsked.objects.exists()
    assert mail.outbox == []


def test_nor_a_password_where_there_is_an_address(spotify_alone: Browser) -> None:
    User.objects.update(email="mara@people.example")
    to_prove(spotify_alone.get(PASSWORD), PASSWORD)
    to_prove(spotify_alone.post(PASSWORD, NEW), PASSWORD)
    assert not User.objects.get().has_usable_password()


def test_nor_takes_it_away_the_address_that_is_written_to(spotify_alone: Browser) -> None:
    User.objects.update(email="mara@people.example")
    to_prove(spotify_alone.post("/accounts/email/remove/"), EMAIL)
    assert User.objects.get().email == "mara@people.example"


def test_who_signs_in_with_spotify_once_more_goes_on_with_what_they_typed(spotify_alone: Browser) -> None:
    asked = to_prove(
        spotify_alone.post(EMAIL, {"email": "mara@people.example"}), f"{EMAIL}?change=mara%40people.example"
    )
    page = spotify_alone.get(asked).content.decode()
    assert "Sign in with Spotify once more" in page
    assert 'type="password"' not in page
    back = spotify_alone.sign_in("mara", next=query_of(asked)["next"])["Location"]
    assert 'value="mara@people.example"' in spotify_alone.get(back).content.decode()
    assert spotify_alone.post(EMAIL, {"email": "mara@people.example"})["Location"] == EMAIL
    spotify_alone.post(link_to("mara@people.example"))
    spotify_alone.post(PASSWORD, NEW)
    assert User.objects.get().check_password(GOOD)


def test_another_spotify_account_proves_nothing(spotify_alone: Browser) -> None:
    assert spotify_alone.sign_in("theo").status_code == 409
    to_prove(spotify_alone.get(PASSWORD), PASSWORD)


# --- Who has a password ----------------------------------------------------------------------------------------------


def test_an_address_is_changed_by_who_knows_the_password(left_open: Browser, nadia: User) -> None:
    typed = {"email": "other@people.example"}
    asked = to_prove(left_open.post(EMAIL, typed), f"{EMAIL}?change=other%40people.example")
    wrong = prove(left_open, asked, "not this one")
    assert wrong.status_code == 422
    assert "This is not your password." in wrong.content.decode()
    assert 'name="next" value="/accounts/email/?change=other%40people.example"' in wrong.content.decode()
    to_prove(left_open.post(EMAIL, typed), f"{EMAIL}?change=other%40people.example")
    back = prove(left_open, asked)["Location"]
    assert 'value="other@people.example"' in left_open.get(back).content.decode()
    assert left_open.post(EMAIL, typed)["Location"] == EMAIL
    assert len(mail.outbox) == 2


def test_spotify_is_unlinked_by_who_knows_the_password(left_open: Browser) -> None:
    later(left_open, -11)
    left_open.sign_in("mara")
    later(left_open)
    for answer in (left_open.get(END), left_open.post(END)):
        asked = to_prove(answer, END)
    assert Connection.objects.exists()
    assert prove(left_open, asked)["Location"] == END
    left_open.post(END)
    assert not UserSocialAuth.objects.exists()


def test_an_app_of_ones_own_is_brought_by_who_knows_the_password(left_open: Browser) -> None:
    asked = to_prove(left_open.post(OWN_APP, {"client_id": OWN}), f"{OWN_APP}?client_id={OWN}")
    assert not OwnApp.objects.exists()
    back = prove(left_open, asked)["Location"]
    assert f'value="{OWN}"' in left_open.get(back).content.decode()
    assert query_of(left_open.post(OWN_APP, {"client_id": OWN})["Location"])["client_id"] == OWN


def test_no_spotify_account_is_joined_to_a_session_that_was_left_open(left_open: Browser, nadia: User) -> None:
    asked = to_prove(left_open.post("/accounts/login/spotify/", {"next": "/top/"}), "/top/", connect="1")
    assert 'name="connect"' in left_open.get(asked).content.decode()
    assert prove(left_open, asked, "wrong").status_code == 422
    to_spotify = prove(left_open, asked)["Location"]
    assert left_open.come_back(left_open.agree(to_spotify, "mara"))["Location"] == "/top/"
    assert Connection.objects.get().social.user == nadia


def test_what_the_timer_needs_is_asked_for_after_the_password_too(left_open: Browser) -> None:
    asked = str(left_open.post("/timer/allow/", headers={"HX-Request": "true"})["HX-Redirect"])
    assert asked.startswith(PROVE)
    assert {*query_of(prove(left_open, asked)["Location"])["scope"].split()} == {*NEEDED, *STEERING}


def test_a_connection_that_stands_is_renewed_without_more_ado(left_open: Browser) -> None:
    later(left_open, -11)
    left_open.sign_in("mara")
    later(left_open)
    assert left_open.sign_in("mara", next=CONNECTION)["Location"] == CONNECTION


def test_one_more_letter_to_the_address_that_waits_is_no_change(client: Client) -> None:
    fields = {"email": "ina@people.example", "password1": GOOD, "password2": GOOD}
    client.post("/accounts/sign-up/", fields)
    later(client)
    assert client.post(EMAIL, {"email": "ina@people.example"})["Location"] == EMAIL
    assert len(mail.outbox) == 2
    to_prove(client.post(EMAIL, {"email": "thief@people.example"}), f"{EMAIL}?change=thief%40people.example")


def test_the_password_is_not_guessed_at_there_either(left_open: Browser) -> None:
    for _ in range(10):
        assert prove(left_open, f"{PROVE}?next={EMAIL}", "wrong").status_code == 422
    said = prove(left_open, f"{PROVE}?next={EMAIL}")
    assert said.status_code == 422
    assert "Try again in an hour" in said.content.decode()


# --- How long, and for whom ------------------------------------------------------------------------------------------


def test_who_came_in_a_moment_ago_is_asked_nothing(browser: Browser, nadia: User) -> None:
    browser.post("/accounts/sign-in/", {"username": "nadia@people.example", "password": GOOD})
    assert browser.post(EMAIL, {"email": "other@people.example"})["Location"] == EMAIL
    assert browser.get(PROVE, {"next": EMAIL})["Location"] == EMAIL


def test_what_was_proved_holds_for_ten_minutes(left_open: Browser) -> None:
    prove(left_open, f"{PROVE}?next={END}")
    later(left_open, 9)
    assert left_open.post(EMAIL, {"email": "other@people.example"})["Location"] == EMAIL
    later(left_open, 2)
    to_prove(left_open.post("/accounts/email/remove/"), EMAIL)


def test_and_for_nobody_who_comes_after_in_the_same_browser(left_open: Browser) -> None:
    prove(left_open, f"{PROVE}?next={END}")
    session = left_open.session
    session[SEEN] = [session[SEEN][0] + 1, session[SEEN][1]]
    session.save()
    to_prove(left_open.post("/accounts/email/remove/"), EMAIL)


@pytest.mark.parametrize("wish", ["//evil.example", "https://evil.example/", "javascript:x", ""])
def test_nobody_is_led_elsewhere(left_open: Browser, wish: str) -> None:
    assert left_open.post(PROVE, {"next": wish, "password": GOOD})["Location"] == "/accounts/settings/"
    assert signed_in(left_open) is not None
