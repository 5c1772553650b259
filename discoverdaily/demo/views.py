"""What the ribbon's buttons do. Each answers with the page the person was on, and words on top of it."""

from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import Resolver404, resolve, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from accounts.models import User
from accounts.services import safe_next, sign_in_begin
from discoverdaily.demo import controls, services

LOOK_AT_PLAYLISTS = gettext_lazy("It is broken. Press Refresh now or Next day to see what happens, then Mend.")
WHERE_TO_LOOK = {"asleep": gettext_lazy("Every device sleeps. Only the player notices: see it under More, then Mend.")}

View = Callable[[HttpRequest], HttpResponse]


def page_before(request: HttpRequest) -> str:
    """The page the person was on, if it is one of ours; else home."""
    return safe_next(request, request.POST.get("next", "")) or reverse("home")


def said(view: Callable[[HttpRequest], None]) -> View:
    """A view that only leaves words: it goes back to the page, and says so where the local Spotify is silent."""

    @require_POST
    @wraps(view)
    def answer(request: HttpRequest) -> HttpResponse:
        try:
            view(request)
        except controls.NoAnswer:
            messages.error(request, _("The local Spotify does not answer. Is it running?"))
        return HttpResponseRedirect(page_before(request))

    return answer


def signed_in(request: HttpRequest) -> User | None:
    return request.user if request.user.is_authenticated else None


@require_POST
def switch(request: HttpRequest) -> HttpResponse:
    """Signs out and begins to sign in anew; back to the same page, unless it is about something of one's own."""
    page = page_before(request)
    logout(request)
    return sign_in_begin(request, next=page if is_everybodys(page) else reverse("home"))


def is_everybodys(page: str) -> bool:
    """Whether the page is there for any listener: its address names no particular thing."""
    try:
        return not resolve(page.partition("?")[0]).kwargs
    except Resolver404:
        return False


@said
def next_day(request: HttpRequest) -> None:
    if services.next_day(person=signed_in(request)):
        messages.success(request, _("A day has passed at the local Spotify, and what was planned has been done."))
    else:
        messages.info(request, _("A day has passed at the local Spotify. What was planned is still being done."))


@said
def break_something(request: HttpRequest) -> None:
    person, what = signed_in(request), request.POST.get("what", "")
    listener = services.listener_of(person) if person else None
    if listener is None:
        messages.error(request, _("First choose a listener: something is broken for somebody."))
    elif what not in controls.BREAKS:
        messages.error(request, _("Choose what to break."))
    else:
        controls.BREAKS[what](listener)
        messages.success(request, WHERE_TO_LOOK.get(what, LOOK_AT_PLAYLISTS))


@said
def mend(request: HttpRequest) -> None:
    services.mend(person=signed_in(request))
    messages.success(request, _("Mended, and what had failed was tried again. What was revoked, you give anew."))
