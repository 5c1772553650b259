"""What goes wrong at Spotify leaves a saved playlist as it was, is told, and is tried again or asked for."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.utils import timezone

from accounts.models import User
from discoverdaily.spotify.client import Spotify
from discoverdaily.spotify.errors import NotFound
from discoverdaily.spotify.models import ClientBudget, Connection
from playlists import refreshing
from playlists.models import Look, SavedPlaylist
from playlists.services import saved_playlists_reconnected
from tests.people import connect
from tests.playlists.conftest import calls, kept, last, look, made, wish
from tests.sandbox_server import SandboxServer

pytestmark = pytest.mark.django_db
DAY = 86_400


@pytest.fixture
def saved(alice: User) -> SavedPlaylist:
    """Made yesterday, and well."""
    return look(wish(alice))


TOP = "/v1/me/top/tracks"
OUTAGES: dict[str, tuple[dict[str, Any], str]] = {
    "429 for a day": ({"path": TOP, "kind": "429", "retry_after": DAY}, "rate"),
    "quota": ({"path": TOP, "kind": "quota", "retry_after": 3600}, "quota"),
    "500": ({"path": TOP, "kind": "500"}, "server"),
    "reset": ({"path": TOP, "kind": "reset"}, "connection"),
    "malformed": ({"path": TOP, "kind": "malformed"}, "unreadable"),
    "empty": ({"path": TOP, "kind": "empty"}, "empty"),
    "half": ({"path": TOP, "kind": "half"}, "incomplete"),
    "500 on the write": ({"path": "/v1/playlists/*/items", "kind": "500"}, "server"),
    "reset on the write": ({"path": "/v1/playlists/*/items", "kind": "reset"}, "connection"),
    "malformed before the write": ({"path": "/v1/playlists/*", "kind": "malformed"}, "unreadable"),
    "500 on the day's question": ({"path": "/v1/me/library/contains", "kind": "500"}, "server"),
}


@pytest.mark.parametrize("name", OUTAGES)
def test_an_outage_leaves_the_list_as_it_was_and_is_tried_again(
    name: str, saved: SavedPlaylist, sandbox: SandboxServer
) -> None:
    fault, reason = OUTAGES[name]
    before = kept(sandbox, saved)["uris"]
    sandbox.advance(5 * DAY)
    sandbox.fault(**fault)
    saved = look(saved)
    assert kept(sandbox, saved)["uris"] == before
    assert saved.last_error == reason
    assert saved.state == SavedPlaylist.State.ACTIVE
    assert saved.due_at is not None
    wait = timedelta(seconds=float(fault.get("retry_after", 60)))
    assert saved.due_at >= timezone.now() + wait - timedelta(seconds=10)
    assert (last(saved).outcome, last(saved).reason) == (Look.Outcome.FAILED, reason)
    sandbox.mend()
    ClientBudget.objects.update(cooldown_until=None)
    saved = look(saved)
    assert (last(saved).outcome, saved.last_error, saved.failing_since) == (Look.Outcome.CHANGED, "", None)


def test_a_time_out_is_told_as_one(saved: SavedPlaylist, sandbox: SandboxServer, settings: Any) -> None:
    sandbox.fault(TOP, "timeout")
    settings.SPOTIFY_TIMEOUT = 0.2
    assert look(saved).last_error == "timeout"


def test_a_list_less_than_half_as_long_is_believed_the_second_time(db: None, sandbox: SandboxServer) -> None:
    person = User.objects.create_user(display_name="Carol")
    connect(sandbox, person, "otis")  # who plays a few songs and no others
    saved = look(wish(person, size=100))
    edition = saved.editions.get()
    edition.track_ids = [*edition.track_ids, *(f"{number:022}" for number in range(60))]
    edition.save()
    sandbox.clear_requests()
    saved = look(saved)
    assert saved.last_error == "shrunk"
    assert not [call for call in calls(sandbox) if call.startswith("PUT")]
    assert last(look(saved)).outcome == Look.Outcome.CHANGED
    assert len(kept(sandbox, saved)["uris"]) == len(edition.track_ids) - 60


@pytest.mark.parametrize(
    ("settings", "reason"), [({"owner_premium": False}, "owner_premium"), ({"allow_list": ["theo"]}, "unregistered")]
)
def test_a_refusal_by_spotify_is_asked_about_again_the_next_day(
    settings: dict[str, Any], reason: str, saved: SavedPlaylist, sandbox: SandboxServer
) -> None:
    before = kept(sandbox, saved)["uris"]
    sandbox.settings(**settings)
    saved = look(saved)
    assert saved.last_error == reason
    assert saved.state == SavedPlaylist.State.ACTIVE
    assert saved.due_at is not None
    assert saved.due_at > timezone.now() + timedelta(hours=23)
    assert kept(sandbox, saved)["uris"] == before


def test_a_revoked_sign_in_asks_its_person_once_by_e_mail(
    saved: SavedPlaylist, sandbox: SandboxServer, django_capture_on_commit_callbacks: Any
) -> None:
    other = look(wish(saved.person, name="Other"))
    before = kept(sandbox, saved)["uris"]
    sandbox.revoke("mara")
    with django_capture_on_commit_callbacks(execute=True):
        saved, other = look(saved), look(other)
    assert (saved.state, saved.last_error, saved.due_at) == (SavedPlaylist.State.SUSPENDED, "revoked", None)
    assert other.state == SavedPlaylist.State.SUSPENDED
    assert kept(sandbox, saved)["uris"] == before
    (letter,) = mail.outbox
    assert letter.to == ["alice@people.example"]
    assert "safe and as it was" in letter.body
    assert saved.get_absolute_url() in letter.body


def test_a_missing_permission_asks_its_person(alice: User, sandbox: SandboxServer) -> None:
    Connection.objects.all().delete()
    alice.social_auth.all().delete()
    connect(sandbox, alice, "mara", scope="user-top-read")
    saved = look(wish(alice))
    assert (saved.state, saved.last_error) == (SavedPlaylist.State.SUSPENDED, "missing_scope")
    assert made(sandbox) == []


def test_what_waited_for_a_reconnect_goes_on_by_itself(saved: SavedPlaylist, sandbox: SandboxServer) -> None:
    sandbox.revoke("mara")
    saved = look(saved)
    saved.person.social_auth.all().delete()
    connect(sandbox, saved.person, "mara")
    saved_playlists_reconnected(person=saved.person)
    saved.refresh_from_db()
    assert saved.state == SavedPlaylist.State.ACTIVE
    assert saved.due_at is not None
    assert last(look(saved)).outcome in (Look.Outcome.CHANGED, Look.Outcome.UNCHANGED)


def test_days_of_failure_suspend_it_with_one_e_mail(
    saved: SavedPlaylist, sandbox: SandboxServer, django_capture_on_commit_callbacks: Any
) -> None:
    sandbox.fault(TOP, "500")
    start = timezone.now()
    with django_capture_on_commit_callbacks(execute=True):
        for days in (0, 1, 2):
            with time_machine.travel(start + timedelta(days=days), tick=True):
                saved = look(saved)
            assert saved.state == SavedPlaylist.State.ACTIVE
        with time_machine.travel(start + timedelta(days=3, minutes=1), tick=True):
            saved = look(saved)
    assert (saved.state, saved.due_at) == (SavedPlaylist.State.SUSPENDED, None)
    assert len(mail.outbox) == 1


def test_one_persons_trouble_never_touches_anothers(alice: User, bob: User, sandbox: SandboxServer) -> None:
    hers, his = wish(alice), wish(bob)
    sandbox.revoke("mara")
    assert look(hers).state == SavedPlaylist.State.SUSPENDED
    assert last(look(his)).outcome == Look.Outcome.CREATED
    assert made(sandbox) == []


def test_a_budget_used_up_is_nobodys_failure_and_waits_a_moment(saved: SavedPlaylist, settings: Any) -> None:
    settings.SPOTIFY_CALLS_IN_30_SECONDS = 2
    saved = look(look(saved))
    assert (saved.attempts, saved.last_error, saved.state) == (0, "", SavedPlaylist.State.ACTIVE)
    assert saved.due_at is not None
    assert saved.due_at <= timezone.now() + timedelta(seconds=40)
    assert saved.looks.count() == 1


def not_found(monkeypatch: pytest.MonkeyPatch, *, times: int) -> None:
    """Has Spotify not find the playlist for the next so many writes, though it is there."""
    real, left = Spotify.replace_items, [times]

    def replace(self: Spotify, *args: Any) -> str:
        if left[0]:
            left[0] -= 1
            raise NotFound("Resource not found")
        return real(self, *args)

    monkeypatch.setattr(Spotify, "replace_items", replace)


def test_a_playlist_not_found_right_after_it_was_made_is_not_taken_for_removed(
    alice: User, sandbox: SandboxServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    not_found(monkeypatch, times=1)
    saved = look(wish(alice))
    assert (saved.state, saved.last_error) == (SavedPlaylist.State.ACTIVE, "not_found")
    saved = look(saved)
    (playlist,) = made(sandbox)
    assert (playlist["id"], len(playlist["uris"])) == (saved.spotify_id, 50)


@pytest.mark.parametrize("wanted", ["stop", "remake"])
def test_however_often_it_is_not_found_no_second_one_is_made_while_it_is_followed(
    wanted: str, alice: User, sandbox: SandboxServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    not_found(monkeypatch, times=99)
    saved = wish(alice, when_unfollowed=wanted)
    for _ in range(4):
        saved = look(saved)
    assert len(made(sandbox)) == 1
    assert saved.state == SavedPlaylist.State.ACTIVE


def test_an_end_after_the_first_fifty_of_a_hundred_is_looked_at_twice(
    alice: User, sandbox: SandboxServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    saved = look(wish(alice, size=100))
    real = Spotify.top_tracks

    def ends_early(self: Spotify, *args: Any, offset: int = 0, **kwargs: Any) -> Any:
        if offset:
            sandbox.fault(TOP, "empty", times=1)
        return real(self, *args, offset=offset, **kwargs)

    monkeypatch.setattr(Spotify, "top_tracks", ends_early)
    saved = look(saved)
    assert saved.last_error == "shrunk"
    assert len(kept(sandbox, saved)["uris"]) == 100


def test_what_nobody_foresaw_is_counted_and_told_like_any_failure(
    saved: SavedPlaylist, sandbox: SandboxServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = kept(sandbox, saved)["uris"]
    sandbox.advance(5 * DAY)

    def broken(**kwargs: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(refreshing, "tracks_store", broken)
    saved = look(saved)
    assert (saved.last_error, last(saved).reason, saved.attempts) == ("unforeseen", "unforeseen", 1)
    assert saved.failing_since is not None
    assert kept(sandbox, saved)["uris"] == before


def test_a_name_of_two_lines_given_in_spotify_becomes_one(
    saved: SavedPlaylist, sandbox: SandboxServer, django_capture_on_commit_callbacks: Any
) -> None:
    sandbox.change_playlist(saved.spotify_id, name="One\nTwo")
    sandbox.advance(5 * DAY)
    saved = look(saved)
    assert saved.name == "One Two"
    sandbox.revoke("mara")
    with django_capture_on_commit_callbacks(execute=True):
        look(saved)
    assert "One Two" in mail.outbox[0].subject


def test_a_refusal_leaves_nothing_to_look_for(alice: User, sandbox: SandboxServer) -> None:
    sandbox.fault("/v1/me/playlists", "429", method="POST", times=1)
    saved = look(wish(alice))
    assert saved.creating_at is None
    sandbox.fault("/v1/me/playlists", "reset_after", method="POST", times=1)
    ClientBudget.objects.update(cooldown_until=None)
    sandbox.mend()
    assert look(saved).exists


def test_a_playlist_that_may_not_be_shown_yet_is_waited_for(alice: User, sandbox: SandboxServer) -> None:
    saved = wish(alice, creating_at=timezone.now())
    assert not look(saved).exists
    assert made(sandbox) == []
    SavedPlaylist.objects.update(creating_at=timezone.now() - refreshing.SHOWN_LATE)
    assert look(saved).exists
