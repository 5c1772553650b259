"""What grew by a recipe: looked at, changed, saved."""

from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import trigger_client_event

from discoverdaily.access import PersonsRequest, signed_in
from discoverdaily.pages import fragment_or_page
from playlists import services
from playlists.growing import recipes
from playlists.growing.choosing import chosen, sixth
from playlists.growing.forms import CreateForm, SaveForm, point_out
from playlists.growing.reasons import nothing_words
from playlists.growing.recipes import NoRoom, NothingGrew
from playlists.growing.selectors import playlists_for, recipe_like
from playlists.growing.views.context import growing_context, page_address, recipe_asked
from playlists.growing.views.seeds import CHANGED, seeds_context
from playlists.models import Recipe, SavedPlaylist
from playlists.services import TooManyLists
from playlists.views.saving import FULL
from playlists.words import trouble_of


@require_safe
@signed_in
def recipe(request: PersonsRequest, pk: int) -> HttpResponse:
    """A recipe with what grew by it: the page of *Create*, filled in."""
    return recipe_answer(request, _recipe(request, pk))


@require_POST
@signed_in
def grow(request: PersonsRequest) -> HttpResponse:
    """Grows what was typed, as a draft or in place of the recipe that the form is of. What the person keeps a recipe of
    already is shown as they left it."""
    if "enter" in request.GET and request.POST.get("q", "").strip():
        return redirect(page_address(request.POST))  # it was pressed in the field for seeds
    before = recipe_asked(request)
    form = CreateForm(request.POST)
    wrong = chosen(request.user, form.seeds_typed).problem or ("" if form.seeds_typed else no_seed())
    if not form.is_valid() or wrong:
        point_out(form)
        return recipe_answer(request, before, form=form, wrong=wrong, status=422)
    if before is None and (kept := recipe_like(request.user, form.wish())):
        messages.info(request, _("You keep a recipe of just this wish. Here it is; “Grow anew” makes another list."))
        return redirect(kept)
    try:
        made = recipes.recipe_make(person=request.user, recipe=before, **form.wish())
    except NothingGrew as error:
        before = recipe_asked(request)
        return recipe_answer(request, before, form=form, grow_problem=nothing_words(error.answers), status=422)
    return redirect(f"{made.get_absolute_url()}#preview")


def _recipe(request: PersonsRequest, pk: int) -> Recipe:
    return get_object_or_404(Recipe.objects.select_related("person"), person=request.user, pk=pk)


def no_seed() -> str:
    """Why nothing can grow yet."""
    return _("Choose a seed first: an artist or a song to begin with.")


def recipe_answer(
    request: PersonsRequest, recipe: Recipe | None, *, status: int = 200, wrong: str = "", **more: Any
) -> HttpResponse:
    """The page with the recipe, or its preview alone; `wrong`: what is wrong with the seeds."""
    if request.headers.get("HX-Request"):
        context = growing_context(request, recipe=recipe, **more)
        if recipe and more.get("seeds_swap"):
            context |= seeds_context(request, recipe.seeds)
        return fragment_or_page(request, "create/page.html", "preview", context, status=status)
    form = more.get("form")
    words = form.seeds_typed if form else recipe.seeds if recipe else []
    context = {**seeds_context(request, words), **growing_context(request, recipe=recipe, **more)}
    context["problem"] = wrong or context["problem"]
    return fragment_or_page(request, "create/page.html", "preview", context, status=status)


def _press(change: Callable[[Recipe, str], str]) -> Callable[..., HttpResponse]:
    """A view of a button on a track: changes the person's recipe; the preview anew, or the page without HTMX. `change`
    tells why nothing came of it, or nothing."""

    @require_POST
    @signed_in
    def press(request: PersonsRequest, pk: int) -> HttpResponse:
        found = _recipe(request, pk)
        track_id = request.POST.get("track", "")
        if track_id not in found.track_ids:
            raise Http404
        place = found.track_ids.index(track_id)
        problem = change(found, track_id)
        here = track_id if track_id in found.track_ids else next(iter(found.track_ids[place:]), "")
        if not request.headers.get("HX-Request") and not problem:
            return redirect(f"{found.get_absolute_url()}#{f'line-{here}' if here else 'preview'}")
        rooted = change is _more_like and not problem
        status = 422 if problem else 200
        answer = recipe_answer(request, found, line_problem=problem, opened=here, seeds_swap=rooted, status=status)
        return trigger_client_event(answer, CHANGED, after="swap") if rooted else answer

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
        return sixth()
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
        return recipe_answer(request, found, grow_problem=problem, status=422 if problem else 200)
    return redirect(f"{found.get_absolute_url()}#preview")


def _tell(request: PersonsRequest, saved: SavedPlaylist) -> None:
    """What came of writing it at once."""
    if trouble := trouble_of(saved):
        words = {"name": saved.name, "what": trouble.what, "then": trouble.then}
        messages.warning(request, _("“%(name)s” is not written yet. %(what)s %(then)s") % words)
    elif saved.exists and not saved.last_error:
        messages.success(request, _("“%(name)s” stands in your Spotify as you see it here.") % {"name": saved.name})
    elif not saved.last_error:
        messages.info(request, _("“%(name)s” is being written to your Spotify.") % {"name": saved.name})


def save_form(request: PersonsRequest, playlists: Sequence[SavedPlaylist]) -> SaveForm:
    """What was typed about saving, to be read."""
    return SaveForm(request.POST, playlists=[(each.pk, each.name) for each in playlists])


@require_POST
@signed_in
def save(request: PersonsRequest, pk: int) -> HttpResponse:
    """Has the list stand in Spotify: in its playlist, which is made if there is none."""
    found = _recipe(request, pk)
    playlists = playlists_for(found)
    form = save_form(request, playlists)
    if not found.picks:
        form.add_error(None, _("There is no track in the list, so there is nothing to save."))
    if not form.is_valid():
        point_out(form)
        return recipe_answer(request, found, save=form, status=422)
    wish = dict(form.cleaned_data)
    into = next((each for each in playlists if each.pk == wish["into"]), None)
    try:
        saved = services.recipe_save(recipe=found, **{**wish, "into": into})
    except TooManyLists:
        form.add_error(None, str(FULL))
        return recipe_answer(request, found, save=form, status=422)
    services.saved_playlists_look_now(lists=[saved])
    saved.refresh_from_db()
    found.refresh_from_db()  # saved, it has a name
    _tell(request, saved)
    return recipe_answer(request, found) if request.headers.get("HX-Request") else redirect(found)
