"""A fresh look at Spotify, when a person opens a page."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_POST

from discoverdaily.access import PersonsRequest, page_of, signed_in
from discoverdaily.listening.capture import capture_look_now
from discoverdaily.listening.looks import look_of


@require_POST
@signed_in
def look(request: PersonsRequest) -> HttpResponse:
    """Asks Spotify what the person played, unless it was asked within two minutes, and says what came of it."""
    new = capture_look_now(person=request.user)
    found = look_of(request.user, new)
    if request.headers.get("HX-Request"):
        return render(request, "listening/look.html", {"look": found, "asked": True, "page": page_of(request)})
    if found:
        messages.info(request, found.sentence)
    return HttpResponseRedirect(page_of(request))
