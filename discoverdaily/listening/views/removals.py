"""Hiding and deleting: asked first, done at a press, undone at another."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from discoverdaily.access import PersonsRequest, signed_in
from discoverdaily.listening.finding import Finding
from discoverdaily.listening.forms import FilterForm
from discoverdaily.listening.models import Removal
from discoverdaily.listening.removals import GoneForGood, NothingFound, play_remove, removal_ask, removal_undo
from discoverdaily.listening.selectors import play_line, removals_of
from discoverdaily.listening.views.history import back_to, named_by
from discoverdaily.listening.words import wanted_words
from discoverdaily.pages import fragment_or_page


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def remove(request: PersonsRequest) -> HttpResponse:
    """Everything that a filter finds: says how many and what it means; hides or deletes them once that is pressed."""
    form = FilterForm(request.POST if request.method == "POST" else request.GET)
    if not form.is_valid() or form.wanted().removed:
        raise Http404(_("There is no such filter."))
    wanted = form.wanted()
    named = named_by(request, wanted)
    if request.method == "POST":
        return _done(request, lambda verb: removal_ask(person=request.user, verb=verb, wanted=wanted))
    context: dict[str, Any] = {
        "form": form,
        "extent": Finding(request.user, wanted).extent,
        "which": wanted_words(wanted, **named),
    }
    return fragment_or_page(request, "listening/remove.html", "dialog", context)


@require_POST
@signed_in
def remove_play(request: PersonsRequest, pk: int) -> HttpResponse:
    """One play."""
    play = play_line(request.user, pk).play
    return _done(request, lambda verb: play_remove(person=request.user, verb=verb, play=play))


def _done(request: PersonsRequest, ask: Any) -> HttpResponse:
    """The page then says what was done, with a button that undoes it."""
    verb = request.POST.get("verb", "")
    if verb not in Removal.Verb.values:
        raise Http404(_("Choose whether to hide or to delete."))
    try:
        ask(Removal.Verb(verb))
    except NothingFound:
        messages.info(request, _("There was nothing to hide or delete any more."))
    return redirect(back_to(request))


@require_safe
@signed_in
def removals(request: PersonsRequest) -> HttpResponse:
    """What was hidden and deleted, each to be undone."""
    lines = removals_of(request.user)
    context = {"lines": lines, "going_on": any(line.going_on for line in lines)}
    return fragment_or_page(request, "listening/removals.html", "removals", context)


@require_POST
@signed_in
def undo(request: PersonsRequest, pk: int) -> HttpResponse:
    """Gives back what a removal took."""
    try:
        removal = removal_undo(removal=get_object_or_404(Removal, person=request.user, pk=pk))
    except GoneForGood:
        messages.info(request, _("These plays are gone for good: they were deleted more than a week ago."))
    else:
        done = removal.state == Removal.State.UNDONE
        messages.success(request, _("Undone.") if done else _("They are on their way back."))
    return redirect(back_to(request))
