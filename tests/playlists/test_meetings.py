"""A worker and a person, or two presses, at the same moment: nothing is made twice and nothing wished for is lost."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connections
from django.utils import timezone

from accounts.models import User
from discoverdaily.spotify.client import Spotify
from playlists import refreshing, services, settling
from playlists.following import take_as_removed
from playlists.models import FollowCheck, Look, SavedPlaylist
from playlists.refreshing import saved_playlist_refresh
from playlists.tasks import refresh_due_playlists
from tests.playlists.conftest import claim, kept, look, made, wish
from tests.sandbox_server import SandboxServer

pytestmark = pytest.mark.django_db
DAY = 86_400
WISH: dict[str, Any] = {
    "time_range": "short_term",
    "name": "Mine",
    "size": 50,
    "public": False,
    "schedule": "daily",
    "refresh_hour": 6,
    "weekday": 0,
}


def in_a_thread(work: Callable[[], object]) -> threading.Thread:
    def run() -> None:
        try:
            work()
        finally:
            connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


@contextmanager
def held_at(method: str, monkeypatch: pytest.MonkeyPatch, work: Callable[[], object]) -> Iterator[None]:
    """Has another thread work until it is about to make the call; it goes on when the block ends, and is waited for."""
    real: Callable[..., Any] = getattr(Spotify, method)
    begun, gate = threading.Event(), threading.Event()

    def slow(*args: Any, **kwargs: Any) -> Any:
        if not begun.is_set():
            begun.set()
            gate.wait(10)
        return real(*args, **kwargs)

    monkeypatch.setattr(Spotify, method, slow)
    thread = in_a_thread(work)
    assert begun.wait(10)
    yield
    gate.set()
    thread.join()


def press_save(person: User) -> None:
    services.saved_playlists_look_now(lists=services.saved_playlists_create(person=person, wishes=[WISH]))


@pytest.mark.django_db(transaction=True)
def test_a_second_press_while_the_first_is_at_spotify_makes_no_second_playlist(
    alice: User, sandbox: SandboxServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    with held_at("create_playlist", monkeypatch, lambda: press_save(alice)):
        press_save(alice)
    (playlist,) = made(sandbox)
    assert SavedPlaylist.objects.get().spotify_id == playlist["id"]


@pytest.mark.django_db(transaction=True)
def test_restored_while_a_worker_writes_the_earlier_list_stands_in_the_end(
    alice: User, sandbox: SandboxServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    saved = look(wish(alice))
    earlier = saved.editions.get()
    sandbox.advance(5 * DAY)
    with held_at("replace_items", monkeypatch, lambda: look(saved)):
        services.edition_restore(edition=earlier)
        assert services.saved_playlists_look_now(lists=[earlier.saved]) == 0
    refresh_due_playlists()
    saved.refresh_from_db()
    assert kept(sandbox, saved)["uris"] == earlier.uris == saved.editions.all()[0].uris
    assert (saved.state, saved.due_at) == (SavedPlaylist.State.PAUSED, None)


@pytest.mark.django_db(transaction=True)
def test_many_workers_over_many_lists_do_each_once(
    alice: User, bob: User, sandbox: SandboxServer, settings: Any
) -> None:
    settings.SPOTIFY_CALLS_IN_30_SECONDS = 10_000
    for person in (alice, bob):
        for number in range(5):
            wish(person, name=f"{number}", size=100)
    for thread in [in_a_thread(refresh_due_playlists) for _ in range(5)]:
        thread.join()
    assert len(made(sandbox)) == len(made(sandbox, "theo")) == 5
    assert set(SavedPlaylist.objects.values_list("last_error", flat=True)) == {""}
    assert Look.objects.count() == 10


def test_paused_while_a_worker_looks_it_stays_paused(alice: User, sandbox: SandboxServer) -> None:
    row = claim(look(wish(alice)))
    services.saved_playlist_pause(saved=SavedPlaylist.objects.get())
    saved_playlist_refresh(saved=row)
    saved = SavedPlaylist.objects.get()
    assert (saved.state, saved.due_at) == (SavedPlaylist.State.PAUSED, None)


@pytest.mark.parametrize("verb", [services.saved_playlist_pause, services.saved_playlist_stop])
def test_left_alone_while_a_worker_fails_it_is_not_tried_again(
    verb: Callable[..., None], alice: User, sandbox: SandboxServer
) -> None:
    row = claim(look(wish(alice)))
    verb(saved=SavedPlaylist.objects.get())
    sandbox.fault("/v1/me/top/tracks", "500")
    saved_playlist_refresh(saved=row)
    saved = SavedPlaylist.objects.get()
    assert (saved.due_at, saved.last_error) == (None, "")


def test_settings_changed_while_a_worker_looks_plan_the_next_run(alice: User, sandbox: SandboxServer) -> None:
    row = claim(wish(alice, schedule="frozen"))
    changed = {"schedule": "daily", "refresh_hour": 20, "weekday": 0, "size": 50, "when_unfollowed": "stop"}
    services.saved_playlist_settings_change(saved=SavedPlaylist.objects.get(), **changed)
    saved_playlist_refresh(saved=row)
    saved = SavedPlaylist.objects.get()
    assert saved.due_at is not None
    assert saved.due_at.astimezone(alice.zone).hour == 20


def test_a_list_made_anew_meanwhile_is_not_forgotten_by_the_days_question(
    alice: User, sandbox: SandboxServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, other = look(wish(alice, name="A")), look(wish(alice, name="B", when_unfollowed="remake"))
    sandbox.change_playlist(other.spotify_id, followed=False)
    FollowCheck.objects.update(checked_at=None)
    before = len(made(sandbox))
    real = Spotify.library_contains

    def contains(self: Spotify, uris: list[str]) -> list[bool]:
        said = real(self, uris)
        row = claim(other)
        take_as_removed(row)
        refreshing._look(row, self, pressed=False)
        return said

    with monkeypatch.context() as patched:
        patched.setattr(Spotify, "library_contains", contains)
        look(asked)
    look(other)
    assert len(made(sandbox)) == before + 1


def test_a_ring_while_several_are_saved_leaves_them_to_the_press(
    alice: User, sandbox: SandboxServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = saved_playlist_refresh

    def with_a_ring(**kwargs: Any) -> None:
        refresh_due_playlists()
        real(**kwargs)

    monkeypatch.setattr(services, "saved_playlist_refresh", with_a_ring)
    wishes = [{**WISH, "time_range": time_range} for time_range in ("short_term", "medium_term", "long_term")]
    lists = services.saved_playlists_create(person=alice, wishes=wishes)
    assert services.saved_playlists_look_now(lists=lists) == 3
    assert all(saved.exists for saved in SavedPlaylist.objects.all())


def test_what_one_press_cannot_finish_stays_due(alice: User, sandbox: SandboxServer) -> None:
    sandbox.fault("/v1/me/top/tracks", "429", retry_after=DAY)
    wishes = [{**WISH, "time_range": time_range} for time_range in ("short_term", "medium_term", "long_term")]
    lists = services.saved_playlists_create(person=alice, wishes=wishes)
    assert services.saved_playlists_look_now(lists=lists) == 1
    for saved in SavedPlaylist.objects.all():
        assert saved.lease is None
        assert saved.due_at is not None


def test_somebody_who_presses_without_end_is_left_to_the_worker(alice: User, sandbox: SandboxServer) -> None:
    saved = look(wish(alice, time_range="medium_term"))
    sandbox.clear_requests()
    worked = 0
    for _ in range(60):
        services.saved_playlist_refresh_now(saved=saved)
        worked += services.saved_playlists_look_now(lists=[saved])
    assert services.MOST_LOOKS <= worked <= 2 * services.MOST_LOOKS  # the half minute may turn meanwhile
    assert len(sandbox.requests()) <= 2 * worked + 2
    saved.refresh_from_db()
    assert saved.due_at is not None
    assert saved.due_at <= timezone.now()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("press", ["resume", "save"])
def test_a_press_while_a_look_is_being_recorded_waits_and_no_more(
    press: str, alice: User, sandbox: SandboxServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    saved = look(wish(alice))
    real, recording = settling._as_wished_now, threading.Event()
    pressed_well = threading.Event()

    def slow(row: SavedPlaylist) -> SavedPlaylist:
        found = real(row)
        recording.set()
        threading.Event().wait(0.3)  # the press takes its locks meanwhile
        return found

    def pressed() -> None:
        assert recording.wait(10)
        if press == "resume":
            services.saved_playlist_resume(saved=SavedPlaylist.objects.get())
        else:
            services.saved_playlists_create(person=alice, wishes=[WISH])
        pressed_well.set()

    monkeypatch.setattr(settling, "_as_wished_now", slow)
    thread = in_a_thread(pressed)
    saved = look(saved)
    thread.join()
    assert pressed_well.is_set()
    assert saved.last_error == ""
