"""Recipes that a person keeps."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import HttpResponseClientRedirect

from discoverdaily.access import PersonsRequest, signed_in
from discoverdaily.pages import fragment_or_page
from playlists.growing.forms import NamingForm, point_out
from playlists.growing.reasons import nothing_words
from playlists.growing.recipes import NothingGrew, recipe_forget, recipe_grow_anew, recipe_rename
from playlists.growing.selectors import playlists_for, recipes_of
from playlists.growing.views.preview import recipe_answer, save_form
from playlists.models import Recipe


@require_safe
@signed_in
def recipes(request: PersonsRequest) -> HttpResponse:
    """All recipes of the person that have a name."""
    return _list_answer(request)


def _list_answer(request: PersonsRequest, *, wrong: NamingForm | None = None, of: int = 0) -> HttpResponse:
    context = {"cards": recipes_of(request.user), "wrong": wrong, "wrong_of": of}
    return fragment_or_page(request, "create/recipes.html", "recipes", context, status=422 if wrong else 200)


@require_POST
@signed_in
def name(request: PersonsRequest, pk: int) -> HttpResponse:
    """Keeps a draft as a recipe, or calls one something else."""
    recipe = get_object_or_404(Recipe, person=request.user, pk=pk)
    form = NamingForm(request.POST)
    on_list = "list" in request.POST
    if not form.is_valid():
        if on_list:
            return _list_answer(request, wrong=form, of=pk)
        typed = save_form(request, playlists_for(recipe))
        point_out(typed)
        return recipe_answer(request, recipe, save=typed, status=422)
    recipe_rename(recipe=recipe, name=form.cleaned_data["name"])
    messages.success(request, _("Kept as “%(name)s” among your recipes.") % {"name": recipe.name})
    if request.headers.get("HX-Request"):
        return HttpResponseClientRedirect(recipe.get_absolute_url())
    return redirect("create:recipes" if on_list else recipe)


@require_POST
@signed_in
def rerun(request: PersonsRequest, pk: int) -> HttpResponse:
    """Grows another list by a recipe, and shows it."""
    recipe = get_object_or_404(Recipe.objects.select_related("person"), person=request.user, pk=pk)
    try:
        recipe_grow_anew(recipe=recipe)
    except NothingGrew as error:
        messages.error(request, nothing_words(error.answers))
    return redirect(recipe)


@require_POST
@signed_in
def forget(request: PersonsRequest, pk: int) -> HttpResponse:
    """Takes a recipe away; a playlist that is grown by it goes on."""
    recipe = get_object_or_404(Recipe, person=request.user, pk=pk)
    goes_on = hasattr(recipe, "saved")
    recipe_forget(recipe=recipe)
    if goes_on:
        messages.success(request, _("Forgotten. Its playlist goes on as it did; pause or stop it under Playlists."))
    else:
        messages.success(request, _("Forgotten."))
    return redirect("create:recipes")
