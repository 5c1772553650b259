"""What the page of kept recipes shows."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from accounts.models import User
from playlists.growing.reasons import FEEL, asked_words
from playlists.growing.seeds import Seed, seeds_of
from playlists.models import Recipe, SavedPlaylist


@dataclass(frozen=True, slots=True)
class Card:
    """A recipe with its seeds and how it should feel, in words; and the playlist that is grown by it, if there is."""

    recipe: Recipe
    seeds: list[Seed]
    feel: str
    saved: SavedPlaylist | None


def recipes_of(person: User) -> list[Card]:
    """The person's recipes that have a name, the latest first. Six queries at most, however many they are."""
    recipes = list(Recipe.objects.filter(person=person).exclude(name="").select_related("saved"))
    words = list(dict.fromkeys(word for recipe in recipes for word in recipe.seeds))
    seeds = {seed.word: seed for seed in seeds_of(words)}
    return [
        Card(
            recipe,
            [seeds[word] for word in recipe.seeds if word in seeds],
            feel_words(recipe),
            getattr(recipe, "saved", None),
        )
        for recipe in recipes
    ]


def recipe_like(person: User, wish: Mapping[str, Any]) -> Recipe | None:
    """The recipe that the person keeps of the very same wish (fields of a Recipe by name); the latest of several."""
    return Recipe.objects.filter(person=person, **wish).exclude(name="").first()


def drafts_of(person: User) -> QuerySet[Recipe]:
    """What the person grew and has neither kept nor saved, the latest first."""
    return Recipe.objects.filter(person=person, name="", saved=None)


def playlists_for(recipe: Recipe) -> list[SavedPlaylist]:
    """The person's playlists that a recipe may be saved into: those in Spotify that are of no recipe so far. None where
    it has one."""
    if SavedPlaylist.objects.filter(recipe=recipe).exists():
        return []
    there = SavedPlaylist.objects.filter(person=recipe.person_id, recipe=None).exclude(spotify_id="")
    return list(there.exclude(state=SavedPlaylist.State.STOPPED))


def feel_words(recipe: Recipe) -> str:
    """How it should feel: “energy .7; tempo 150 to 180”."""
    asked = {name for figures in recipe.tunables.values() if isinstance(figures, dict) for name in figures}
    said = [f"{str(FEEL[name].label).lower()} {asked_words(name, recipe.tunables)}" for name in FEEL if name in asked]
    return "; ".join(said)
