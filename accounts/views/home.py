"""The landing page for strangers, Today for the signed-in."""

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.caring import put_away
from accounts.forms import EmailForm
from accounts.joining import spotify_full
from accounts.selectors import cards_of, today_of, words_of
from accounts.views.email import email_card
from discoverdaily.access import PersonsRequest
from discoverdaily.spotify.selectors import connection_status


@never_cache
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The landing page for strangers, Today for the signed-in."""
    person = request.user
    if not person.is_authenticated:
        return render(request, "accounts/landing.html", {"spotify_full": spotify_full()})
    status = connection_status(person)
    context = {
        "today": today_of(person),
        "connection": status,
        "connection_words": words_of(status),
        "connection_told": status.attention and not put_away(status),
        "cards": cards_of(person, request),
        **({} if person.email else email_card(cast("PersonsRequest", request), EmailForm())),
    }
    return render(request, "accounts/today.html", context)
