"""What the ribbon's buttons do: each answers with the page the person was on, and words on top of it. And a listener's
export, as if it had come."""

from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve, reverse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import User
from accounts.services import safe_next, sign_in_begin
from discoverdaily.access import PersonsRequest, signed_in
from discoverdaily.demo import controls, exports, services
from discoverdaily.demo.models import Export
from discoverdaily.listening.importing.selectors import imports_of
from discoverdaily.listening.importing.shown import shown

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


def person_of(request: HttpRequest) -> User | None:
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
    if services.next_day(person=person_of(request)):
        messages.success(request, _("A day has passed at the local Spotify, and what was planned has been done."))
    else:
        messages.info(request, _("A day has passed at the local Spotify. What was planned is still being done."))


@said
def break_something(request: HttpRequest) -> None:
    person, what = person_of(request), request.POST.get("what", "")
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
    services.mend(person=person_of(request))
    messages.success(request, _("Mended, and what had failed was tried again. What was revoked, you give anew."))


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def export(request: PersonsRequest) -> HttpResponse:
    """Pressed: the listener's export comes. Asked for in the background: that it is on its way; with `?waited`, what
    came of it."""
    if request.method == "POST":
        asked = request.POST.get("kind", "")
        kind = Export.Kind(asked) if asked in Export.Kind.values else Export.Kind.EXTENDED
        exports.export_ask(person=request.user, kind=kind)
        messages.success(request, _("It has come from the local Spotify, and is handed in as you would do it."))
        return redirect("listening:imports")
    if not request.headers.get("HX-Request"):
        return redirect("listening:imports")
    answer = _on_its_way(request)
    add_never_cache_headers(answer)
    return answer


def _on_its_way(request: PersonsRequest) -> HttpResponse:
    if exports.is_coming(request.user):
        return render(request, "demo/coming.html")
    if "waited" not in request.GET:
        return HttpResponse()
    if exports.came_empty(request.user):
        return render(request, "demo/came_empty.html")
    imported = imports_of(request.user).first()
    return render(request, "listening/import_card.html", {"shown": shown(imported)}) if imported else HttpResponse()
