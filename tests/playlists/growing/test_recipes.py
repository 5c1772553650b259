"""Recipes that are kept: named, rerun, renamed, forgotten; and moods to begin with."""

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from discoverdaily.listening.models import Track
from playlists.growing.forms import CreateForm
from playlists.growing.presets import PRESETS
from playlists.models import Recipe, SavedPlaylist
from tests.playlists.conftest import page
from tests.playlists.growing.conftest import grown, only_local, typed, word

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _local(monkeypatch: pytest.MonkeyPatch) -> None:
    only_local(monkeypatch)


@pytest.fixture
def named(owner: Client, recipe: Recipe) -> Recipe:
    owner.post(f"/create/{recipe.pk}/name/", {"name": "Autumn leaves"})
    return Recipe.objects.get(pk=recipe.pk)


def test_a_draft_is_no_recipe_before_it_has_a_name(owner: Client, recipe: Recipe) -> None:
    assert "No recipes yet" in page(owner, "/create/recipes/")
    assert "Your recipes" not in page(owner, "/create/")


def test_a_recipe_is_listed_with_its_seeds_and_how_it_should_feel(owner: Client, leaves: list[Track]) -> None:
    made = grown(owner, word(leaves[0]), target_energy="0.7", min_tempo="100", max_tempo="140")
    owner.post(f"/create/{made.pk}/name/", {"name": "Autumn leaves"})
    said = page(owner, "/create/recipes/")
    assert "Autumn leaves" in said
    assert leaves[0].name in said
    assert "energy .7; tempo 100 to 140" in said
    assert "Your recipes" in page(owner, "/create/")


def test_edited_it_shows_what_was_typed(owner: Client, leaves: list[Track]) -> None:
    made = grown(owner, word(leaves[0]), target_energy="0.7", max_duration_ms="4:30", nothing_known="on", explicit="no")
    said = page(owner, made.get_absolute_url())
    assert 'value="0.7"' in said
    assert 'value="4:30"' in said
    assert made.tunables["explicit"] is False
    again = CreateForm(None, recipe=made)
    assert again["nothing_known"].value() is True


def test_the_same_wish_leads_to_the_recipe_that_is_kept_as_it_was_left(owner: Client, named: Recipe) -> None:
    owner.post(f"/create/{named.pk}/down/", {"track": named.track_ids[0]})
    left = Recipe.objects.get()
    answer = owner.post("/create/grow/", typed(*named.seeds), follow=True)
    assert answer.redirect_chain == [(named.get_absolute_url(), 302)]
    assert "You keep a recipe of just this wish." in answer.content.decode()
    assert Recipe.objects.get().picks == left.picks


def test_nobody_is_led_to_the_recipe_of_somebody_else(owner: Client, second: Client, named: Recipe) -> None:
    assert grown(second, *named.seeds).pk != named.pk


def test_rerun_it_shows_another_list(owner: Client, named: Recipe) -> None:
    answer = owner.post(f"/create/{named.pk}/rerun/")
    assert answer["Location"] == named.get_absolute_url()
    assert Recipe.objects.get().track_ids != named.track_ids


def test_renamed_it_has_the_other_name(owner: Client, named: Recipe) -> None:
    owner.post(f"/create/{named.pk}/name/", {"name": "Winter", "list": "1"})
    assert Recipe.objects.get().name == "Winter"
    answer = owner.post(f"/create/{named.pk}/name/", {"name": "<b>", "list": "1"})
    assert answer.status_code == 422
    assert "plain text" in answer.content.decode()
    assert 'value="&lt;b&gt;"' in answer.content.decode()


def test_a_name_that_cannot_be_stays_where_it_was_typed(owner: Client, recipe: Recipe) -> None:
    answer = owner.post(f"/create/{recipe.pk}/name/", {"name": "<b>", "schedule": "frozen"})
    assert answer.status_code == 422
    said = answer.content.decode()
    assert 'value="&lt;b&gt;"' in said
    assert "leave out &lt; and &gt;" in said
    assert 'class="ledger grown-list"' in said, "it is the page of what grew"


def test_kept_from_the_preview_the_whole_page_comes(owner: Client, recipe: Recipe) -> None:
    answer = owner.post(f"/create/{recipe.pk}/name/", {"name": "Evenings"}, headers={"HX-Request": "true"})
    assert answer["HX-Redirect"] == recipe.get_absolute_url()
    assert Recipe.objects.get().name == "Evenings"


def test_forgotten_it_is_gone(owner: Client, named: Recipe) -> None:
    owner.post(f"/create/{named.pk}/forget/")
    assert not Recipe.objects.exists()


def test_forgotten_its_playlist_goes_on(owner: Client, named: Recipe) -> None:
    SavedPlaylist.objects.create(person=named.person, recipe=named, name="Leaves")
    owner.post(f"/create/{named.pk}/forget/")
    assert "No recipes yet" in page(owner, "/create/recipes/")
    assert SavedPlaylist.objects.get().recipe == named


def test_an_account_is_deleted_with_its_recipes(named: Recipe) -> None:
    SavedPlaylist.objects.create(person=named.person, recipe=named, name="Leaves")
    named.person.delete()
    assert not Recipe.objects.exists()


@pytest.mark.parametrize("button", ["name", "rerun", "forget"])
def test_nobody_else_has_a_way_in(button: str, second: Client, named: Recipe) -> None:
    assert second.post(f"/create/{named.pk}/{button}/", {"name": "Mine"}).status_code == 404
    assert Client().post(f"/create/{named.pk}/{button}/")["Location"].startswith("/accounts/")
    assert Recipe.objects.get().name == "Autumn leaves"
    assert "Autumn leaves" not in page(second, "/create/recipes/")


def test_many_recipes_take_as_many_queries_as_one(
    owner: Client, leaves: list[Track], django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(6):
        made = grown(owner, word(leaves[number]), f"artist:{leaves[number].artist.spotify_id}")
        owner.post(f"/create/{made.pk}/name/", {"name": f"Number {number}"})
    with django_assert_max_num_queries(12):
        page(owner, "/create/recipes/")


@pytest.mark.parametrize("name", PRESETS)
def test_a_mood_fills_in_how_it_should_feel_and_grows(name: str, owner: Client, leaves: list[Track]) -> None:
    preset = PRESETS[name]
    said = page(owner, f"/create/?mood={name}")
    assert all(f'value="{value}"' in said for value in preset.typed.values())
    assert grown(owner, word(leaves[0]), **preset.typed).tunables["target"] == dict(preset.target)
