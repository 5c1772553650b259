"""Save is pressed twice at the same moment, again after going back, and once more after a worker died: one playlist."""

import threading
import time
from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest
import time_machine
from django.db import connection, connections, transaction
from django.test import Client
from django.utils import timezone

from accounts.models import User
from playlists.growing.recipes import recipe_drop
from playlists.models import Edition, Recipe, SavedPlaylist
from playlists.settling import _as_wished_now
from playlists.tasks import refresh_due_playlists
from tests.playlists.conftest import kept, look, made, wish
from tests.playlists.growing.conftest import grown, of_spotify, only_local, word
from tests.playlists.test_deaths import die_at
from tests.playlists.test_meetings import held_at, in_a_thread
from tests.sandbox_server import SandboxServer

pytestmark = pytest.mark.django_db(transaction=True)
WISH = {"name": "Leaves", "schedule": "frozen", "refresh_hour": "6", "weekday": "0"}
LEASE_OVER = SavedPlaylist.lease_for + timedelta(seconds=1)


@pytest.fixture
def recipe(owner: Client, alice: User, monkeypatch: pytest.MonkeyPatch) -> Recipe:
    """Grown from what Spotify knows, and shown."""
    only_local(monkeypatch)
    return grown(owner, word(of_spotify(alice)[0]), per_artist="10")


def uris(recipe: Recipe) -> list[str]:
    recipe.refresh_from_db()
    return [f"spotify:track:{track_id}" for track_id in recipe.track_ids]


def press(person: User, recipe: Recipe, **more: str) -> int:
    """As from a browser of its own; answers its status."""
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client.post(f"/create/{recipe.pk}/save/", {**WISH, **more}).status_code


def at_once(*presses: Callable[[], int]) -> list[int]:
    """Has them all pressed by threads that begin together; answers their statuses."""
    gate, statuses = threading.Barrier(len(presses)), []

    def pressed(one: Callable[[], int]) -> None:
        gate.wait(10)
        statuses.append(one())

    for thread in [in_a_thread(partial(pressed, one)) for one in presses]:
        thread.join()
    connections.close_all()
    return statuses


@pytest.mark.parametrize("presses", [2, 4])
def test_presses_at_the_same_moment_make_one_playlist(
    presses: int, alice: User, recipe: Recipe, sandbox: SandboxServer
) -> None:
    assert at_once(*[lambda: press(alice, recipe)] * presses) == [302] * presses
    refresh_due_playlists()
    (playlist,) = made(sandbox)
    assert playlist["uris"] == uris(recipe)
    assert SavedPlaylist.objects.get().spotify_id == playlist["id"]
    assert Edition.objects.count() == 1


def somebody_waits() -> bool:
    """Whether another has begun to wait for what we hold. On SQLite whoever writes waits from the start."""
    if connection.vendor == "sqlite":
        return True
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
        return bool(cursor.fetchone()[0])


def test_pressed_again_while_a_look_is_being_written_down_neither_stands_in_the_others_way(
    alice: User, recipe: Recipe, sandbox: SandboxServer
) -> None:
    press(alice, recipe)
    statuses: list[int] = []
    with transaction.atomic():
        saved = _as_wished_now(SavedPlaylist.objects.get())
        thread = in_a_thread(lambda: statuses.append(press(alice, recipe)))
        deadline = time.monotonic() + 10
        while not somebody_waits():
            assert time.monotonic() < deadline
        recipe.written()
        saved.write(attempts=0)
    thread.join()
    assert statuses == [302]


@pytest.mark.parametrize("method", ["create_playlist", "replace_items"])
def test_pressed_again_with_another_list_while_the_first_is_at_spotify_the_later_list_stands(
    method: str, alice: User, recipe: Recipe, sandbox: SandboxServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    with held_at(method, monkeypatch, lambda: press(alice, recipe)):
        recipe_drop(recipe=recipe, track_id=recipe.track_ids[2])
        assert press(alice, recipe, name="Fallen leaves") == 302
    refresh_due_playlists()
    (playlist,) = made(sandbox)
    assert playlist["uris"] == uris(recipe)
    assert SavedPlaylist.objects.get().last_error == ""


def test_going_back_and_saving_again_writes_to_the_same_playlist(
    alice: User, owner: Client, recipe: Recipe, sandbox: SandboxServer
) -> None:
    owner.post(f"/create/{recipe.pk}/save/", WISH)
    owner.get(recipe.get_absolute_url())  # what the browser shows again when one goes back
    assert at_once(lambda: press(alice, recipe), lambda: press(alice, recipe, name="Leaves again")) == [302] * 2
    refresh_due_playlists()
    (playlist,) = made(sandbox)
    assert playlist["uris"] == uris(recipe)


@pytest.mark.parametrize("step", ["_make", "_write"])
def test_pressed_twice_after_a_worker_died_it_is_still_one(
    step: str, alice: User, recipe: Recipe, sandbox: SandboxServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as nobody:
        nobody.setattr("playlists.services.saved_playlists_look_now", lambda **_: 0)
        press(alice, recipe)
    die_at(step, SavedPlaylist.objects.get(), monkeypatch, after=True)
    assert len(made(sandbox)) == 1
    assert at_once(*[lambda: press(alice, recipe)] * 2) == [302] * 2
    assert len(made(sandbox)) == 1, "the dead one's lease still holds"
    with time_machine.travel(timezone.now() + LEASE_OVER, tick=True):
        assert at_once(*[lambda: press(alice, recipe)] * 2) == [302] * 2
        refresh_due_playlists()
    (playlist,) = made(sandbox)
    assert playlist["uris"] == uris(recipe)
    assert SavedPlaylist.objects.get().spotify_id == playlist["id"]


def test_put_into_a_playlist_twice_at_once_it_stands_in_that_one(
    alice: User, recipe: Recipe, sandbox: SandboxServer
) -> None:
    there = look(wish(alice, schedule="frozen"))
    assert at_once(*[lambda: press(alice, recipe, into=str(there.pk))] * 2).count(302) >= 1
    refresh_due_playlists()
    assert kept(sandbox, there)["uris"] == uris(recipe)
    assert len(made(sandbox)) == SavedPlaylist.objects.count() == 1
