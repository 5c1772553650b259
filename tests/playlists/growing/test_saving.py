"""What grew stands in Spotify once its person says so: in one playlist, whatever is pressed and whoever dies."""

from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from accounts.models import User
from discoverdaily.listening.models import Track
from playlists import services
from playlists.growing.recipes import recipe_drop, recipe_move
from playlists.models import Edition, Look, Recipe, SavedPlaylist
from tests.playlists.conftest import calls, kept, look, made, wish
from tests.playlists.growing.conftest import grown, of_spotify, only_local, typed, word
from tests.playlists.test_deaths import die_at
from tests.sandbox_server import SandboxServer

pytestmark = pytest.mark.django_db
WISH = {"name": "Leaves", "schedule": "frozen", "refresh_hour": "6", "weekday": "0"}


@pytest.fixture
def real(alice: User) -> list[Track]:
    return of_spotify(alice)


@pytest.fixture
def recipe(owner: Client, real: list[Track], monkeypatch: pytest.MonkeyPatch) -> Recipe:
    only_local(monkeypatch)
    return grown(owner, word(real[0]), per_artist="10")


def uris(recipe: Recipe) -> list[str]:
    return [f"spotify:track:{track_id}" for track_id in recipe.track_ids]


def test_nothing_is_made_in_spotify_before_it_is_saved(recipe: Recipe, sandbox: SandboxServer) -> None:
    assert made(sandbox) == []


def test_a_saved_list_stands_in_spotify_as_it_was_shown(owner: Client, recipe: Recipe, sandbox: SandboxServer) -> None:
    answer = owner.post(f"/create/{recipe.pk}/save/", WISH, follow=True)
    assert answer.status_code == 200
    (playlist,) = made(sandbox)
    assert playlist["uris"] == uris(recipe)
    assert playlist["name"] == "Leaves"
    assert not playlist["public"]
    recipe.refresh_from_db()
    assert (recipe.name, recipe.to_write) == ("Leaves", [])
    assert playlist["id"] in answer.content.decode()


def test_saving_twice_makes_one_playlist(owner: Client, recipe: Recipe, sandbox: SandboxServer) -> None:
    for _ in range(3):
        owner.post(f"/create/{recipe.pk}/save/", WISH)
    assert len(made(sandbox)) == 1
    assert SavedPlaylist.objects.count() == 1


def test_going_back_to_the_seeds_growing_and_saving_again_makes_no_second_one(
    owner: Client, recipe: Recipe, sandbox: SandboxServer
) -> None:
    owner.post(f"/create/{recipe.pk}/save/", WISH)
    again = owner.post("/create/grow/", typed(*recipe.seeds, per_artist="10"))
    assert again["Location"] == recipe.get_absolute_url()
    owner.post(f"{again['Location']}save/", WISH)
    assert len(made(sandbox)) == SavedPlaylist.objects.count() == Recipe.objects.count() == 1


def test_saving_again_writes_the_changed_list_to_the_same_playlist(
    owner: Client, recipe: Recipe, sandbox: SandboxServer
) -> None:
    owner.post(f"/create/{recipe.pk}/save/", WISH)
    recipe_drop(recipe=recipe, track_id=recipe.track_ids[3])
    recipe_move(recipe=recipe, track_id=recipe.track_ids[0], by=2)
    assert "holds another list" in owner.get(recipe.get_absolute_url()).content.decode()
    owner.post(f"/create/{recipe.pk}/save/", WISH)
    (playlist,) = made(sandbox)
    assert playlist["uris"] == uris(recipe)
    assert Edition.objects.count() == 2


def test_it_may_go_into_a_playlist_that_is_there_already(
    owner: Client, alice: User, recipe: Recipe, sandbox: SandboxServer
) -> None:
    before = look(wish(alice, name="My top"))
    assert "My top" in owner.get(recipe.get_absolute_url()).content.decode()
    owner.post(f"/create/{recipe.pk}/save/", {**WISH, "into": str(before.pk)})
    saved = SavedPlaylist.objects.get()
    assert (saved.pk, saved.recipe, saved.time_range, saved.schedule) == (before.pk, recipe, "", "frozen")
    (playlist,) = made(sandbox)
    assert (playlist["id"], playlist["name"], playlist["uris"]) == (before.spotify_id, "My top", uris(recipe))
    assert 'name="into"' not in owner.get(recipe.get_absolute_url()).content.decode()


def test_saved_the_preview_says_so(owner: Client, recipe: Recipe, sandbox: SandboxServer) -> None:
    answer = owner.post(f"/create/{recipe.pk}/save/", WISH, headers={"HX-Request": "true"})
    said = answer.content.decode()
    assert said.strip().startswith('<section id="preview"')
    assert "stands in your Spotify as you see it here" in said
    assert "Open in Spotify" in said
    assert f'id="preview-title">{WISH["name"]}<' in said
    assert len(made(sandbox)) == 1


def test_an_empty_list_is_nothing_to_save(owner: Client, recipe: Recipe, sandbox: SandboxServer) -> None:
    Recipe.objects.update(picks=[])
    answer = owner.post(f"/create/{recipe.pk}/save/", WISH)
    assert answer.status_code == 422
    assert "there is nothing to save" in answer.content.decode()
    assert not made(sandbox)


def test_it_goes_into_nobody_elses_playlist(owner: Client, bob: User, recipe: Recipe) -> None:
    his = look(wish(bob, name="His top"))
    assert "His top" not in owner.get(recipe.get_absolute_url()).content.decode()
    assert owner.post(f"/create/{recipe.pk}/save/", {**WISH, "into": str(his.pk)}).status_code == 422
    his.refresh_from_db()
    assert his.recipe is None


def test_a_frozen_list_stays_as_it_was_saved(owner: Client, recipe: Recipe, sandbox: SandboxServer) -> None:
    owner.post(f"/create/{recipe.pk}/save/", WISH)
    recipe_drop(recipe=recipe, track_id=recipe.track_ids[3])
    saved = look(SavedPlaylist.objects.get())
    assert saved.due_at is None
    assert saved.looks.all()[0].outcome == Look.Outcome.UNCHANGED


def test_a_daily_list_grows_anew_and_keeps_what_is_pinned(
    owner: Client, recipe: Recipe, sandbox: SandboxServer
) -> None:
    first = recipe.track_ids
    owner.post(f"/create/{recipe.pk}/pin/", {"track": first[4]})
    owner.post(f"/create/{recipe.pk}/save/", {**WISH, "schedule": "daily"})
    saved = SavedPlaylist.objects.get()
    assert saved.due_at is not None
    with time_machine.travel(timezone.now() + timedelta(days=1), tick=True):
        saved = look(saved)
    now = saved.latest_track_ids()
    assert now != first
    assert now[4] == first[4]
    assert len(now) == 10
    assert word_of(recipe) not in [f"track:{track}" for track in now]


def word_of(recipe: Recipe) -> str:
    return str(recipe.seeds[0])


def test_a_look_on_the_same_day_changes_nothing(owner: Client, recipe: Recipe) -> None:
    owner.post(f"/create/{recipe.pk}/save/", {**WISH, "schedule": "daily"})
    saved = look(SavedPlaylist.objects.get())
    grown_today = saved.latest_track_ids()
    assert look(saved).latest_track_ids() == grown_today
    assert saved.looks.all()[0].outcome == Look.Outcome.UNCHANGED


@pytest.mark.parametrize(
    ("step", "after"),
    [("wanted_list", True), ("_make", False), ("_make", True), ("_write", True), ("look_record", False)],
)
def test_a_worker_killed_while_saving_makes_one_playlist(
    step: str, after: bool, recipe: Recipe, sandbox: SandboxServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    saved = services.recipe_save(recipe=recipe, name="Leaves", schedule="frozen")
    die_at(step, saved, monkeypatch, after=after)
    services.recipe_save(recipe=recipe, name="Leaves", schedule="frozen")
    with time_machine.travel(timezone.now() + SavedPlaylist.lease_for + timedelta(seconds=1), tick=True):
        saved = look(saved)
    (playlist,) = made(sandbox)
    assert playlist["id"] == saved.spotify_id
    assert playlist["uris"] == uris(recipe)


def test_while_spotify_is_out_it_is_kept_to_be_written(owner: Client, recipe: Recipe, sandbox: SandboxServer) -> None:
    sandbox.fault("/v1/*", "500")
    answer = owner.post(f"/create/{recipe.pk}/save/", WISH, follow=True)
    assert "not made yet" in answer.content.decode()
    assert "“Leaves” is not written yet. Spotify had trouble of its own. We look again soon." in answer.content.decode()
    sandbox.mend()
    recipe_drop(recipe=recipe, track_id=recipe.track_ids[0])  # a change that nobody saved
    before = Recipe.objects.get().to_write
    with time_machine.travel(timezone.now() + timedelta(minutes=2), tick=True):  # it may have been made after all
        saved = look(SavedPlaylist.objects.get())
    assert kept(sandbox, saved)["uris"] == [f"spotify:track:{track_id}" for track_id in before]


def test_an_earlier_list_is_restored_and_one_is_kept_as_a_playlist_of_its_own(
    owner: Client, recipe: Recipe, sandbox: SandboxServer
) -> None:
    first = uris(recipe)
    owner.post(f"/create/{recipe.pk}/save/", WISH)
    recipe_drop(recipe=recipe, track_id=recipe.track_ids[0])
    owner.post(f"/create/{recipe.pk}/save/", WISH)
    saved = SavedPlaylist.objects.get()
    edition = saved.editions.last()
    assert edition is not None
    owner.post(f"/playlists/{saved.pk}/editions/{edition.pk}/restore/")
    assert kept(sandbox, saved)["uris"] == first
    for _ in range(2):
        owner.post(f"/playlists/{saved.pk}/editions/{edition.pk}/copy/", {"name": "As it was"})
    assert sorted(playlist["name"] for playlist in made(sandbox)) == ["As it was", "Leaves"]
    assert SavedPlaylist.objects.exclude(pk=saved.pk).get().recipe != recipe


@pytest.mark.parametrize(
    ("field", "value"),
    [("name", ""), ("name", "<img src=x onerror=alert(1)>"), ("schedule", "hourly"), ("weekday", "9")],
)
def test_what_cannot_be_saved_is_said_beside_the_field(
    field: str, value: str, owner: Client, recipe: Recipe, sandbox: SandboxServer
) -> None:
    answer = owner.post(f"/create/{recipe.pk}/save/", {**WISH, field: value})
    assert answer.status_code == 422
    assert "<img src=x" not in answer.content.decode()
    assert made(sandbox) == []


def test_nobody_saves_what_is_somebody_elses(
    second: Client, client: Client, recipe: Recipe, sandbox: SandboxServer
) -> None:
    assert second.post(f"/create/{recipe.pk}/save/", WISH).status_code == 404
    assert Client().post(f"/create/{recipe.pk}/save/", WISH).status_code == 302
    assert made(sandbox) == []


def test_the_pages_of_saved_playlists_say_what_it_is(owner: Client, recipe: Recipe) -> None:
    owner.post(f"/create/{recipe.pk}/save/", {**WISH, "schedule": "daily"})
    saved = SavedPlaylist.objects.get()
    assert "Grown from your seeds" in owner.get("/playlists/").content.decode()
    page = owner.get(saved.get_absolute_url())
    assert page.status_code == 200
    assert (
        owner.post(
            f"/playlists/{saved.pk}/settings/",
            {
                "schedule": "weekly",
                "refresh_hour": "7",
                "weekday": "2",
                "size": "20",
                "when_unfollowed": "stop",
            },
        ).status_code
        == 302
    )
    assert owner.get("/").status_code == 200


def test_covers_that_nobody_told_are_learnt_from_the_saved_list(
    owner: Client, recipe: Recipe, sandbox: SandboxServer
) -> None:
    Track.objects.filter(spotify_id__in=recipe.track_ids).update(seen_at=None, cover="", album="")
    sandbox.clear_requests()
    owner.post(f"/create/{recipe.pk}/save/", WISH)
    assert not Track.objects.filter(spotify_id__in=recipe.track_ids, cover="").exists()
    assert len([call for call in calls(sandbox) if call.endswith("/items")]) == 2, "one to write, one to read"
    recipe_drop(recipe=recipe, track_id=recipe.track_ids[0])
    sandbox.clear_requests()
    owner.post(f"/create/{recipe.pk}/save/", WISH)
    assert len([call for call in calls(sandbox) if call.endswith("/items")]) == 1


def test_two_presses_at_once_make_one_playlist(recipe: Recipe) -> None:
    services.recipe_save(recipe=recipe, name="Leaves", schedule="frozen")
    with pytest.raises(IntegrityError), transaction.atomic():
        SavedPlaylist.objects.create(person=recipe.person, recipe=recipe, name="Leaves")
