"""Leaving: what will go is listed, the person says who they are, and then it goes."""

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts.erasing import Erased, holdings_of, person_erase
from accounts.forms import LeaveForm
from accounts.proving import proved_by_spotify
from accounts.views.proving import may_try
from discoverdaily.access import PersonsRequest, signed_in
from discoverdaily.spotify.selectors import connection_of


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def leave(request: PersonsRequest) -> HttpResponse:
    """The page; a POST with a good password, or soon after Spotify was asked, deletes the person."""
    person, proved = request.user, proved_by_spotify(request)
    connected = connection_of(person) is not None
    data = request.POST if request.method == "POST" else None
    form = LeaveForm(person, data, proved=proved, has_playlists=connected)
    guessed = "password" in form.fields
    may = proved or guessed
    if form.is_bound and may and (not guessed or may_try(request, form)) and form.is_valid():
        erased = person_erase(person=person, leave_spotify=form.leave_spotify)
        logout(request)
        _say(request, erased)
        return redirect("home")
    context = {"form": form, "holdings": holdings_of(person), "may": may, "connected": connected, "proved": proved}
    return render(request, "accounts/leave.html", context, status=422 if form.is_bound else 200)


def _say(request: PersonsRequest, erased: Erased) -> None:
    if erased.done:
        messages.success(request, _("Your account is deleted, with everything in it."))
    else:
        messages.success(
            request,
            _("Your account is closed. It held so much that deleting the last of it takes a few minutes more."),
        )
    if not erased.left_spotify:
        messages.warning(
            request,
            _("Spotify did not answer, so your playlists are still there. You can remove them in Spotify yourself."),
        )
