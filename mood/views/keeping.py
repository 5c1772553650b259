"""How a person keeps their calendar: what it looks like, on or off."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from discoverdaily.access import PersonsRequest, signed_in
from discoverdaily.pages import fragment_or_page
from mood import services
from mood.forms import KeepingForm
from mood.selectors import mood_kept


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def keeping(request: PersonsRequest) -> HttpResponse:
    """What the calendar looks like."""
    mood = mood_kept(request.user)
    form = KeepingForm(request.POST if request.method == "POST" else None, instance=mood)
    if request.method == "POST" and form.is_valid():
        services.keeping_change(person=request.user, **form.cleaned_data)
        messages.success(request, _("Kept."))
        if not request.headers.get("HX-Request"):
            return redirect("mood:keeping")
    context = {"form": form, "mood": mood}
    return fragment_or_page(request, "mood/keeping.html", "keeping", context, status=422 if form.errors else 200)


@require_POST
@signed_in
def turn_on(request: PersonsRequest) -> HttpResponse:
    """Every day takes its colour again."""
    services.mood_turn_on(person=request.user)
    messages.success(request, _("The calendar is on. Your days take their colours, the newest first."))
    return redirect("mood:this_month")


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def turn_off(request: PersonsRequest) -> HttpResponse:
    """Says what goes when the calendar is turned off; turns it off."""
    if request.method == "POST":
        services.mood_turn_off(person=request.user)
        messages.success(request, _("The calendar is off, and what it kept is gone."))
        return redirect("mood:this_month")
    return render(request, "mood/turn_off.html")
