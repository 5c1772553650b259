"""By which model a person's days are scored; models of their own; playlists scored song by song."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.words import Words, words_for
from discoverdaily.access import PersonsRequest, signed_in
from discoverdaily.pages import fragment_or_page
from discoverdaily.spotify.errors import NotFound, SpotifyError
from mood import own_models
from mood.forms import TrainingForm
from mood.model.files import ModelUnfit
from mood.model_reports import SHIPPED, own_model_report, own_model_unfit, shipped_models
from mood.models import OwnModel
from mood.own_models import Chosen, Library, TooManyModels
from mood.playlist_scores import PlaylistScores, playlist_scores
from mood.selectors import mood_kept

LONGEST_KEY = 20
"""Digits; no key of a row has so many."""
_ALL = "all"
"""In an address: every playlist of the library, not the first ones alone."""


@require_safe
@signed_in
def models(request: PersonsRequest) -> HttpResponse:
    """The models there are, and the one in use."""
    mood = mood_kept(request.user)
    own = list(OwnModel.objects.filter(person=request.user).order_by("-asked_at", "-pk"))
    context = {
        "mood": mood,
        "shipped": shipped_models(mood),
        "own": [(model, own_model_report(model), own_model_unfit(model)) for model in own],
        "training": any(model.state == OwnModel.State.ASKED for model in own),
        "full": len(own) >= own_models.MOST_MODELS,
    }
    return fragment_or_page(request, "mood/models.html", "models", context)


@require_POST
@signed_in
def model_choose(request: PersonsRequest) -> HttpResponse:
    """From now on days are scored by another model."""
    name = request.POST.get("model", "")
    if name in SHIPPED:
        own_models.model_choose(person=request.user, name=name)
    elif name.isdecimal() and len(name) < LONGEST_KEY:
        own = get_object_or_404(OwnModel, person=request.user, pk=name, state=OwnModel.State.READY)
        own_models.model_choose(person=request.user, own=own)
    else:
        raise Http404(_("There is no such model."))
    messages.success(request, _("Every day is scored anew by it; until then the old scores stay."))
    return redirect("mood:models")


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def model_train(request: PersonsRequest) -> HttpResponse:
    """Which playlists are happy, and which sad; has a model trained from them."""
    library, trouble = _library(request)
    form = TrainingForm(request.POST if request.method == "POST" else None, playlists=library.playlists)
    if request.method == "POST" and form.is_valid():
        names = dict(library.playlists)
        happy, sad = ([Chosen(key, names[key]) for key in form.cleaned_data[kind]] for kind in ("happy", "sad"))
        try:
            own_models.own_model_ask(person=request.user, name=form.cleaned_data["name"], happy=happy, sad=sad)
        except TooManyModels:
            form.add_error(None, _("You keep as many models as there is room for. Forget one first."))
        else:
            messages.success(request, _("It is being trained. This takes some minutes; you may leave the page."))
            return redirect("mood:models")
    context = {"form": form, "library": library, "all": _ALL in request.GET, "trouble": trouble}
    return render(request, "mood/model_train.html", context, status=422 if form.errors else 200)


@require_POST
@signed_in
def model_forget(request: PersonsRequest, pk: int) -> HttpResponse:
    """Forgets an own model."""
    own = get_object_or_404(OwnModel, person=request.user, pk=pk)
    own_models.own_model_remove(own=own)
    messages.success(request, _("The model is gone."))
    return redirect("mood:models")


@require_safe
@signed_in
def playlists(request: PersonsRequest) -> HttpResponse:
    """The playlists whose songs can be scored."""
    library, trouble = _library(request)
    context = {"library": library, "all": _ALL in request.GET, "trouble": trouble}
    return render(request, "mood/playlists.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def playlist(request: PersonsRequest, playlist_id: str) -> HttpResponse:
    """A playlist's songs with their scores; POST has it asked how the unknown ones sound."""
    scores, trouble = _scores(request, playlist_id)
    if request.method == "POST" and scores:
        own_models.songs_want(scores.unknown)
        messages.success(request, _("We ask how they sound. Look again in a minute."))
        return redirect("mood:playlist", playlist_id)
    return render(request, "mood/playlist.html", {"scores": scores, "trouble": trouble})


def _library(request: PersonsRequest) -> tuple[Library, Words | None]:
    """The first playlists, or all where they are asked for: a large library takes a while to read."""
    most = own_models.MOST_LISTED if _ALL in request.GET else own_models.FIRST
    try:
        return own_models.library_of(request.user, most=most), None
    except SpotifyError as error:
        return Library([], more=False), words_for(error)


def _scores(request: PersonsRequest, playlist_id: str) -> tuple[PlaylistScores | None, Words | None]:
    try:
        return playlist_scores(request.user, playlist_id), None
    except NotFound:
        raise Http404(_("There is no such playlist in Spotify.")) from None
    except SpotifyError as error:
        return None, words_for(error)
    except ModelUnfit as error:
        return None, Words(_("Your model cannot be used"), str(error), _("Choose another one under Models."), 503)
