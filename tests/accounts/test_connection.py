"""The connection's page: how it stands, what it may, and how it ends."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection as database
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from social_django.models import UserSocialAuth

from accounts.caring import care_begin
from accounts.models import User
from discoverdaily.listening.fields import to_ms
from discoverdaily.listening.models import Play, Source
from discoverdaily.listening.plays import Told, plays_store
from discoverdaily.music_data.probing import AUDIO_FEATURES, RECOMMENDATIONS
from discoverdaily.music_data.regime import remember
from discoverdaily.spotify.client import spotify_for
from discoverdaily.spotify.errors import Reason, ReconnectNeeded
from discoverdaily.spotify.models import Connection
from discoverdaily.spotify.pacing import cool_down
from playlists.models import Edition, SavedPlaylist
from tests.accounts.conftest import Browser, signed_in
from tests.listening.songs import NOON, song
from tests.playlists.conftest import look, wish
from tests.sandbox_server import DEMO_CLIENT, SandboxServer

pytestmark = pytest.mark.django_db
PAGE, END, FORGET = "/accounts/connection/", "/accounts/connection/end/", "/accounts/connection/forget/"
PASSWORD = "a calm harbour 7"


def as_(client: Client, person: User) -> Client:
    client.force_login(person, "django.contrib.auth.backends.ModelBackend")
    return client


def page(client: Client, person: User, address: str = PAGE) -> str:
    answer = as_(client, person).get(address)
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    return answer.content.decode()


def heard_twice(person: User) -> None:
    """A play that Spotify told of, and one that came by an export."""
    track = song(f"A song of {person}")
    for source, at in ((Source.CAPTURE, NOON), (Source.EXTENDED, NOON - timedelta(hours=1))):
        plays_store(person=person, source=source, told=[Told(to_ms(at), 180_000, track.pk)])


@pytest.mark.parametrize("address", [PAGE, END, FORGET])
def test_a_stranger_is_asked_to_sign_in(client: Client, address: str) -> None:
    for answer in (client.get(address), client.post(address)):
        assert answer.status_code == 405 if address == FORGET and answer.request["REQUEST_METHOD"] == "GET" else 302


def test_a_connection_that_works_says_since_when_and_until_when(client: Client, alice: User) -> None:
    Connection.objects.update(authorized_at=datetime(2026, 11, 1, 12, tzinfo=UTC))
    UserSocialAuth.objects.update(created=datetime(2026, 3, 2, 12, tzinfo=UTC))
    with time_machine.travel(datetime(2026, 11, 21, 12, tzinfo=UTC), tick=False):
        said = page(client, alice)
    for words in ("Connected", "mara", "2 March 2026", "1 November 2026", "2 May 2027", "Connect again"):
        assert words in said
    assert "connection-title" not in said, "nothing is wrong"


def test_one_persons_connection_is_not_anothers(client: Client, alice: User, bob: User) -> None:
    said = page(client, bob)
    assert "theo" in said
    assert "mara" not in said
    as_(client, bob).post(END, {"forget": "on"})
    assert Connection.objects.filter(social__user=alice).exists()


@pytest.mark.parametrize(
    ("refusal", "state", "words", "reconnect"),
    [
        (Reason.REVOKED, "reconnect_needed", "must be connected again", True),
        (Reason.TOKEN_LOST, "connected", "must be connected again", True),
        (Reason.MISSING_SCOPE, "connected", "A permission is missing", True),
        (Reason.UNREGISTERED, "connected", "not on this app’s list", False),
        (Reason.OWNER_PREMIUM, "connected", "switched off", False),
    ],
)
def test_each_trouble_is_told_with_since_when_and_what_to_do(  # noqa: PLR0917  # a fixture is not an argument
    client: Client, alice: User, refusal: Reason, state: str, words: str, reconnect: bool
) -> None:
    at = datetime(2026, 11, 20, 11, tzinfo=UTC)
    Connection.objects.update(refusal=refusal, state=state, refused_at=at)
    said = page(client, alice)
    assert words in said
    assert "20 November 2026, 12:00" in said, "in her own time"
    assert ("Connect Spotify again" in said) is reconnect
    assert f'name="next" value="{PAGE}"' in said, "and back here"


@pytest.mark.parametrize(("days", "told"), [(31, False), (29, True), (6, True)])
def test_the_end_is_told_thirty_days_ahead(client: Client, alice: User, days: int, told: bool) -> None:
    Connection.objects.update(authorized_at=timezone.now() - timedelta(days=182 - days))
    assert ("ends soon" in page(client, alice)) is told


def test_the_end_is_not_told_as_still_to_come_once_it_has(client: Client, alice: User) -> None:
    Connection.objects.update(authorized_at=timezone.now() - timedelta(days=190))
    said = page(client, alice)
    assert "yours ended on" in said
    assert "ends soon" not in said
    today = client.get("/").content.decode()
    assert "Spotify must be connected again" in today
    assert "Not now" not in today


def test_a_wait_is_told_with_its_end(client: Client, alice: User) -> None:
    with time_machine.travel(datetime(2026, 11, 21, 12, tzinfo=UTC), tick=False):
        cool_down(DEMO_CLIENT, Reason.QUOTA, timedelta(minutes=65))
        assert "14:05" in page(client, alice)


def test_who_never_connected_is_told_what_would_be_asked_for(client: Client) -> None:
    said = page(client, User.objects.create_user(display_name="Nobody"))
    assert "Spotify is not connected" in said
    assert "to keep count of what you play" in said
    assert "Delete what Spotify told us" not in said
    assert as_(client, User.objects.create_user()).get(END)["Location"] == PAGE


def test_each_permission_says_what_it_is_for_and_whether_it_was_given(client: Client, alice: User) -> None:
    Connection.objects.update(scopes=["user-top-read", "user-library-read"], missing_scopes=["streaming"])
    said = " ".join(page(client, alice).split())
    assert '<b>To show what you listened to most</b> <span class="muted">agreed</span>' in said
    assert '<b>To keep count of what you play</b> <span class="muted">missing</span>' in said
    assert '<b>To play music in your browser, where you chose that</b> <span class="muted">missing</span>' in said
    assert "<code>user-modify-playback-state</code>" in said
    assert "not asked for yet" in said
    assert "<code>user-library-read</code>" in said, "what was given before and is of no use is told, too"


@pytest.mark.parametrize(
    ("may", "words"),
    [
        (True, ["The timer can steer", "Spotify tells us.", "Spotify itself recommends"]),
        (False, ["runs without music", "ReccoBeats tells us", "Create works with ReccoBeats"]),
        (
            None,
            ["no longer says so by itself", "not found out yet whether Spotify tells", "whether Spotify recommends"],
        ),
    ],
)
def test_what_it_can_do_is_told_honestly(client: Client, alice: User, may: bool | None, words: list[str]) -> None:
    Connection.objects.update(premium=may)
    if may is not None:
        for endpoint in (AUDIO_FEATURES, RECOMMENDATIONS):
            remember(endpoint, DEMO_CLIENT, may=may)
    said = page(client, alice)
    for each in words:
        assert each in said or each.replace("The timer", "the timer") in said


def test_looking_asks_spotify_nothing_and_few_queries(client: Client, alice: User, sandbox: SandboxServer) -> None:
    as_(client, alice)
    with CaptureQueriesContext(database) as seen:
        client.get(PAGE)
    assert len(seen) <= 12
    assert sandbox.requests() == []


def test_one_press_connects_again_and_what_waited_goes_on_by_itself(
    browser: Browser, sandbox: SandboxServer, django_capture_on_commit_callbacks: Any
) -> None:
    browser.sign_in("mara")
    person = signed_in(browser)
    assert person is not None
    saved = look(wish(person))
    sandbox.revoke("mara")
    Connection.objects.update(token_ends_at=timezone.now())
    saved = look(saved)
    assert saved.state == SavedPlaylist.State.SUSPENDED
    assert "must be connected again" in browser.get(PAGE).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        assert browser.sign_in("mara", next=PAGE)["Location"] == PAGE
    assert "connection-title" not in browser.get(PAGE).content.decode()
    saved.refresh_from_db()
    assert saved.state == SavedPlaylist.State.ACTIVE
    assert saved.due_at is not None
    assert look(saved).last_error == ""


def test_disconnecting_deletes_the_tokens_at_once_and_nothing_else(client: Client, alice: User) -> None:
    alice.set_password(PASSWORD)
    alice.save()
    heard_twice(alice)
    care_begin(person=alice)
    assert "What ends" in page(client, alice, END)
    assert client.post(END)["Location"] == PAGE
    assert UserSocialAuth.objects.count() == Connection.objects.count() == 0
    with pytest.raises(ReconnectNeeded):
        spotify_for(alice)
    assert Play.objects.filter(person=alice).count() == 2
    said = client.get(PAGE).content.decode()
    assert "The keys to your Spotify account are deleted" in said
    assert "Delete what Spotify told us" in said, "which can be decided later"
    client.post(FORGET)
    assert [play.source for play in Play.objects.filter(person=alice)] == [Source.EXTENDED]
    assert "Delete what Spotify told us" not in client.get(PAGE).content.decode()


def test_what_spotify_told_can_be_deleted_later_though_no_play_was_among_it(client: Client, alice: User) -> None:
    alice.set_password(PASSWORD)
    alice.save()
    care_begin(person=alice)
    edition = Edition.objects.create(saved=wish(alice), written_at=NOON, track_ids=["x"])
    as_(client, alice).post(END)
    assert Edition.objects.filter(pk=edition.pk).exists()
    assert "Delete what Spotify told us" in client.get(PAGE).content.decode()
    client.post(FORGET)
    assert not Edition.objects.exists()
    assert "Delete what Spotify told us" not in client.get(PAGE).content.decode()


def test_with_it_goes_what_spotify_told_where_that_is_wished(client: Client, alice: User, bob: User) -> None:
    alice.set_password(PASSWORD)
    alice.save()
    for person in (alice, bob):
        heard_twice(person)
    as_(client, alice).post(END, {"forget": "on"})
    assert [play.source for play in Play.objects.filter(person=alice)] == [Source.EXTENDED]
    assert Play.objects.filter(person=bob).count() == 2, "nobody else's"


def test_what_spotify_told_stays_while_one_is_connected(client: Client, alice: User) -> None:
    heard_twice(alice)
    as_(client, alice).post(FORGET)
    assert Play.objects.filter(person=alice).count() == 2


def test_who_comes_in_by_spotify_alone_is_led_to_another_door_first(client: Client, bob: User) -> None:
    said = page(client, bob, END)
    assert "You come in by Spotify alone" in said
    assert 'href="/accounts/password/"' in said
    answer = client.post(END, {"forget": "on"})
    assert answer.status_code == 422
    assert Connection.objects.filter(social__user=bob).exists()
