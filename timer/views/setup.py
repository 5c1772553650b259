"""Choosing what a session is to be, and beginning it."""

from datetime import timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from discoverdaily import clock
from discoverdaily.access import PersonsRequest, signed_in
from timer.forms import DEFAULT, PlanForm
from timer.models import Session
from timer.music_forms import MusicForm
from timer.own_presets import preset_of, presets_of
from timer.presets import BUILT_IN
from timer.selectors import live_session_of
from timer.services import AlreadyRunning, session_start, session_tick
from timer.telling import plan_told
from timer.views.this_browser import here_in_setup, opened_for

SAME_PRESS = timedelta(seconds=5)
"""Begun again with the same plan within this time, it was one press that came twice."""
AT_A_GLANCE = {"list", "link", "device", "shuffle"}
"""The fields of the music that do not stand behind More."""


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def setup(request: PersonsRequest) -> HttpResponse:
    """Set-up; a POST begins the session and leads to it.

    The address may hold a plan, which is checked as if it were typed. `instead` is the session that may be ended.
    """
    if request.method == "POST":
        return _begun(request)
    typed = request.GET if any(name in request.GET for name in PlanForm.KNOWN) else None
    plan = PlanForm(typed) if typed else _last_plan(request.user)
    music = MusicForm(person=request.user, typed=request.GET)
    return setup_page(request, plan, music, shared="shared" in request.GET, live=live_session_of(request.user))


@require_safe
@signed_in
def summed(request: PersonsRequest) -> HttpResponse:
    """What the figures in the address come to, as a piece for HTMX; without it set-up, with them filled in."""
    if not request.headers.get("HX-Request"):
        return redirect(f"{reverse('timer:setup')}?{request.GET.urlencode()}")
    answer = render(request, "timer/_sum.html", {"sum": _sum(PlanForm(request.GET))})
    add_never_cache_headers(answer)
    return answer


def _sum(form: PlanForm) -> dict[str, Any] | None:
    """A plan in words, and when it would end; None while what is typed is no plan yet."""
    if form.is_bound and not form.is_valid():
        return None
    plan = form.plan if form.is_bound else form.begun_with
    return {"told": plan_told(plan), "ends_at": clock.now() + timedelta(seconds=plan.length)}


def _begun(request: PersonsRequest) -> HttpResponse:
    plan, music = PlanForm(request.POST), MusicForm(request.POST, person=request.user)
    valid = plan.is_valid()
    if not music.is_valid() or not valid:
        return setup_page(request, plan, music)
    running = live_session_of(request.user)
    if running:
        session_tick(session=running)  # it may have come to its end with nobody there
        running = running if running.live else None
    agreed = running is not None and request.POST.get("instead") == str(running.pk)
    if running and not agreed:
        return _one_runs(request, running, plan, music)
    try:
        session = session_start(
            person=request.user,
            plan=plan.plan,
            title=plan.cleaned_data["name"],
            music=music.music(),
            instead=agreed,
        )
    except AlreadyRunning as error:
        return _one_runs(request, error.session, plan, music)
    return redirect(session)


def _one_runs(request: PersonsRequest, running: Session, plan: PlanForm, music: MusicForm) -> HttpResponse:
    """To the one that runs where this press began it; else the question what is to become of it."""
    if running.figures == plan.plan.figures() and clock.now() - running.started_at < SAME_PRESS:
        return redirect(running)
    return setup_page(request, plan, music, running=running, status=409)


def _last_plan(person: User) -> PlanForm:
    last = Session.objects.filter(person=person).first()
    return PlanForm(plan=last.plan if last else DEFAULT, name=last.title if last else "")


def setup_page(
    request: PersonsRequest, plan: PlanForm, music: MusicForm, *, status: int = 0, **more: Any
) -> HttpResponse:
    """What was typed, and what is wrong with it."""
    wrong = (plan.is_bound and not plan.is_valid()) or (music.is_bound and not music.is_valid())
    preset = preset_of(request.user, request.POST.get("preset") or request.GET.get("preset", ""))
    presets = {"built_in": BUILT_IN, "own": presets_of(request.user), "preset": preset}
    opened = {"music_open": bool(music.is_bound and set(music.errors) - AT_A_GLANCE)}
    here = here_in_setup(request)
    context = {"plan": plan, "sum": _sum(plan), "music": music, "here": here, **presets, **opened, **more}
    answer = render(request, "timer/setup.html", context, status=status or (422 if wrong else 200))
    add_never_cache_headers(answer)
    return opened_for(request, here, answer)
