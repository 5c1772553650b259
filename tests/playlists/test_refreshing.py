"""A saved playlist and one look at Spotify for it: what it costs, and that it does no harm."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from accounts.models import User
from discoverdaily.listening.models import Track
from discoverdaily.spotify.models import Connection
from playlists.models import Look, SavedPlaylist
from tests.people import connect
from tests.playlists.conftest import calls, kept, last, look, made, wish
from tests.sandbox_server import SandboxServer

pytestmark = pytest.mark.django_db
DAY = 86_400


@pytest.fixture
def saved(alice: User) -> SavedPlaylist:
    """Made yesterday, and well."""
    return look(wish(alice))


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


# --- What it costs ---------------------------------------------------------------------------------------------------


def test_a_look_without_changes_is_one_read_for_each_fifty_tracks(alice: User, sandbox: SandboxServer) -> None:
    small, large = (look(wish(alice, time_range="medium_term", size=size)) for size in (50, 100))
    look(small)  # the day's question whether they are still followed
    sandbox.clear_requests()
    assert last(look(small)).outcome == Look.Outcome.UNCHANGED
    assert calls(sandbox) == ["GET /v1/me/top/tracks"]
    sandbox.clear_requests()
    look(large)
    assert calls(sandbox) == ["GET /v1/me/top/tracks"] * 2


def test_a_changed_list_costs_the_reads_a_glance_and_one_write(alice: User, sandbox: SandboxServer) -> None:
    saved = look(wish(alice, time_range="medium_term"))
    look(saved)
    sandbox.advance(10 * DAY)
    Connection.objects.update(token_ends_at=timezone.now())
    sandbox.clear_requests()
    assert last(look(saved)).outcome == Look.Outcome.CHANGED
    path = f"/v1/playlists/{saved.spotify_id}"
    assert calls(sandbox) == ["POST /api/token", "GET /v1/me/top/tracks", f"GET {path}", f"PUT {path}/items"]


def test_a_gap_costs_a_read_more_and_is_closed(saved: SavedPlaylist, sandbox: SandboxServer) -> None:
    """Of Mara's fifty of four weeks two are other ids of a recording that is in it already."""
    look(saved)
    sandbox.clear_requests()
    look(saved)
    assert calls(sandbox) == ["GET /v1/me/top/tracks"] * 2
    recordings = Track.objects.filter(spotify_id__in=saved.latest_track_ids()).values("recording").distinct()
    assert recordings.count() == len(kept(sandbox, saved)["uris"]) == 50


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
