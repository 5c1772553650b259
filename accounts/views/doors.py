"""Coming in through Spotify, and what to do when that fails."""

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from social_core.exceptions import SocialAuthBaseException

from accounts import words
from accounts.services import safe_next, sign_in_begin
from discoverdaily import clock
from discoverdaily.spotify.backend import SpotifyRefused
from discoverdaily.spotify.errors import RetryLater
from discoverdaily.spotify.scopes import NEEDED


@never_cache
@require_safe
def sign_in(request: HttpRequest) -> HttpResponse:
    """What is asked for and why, and the button to Spotify; who is signed in already goes where they wanted to."""
    address = safe_next(request, request.GET.get("next", ""))
    if request.user.is_authenticated:
        return HttpResponseRedirect(address or reverse("home"))
    return render(request, "accounts/sign_in.html", {"next": address, "reasons": list(NEEDED.values())})


@never_cache
@require_POST
def begin(request: HttpRequest) -> HttpResponse:
    """To Spotify, and from there back to `next`."""
    return sign_in_begin(request, next=request.POST.get("next", ""))


def sign_in_failed(request: HttpRequest, exception: SocialAuthBaseException) -> HttpResponse:
    """What happened on the way in, what to do, and a button to try again."""
    error = exception.error if isinstance(exception, SpotifyRefused) else None
    said = words.SIGN_IN.get(error.reason if error else exception.code, words.SIGN_IN_UNFORESEEN)
    wait, now = error.after if isinstance(error, RetryLater) else None, clock.now()
    context: dict[str, Any] = {
        "words": said,
        "now": now,
        "until": now + wait if wait else None,
        "next": safe_next(request, request.session.get("next") or ""),
    }
    response = render(request, "accounts/sign_in_failed.html", context, status=said.status)
    if wait:
        response["Retry-After"] = str(wait // timedelta(seconds=1) + 1)
    response["Cache-Control"] = "no-store"
    return response
