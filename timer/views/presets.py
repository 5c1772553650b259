"""Presets of one's own, and sharing a plan."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from discoverdaily.access import PersonsRequest, signed_in
from discoverdaily.pages import fragment_or_page
from timer.forms import PlanForm
from timer.models import Preset
from timer.music_forms import MusicForm
from timer.own_presets import MOST, NameTaken, TooMany, preset_change, preset_forget, preset_keep, preset_of, presets_of
from timer.preset_forms import PresetNameForm
from timer.presets import BUILT_IN, setup_address, share_address
from timer.telling import plan_told
from timer.views.music import setup_with
from timer.views.setup import setup_page


@require_safe
@signed_in
def presets(request: PersonsRequest) -> HttpResponse:
    """The person's own, and those that everybody has."""
    return _list(request)


def _list(request: PersonsRequest, *, wrong: PresetNameForm | None = None, of: int = 0) -> HttpResponse:
    context = {
        "own": [(preset, plan_told(preset.plan)) for preset in presets_of(request.user)],
        "built_in": BUILT_IN,
        "most": MOST,
        "wrong": wrong,
        "wrong_of": of,
    }
    return fragment_or_page(request, "timer/presets.html", "presets", context, status=422 if wrong else 200)


@require_POST
@signed_in
def keep(request: PersonsRequest) -> HttpResponse:
    """Keeps what stands in set-up under its name: as a preset of its own, or in place of the `preset` it came from."""
    plan, naming = PlanForm(request.POST), PresetNameForm(request.POST)
    changed = _own(request, request.POST.get("preset", "")) if request.POST.get("change") else None
    if not naming.is_valid():
        plan.is_valid()
        plan.errors.pop("name", None)
        plan.add_error("name", naming.errors["name"].as_data())
    if plan.is_valid():
        try:
            return _kept(request, plan, naming.cleaned_data["name"], changed)
        except NameTaken:
            plan.add_error("name", _("You keep another preset under this name. Choose another one."))
        except TooMany:
            words = _("You keep %(most)s presets, and that is as many as there may be. Forget one first.")
            plan.add_error("name", words % {"most": MOST})
    return setup_page(request, plan, MusicForm(person=request.user, typed=request.POST))


def _kept(request: PersonsRequest, plan: PlanForm, name: str, changed: Preset | None) -> HttpResponse:
    """Raises NameTaken, TooMany."""
    if changed is not None:
        preset_change(preset=changed, name=name, plan=plan.plan)
        messages.success(request, _("“%(name)s” is changed.") % {"name": name})
        return redirect(_set_up_with(request, changed))
    kept = preset_keep(person=request.user, name=name, plan=plan.plan)
    messages.success(request, _("Kept as “%(name)s” among your presets.") % {"name": name})
    return redirect(_set_up_with(request, kept))


def _set_up_with(request: PersonsRequest, preset: Preset) -> str:
    """Set-up as it was left, with the preset filled in."""
    typed = request.POST.copy()
    typed["preset"] = str(preset.pk)
    return setup_with(typed)


@require_POST
@signed_in
def rename(request: PersonsRequest, pk: int) -> HttpResponse:
    """Calls a preset something else."""
    preset, form = _own(request, pk), PresetNameForm(request.POST)
    if form.is_valid():
        try:
            preset_change(preset=preset, name=form.cleaned_data["name"])
        except NameTaken:
            form.add_error("name", _("You keep another preset under this name. Choose another one."))
    if not form.is_valid():
        return _list(request, wrong=form, of=pk)
    messages.success(request, _("It is called “%(name)s” now.") % {"name": preset.name})
    return redirect("timer:presets")


@require_POST
@signed_in
def forget(request: PersonsRequest, pk: int) -> HttpResponse:
    """Takes a preset away."""
    preset = _own(request, pk)
    preset_forget(preset=preset)
    messages.success(request, _("“%(name)s” is forgotten.") % {"name": preset.name})
    return redirect("timer:presets")


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def share(request: PersonsRequest) -> HttpResponse:
    """The link to a plan, which stands in the address; a POST, which changes nothing, brings it from set-up."""
    typed = request.POST if request.method == "POST" else request.GET
    plan = PlanForm(typed)
    if not plan.is_valid():
        return setup_page(request, plan, MusicForm(person=request.user, typed=typed))
    name = plan.cleaned_data["name"]
    if request.method == "POST":
        return redirect(share_address(plan=plan.plan, name=name))
    context = {
        "name": name,
        "told": plan_told(plan.plan),
        "link": request.build_absolute_uri(setup_address(plan=plan.plan, name=name, shared=True)),
        "back": setup_address(plan=plan.plan, name=name),
    }
    answer = fragment_or_page(request, "timer/share.html", "share", context)
    add_never_cache_headers(answer)
    return answer


def _own(request: PersonsRequest, key: int | str) -> Preset:
    """Raises Http404 where it is not theirs, or nobody's."""
    preset = preset_of(request.user, str(key))
    if preset is None:
        raise Http404(_("You keep no such preset."))
    return preset
