"""What may be done with recipes. Growing asks others, so it is done outside any transaction; what grew is written only
where nothing else of the recipe changed meanwhile.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.db import transaction

from accounts.models import User
from discoverdaily import clock
from discoverdaily.listening.exclusions import left_out_of
from discoverdaily.listening.naming import Named
from discoverdaily.listening.recordings import tracks_named
from discoverdaily.listening.services import tracks_store
from discoverdaily.spotify.client import Lane
from playlists.growing.growing import Grown, Growth, grow, wish_of
from playlists.growing.roots import roots_learn
from playlists.growing.seeds import MOST as MOST_SEEDS
from playlists.growing.seeds import seeds_of, seeds_store
from playlists.growing.selectors import drafts_of
from playlists.models import Recipe

MOST_DRAFTS = 10
"""How many drafts are kept of a person's; older ones go."""
TRIES = 3


class NothingGrew(Exception):
    """There is no track that could be in the list. `answers`: what came of asking each recommender."""

    def __init__(self, answers: Mapping[str, str]) -> None:
        super().__init__(answers)
        self.answers = answers


class NoRoom(Exception):
    """There are as many seeds as there may be."""


def recipe_make(*, person: User, recipe: Recipe | None = None, **wish: Any) -> Recipe:
    """Grows what a person wishes (fields of a Recipe by name) in place of what `recipe` was, else of their draft of the
    very same wish, else as a new draft; what is pinned stays. Raises NothingGrew, and writes nothing, where nothing
    fits."""
    seeds_store(words=wish["seeds"])
    roots_learn(person=person, seeds=seeds_of(wish["seeds"]), lane=Lane.PEOPLE)
    made = recipe or drafts_of(person).filter(**wish).first() or Recipe(person=person)
    for name, value in wish.items():
        setattr(made, name, value)
    fields = _grown(made, held=_pinned(made))
    for name, value in fields.items():
        setattr(made, name, value)
    made.made_at = clock.now()
    if made._state.adding:
        made.save()
        _drafts_prune(person)
    else:
        made.save(update_fields=[*wish, *fields, "made_at"])
    return made


def _drafts_prune(person: User) -> None:
    old = list(drafts_of(person).values_list("pk", flat=True)[MOST_DRAFTS:])
    drafts_of(person).filter(pk__in=old).delete()


def recipe_grow_anew(*, recipe: Recipe) -> None:
    """Another list by the same recipe; what is pinned stays in its place. Raises NothingGrew."""
    _change(recipe, lambda row: _grown(_turned(row), held=_pinned(row), turn=row.turn))


def _turned(recipe: Recipe) -> Recipe:
    recipe.turn += 1
    return recipe


def recipe_drop(*, recipe: Recipe, track_id: str) -> None:
    """The track is out of it for good, and another takes its place if there is one."""

    def dropped(row: Recipe) -> dict[str, Any]:
        if track_id not in row.track_ids:
            return {}
        row.dropped = [*row.dropped, track_id]
        held = {place: pick for place, pick in enumerate(_picks(row)) if pick.id != track_id}
        try:
            return {**_grown(row, held=held), "dropped": row.dropped}
        except NothingGrew:
            return {"picks": [], "dropped": row.dropped}

    _change(recipe, dropped)


def recipe_more_like(*, recipe: Recipe, track_id: str) -> None:
    """One of its tracks becomes a seed and is pinned, and the rest grows anew.

    Raises NoRoom where there are five seeds; NothingGrew.
    """

    def rooted(row: Recipe) -> dict[str, Any]:
        word = f"track:{track_id}"
        if track_id not in row.track_ids or word in row.seeds:
            return {}
        if len(row.seeds) >= MOST_SEEDS:
            raise NoRoom
        row.seeds = [*row.seeds, word]
        row.picks = [{**pick, "pinned": pick["pinned"] or pick["id"] == track_id} for pick in row.picks]
        return {**_grown(row, held=_pinned(row)), "seeds": row.seeds}

    _change(recipe, rooted)


def recipe_pin(*, recipe: Recipe, track_id: str, pinned: bool) -> None:
    """The track stays in its place when the list is grown anew, or may go."""

    def changed(row: Recipe) -> dict[str, Any]:
        return {"picks": [{**pick, "pinned": pinned} if pick["id"] == track_id else pick for pick in row.picks]}

    _change(recipe, changed)


def recipe_move(*, recipe: Recipe, track_id: str, by: int) -> None:
    """Moves a track so many places down the list, or up where `by` is below 0; never beyond its ends."""

    def moved(row: Recipe) -> dict[str, Any]:
        if track_id not in row.track_ids:
            return {}
        picks, place = list(row.picks), row.track_ids.index(track_id)
        picks.insert(min(max(place + by, 0), len(picks) - 1), picks.pop(place))
        return {"picks": picks}

    _change(recipe, moved)


def _change(recipe: Recipe, work: Callable[[Recipe], dict[str, Any]]) -> None:
    """Writes what `work` makes of the recipe; does it again where somebody changed the recipe meanwhile."""
    for attempt in range(1, TRIES + 1):
        recipe.refresh_from_db()
        before = recipe.picks, recipe.seeds, recipe.dropped, recipe.turn
        fields = work(recipe)
        with transaction.atomic():
            now = Recipe.objects.select_for_update(no_key=True).get(pk=recipe.pk)
            if before == (now.picks, now.seeds, now.dropped, now.turn) or attempt == TRIES:
                Recipe.objects.filter(pk=recipe.pk).update(**fields)
                break
    recipe.refresh_from_db()


def _picks(recipe: Recipe) -> list[Grown]:
    return [Grown.of(pick) for pick in recipe.picks]


def _pinned(recipe: Recipe) -> dict[int, Grown]:
    return {place: pick for place, pick in enumerate(_picks(recipe)) if pick.pinned}


def _grown(recipe: Recipe, *, held: Mapping[int, Grown], **more: Any) -> dict[str, Any]:
    """Fields of the recipe with what grows now. Raises NothingGrew."""
    person = recipe.person
    wish = wish_of(recipe, person=person, out=left_out_of(person), lane=Lane.PEOPLE)
    whim = [recipe.pk or 0, recipe.turn] if recipe.turn else []
    growth = grow(wish, size=recipe.size, held=held, whim=whim)
    if not growth.picks:
        raise NothingGrew(growth.answers)
    growth_store(growth=growth)
    return {
        "picks": [pick.json() for pick in growth.picks],
        "relaxed": [[limit.attribute, limit.asked, limit.taken, limit.tracks] for limit in growth.relaxed],
        "asked": dict(growth.answers),
        **more,
    }


def growth_store(*, growth: Growth) -> None:
    """Writes down the picks that we did not know, as far as they were told."""
    new = [growth.pool.candidates[pick.id] for pick in growth.picks if pick.id in growth.pool.unknown]
    tracks_store(tracks=[candidate.track for candidate in new if candidate.track])
    named = [
        Named(candidate.spotify_id, candidate.title, candidate.artists[0][1], "", 0)
        for candidate in new
        if candidate.track is None and candidate.title and candidate.artists
    ]
    if named:
        tracks_named(named=named)


def recipe_rename(*, recipe: Recipe, name: str) -> None:
    """Keeps it under that name among the person's recipes."""
    Recipe.objects.filter(pk=recipe.pk).update(name=name)
    recipe.name = name


@transaction.atomic
def recipe_forget(*, recipe: Recipe) -> None:
    """It is no longer among the person's recipes. A playlist that is grown by it goes on: it keeps what it needs."""
    row = Recipe.objects.select_for_update(no_key=True).get(pk=recipe.pk)
    if hasattr(row, "saved"):
        Recipe.objects.filter(pk=row.pk).update(name="")
    else:
        row.delete()


def recipe_copy(recipe: Recipe, track_ids: Sequence[str]) -> Recipe:
    """Another recipe, not written down yet, that says where an earlier list of this one's came from."""
    known = {pick["id"]: pick for pick in recipe.picks}
    copy = Recipe(person=recipe.person, seeds=recipe.seeds, tunables=recipe.tunables, size=recipe.size)
    copy.per_artist, copy.nothing_known, copy.dropped = recipe.per_artist, recipe.nothing_known, recipe.dropped
    copy.picks = [known.get(track_id, Grown(track_id).json()) for track_id in track_ids]
    return copy
