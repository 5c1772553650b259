"""One person, several doors: Spotify joined to an account, taken away and joined again; never two by accident."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.contrib.sessions.models import Session
from django.db import connections
from django.db.models import Q
from django.test import Client
from django.utils import timezone
from social_django.models import UserSocialAuth

from accounts.doors import LastDoor, opens_by_password, spotify_unlink
from accounts.models import User
from discoverdaily.spotify.client import spotify_for
from discoverdaily.spotify.errors import ReconnectNeeded
from discoverdaily.spotify.models import Connection
from tests.accounts.conftest import Browser, says, signed_in

pytestmark = pytest.mark.django_db
PASSWORD = "a calm harbour 7"


@pytest.fixture
def nadia() -> User:
    return User.objects.create_user(display_name="Nadia", email="nadia@people.example", password=PASSWORD)


def come_in(browser: Client, address: str = "nadia@people.example") -> None:
    assert browser.post("/accounts/sign-in/", {"username": address, "password": PASSWORD}).status_code == 302


def test_who_came_in_by_password_connects_spotify_and_then_comes_in_by_either(browser: Browser, nadia: User) -> None:
    come_in(browser)
    browser.sign_in("mara")
    assert spotify_for(nadia).me().id == "mara"
    for way in (lambda: come_in(browser), lambda: browser.sign_in("mara")):
        browser.post("/accounts/sign-out/")
        way()
        assert signed_in(browser) == nadia
    assert User.objects.count() == 1


def test_spotify_is_unlinked_at_once_and_linked_again(browser: Browser, nadia: User) -> None:
    come_in(browser)
    browser.sign_in("mara")
    spotify_unlink(person=nadia)
    assert UserSocialAuth.objects.count() == Connection.objects.count() == 0
    with pytest.raises(ReconnectNeeded):
        spotify_for(nadia).me()
    assert signed_in(browser) == nadia, "and one stays signed in"
    browser.sign_in("theo")
    assert spotify_for(nadia).me().id == "theo", "another account than before, too"
    assert User.objects.count() == 1


def test_the_last_door_is_not_taken_away(browser: Browser) -> None:
    browser.sign_in("mara")
    person = signed_in(browser)
    assert person is not None
    User.objects.update(email="mara@people.example")
    with pytest.raises(LastDoor):
        spotify_unlink(person=person)
    assert spotify_for(person).me().id == "mara"


def test_an_address_that_is_not_confirmed_yet_is_a_door_with_its_password(browser: Browser) -> None:
    fields = {"email": "ina@people.example", "password1": PASSWORD, "password2": PASSWORD}
    browser.post("/accounts/sign-up/", fields)
    browser.sign_in("mara")
    person = signed_in(browser)
    assert person is not None
    assert opens_by_password(person)
    spotify_unlink(person=person)
    browser.post("/accounts/sign-out/")
    come_in(browser, "ina@people.example")


def test_unlinking_one_persons_spotify_leaves_the_others(browser: Browser, nadia: User, alice: User) -> None:
    come_in(browser)
    browser.sign_in("theo")
    spotify_unlink(person=nadia)
    assert spotify_for(alice).me().id == "mara"


def test_an_address_that_spotify_might_tell_joins_nobody(browser: Browser, nadia: User) -> None:
    """A listener's address at Spotify is no proof that two accounts are one."""
    User.objects.update(email="mara@example.test")
    browser.sign_in("mara")
    assert signed_in(browser) != nadia
    assert User.objects.count() == 2


def test_two_ids_that_are_two_peoples_are_an_error_and_no_guess(
    browser: Browser, other_browser: Browser, alice: User, bob: User
) -> None:
    browser.sign_in("mara")
    account = Connection.objects.exclude(account_id="").get()
    Connection.objects.exclude(pk=account.pk).update(spotify_id="mara")
    before = list(Connection.objects.order_by("pk").values())
    says(other_browser.sign_in("mara"), 409, "cannot tell whose Spotify account this is")
    assert signed_in(other_browser) is None
    assert list(Connection.objects.order_by("pk").values()) == before


def test_where_only_the_older_id_is_told_and_two_have_it_nobody_is_chosen(
    browser: Browser, alice: User, bob: User
) -> None:
    browser.sandbox.settings(regime="legacy")
    Connection.objects.filter(Q(spotify_id="theo")).update(spotify_id="mara")
    says(browser.sign_in("mara"), 409, "cannot tell whose Spotify account this is")
    assert User.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_two_tabs_that_connect_two_accounts_at_once_connect_one(browser: Browser) -> None:
    nadia = User.objects.create_user(email="nadia@people.example", password=PASSWORD)
    come_in(browser)
    backs = [browser.agree(browser.begin(), listener) for listener in ("mara", "theo")]
    tabs = [Browser(browser.sandbox) for _ in backs]
    for tab in tabs:
        tab.cookies = browser.cookies

    def come_back(tab: Browser, address: str) -> int:
        try:
            return int(tab.come_back(address).status_code)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        coming = [pool.submit(come_back, *each) for each in zip(tabs, backs, strict=True)]
        answers = [future.result() for future in coming]
    assert sorted(answers) == [302, 409]
    assert UserSocialAuth.objects.filter(user=nadia).count() == Connection.objects.count() == 1


def test_two_tabs_that_connect_the_same_account_one_after_the_other_connect_one(browser: Browser, nadia: User) -> None:
    come_in(browser)
    first, second = browser.begin(), browser.begin(next="/top/")
    assert browser.come_back(browser.agree(second, "mara")).status_code == 302
    assert browser.come_back(browser.agree(first, "mara")).status_code == 302
    assert Connection.objects.count() == User.objects.count() == 1


@pytest.mark.parametrize("gone", ["deleted", "ended", "signed out", "cookie lost"])
def test_a_session_that_ends_in_mid_flow_connects_nothing_and_makes_nobody(
    browser: Browser, nadia: User, gone: str
) -> None:
    come_in(browser)
    back = browser.agree(browser.begin(), "mara")
    if gone == "deleted":
        Session.objects.all().delete()
    elif gone == "ended":
        Session.objects.update(expire_date=timezone.now())
    elif gone == "signed out":
        browser.post("/accounts/sign-out/")
    else:
        browser.cookies.clear()
    says(browser.come_back(back), 400, "no longer good")
    assert User.objects.count() == 1
    assert Connection.objects.count() == 0


def test_a_state_planted_by_somebody_else_connects_their_account_to_nobody(
    browser: Browser, other_browser: Browser, nadia: User
) -> None:
    come_in(browser)
    planted = other_browser.agree(other_browser.begin(), "theo")
    says(browser.come_back(planted), 400, "no longer good")
    assert Connection.objects.count() == 0
    assert signed_in(browser) == nadia


def test_a_code_is_good_once_for_whoever_holds_it(browser: Browser, other_browser: Browser, nadia: User) -> None:
    back = browser.agree(browser.begin(), "mara")
    code = back.partition("code=")[2].partition("&")[0]
    assert browser.come_back(back).status_code == 302
    state = other_browser.begin().partition("state=")[2].partition("&")[0]
    says(other_browser.get("/accounts/complete/spotify/", {"code": code, "state": state}), 400, "no longer good")
    assert signed_in(other_browser) is None


@pytest.mark.parametrize("spoil", [lambda state: state[:-1] + "-", lambda state: state[:0], lambda state: state * 2])
def test_a_state_that_was_tampered_with_opens_nothing(browser: Browser, spoil: Callable[[str], str]) -> None:
    back = browser.agree(browser.begin(), "mara")
    state = back.partition("state=")[2].partition("&")[0]
    says(browser.come_back(back.replace(f"state={state}", f"state={spoil(state)}")), 400, "no longer good")
    assert User.objects.count() == 0
