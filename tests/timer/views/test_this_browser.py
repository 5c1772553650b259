"""The browser at hand as the device that plays: for whom a page opens, who gets the token, how music moves along."""

import logging
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from accounts.models import User
from discoverdaily import clock
from discoverdaily.spotify.models import Connection
from tests.people import connect
from tests.sandbox_server import EVERY_SCOPE, SandboxServer
from tests.timer.music import Stage
from timer.models import Music, Session
from timer.plans import Plan
from timer.services import session_pause, session_start, session_tick
from timer.wishes import Turn

BACKEND = "django.contrib.auth.backends.ModelBackend"
SETUP, TOKEN, READY, CHOOSE, ALLOW = (
    reverse(f"timer:{name}") for name in ("setup", "player_token", "here_ready", "here_choose", "here_allow")
)
BROWSER, NEXT_PAGE = "c" * 40, "d" * 40
FIELDS = {"interval": "30", "total": "20:00"}


@pytest.fixture
def stage(sandbox: SandboxServer, db: None) -> Stage:
    """Mara's phone, speaker, and two devices that stand for pages of her browser."""
    stage = Stage(sandbox)
    pages = [{"id": key, "name": "This browser"} for key in (BROWSER, NEXT_PAGE)]
    sandbox.listener("mara", devices=[{"id": "a" * 40, "name": "Phone"}, *pages])
    return stage


@pytest.fixture
def mara(client: Client, stage: Stage) -> Client:
    client.force_login(stage.person, backend=BACKEND)
    return client


def scripts(answer: Any) -> str:
    """What the answer's policy says of scripts."""
    rules = [rule.strip() for rule in answer["Content-Security-Policy"].split(";")]
    found: str = next(rule for rule in rules if rule.startswith("script-src"))
    return found


def begun_here(mara: Client, stage: Stage, **more: Any) -> Session:
    mara.post(READY, {"device_id": BROWSER})
    return stage.begin(device=BROWSER, **more)


def move(mara: Client, device: str = NEXT_PAGE) -> Any:
    """Another page of the browser is open now."""
    return mara.post(READY, {"device_id": device})


# --- The policy ------------------------------------------------------------------------------------------------------


def test_the_policy_opens_for_the_page_that_was_chosen_and_for_no_other(mara: Client) -> None:
    assert scripts(mara.get(SETUP)) == "script-src 'self'"
    assert scripts(mara.get(SETUP, {"here": "1"})) == f"script-src 'self' {settings.SANDBOX_URL}"
    assert scripts(mara.get(SETUP)) == "script-src 'self'"
    for name in ("timer:log", "timer:presets", "home"):
        assert scripts(mara.get(reverse(name), {"here": "1"})) == "script-src 'self'"


def test_it_stays_closed_where_the_sign_in_ended(mara: Client) -> None:
    Connection.objects.update(state=Connection.State.RECONNECT_NEEDED)
    assert scripts(mara.get(SETUP, {"here": "1"})) == "script-src 'self'"


def test_what_is_wrong_with_a_plan_leaves_the_player_where_it_is(mara: Client) -> None:
    answer = mara.post(SETUP, {**FIELDS, "interval": "-1", "list": "on", "here": "1"})

    assert answer.status_code == 422
    assert settings.SANDBOX_URL in scripts(answer)
    assert 'id="here"' in answer.content.decode()


def test_the_sessions_page_opens_only_in_the_browser_that_plays(mara: Client, stage: Stage) -> None:
    session = begun_here(mara, stage)
    address = session.get_absolute_url()
    elsewhere = Client()
    elsewhere.force_login(stage.person, backend=BACKEND)

    assert settings.SANDBOX_URL in scripts(mara.get(address))
    assert "this-browser.js" in mara.get(address).content.decode()
    assert scripts(elsewhere.get(address)) == "script-src 'self'"
    assert "this-browser.js" not in elsewhere.get(address).content.decode()


def test_a_session_that_plays_on_the_phone_opens_nothing(mara: Client, stage: Stage) -> None:
    mara.post(READY, {"device_id": BROWSER})
    session = stage.begin(device="a" * 40)

    assert scripts(mara.get(session.get_absolute_url())) == "script-src 'self'"


# --- Being chosen, and allowed ---------------------------------------------------------------------------------------


def test_choosing_keeps_what_was_typed(mara: Client) -> None:
    answer = mara.post(CHOOSE, {**FIELDS, "list": "on", "csrfmiddlewaretoken": "secret", "device": "a" * 40})

    assert answer["Location"] == f"{SETUP}?interval=30&total=20%3A00&list=on&here=1"


def test_what_it_needs_is_asked_for_only_then(client: Client, alice: User) -> None:
    client.force_login(alice, backend=BACKEND)

    assert "Go on to Spotify" not in client.get(SETUP).content.decode()
    asking = client.get(SETUP, {"here": "1"})
    assert "Go on to Spotify" in asking.content.decode()
    assert scripts(asking) == "script-src 'self'"

    to_spotify = client.post(ALLOW, FIELDS)["Location"]
    assert to_spotify.startswith(settings.SPOTIFY_ACCOUNTS_URL)
    for scope in ("streaming", "user-read-email", "user-read-private", "user-modify-playback-state"):
        assert scope in to_spotify


@pytest.mark.parametrize("address", [TOKEN, READY, CHOOSE, ALLOW])
def test_a_look_changes_nothing(mara: Client, address: str) -> None:
    assert mara.get(address).status_code == 405


# --- The token -------------------------------------------------------------------------------------------------------


def test_the_signed_in_page_gets_its_own_token_which_nobody_keeps(
    mara: Client, sandbox: SandboxServer, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        answer = mara.post(TOKEN)

    assert "no-store" in answer["Cache-Control"]
    token = answer.json()["token"]
    assert token not in caplog.text
    assert token not in mara.get(SETUP, {"here": "1"}).content.decode()
    account = sandbox.http.get("/v1/me", headers={"Authorization": f"Bearer {token}"}).json()
    assert account["display_name"].startswith("Mara")


def test_a_token_that_cannot_stream_is_not_given(client: Client, alice: User) -> None:
    client.force_login(alice, backend=BACKEND)

    answer = client.post(TOKEN)

    assert answer.status_code == 409
    assert "token" not in answer.json()
    assert answer.json()["words"].endswith(".")


def test_a_token_about_to_end_is_renewed_before_it_is_given(mara: Client) -> None:
    before = mara.post(TOKEN).json()
    Connection.objects.update(token_ends_at=clock.now() + timedelta(seconds=30))

    assert mara.post(TOKEN).json() != before


def test_each_person_gets_their_own(mara: Client, sandbox: SandboxServer) -> None:
    theo = User.objects.create_user(display_name="Bob")
    connect(sandbox, theo, "theo", scope=EVERY_SCOPE)
    others = Client()
    others.force_login(theo, backend=BACKEND)

    assert mara.post(TOKEN).json() != others.post(TOKEN).json()


def test_a_stranger_and_a_forged_form_get_none(client: Client, stage: Stage) -> None:
    assert "token" not in client.post(TOKEN).content.decode()

    strict = Client(enforce_csrf_checks=True)
    strict.force_login(stage.person, backend=BACKEND)
    assert strict.post(TOKEN).status_code == 403


def test_an_ended_sign_in_is_told_in_words(mara: Client, stage: Stage, sandbox: SandboxServer) -> None:
    sandbox.revoke("mara")
    Connection.objects.update(token_ends_at=None)

    answer = mara.post(TOKEN)

    assert answer.status_code == 409
    assert "no longer accepts your sign-in" in answer.json()["words"]


# --- From page to page -----------------------------------------------------------------------------------------------


def test_music_moves_along_to_the_page_that_is_open_now(mara: Client, stage: Stage) -> None:
    session = begun_here(mara, stage)
    before = stage.song
    stage.press("pause")  # the page before took its music along

    assert move(mara).status_code == 204

    assert stage.player is not None
    assert stage.player.device is not None
    assert stage.player.device.id == NEXT_PAGE
    assert stage.song == before
    assert Music.objects.get().device_id == NEXT_PAGE
    assert settings.SANDBOX_URL in scripts(mara.get(session.get_absolute_url()))


def test_music_that_never_began_begins_there(mara: Client, stage: Stage) -> None:
    stage.sandbox.listener("mara", devices=[])
    begun_here(mara, stage)
    stage.sandbox.listener("mara", devices=[{"id": NEXT_PAGE, "name": "This browser"}])

    move(mara)

    assert stage.song == stage.songs[0]


def test_what_is_silent_stays_so(mara: Client, stage: Stage) -> None:
    session = begun_here(mara, stage)
    session_pause(session=session)

    move(mara)

    assert stage.song == ""
    assert stage.player is not None
    assert stage.player.device is not None
    assert stage.player.device.id == NEXT_PAGE


def test_silence_in_rests_stays_so(mara: Client, stage: Stage) -> None:
    wish = stage.wish(turns={"rest": Turn(pause=True)})
    session = begun_here(mara, stage, wish=wish)
    Session.objects.update(ends_at=session.started_at)
    session_tick(session=session)

    move(mara)

    assert stage.song == ""


def test_a_session_that_is_over_moves_nowhere(mara: Client, stage: Stage) -> None:
    begun_here(mara, stage)
    Session.objects.update(state=Session.State.ENDED)
    stage.sent()

    move(mara)

    assert stage.sent() == []


def test_what_spotify_refuses_is_told_in_words(mara: Client, stage: Stage) -> None:
    begun_here(mara, stage)

    answer = move(mara, "e" * 40)

    assert answer.status_code == 409
    assert answer.json()["words"]


@pytest.mark.parametrize("device", ["", "../me", "x" * 101, "a b"])
def test_what_is_no_device_is_refused(mara: Client, stage: Stage, device: str) -> None:
    begun_here(mara, stage)

    assert mara.post(READY, {"device_id": device}).status_code == 422
    assert move(mara, device).status_code == 422
    assert Music.objects.get().device_id == BROWSER


def test_neither_somebody_else_nor_another_browser_moves_it(mara: Client, stage: Stage, bob: User) -> None:
    begun_here(mara, stage)
    own_phone, somebody, stranger = Client(), Client(), Client()
    own_phone.force_login(stage.person, backend=BACKEND)
    somebody.force_login(bob, backend=BACKEND)
    somebody.post(READY, {"device_id": BROWSER})
    stage.sent()

    assert [move(whoever).status_code for whoever in (own_phone, somebody, stranger)] == [204, 204, 302]

    assert Music.objects.get().device_id == BROWSER
    assert stage.sent() == []


def test_a_page_that_was_open_before_a_session_on_the_phone_moves_nothing(mara: Client, stage: Stage) -> None:
    mara.post(READY, {"device_id": BROWSER})
    stage.begin(device="a" * 40)

    move(mara)

    assert Music.objects.get().device_id == "a" * 40
    assert stage.sent() == []


def test_a_session_without_music_has_nothing_to_move(mara: Client, stage: Stage) -> None:
    mara.post(READY, {"device_id": BROWSER})
    session_start(person=stage.person, plan=Plan(work=30, total=300))

    assert move(mara).status_code == 204
