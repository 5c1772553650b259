"""The music's pieces of set-up and of a running session: what they offer, to whom, and what a press does."""

from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from discoverdaily import clock
from discoverdaily.spotify.models import Connection
from discoverdaily.spotify.scopes import NEEDED
from tests.people import connect
from tests.sandbox_server import SandboxServer
from tests.timer.music import PHONE, SPEAKER, Stage
from timer.devices import STEERING
from timer.models import Music, Session
from timer.services import session_end
from timer.words import TROUBLES, Silence

BACKEND = "django.contrib.auth.backends.ModelBackend"
HTMX = {"HX-Request": "true"}
SETUP, DEVICES, LISTS, ALLOW = (reverse(f"timer:{name}") for name in ("setup", "devices", "lists", "allow"))
RADIO: dict[str, Any] = {"id": "c" * 40, "name": "Radio", "type": "Speaker", "is_restricted": True}


@pytest.fixture
def stage(sandbox: SandboxServer, db: None) -> Stage:
    return Stage(sandbox)


@pytest.fixture
def mara(client: Client, stage: Stage) -> Client:
    client.force_login(stage.person, backend=BACKEND)
    return client


@pytest.fixture
def theo(bob: User) -> Client:
    client = Client()
    client.force_login(bob, backend=BACKEND)
    return client


def transfer_of(session: Session) -> str:
    return reverse("timer:transfer", args=[session.pk])


# --- Set-up ----------------------------------------------------------------------------------------------------------


def test_devices_are_looked_for_again_and_the_chosen_one_stays(mara: Client, stage: Stage) -> None:
    stage.sandbox.listener("mara", devices=[PHONE, SPEAKER, RADIO])
    page = mara.get(DEVICES, {"device": SPEAKER["id"]}, headers=HTMX).content.decode()
    assert "<html" not in page
    assert f'value="{SPEAKER["id"]}" checked' in page
    assert f'value="{RADIO["id"]}" disabled' in page
    assert "It lets no app steer it." in page


def test_no_device_awake_says_what_to_do(mara: Client, stage: Stage) -> None:
    stage.sandbox.listener("mara", devices=[])
    assert "Open Spotify on the one you want to hear" in mara.get(DEVICES, headers=HTMX).content.decode()


def test_without_scripts_looking_again_keeps_what_was_typed_but_no_secret(mara: Client) -> None:
    typed = {"interval": "0:45", "device": "x", "csrfmiddlewaretoken": "secret", "rest": ""}
    answer = mara.post(DEVICES, typed)
    assert answer.status_code == 302
    assert answer["Location"] == f"{SETUP}?interval=0%3A45&device=x"


def test_a_list_is_found_by_its_name_and_chosen(mara: Client, stage: Stage) -> None:
    playlist = stage.sandbox.playlists("mara")[-1]
    page = mara.get(LISTS, {"list": "on", "q": playlist["name"].lower()}, headers=HTMX).content.decode()
    assert f'value="playlist:{playlist["id"]}" selected' in page
    assert "<html" not in page
    nothing = mara.get(LISTS, {"list": "on", "q": "no list is called so"}, headers=HTMX).content.decode()
    assert "No playlist of yours is called" in nothing
    assert 'value="on" selected' in nothing


def test_a_name_that_is_no_text_is_harmless(mara: Client) -> None:
    page = mara.get(LISTS, {"list": "on", "q": "<script>x</script>"}, headers=HTMX).content.decode()
    assert "<script>" not in page


def test_the_pieces_change_nothing_and_ask_little(mara: Client, stage: Stage) -> None:
    mara.get(LISTS, {"list": "on"}, headers=HTMX)
    stage.sandbox.clear_requests()
    mara.get(LISTS, {"list": "on", "q": "a"}, headers=HTMX)
    assert stage.sandbox.requests() == [], "what was told of late will do"
    mara.get(DEVICES, headers=HTMX)
    assert [call["path"] for call in stage.sandbox.requests()] == ["/v1/me/player/devices"]


@pytest.mark.parametrize("address", [DEVICES, LISTS])
def test_a_stranger_signs_in_first(client: Client, db: None, address: str) -> None:
    assert reverse("accounts:sign_in") in client.get(address)["Location"]


# --- Permission ------------------------------------------------------------------------------------------------------


@pytest.fixture
def unasked(mara: Client, stage: Stage) -> Client:
    """Mara before she let anybody steer."""
    Connection.objects.all().delete()
    stage.person.social_auth.all().delete()
    connect(stage.sandbox, stage.person, "mara", scope=" ".join(NEEDED))
    return mara


def test_set_up_says_what_each_permission_is_for_and_begins_without_all_the_same(unasked: Client) -> None:
    page = unasked.get(SETUP).content.decode()
    assert "Let the timer control your player" in page
    assert "To see what plays" in page
    assert "To start, pause and change songs" in page
    begun = unasked.post(SETUP, {"interval": "30", "total": "5 min", "list": "none"})
    assert begun.status_code == 302
    assert not Music.objects.exists()


def test_allowing_asks_spotify_for_just_that_more_and_comes_back_to_what_was_typed(unasked: Client) -> None:
    answer = unasked.post(ALLOW, {"interval": "0:45", "total": "5 min", "list": "none"})
    asked = parse_qs(urlsplit(answer["Location"]).query)["scope"][0].split()
    assert set(asked) == {*map(str, NEEDED), *map(str, STEERING)}
    assert unasked.session["next"] == f"{SETUP}?interval=0%3A45&total=5+min"
    assert Connection.objects.get().refusal == ""


def test_for_htmx_the_whole_page_goes_to_spotify(unasked: Client) -> None:
    answer = unasked.post(ALLOW, headers=HTMX)
    assert "/authorize" in answer["HX-Redirect"]


def test_allowing_from_a_running_session_comes_back_to_it(unasked: Client, stage: Stage) -> None:
    session = stage.begin()
    page = unasked.get(session.get_absolute_url()).content.decode()
    assert "Let the timer control your player" in page
    unasked.post(ALLOW, {"session": session.pk})
    assert unasked.session["next"] == session.get_absolute_url()


def test_somebody_elses_session_is_nothing_to_come_back_to(theo: Client, stage: Stage) -> None:
    theo.post(ALLOW, {"session": stage.begin().pk})
    assert theo.session["next"].startswith(SETUP)


def test_a_get_asks_for_nothing(mara: Client) -> None:
    assert mara.get(ALLOW).status_code == 405


# --- A running session -----------------------------------------------------------------------------------------------


def test_the_page_shows_the_song_that_plays_and_where(mara: Client, stage: Stage) -> None:
    session = stage.begin(device=SPEAKER["id"])
    music = stage.look()
    page = mara.get(session.get_absolute_url()).content.decode()
    for part in (music.playing["title"], music.playing["url"], f"/covers/{music.playing['cover']}", "Speaker"):
        assert part in page


def test_trouble_is_told_in_place_with_what_to_do(mara: Client, stage: Stage) -> None:
    session = stage.begin()
    for reason in TROUBLES:
        Music.objects.update(trouble=reason)
        page = mara.get(session.get_absolute_url(), headers=HTMX).content.decode()
        assert str(TROUBLES[reason].what) in page
        assert ("Look again" in page) is TROUBLES[reason].devices
    Music.objects.update(trouble="something new")
    assert "Spotify refused what we asked." in mara.get(session.get_absolute_url()).content.decode()


def test_what_is_over_has_no_trouble(mara: Client, stage: Stage) -> None:
    session = stage.begin()
    session_end(session=session)
    Music.objects.update(trouble=Silence.SILENT)
    assert str(TROUBLES[Silence.SILENT].what) not in mara.get(session.get_absolute_url()).content.decode()


def test_looking_again_is_a_press_and_not_too_often(mara: Client, stage: Stage) -> None:
    session = stage.begin()
    stage.look()
    look = reverse("timer:look", args=[session.pk])
    Music.objects.update(due_at=None)
    mara.post(look, headers=HTMX)
    assert not stage.is_due()
    Music.objects.update(looked_at=clock.now() - timedelta(seconds=6))
    mara.post(look, headers=HTMX)
    assert stage.is_due()
    assert mara.get(look).status_code == 405


def test_the_music_moves_to_another_device_and_plays_on(mara: Client, stage: Stage) -> None:
    session = stage.begin(device=PHONE["id"])
    page = mara.get(transfer_of(session)).content.decode()
    assert "<html" in page
    assert f'value="{SPEAKER["id"]}"' in page
    assert f'value="{PHONE["id"]}"' not in page, "it plays there"

    moved = mara.post(transfer_of(session), {"device": SPEAKER["id"]}, headers=HTMX)
    assert "The music moves to Speaker." in moved.content.decode()
    assert "<html" not in moved.content.decode()
    music = stage.look()
    assert (music.device_id, music.device_name, music.playing["device"]) == (SPEAKER["id"], "Speaker", "Speaker")
    assert stage.song == stage.songs[0]


@pytest.mark.parametrize("device", ["", "x" * 40, RADIO["id"]])
def test_it_moves_nowhere_else(mara: Client, stage: Stage, device: str) -> None:
    session = stage.begin(device=PHONE["id"])
    stage.sandbox.listener("mara", devices=[PHONE, RADIO])
    answer = mara.post(transfer_of(session), {"device": device})
    assert answer.status_code == 422
    assert "not there any more" in answer.content.decode()
    assert stage.music.device_id == PHONE["id"]


def test_a_device_that_refuses_is_told_in_words(mara: Client, stage: Stage) -> None:
    session = stage.begin(device=PHONE["id"])
    stage.sandbox.fault("/v1/me/player", "restricted", method="PUT")
    answer = mara.post(transfer_of(session), {"device": SPEAKER["id"]})
    assert answer.status_code == 422
    assert "does not let itself be steered" in answer.content.decode()


def test_somebody_elses_session_and_one_that_is_over_or_silent_are_not_found(
    mara: Client, theo: Client, client: Client, stage: Stage
) -> None:
    session = stage.begin()
    for method in (theo.get, theo.post):
        assert method(transfer_of(session)).status_code == 404
    assert theo.post(reverse("timer:look", args=[session.pk])).status_code == 404
    assert reverse("accounts:sign_in") in Client().get(transfer_of(session))["Location"]
    session_end(session=session)
    assert mara.get(transfer_of(session)).status_code == 404
    assert mara.get(transfer_of(Session(pk=10**9))).status_code == 404
