"""Saying once more who one is, before what lets somebody in is changed."""

from django import forms
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts.forms import ProofForm
from accounts.limits import GUESSES, within
from accounts.proving import proof_missing, proof_note
from accounts.services import safe_next, sign_in_begin
from discoverdaily.access import PersonsRequest, signed_in
from discoverdaily.spotify.selectors import connection_of

AT_MOST = 10
"""Guesses at one's own password within an hour, by whoever sits at a browser that was left signed in."""


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def prove(request: PersonsRequest) -> HttpResponse:
    """By the password, or by signing in with Spotify once more; then on to `next`, or to connect Spotify."""
    person, posted = request.user, request.method == "POST"
    sent = request.POST if posted else request.GET
    back = safe_next(request, sent.get("next", "")) or reverse("accounts:settings")
    connect = "connect" in sent
    form = ProofForm(person, request.POST if posted else None)
    if form.is_bound and person.has_usable_password() and may_try(request, form) and form.is_valid():
        proof_note(request.session, person)
    if not proof_missing(request):
        return sign_in_begin(request, next=back) if posted and connect else HttpResponseRedirect(back)
    context = {
        "form": form if person.has_usable_password() else None,
        "next": back,
        "connect": connect,
        "connected": connection_of(person) is not None,
    }
    return render(request, "accounts/prove.html", context, status=422 if posted else 200)


def may_try(request: PersonsRequest, form: forms.Form) -> bool:
    """Whether another guess at their password is looked at; else the form says why not."""
    if within(GUESSES, request.user.pk, AT_MOST):
        return True
    form.is_valid()
    form.add_error(None, _("That was tried many times just now. Try again in an hour, or have a letter sent."))
    return False
