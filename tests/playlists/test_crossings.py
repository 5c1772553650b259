"""What crosses a look at Spotify, a press, a death, a refusal, a reconnect, neither is lost nor leaves a wrong list."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.core.cache import caches
from django.test import Client
from django.utils import timezone

from accounts.models import User
from discoverdaily.due import handle_safely
from discoverdaily.spotify.client import Spotify
from discoverdaily.spotify.errors import Reason, ReconnectNeeded
from discoverdaily.spotify.models import ClientBudget, Connection
from playlists import refreshing, services
from playlists.models import FollowCheck, SavedPlaylist
from playlists.refreshing import saved_playlist_refresh
from playlists.tasks import refresh_due_playlists
from tests.playlists.conftest import claim, kept, look, made, page, wish
from tests.playlists.test_deaths import Killed
from tests.playlists.test_meetings import WISH
from tests.sandbox_server import SandboxServer

pytestmark = pytest.mark.django_db
DAY = 86_400


def during(method: str, monkeypatch: pytest.MonkeyPatch, press: Any) -> None:
    """Somebody presses right after Spotify has answered the first such call."""
    real = getattr(Spotify, method)
    done: list[bool] = []

    def call(*args: Any, **kwargs: Any) -> Any:
        try:
            return real(*args, **kwargs)
        finally:
            if not done:
                done.append(True)
                press()

    monkeypatch.setattr(Spotify, method, call)


def die_before_recording(saved: SavedPlaylist, monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker is killed when all is done but the record; its lease has run out since."""

    def killed(*args: object, **kwargs: object) -> None:
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(refreshing, "look_record", killed)
        with pytest.raises(Killed):
            look(saved)
    SavedPlaylist.objects.update(leased_until=timezone.now() - timedelta(seconds=1))


def row() -> SavedPlaylist:
    """The only saved playlist, as it stands."""
    return SavedPlaylist.objects.get()


def test_a_write_whose_answer_was_lost_is_not_forgotten(saved: SavedPlaylist, sandbox: SandboxServer) -> None:
    SavedPlaylist.objects.update(size=60)
    sandbox.fault("/v1/playlists/*/items", "reset_after", method="PUT", times=2)
    assert look(saved).last_error == "connection"
    SavedPlaylist.objects.update(size=50)
    look(saved)
    assert kept(sandbox, saved)["uris"] == saved.editions.all()[0].uris


def test_a_worker_killed_after_writing_leaves_no_wrong_list(
    saved: SavedPlaylist, sandbox: SandboxServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    SavedPlaylist.objects.update(size=60)
    die_before_recording(saved, monkeypatch)
    SavedPlaylist.objects.update(size=50)
    look(saved)
    assert kept(sandbox, saved)["uris"] == saved.editions.all()[0].uris


def test_a_worker_killed_while_taking_a_list_as_removed_makes_no_new_one(
    saved: SavedPlaylist, sandbox: SandboxServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    sandbox.change_playlist(saved.spotify_id, followed=False)
    FollowCheck.objects.update(checked_at=None)
    before = len(made(sandbox))
    die_before_recording(saved, monkeypatch)
    look(saved)
    assert len(made(sandbox)) == before


def test_two_earlier_lists_of_one_day_are_kept_as_two_playlists(
    owner: Client, saved: SavedPlaylist, sandbox: SandboxServer
) -> None:
    sandbox.advance(5 * DAY)
    second, first = list(look(saved).editions.all())
    assert first.track_ids != second.track_ids
    name = "Autumn songs, today"  # the form proposes the day: both were written on it
    for edition in (first, second):
        owner.post(f"{edition.get_absolute_url()}copy/", {"name": name})
    copies = [playlist["uris"] for playlist in made(sandbox) if playlist["name"] == name]
    assert copies == [first.uris, second.uris]


@pytest.mark.parametrize("verb", [services.saved_playlist_stop, services.saved_playlist_pause])
def test_left_alone_while_its_look_is_put_off_it_does_not_come_back(
    verb: Any, alice: User, sandbox: SandboxServer, settings: Any
) -> None:
    held = claim(look(wish(alice)))
    verb(saved=row())
    settings.SPOTIFY_CALLS_IN_30_SECONDS = 0
    ClientBudget.objects.update(recent={str(int(timezone.now().timestamp())): 99})
    handle_safely(held, lambda row: saved_playlist_refresh(saved=row))
    assert row().due_at is None


def test_stopped_while_a_press_makes_another_it_is_not_made(
    alice: User, sandbox: SandboxServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    wishes = [{**WISH, "time_range": time_range} for time_range in ("short_term", "medium_term")]
    first, second = services.saved_playlists_create(person=alice, wishes=wishes)
    during("top_tracks", monkeypatch, lambda: services.saved_playlist_stop(saved=second))
    services.saved_playlists_look_now(lists=[first, second])
    refresh_due_playlists()
    second.refresh_from_db()
    assert (second.state, second.exists) == (SavedPlaylist.State.STOPPED, False)


def test_stopped_while_a_press_waits_for_spotify_it_is_not_made_by_the_worker(
    alice: User, sandbox: SandboxServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    sandbox.fault("/v1/me/top/tracks", "reset", times=2)
    wishes = [{**WISH, "time_range": time_range} for time_range in ("short_term", "medium_term")]
    first, second = services.saved_playlists_create(person=alice, wishes=wishes)
    during("top_tracks", monkeypatch, lambda: services.saved_playlist_stop(saved=second))
    services.saved_playlists_look_now(lists=[first, second])
    second.refresh_from_db()
    assert second.due_at is None
    refresh_due_playlists()
    second.refresh_from_db()
    assert not second.exists


def test_stopped_during_a_restore_it_is_left_alone_when_spotify_is_connected_again(
    alice: User, sandbox: SandboxServer
) -> None:
    saved = look(wish(alice))
    services.edition_restore(edition=saved.editions.get())
    held = claim(saved)
    services.saved_playlist_stop(saved=row())
    Connection.objects.update(state="reconnect_needed", refusal="revoked")
    saved_playlist_refresh(saved=held)
    Connection.objects.update(state="connected", refusal="")
    services.saved_playlists_reconnected(person=alice)
    assert row().due_at is None


def test_resumed_during_a_restore_it_is_refreshed_at_once(
    saved: SavedPlaylist, sandbox: SandboxServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    SavedPlaylist.objects.update(schedule="weekly")
    services.edition_restore(edition=saved.editions.get())
    during(
        "replace_items",
        monkeypatch,
        lambda: services.saved_playlist_resume(saved=row()),
    )
    look(saved)
    saved.refresh_from_db()
    assert saved.due_at is not None
    assert saved.due_at <= timezone.now()


def test_saved_again_larger_during_its_look_it_becomes_so_at_once(
    alice: User, sandbox: SandboxServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    again = {**WISH, "size": 100, "schedule": "weekly"}
    during(
        "top_tracks",
        monkeypatch,
        lambda: services.saved_playlists_create(person=alice, wishes=[again]),
    )
    services.saved_playlists_look_now(lists=services.saved_playlists_create(person=alice, wishes=[WISH]))
    refresh_due_playlists()
    (playlist,) = made(sandbox)
    assert len(playlist["uris"]) == 100


def test_saved_again_while_it_is_found_removed_it_goes_on(
    alice: User, sandbox: SandboxServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    saved = look(wish(alice))
    sandbox.change_playlist(saved.spotify_id, followed=False)
    FollowCheck.objects.update(checked_at=None)
    during(
        "library_contains",
        monkeypatch,
        lambda: services.saved_playlists_create(person=alice, wishes=[WISH]),
    )
    look(saved)
    refresh_due_playlists()
    saved.refresh_from_db()
    assert saved.state == SavedPlaylist.State.ACTIVE
    assert saved.exists


def test_restored_while_it_is_found_removed_nothing_is_left_pending(
    saved: SavedPlaylist, sandbox: SandboxServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    sandbox.change_playlist(saved.spotify_id, followed=False)
    FollowCheck.objects.update(checked_at=None)
    edition = saved.editions.get()
    during("library_contains", monkeypatch, lambda: services.edition_restore(edition=edition))
    look(saved)
    saved.refresh_from_db()
    assert saved.wanted_edition is None or saved.due_at is not None


def test_a_restore_with_a_revoked_sign_in_says_why(owner: Client, saved: SavedPlaylist, sandbox: SandboxServer) -> None:
    Connection.objects.update(state="reconnect_needed", refusal="revoked")
    owner.post(f"{saved.editions.get().get_absolute_url()}restore/")
    assert "no longer accepts your sign-in" in page(owner, "/playlists/")


def test_a_restore_that_fails_for_days_says_that_it_waits_for_its_person(
    saved: SavedPlaylist, sandbox: SandboxServer, owner: Client
) -> None:
    sandbox.fault("/v1/playlists/*", "500")
    services.edition_restore(edition=saved.editions.get())
    for day in range(6):
        with time_machine.travel(timezone.now() + timedelta(days=day), tick=True):
            if row().due_at is not None:
                look(saved)
    text = page(owner, "/playlists/")
    assert "had trouble of its own" in text
    assert "stopped looking until you try again" in text
    sandbox.mend()
    owner.post(f"/playlists/{saved.pk}/refresh/")
    assert row().wanted_edition is None


def test_a_press_on_a_paused_list_says_why_it_failed(
    owner: Client, saved: SavedPlaylist, sandbox: SandboxServer
) -> None:
    services.saved_playlist_pause(saved=saved)
    sandbox.fault("/v1/me/top/tracks", "429", retry_after=DAY)
    answer = owner.post(f"/playlists/{saved.pk}/refresh/", follow=True)
    assert "asked us to wait" in answer.content.decode()


def test_resume_of_what_was_removed_in_spotify_makes_it_anew(
    owner: Client, saved: SavedPlaylist, sandbox: SandboxServer
) -> None:
    services.saved_playlist_pause(saved=saved)
    sandbox.change_playlist(saved.spotify_id, followed=False)
    FollowCheck.objects.update(checked_at=timezone.now() - timedelta(days=1))
    first = saved.spotify_id
    answer = owner.post(f"/playlists/{saved.pk}/resume/", follow=True)
    assert "Refreshing goes on." in answer.content.decode()
    assert row().state == SavedPlaylist.State.ACTIVE
    assert row().spotify_id not in ("", first)


@pytest.mark.parametrize("asked_today", [True, False])
def test_saved_again_after_it_was_removed_in_spotify_there_is_one_in_the_library(
    asked_today: bool, alice: User, sandbox: SandboxServer
) -> None:
    saved = look(look(wish(alice)))
    assert FollowCheck.objects.exists()
    sandbox.change_playlist(saved.spotify_id, followed=False)
    if not asked_today:
        FollowCheck.objects.update(checked_at=None)
    services.saved_playlists_look_now(lists=services.saved_playlists_create(person=alice, wishes=[WISH]))
    saved.refresh_from_db()
    assert saved.exists
    assert saved.state == SavedPlaylist.State.ACTIVE
    assert kept(sandbox, saved)["followers"]


def test_try_again_on_a_suspended_list_sends_no_second_e_mail(
    owner: Client, saved: SavedPlaylist, sandbox: SandboxServer, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        Connection.objects.update(state="reconnect_needed", refusal="revoked")
        look(saved)
    for _ in range(3):
        with django_capture_on_commit_callbacks(execute=True):
            owner.post(f"/playlists/{saved.pk}/refresh/")
    assert len(mail.outbox) == 1


def test_reconnected_while_a_look_is_refused_it_goes_on_by_itself(
    alice: User, sandbox: SandboxServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    saved = look(wish(alice))

    def refused(self: Spotify, *args: object, **kwargs: object) -> None:
        error = ReconnectNeeded(Reason.MISSING_SCOPE, scopes=frozenset({"user-top-read"}))
        # the person comes back from agreeing while the answer is on its way
        Connection.objects.update(state="connected", refusal="", missing_scopes=[], authorized_at=timezone.now())
        services.saved_playlists_reconnected(person=alice)
        self._calls._tokens.went_wrong(error)
        raise error

    with monkeypatch.context() as patched:
        patched.setattr(Spotify, "top_tracks", refused)
        look(saved)
    saved.refresh_from_db()
    assert Connection.objects.get().refusal == ""
    assert (saved.state, saved.due_at is not None) == (SavedPlaylist.State.ACTIVE, True)


def test_restoring_a_list_of_a_stopped_playlist_does_not_pass_the_forty(
    owner: Client, alice: User, saved: SavedPlaylist
) -> None:
    services.saved_playlist_stop(saved=saved)
    for number in range(40):
        wish(alice, name=f"{number}", due_at=None)
    edition = saved.editions.get()
    owner.post(f"{edition.get_absolute_url()}restore/")
    owner.post(f"/playlists/{saved.pk}/resume/")
    assert SavedPlaylist.objects.exclude(state="stopped").count() <= 40


def test_a_restore_given_up_by_stop_does_not_come_back_with_resume(
    saved: SavedPlaylist, sandbox: SandboxServer
) -> None:
    sandbox.advance(5 * DAY)
    look(saved)
    sandbox.fault("/v1/playlists/*", "500")
    first = saved.editions.last()
    assert first
    services.edition_restore(edition=first)
    look(saved)
    services.saved_playlist_stop(saved=row())
    sandbox.mend()
    sandbox.advance(5 * DAY)
    services.saved_playlist_resume(saved=row())
    look(saved)
    assert kept(sandbox, saved)["uris"] != first.uris


def test_settings_changed_after_a_refresh_left_to_the_worker_do_not_cancel_it(saved: SavedPlaylist) -> None:
    services.saved_playlist_refresh_now(saved=saved)
    changed = {"schedule": "weekly", "refresh_hour": 20, "weekday": 0, "size": 100, "when_unfollowed": "stop"}
    services.saved_playlist_settings_change(saved=row(), **changed)
    saved.refresh_from_db()
    assert saved.due_at is not None
    assert saved.due_at <= timezone.now()


def test_stopped_while_settings_are_being_changed_it_stays_without_a_next_run(saved: SavedPlaylist) -> None:
    read_before = row()
    services.saved_playlist_stop(saved=saved)
    changed = {"schedule": "daily", "refresh_hour": 20, "weekday": 0, "size": 50, "when_unfollowed": "stop"}
    services.saved_playlist_settings_change(saved=read_before, **changed)
    assert row().due_at is None


def test_a_cache_that_forgets_is_no_error(owner: Client, saved: SavedPlaylist, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(type(caches["default"]), "add", lambda *_, **__: False)
    assert owner.post(f"/playlists/{saved.pk}/refresh/").status_code == 302
