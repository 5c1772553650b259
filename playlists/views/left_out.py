"""What is left out: choosing it, seeing it, taking it back."""

import re

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import reswap, retarget

from discoverdaily.access import PersonsRequest, page_before, page_of, signed_in
from discoverdaily.listening.exclusions import exclusions_of
from discoverdaily.listening.models import Artist, Exclusion, Track
from discoverdaily.pages import fragment_or_page
from playlists import leaving_out
from playlists.forms import LeaveOutForm
from playlists.models import ListExclusion, SavedPlaylist

PIECE = re.compile(r"[a-z][a-z-]{0,30}")
"""What the id of a page's piece looks like: the one that changes when something was left out on it."""


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def leave_out(request: PersonsRequest) -> HttpResponse:
    """Chooses what to leave out of which list: `?track=` or `?artist=` names what was pressed, `?list=` the saved
    playlist on whose page, `?into=` the piece of that page to bring anew."""
    what, saved = _pressed(request), _list(request)
    form = LeaveOutForm(request.POST if request.method == "POST" else None, of=what, saved=saved)
    if request.method == "POST" and form.is_valid():
        chosen, only_in = form.chosen()
        made = leaving_out.leave_out(person=request.user, what=chosen, saved=only_in)
        messages.success(request, _words(chosen, only_in), extra_tags=_back_address(made))
        return redirect(_page_before(request))
    return _choice_answer(request, form, what)


def _choice_answer(request: PersonsRequest, form: LeaveOutForm, what: Track | Artist) -> HttpResponse:
    into, before, query = request.GET.get("into", ""), _page_before(request), request.GET.copy()
    query["before"] = before
    context = {
        "form": form,
        "what": what,
        "into": into if PIECE.fullmatch(into) else "",
        "before": before,
        "address": f"{request.path}?{query.urlencode()}",
    }
    if not form.is_bound:
        return fragment_or_page(request, "playlists/leave_out.html", "dialog", context)
    answer = fragment_or_page(request, "playlists/leave_out.html", "dialog", context, status=422)
    return reswap(retarget(answer, "#dialog"), "innerHTML")


def _page_before(request: PersonsRequest) -> str:
    """The page on which it was pressed. Without scripts the choice is a page of its own, and carries it along."""
    before = request.GET.get("before", "")
    safe = before.startswith("/") and url_has_allowed_host_and_scheme(before, allowed_hosts=None)
    return before if safe else page_before(request)


def _pressed(request: PersonsRequest) -> Track | Artist:
    track, artist = request.GET.get("track"), request.GET.get("artist", "")
    if track is not None:
        found: Track | Artist | None = leaving_out.track_named(request.user, track)
    else:
        found = leaving_out.artist_named(request.user, artist)
    if found is None:
        raise Http404
    return found


def _list(request: PersonsRequest) -> SavedPlaylist | None:
    """The person's own list that was named, if it will ever be refreshed."""
    named = request.GET.get("list")
    if named is None:
        return None
    if not leaving_out.OUR_KEY.fullmatch(named):
        raise Http404
    saved = get_object_or_404(SavedPlaylist, person=request.user, pk=int(named))
    return saved if saved.repeats and saved.state != SavedPlaylist.State.STOPPED else None


def _words(what: Track | Artist, saved: SavedPlaylist | None) -> str:
    if saved:
        return _("“%(what)s” stays out of “%(list)s” from its next refresh on.") % {
            "what": what.name,
            "list": saved.name,
        }
    return _("“%(what)s” is left out. Saved playlists follow with their next refresh.") % {"what": what.name}


def _back_address(made: Exclusion | ListExclusion) -> str:
    return reverse("playlists:take_back" if isinstance(made, Exclusion) else "playlists:list_take_back", args=[made.pk])


@require_safe
@signed_in
def left_out(request: PersonsRequest) -> HttpResponse:
    """All that the person leaves out, everywhere and of single lists."""
    context = {"everywhere": exclusions_of(request.user), "lists": leaving_out.left_out_lists(request.user)}
    return fragment_or_page(request, "playlists/left_out.html", "left_out", context)


@require_POST
@signed_in
def take_back(request: PersonsRequest, pk: int) -> HttpResponse:
    """What was left out everywhere may stand in lists again."""
    return _taken_back(request, get_object_or_404(Exclusion, person=request.user, pk=pk))


@require_POST
@signed_in
def list_take_back(request: PersonsRequest, pk: int) -> HttpResponse:
    """What was left out of one list may stand in it again."""
    return _taken_back(request, get_object_or_404(ListExclusion, saved__person=request.user, pk=pk))


def _taken_back(request: HttpRequest, exclusion: Exclusion | ListExclusion) -> HttpResponse:
    leaving_out.take_back(exclusion=exclusion)
    messages.success(request, _("Taken back: from the next refresh on it may stand in lists again."))
    return redirect(page_of(request))
