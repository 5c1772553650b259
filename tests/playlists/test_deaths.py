"""Workers that die at any step, and workers that meet: one playlist, with one whole list."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from accounts.models import User
from discoverdaily.due import LeaseLost, handle_safely
from playlists import refreshing
from playlists.models import SavedPlaylist
from playlists.refreshing import saved_playlist_refresh
from tests.playlists.conftest import claim, kept, look, made, wish
from tests.sandbox_server import SandboxServer

pytestmark = pytest.mark.django_db
DAY = 86_400


@pytest.fixture
def saved(alice: User) -> SavedPlaylist:
    """Made yesterday, and well."""
    return look(wish(alice))


class Killed(BaseException):
    """The worker is no more: nothing after this line happens, and nobody tidies up."""


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
    [
        ("wanted_list", True),
        ("_write", False),
        ("_make", False),
        ("_make", True),
        ("_write", True),
        ("look_record", False),
    ],
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


@pytest.mark.parametrize(("step", "after"), [("wanted_list", True), ("_write", False), ("_write", True)])
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
