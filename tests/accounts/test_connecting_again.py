"""Connecting Spotify a second time: what it mends, and what it asks for."""

import pytest

from accounts.models import User
from discoverdaily.spotify.client import spotify_for
from discoverdaily.spotify.errors import ReconnectNeeded
from discoverdaily.spotify.models import Connection
from discoverdaily.spotify.scopes import NEEDED
from discoverdaily.spotify.selectors import connection_status
from tests.accounts.conftest import Browser, query_of, signed_in
from tests.sandbox_server import SandboxServer
from timer.devices import STEERING

pytestmark = pytest.mark.django_db


def test_connecting_again_mends_what_was_revoked_and_comes_back(browser: Browser, sandbox: SandboxServer) -> None:
    browser.sign_in("mara")
    person = signed_in(browser)
    assert person is not None
    before = Connection.objects.get()
    sandbox.revoke("mara")
    with pytest.raises(ReconnectNeeded):
        spotify_for(person).me()
    response = browser.sign_in("mara", next="/playlists/")
    assert response["Location"] == "/playlists/"
    after = Connection.objects.get()
    assert after.pk == before.pk
    assert after.authorized_at > before.authorized_at
    assert (after.usable, after.refusal) == (True, "")
    assert spotify_for(person).me().id == "mara"


def test_connecting_again_asks_for_everything_that_was_agreed_to_before(browser: Browser) -> None:
    browser.sign_in("mara")
    connection = Connection.objects.get()
    connection.scopes = [*connection.scopes, "user-read-playback-state"]
    connection.save()
    assert set(query_of(browser.begin())["scope"].split()) == {*NEEDED, "user-read-playback-state"}


def test_connecting_again_asks_for_what_was_missing(browser: Browser) -> None:
    browser.sign_in("mara")
    person = signed_in(browser)
    assert person is not None
    with pytest.raises(ReconnectNeeded):
        spotify_for(person).devices()
    assert connection_status(person).needs_reconnect
    browser.sign_in("mara")
    assert len(spotify_for(person).devices()) > 0
    assert not connection_status(person).attention


def test_what_was_not_agreed_to_is_known(browser: Browser, sandbox: SandboxServer) -> None:
    sandbox.listener("mara", scopes=["playlist-read-private"])
    browser.sign_in("mara")
    person = signed_in(browser)
    assert person is not None
    assert Connection.objects.get().scopes == ["playlist-read-private"]
    with pytest.raises(ReconnectNeeded):
        spotify_for(person).top_tracks("short_term")
    assert "permission is missing" in browser.get("/").content.decode()
    sandbox.listener("mara", scopes=None)
    browser.sign_in("mara")
    assert spotify_for(person).top_tracks("short_term").whole
    assert not connection_status(person).attention


def test_signing_in_from_another_browser_takes_nothing_back_of_what_was_agreed_to(
    browser: Browser, other_browser: Browser
) -> None:
    browser.sign_in("mara")
    person = signed_in(browser)
    assert person is not None
    with pytest.raises(ReconnectNeeded):
        spotify_for(person).devices()
    browser.sign_in("mara")

    other_browser.sign_in("mara")

    assert signed_in(other_browser) == person
    assert len(spotify_for(person).devices()) > 0


def asked(address: str) -> set[str]:
    return set(query_of(address)["scope"].split())


def test_who_never_connected_and_begins_at_the_timer_agrees_once_to_all_that_is_needed(browser: Browser) -> None:
    person = User.objects.create_user(email="nadia@people.example", password="a calm harbour 7")
    browser.force_login(person, "accounts.backends.AddressAndPassword")
    pressed = browser.post("/timer/allow/", {"interval": "0:45", "total": "5 min"})["Location"]
    assert asked(pressed) == {*NEEDED, *STEERING}
    said = browser.come_back(browser.agree(pressed, ""))
    assert said.status_code == 403
    again = browser.begin(next="/timer/")
    assert asked(again) == {*NEEDED, *STEERING}, "who thinks again is not asked twice either"
    browser.come_back(browser.agree(again, "mara"))
    assert {*Connection.objects.get().scopes} == {*NEEDED, *STEERING}
    assert "Let the timer control your player" not in browser.get("/timer/").content.decode()


def test_what_one_wished_for_is_asked_of_nobody_else_in_the_browser_and_not_again_once_agreed(
    browser: Browser,
) -> None:
    browser.sign_in("mara")
    pressed = browser.post("/timer/allow/", {})["Location"]
    assert asked(pressed) == {*NEEDED, *STEERING}
    browser.post("/accounts/sign-out/")
    assert asked(browser.begin()) == {*NEEDED}
    browser.sign_in("mara")
    assert asked(browser.begin()) == {*NEEDED}, "nothing was agreed to, so nothing is missed"


def test_signing_in_mends_a_connection_that_no_longer_holds_however_much_it_allowed(browser: Browser) -> None:
    browser.sign_in("mara")
    person = signed_in(browser)
    assert person is not None
    Connection.objects.update(
        state=Connection.State.RECONNECT_NEEDED, refusal="revoked", scopes=[*NEEDED, "user-read-playback-state"]
    )
    browser.logout()

    browser.sign_in("mara")

    assert spotify_for(person).me().id == "mara"
