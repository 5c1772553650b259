"""A saved playlist and one look at Spotify for it: what it costs, and that it does no harm."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.utils import timezone

from accounts.models import User
from discoverdaily.due import LeaseLost, handle_safely
from discoverdaily.spotify.models import ClientBudget, Connection
from playlists import refreshing
from playlists.models import Look, SavedPlaylist
from playlists.refreshing import saved_playlist_refresh
from playlists.services import saved_playlist_pause, saved_playlists_reconnected
from tests.people import connect
from tests.playlists.conftest import look, wish
from tests.sandbox_server import SandboxServer

pytestmark = pytest.mark.django_db
DAY = 86_400


def calls(sandbox: SandboxServer) -> list[str]:
    """What Spotify was asked since the log was cleared: `GET /v1/me/top/tracks` and the like."""
    return [f"{request['method']} {request['path']}" for request in sandbox.requests()]


def kept(sandbox: SandboxServer, saved: SavedPlaylist) -> dict[str, Any]:
    """The playlist as it stands in Spotify."""
    return sandbox.playlist(saved.spotify_id)


@pytest.fixture
def saved(alice: User) -> SavedPlaylist:
    """Made yesterday, and well."""
    return look(wish(alice))


def last(saved: SavedPlaylist) -> Look:
    return saved.looks.all()[0]


# --- Making it -------------------------------------------------------------------------------------------------------


def test_the_first_look_makes_the_playlist_and_fills_it(alice: User, sandbox: SandboxServer) -> None:
    saved = look(wish(alice, name="Autumn", size=100, public=False))
    playlist = kept(sandbox, saved)
    assert playlist["name"] == "Autumn"
    assert not playlist["public"]
    assert len(playlist["uris"]) == 100
    assert playlist["uris"] == saved.editions.get().uris
    assert "DiscoverDaily" in playlist["description"]
    assert last(saved).outcome == Look.Outcome.CREATED


def test_it_is_next_due_at_the_hour_its_person_chose(alice: User) -> None:
    saved = look(wish(alice, refresh_hour=6))
    assert saved.due_at is not None
    assert saved.due_at.astimezone(alice.zone).hour == 6
    assert saved.due_at - timezone.now() <= timedelta(days=1, hours=1)


def test_a_frozen_copy_is_made_once_and_never_due_again(alice: User) -> None:
    assert look(wish(alice, schedule="frozen")).due_at is None


def test_a_frozen_copy_stays_what_it_was_whoever_looks_again(alice: User, sandbox: SandboxServer) -> None:
    saved = look(wish(alice, schedule="frozen"))
    before = kept(sandbox, saved)["uris"]
    sandbox.advance(30 * DAY)
    sandbox.clear_requests()
    assert kept(sandbox, look(saved))["uris"] == before
    assert calls(sandbox) == []


def test_a_listener_without_a_top_list_gets_no_empty_playlist(alice: User, bob: User, sandbox: SandboxServer) -> None:
    newcomer = User.objects.create_user(display_name="Newcomer")
    connect(sandbox, newcomer, "pia")
    saved = look(wish(newcomer))
    assert not saved.exists
    assert last(saved).reason == "empty"
    assert saved.due_at is not None


def made(sandbox: SandboxServer, listener: str = "mara") -> list[dict[str, Any]]:
    """The listener's playlists that we made; they have others of their own."""
    return [playlist for playlist in sandbox.playlists(listener) if "DiscoverDaily" in playlist["description"]]


# --- What it costs ---------------------------------------------------------------------------------------------------


def test_a_look_without_changes_is_one_read_for_each_fifty_tracks(alice: User, sandbox: SandboxServer) -> None:
    small, large = look(wish(alice)), look(wish(alice, size=100))
    look(small)  # the day's question whether they are still followed
    sandbox.clear_requests()
    assert last(look(small)).outcome == Look.Outcome.UNCHANGED
    assert calls(sandbox) == ["GET /v1/me/top/tracks"]
    sandbox.clear_requests()
    look(large)
    assert calls(sandbox) == ["GET /v1/me/top/tracks"] * 2


def test_a_changed_list_costs_the_reads_a_glance_and_one_write(saved: SavedPlaylist, sandbox: SandboxServer) -> None:
    look(saved)
    sandbox.advance(10 * DAY)
    Connection.objects.update(token_ends_at=timezone.now())
    sandbox.clear_requests()
    assert last(look(saved)).outcome == Look.Outcome.CHANGED
    path = f"/v1/playlists/{saved.spotify_id}"
    assert calls(sandbox) == ["POST /api/token", "GET /v1/me/top/tracks", f"GET {path}", f"PUT {path}/items"]


def test_once_a_day_all_lists_of_a_person_are_asked_for_in_one_call(alice: User, sandbox: SandboxServer) -> None:
    lists = [look(wish(alice, name=f"List {number}")) for number in range(3)]
    sandbox.clear_requests()
    for saved in lists * 2:
        look(saved)
    assert [call for call in calls(sandbox) if "contains" in call] == ["GET /v1/me/library/contains"]


def test_the_question_is_asked_again_the_next_day(saved: SavedPlaylist, sandbox: SandboxServer) -> None:
    look(saved)
    sandbox.clear_requests()
    with time_machine.travel(timezone.now() + timedelta(days=1), tick=True):
        look(saved)
    assert "GET /v1/me/library/contains" in calls(sandbox)


def test_a_day_of_an_unchanged_list_needs_one_token_at_most(saved: SavedPlaylist, sandbox: SandboxServer) -> None:
    sandbox.clear_requests()
    for _ in range(5):
        look(saved)
    assert calls(sandbox).count("POST /api/token") == 0
    Connection.objects.update(token_ends_at=timezone.now() + timedelta(seconds=5))
    for _ in range(5):
        look(saved)
    assert calls(sandbox).count("POST /api/token") == 1


# --- What changed ----------------------------------------------------------------------------------------------------


def test_the_next_days_list_is_written_and_kept_beside_the_one_before(
    saved: SavedPlaylist, sandbox: SandboxServer
) -> None:
    before = kept(sandbox, saved)["uris"]
    sandbox.advance(5 * DAY)
    saved = look(saved)
    after = kept(sandbox, saved)["uris"]
    assert after != before
    assert [edition.uris for edition in saved.editions.all()] == [after, before]


def test_renamed_and_redescribed_in_spotify_it_keeps_that(saved: SavedPlaylist, sandbox: SandboxServer) -> None:
    sandbox.change_playlist(saved.spotify_id, name="My own name", description="My own words")
    sandbox.advance(5 * DAY)
    saved = look(saved)
    playlist = kept(sandbox, saved)
    assert (playlist["name"], playlist["description"]) == ("My own name", "My own words")
    assert saved.name == "My own name"


def test_removed_in_spotify_it_stops_and_says_so(saved: SavedPlaylist, sandbox: SandboxServer) -> None:
    sandbox.change_playlist(saved.spotify_id, followed=False)
    saved = look(saved)
    assert (saved.state, saved.due_at) == (SavedPlaylist.State.STOPPED, None)
    assert last(saved).outcome == Look.Outcome.REMOVED
    assert len(made(sandbox)) == 1


def test_removed_in_spotify_it_is_made_anew_where_its_person_chose_that(alice: User, sandbox: SandboxServer) -> None:
    saved = look(wish(alice, when_unfollowed="remake"))
    first = saved.spotify_id
    sandbox.change_playlist(first, followed=False)
    saved = look(saved)
    assert saved.state == SavedPlaylist.State.ACTIVE
    assert saved.spotify_id not in ("", first)
    assert len(kept(sandbox, saved)["uris"]) == 50


def test_the_days_question_settles_all_lists_that_were_removed(alice: User, sandbox: SandboxServer) -> None:
    stays, stops, comes_back = (look(wish(alice, when_unfollowed=wanted)) for wanted in ("stop", "stop", "remake"))
    for gone in (stops, comes_back):
        sandbox.change_playlist(gone.spotify_id, followed=False)
    look(stays)
    stops.refresh_from_db()
    comes_back.refresh_from_db()
    assert stops.state == SavedPlaylist.State.STOPPED
    assert (comes_back.state, comes_back.exists) == (SavedPlaylist.State.ACTIVE, False)


# --- What goes wrong -------------------------------------------------------------------------------------------------

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


# --- Workers that die, and workers that meet -------------------------------------------------------------------------


class Killed(BaseException):
    """The worker is no more: nothing after this line happens, and nobody tidies up."""


def claim(saved: SavedPlaylist) -> SavedPlaylist:
    SavedPlaylist.objects.filter(pk=saved.pk).update(due_at=timezone.now())
    (row,) = SavedPlaylist.claim(SavedPlaylist.objects.filter(pk=saved.pk), limit=1)
    return row


def die_at(step: str, saved: SavedPlaylist, monkeypatch: pytest.MonkeyPatch, *, after: bool = False) -> None:
    """Has a worker die before or after a step of the look, leaving its lease behind."""
    real = getattr(refreshing, step)

    def dying(*args: Any, **kwargs: Any) -> Any:
        if after:
            real(*args, **kwargs)
        raise Killed

    row = claim(saved)
    with monkeypatch.context() as patched:
        patched.setattr(refreshing, step, dying)
        with pytest.raises(Killed):
            handle_safely(row, lambda row: saved_playlist_refresh(saved=row))


@pytest.mark.parametrize(
    ("step", "after"),
    [("_wanted", True), ("_write", False), ("_make", False), ("_make", True), ("_write", True), ("_record", False)],
)
def test_a_worker_killed_at_any_step_leaves_one_playlist_with_the_whole_list(
    step: str, after: bool, alice: User, sandbox: SandboxServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    saved = wish(alice)
    die_at(step, saved, monkeypatch, after=after)
    assert SavedPlaylist.claim(SavedPlaylist.objects.all(), limit=1) == []  # its lease is still held
    with time_machine.travel(timezone.now() + SavedPlaylist.lease_for + timedelta(seconds=1), tick=True):
        saved = look(saved)
    (playlist,) = made(sandbox)
    assert playlist["id"] == saved.spotify_id
    assert len(playlist["uris"]) == 50
    assert saved.editions.count() == 1


@pytest.mark.parametrize(("step", "after"), [("_wanted", True), ("_write", False), ("_write", True)])
def test_a_worker_killed_while_refreshing_loses_nothing(
    step: str, after: bool, saved: SavedPlaylist, sandbox: SandboxServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    sandbox.advance(5 * DAY)
    die_at(step, saved, monkeypatch, after=after)
    with time_machine.travel(timezone.now() + SavedPlaylist.lease_for + timedelta(seconds=1), tick=True):
        saved = look(saved)
    assert kept(sandbox, saved)["uris"] == saved.editions.all()[0].uris
    assert saved.editions.count() == 2


def test_a_playlist_whose_making_was_never_answered_is_found_again(alice: User, sandbox: SandboxServer) -> None:
    sandbox.fault("/v1/me/playlists", "reset_after", method="POST", times=1)
    saved = look(wish(alice))
    assert not saved.exists
    saved = look(saved)
    (playlist,) = made(sandbox)
    assert playlist["id"] == saved.spotify_id
    assert len(playlist["uris"]) == 50


def test_two_workers_at_once_do_the_work_once(alice: User, sandbox: SandboxServer) -> None:
    wish(alice)
    first = SavedPlaylist.claim(SavedPlaylist.objects.all(), limit=10)
    second = SavedPlaylist.claim(SavedPlaylist.objects.all(), limit=10)
    assert (len(first), len(second)) == (1, 0)


def test_a_worker_that_comes_late_makes_no_second_playlist(alice: User, sandbox: SandboxServer) -> None:
    slow = claim(wish(alice))
    with time_machine.travel(timezone.now() + SavedPlaylist.lease_for + timedelta(seconds=1), tick=True):
        quick = look(slow)
        with pytest.raises(LeaseLost):
            saved_playlist_refresh(saved=slow)
    assert [playlist["id"] for playlist in made(sandbox)] == [quick.spotify_id]
    assert quick.looks.count() == 1


def test_paused_while_a_worker_looks_it_stays_paused(saved: SavedPlaylist) -> None:
    row = claim(saved)
    saved_playlist_pause(saved=saved)
    with pytest.raises(LeaseLost):
        saved_playlist_refresh(saved=row)
    saved.refresh_from_db()
    assert (saved.state, saved.due_at) == (SavedPlaylist.State.PAUSED, None)
