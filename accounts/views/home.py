"""The landing page for strangers, Today for the signed-in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.caring import put_away
from accounts.email import asked_of, waiting
from accounts.joining import spotify_full
from accounts.selectors import cards_of, today_of, words_of
from discoverdaily.access import PersonsRequest, signed_in
from discoverdaily.spotify.selectors import connection_status

EMAIL_LATER = "email_later"
"""Where the session keeps that its person gives no address now: until they next sign in there."""


@never_cache
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The landing page for strangers, Today for the signed-in."""
    person = request.user
    if not person.is_authenticated:
        return render(request, "accounts/landing.html", {"spotify_full": spotify_full()})
    status = connection_status(person)
    email_wanted = not person.email and EMAIL_LATER not in request.session
    context = {
        "today": today_of(person),
        "connection": status,
        "connection_words": words_of(status),
        "connection_told": status.attention and not put_away(status),
        "cards": cards_of(person, request),
        "email_wanted": email_wanted,
        "asked": waiting(asked_of(person)) if email_wanted else None,
    }
    return render(request, "accounts/today.html", context)


@never_cache
@require_POST
@signed_in
def email_later(request: PersonsRequest) -> HttpResponse:
    """Puts the reminder of an e-mail address away."""
    request.session[EMAIL_LATER] = True
    return redirect("home")
