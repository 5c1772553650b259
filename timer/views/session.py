"""A session: its page, the piece of it that changes, and its buttons."""

from collections.abc import Callable
from datetime import timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from discoverdaily import clock
from discoverdaily.access import PersonsRequest, signed_in
from discoverdaily.pages import fragment_or_page
from timer import services
from timer.models import Session
from timer.playing import music_look
from timer.services import AlreadyRunning
from timer.showing import shown, unix_ms
from timer.views.this_browser import here_in_session, opened_for

STEP = timedelta(seconds=10)


@require_safe
@signed_in
def session(request: PersonsRequest, pk: int) -> HttpResponse:
    """How it stands; for HTMX the changing piece alone, and nothing where it is as was `?seen`."""
    return _answer(request, _session(request, pk))


@never_cache
@require_safe
def now(request: HttpRequest) -> JsonResponse:
    """What time it is here, in milliseconds since 1970: browsers' clocks go wrong by seconds, and by more."""
    return JsonResponse({"now": unix_ms(clock.now())})


def _session(request: PersonsRequest, pk: int) -> Session:
    return get_object_or_404(Session.objects.select_related("music", "person"), person=request.user, pk=pk)


def _answer(request: PersonsRequest, found: Session) -> HttpResponse:
    it = shown(found)
    if request.headers.get("HX-Request") and request.GET.get("seen") == it.seen:
        return HttpResponse(status=204)
    here = here_in_session(request, found) if found.live else None
    answer = fragment_or_page(request, "timer/session.html", "session", {"it": it, "session": found, "here": here})
    return opened_for(request, here, answer)


def _press(change: Callable[..., object], *, of_phase: bool = False, **more: object) -> Callable[..., HttpResponseBase]:
    """A view of a button: does this to the person's session, then shows how it stands.

    `of_phase`: it is meant for the phase that the person saw, which the page tells; without it, for the one that runs.
    """

    @require_POST
    @signed_in
    def press(request: PersonsRequest, pk: int) -> HttpResponse:
        found = _session(request, pk)
        typed = request.POST.get("phase", "")
        seen = int(typed) if typed.isdecimal() and len(typed) < 6 else found.phase
        change(session=found, **more, **({"phase": seen} if of_phase else {}))
        if request.headers.get("HX-Request"):
            return _answer(request, _session(request, pk))
        return redirect(found)

    return press


tick = _press(services.session_tick)
pause, resume = _press(services.session_pause), _press(services.session_resume)
skip, back = _press(services.session_next, of_phase=True), _press(services.session_back, of_phase=True)
plus, minus = _press(services.session_shift, by=STEP), _press(services.session_shift, by=-STEP)
reset, end = _press(services.session_reset), _press(services.session_end)
look = _press(music_look)
song = _press(services.song_skip)


@require_POST
@signed_in
def again(request: PersonsRequest, pk: int) -> HttpResponse:
    """The same session once more: its plan, its music, on its device."""
    before = _session(request, pk)
    music = getattr(before, "music", None)
    wish = {"device_id": music.device_id, "device_name": music.device_name, "wish": music.wish} if music else None
    try:
        begun = services.session_start(person=request.user, plan=before.plan, title=before.title, music=wish)
    except AlreadyRunning as error:
        messages.info(request, _("This session runs already. End it first to begin another."))
        begun = error.session
    return redirect(begun)
