"""What grew by a recipe: looked at, changed, saved."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from discoverdaily.access import PersonsRequest, signed_in
from discoverdaily.pages import fragment_or_page
from playlists import services
from playlists.growing import recipes
from playlists.growing.choosing import chosen
from playlists.growing.forms import CreateForm, SaveForm
from playlists.growing.reasons import nothing_words
from playlists.growing.recipes import NoRoom, NothingGrew
from playlists.growing.selectors import playlists_for
from playlists.growing.views.context import growing_context, recipe_asked
from playlists.growing.views.seeds import seeds_context
from playlists.models import Recipe
from playlists.services import TooManyLists
from playlists.views.saving import FULL


@require_safe
@signed_in
def recipe(request: PersonsRequest, pk: int) -> HttpResponse:
    """A recipe with what grew by it: the page of *Create*, filled in."""
    return _answer(request, _recipe(request, pk))


@require_POST
@signed_in
def grow(request: PersonsRequest) -> HttpResponse:
    """Grows what was typed, as a draft or in place of the recipe that the form is of."""
    before = recipe_asked(request)
    form = CreateForm(request.POST)
    wrong = chosen(request.user, form.seeds_typed).problem or ("" if form.seeds_typed else no_seed())
    if not form.is_valid() or wrong:
        return _answer(request, before, form=form, wrong=wrong, status=422)
    try:
        made = recipes.recipe_make(person=request.user, recipe=before, **form.wish())
    except NothingGrew as error:
        before = recipe_asked(request)
        return _answer(request, before, form=form, grow_problem=nothing_words(error.answers), status=422)
    return redirect(made)


def _recipe(request: PersonsRequest, pk: int) -> Recipe:
    return get_object_or_404(Recipe.objects.select_related("person"), person=request.user, pk=pk)


def no_seed() -> str:
    """Why nothing can grow yet."""
    return _("Choose a seed first: an artist or a song to begin with.")


def _answer(
    request: PersonsRequest, recipe: Recipe | None, *, status: int = 200, wrong: str = "", **more: Any
) -> HttpResponse:
    """The page with the recipe, or its preview alone; `wrong`: what is wrong with the seeds."""
    if request.headers.get("HX-Request"):
        context = growing_context(request, recipe=recipe, **more)
        return fragment_or_page(request, "create/page.html", "preview", context, status=status)
    form = more.get("form")
    words = form.seeds_typed if form else recipe.seeds if recipe else []
    context = {**seeds_context(request, words), **growing_context(request, recipe=recipe, **more)}
    context["problem"] = wrong or context["problem"]
    return fragment_or_page(request, "create/page.html", "preview", context, status=status)


def _press(change: Callable[[Recipe, str], str]) -> Callable[..., HttpResponse]:
    """A view of a button on a track: changes the person's recipe; the preview anew, or the page without HTMX."""

    @require_POST
    @signed_in
    def press(request: PersonsRequest, pk: int) -> HttpResponse:
        found = _recipe(request, pk)
        track_id = request.POST.get("track", "")
        if track_id not in found.track_ids:
            raise Http404
        problem = change(found, track_id)
        if request.headers.get("HX-Request") or problem:
            return _answer(request, found, grow_problem=problem, opened=track_id, status=422 if problem else 200)
        return redirect(f"{found.get_absolute_url()}#preview")

    return press


def _drop(recipe: Recipe, track_id: str) -> str:
    recipes.recipe_drop(recipe=recipe, track_id=track_id)
    return ""


def _pin(recipe: Recipe, track_id: str) -> str:
    pinned = any(pick["pinned"] for pick in recipe.picks if pick["id"] == track_id)
    recipes.recipe_pin(recipe=recipe, track_id=track_id, pinned=not pinned)
    return ""


def _up(recipe: Recipe, track_id: str) -> str:
    recipes.recipe_move(recipe=recipe, track_id=track_id, by=-1)
    return ""


def _down(recipe: Recipe, track_id: str) -> str:
    recipes.recipe_move(recipe=recipe, track_id=track_id, by=1)
    return ""


def _more_like(recipe: Recipe, track_id: str) -> str:
    try:
        recipes.recipe_more_like(recipe=recipe, track_id=track_id)
    except NoRoom:
        return _("A playlist grows from five seeds at most. Remove one first.")
    except NothingGrew as error:
        return nothing_words(error.answers)
    return ""


drop, pin, up, down, more_like = (_press(change) for change in (_drop, _pin, _up, _down, _more_like))


@require_POST
@signed_in
def anew(request: PersonsRequest, pk: int) -> HttpResponse:
    """Another list by the same recipe; what is pinned stays."""
    found, problem = _recipe(request, pk), ""
    try:
        recipes.recipe_grow_anew(recipe=found)
    except NothingGrew as error:
        problem = nothing_words(error.answers)
    if request.headers.get("HX-Request") or problem:
        return _answer(request, found, grow_problem=problem, status=422 if problem else 200)
    return redirect(f"{found.get_absolute_url()}#preview")


@require_POST
@signed_in
def save(request: PersonsRequest, pk: int) -> HttpResponse:
    """Has the list stand in Spotify: in its playlist, which is made if there is none."""
    found = _recipe(request, pk)
    playlists = playlists_for(found)
    form = SaveForm(request.POST, playlists=[(each.pk, each.name) for each in playlists])
    if not form.is_valid() or not found.picks:
        return _answer(request, found, save=form, status=422)
    wish = dict(form.cleaned_data)
    into = next((each for each in playlists if each.pk == wish["into"]), None)
    try:
        saved = services.recipe_save(recipe=found, **{**wish, "into": into})
    except TooManyLists:
        form.add_error(None, str(FULL))
        return _answer(request, found, save=form, status=422)
    services.saved_playlists_look_now(lists=[saved])
    saved.refresh_from_db()
    if saved.exists and not saved.last_error:
        messages.success(request, _("“%(name)s” stands in your Spotify as you see it here.") % {"name": saved.name})
    elif not saved.last_error:
        messages.info(request, _("“%(name)s” is being written to your Spotify.") % {"name": saved.name})
    return redirect(found)
