"""The connection to Spotify: how it stands, what it can do, and its end."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.caring import reminder_put_away
from accounts.connection import abilities_of, connection_end, left_of_spotify, permissions_of
from accounts.doors import LastDoor, opens_by_password
from accounts.erasing import spotify_data_delete
from accounts.joining import spotify_full
from accounts.proving import proof_missing, to_prove
from accounts.selectors import words_of
from discoverdaily.access import PersonsRequest, signed_in
from discoverdaily.spotify.scopes import NEEDED
from discoverdaily.spotify.selectors import app_of, connection_of, connection_status


@never_cache
@require_safe
@signed_in
def connection(request: PersonsRequest) -> HttpResponse:
    """The page."""
    status = connection_status(request.user)
    found = status.connection
    context = {
        "connection": status,
        "connection_words": words_of(status),
        "since": found.social.created if found else None,
        "permissions": permissions_of(found) if found else [],
        "abilities": abilities_of(found) if found else [],
        "own": found is not None and found.client_id != settings.SPOTIFY_CLIENT_ID,
        "brought": app_of(request.user) != settings.SPOTIFY_CLIENT_ID,
        "reasons": NEEDED.values(),
        "left": found is None and left_of_spotify(request.user),
        "spotify_full": found is None and app_of(request.user) == settings.SPOTIFY_CLIENT_ID and spotify_full(),
    }
    return render(request, "accounts/connection.html", context)


@never_cache
@require_POST
@signed_in
def later(request: PersonsRequest) -> HttpResponse:
    """Puts the reminder on Today away until the next one."""
    reminder_put_away(person=request.user)
    return redirect("home")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def disconnect(request: PersonsRequest) -> HttpResponse:
    """Says what ends with the connection; ends it."""
    person = request.user
    if connection_of(person) is None:
        return redirect("accounts:connection")
    if opens_by_password(person) and proof_missing(request):
        return to_prove(request, back=request.path)
    if request.method == "POST":
        forget = "forget" in request.POST
        try:
            connection_end(person=person, forget=forget)
        except LastDoor:
            return _disconnect_page(request, status=422)
        messages.success(request, _("Disconnected. The keys to your Spotify account are deleted."))
        if forget:
            messages.success(request, _("What Spotify told us of you is deleted, too."))
        return redirect("accounts:connection")
    return _disconnect_page(request)


def _disconnect_page(request: PersonsRequest, status: int = 200) -> HttpResponse:
    context = {"may": opens_by_password(request.user)}
    return render(request, "accounts/disconnect.html", context, status=status)


@never_cache
@require_POST
@signed_in
def forget(request: PersonsRequest) -> HttpResponse:
    """Deletes what Spotify told of a person who is no longer connected."""
    if connection_of(request.user) is None:
        spotify_data_delete(person=request.user)
        messages.success(request, _("What Spotify told us of you is deleted."))
    return redirect("accounts:connection")
