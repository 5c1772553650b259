"""Get your past: what Spotify offers, when one asked for it, and what to do once it came."""

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from discoverdaily import clock
from discoverdaily.access import PersonsRequest, signed_in
from discoverdaily.listening.past import (
    WAIT,
    Kind,
    export_request_forget,
    export_request_note,
    export_request_of,
)
from discoverdaily.pages import fragment_or_page

LONG_AGO = timedelta(days=90)
"""Nobody waits so long: Spotify's link has ended by then."""


class AskedForm(forms.Form):
    """What the person asked Spotify for, and on which day."""

    use_required_attribute = False  # what is missing is said in our words, at the field

    kind = forms.ChoiceField(
        label=gettext_lazy("What did you ask for?"),
        choices=(
            (Kind.EXTENDED, gettext_lazy("Extended streaming history, alone or with the rest")),
            (Kind.ACCOUNT, gettext_lazy("Account data only")),
        ),
        initial=Kind.EXTENDED,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose one."), "invalid_choice": gettext_lazy("Choose one.")},
    )
    day = forms.DateField(
        label=gettext_lazy("When did you ask?"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": gettext_lazy("Choose the day."),
            "invalid": gettext_lazy("This is no day. One looks like 2026-01-31."),
        },
    )

    def __init__(self, *args: Any, now: datetime, **kwargs: Any) -> None:
        """`now`: this moment in the person's own zone."""
        super().__init__(*args, **kwargs)
        self.now = now
        self.initial.setdefault("day", now.date())
        self.fields["day"].widget.attrs["max"] = now.date().isoformat()

    def clean_day(self) -> datetime:
        """The moment: now for today, else noon of the day."""
        day = self.cleaned_data["day"]
        if day > self.now.date():
            raise forms.ValidationError(gettext_lazy("This day is yet to come."), code="future")
        if day < (self.now - LONG_AGO).date():
            words = gettext_lazy("That is long ago: the link that Spotify sent has ended. Ask for it once more.")
            raise forms.ValidationError(words, code="long_ago")
        return self.now if day == self.now.date() else datetime.combine(day, time(12), self.now.tzinfo)


def _form(request: PersonsRequest, data: Any = None) -> AskedForm:
    return AskedForm(data, now=clock.now().astimezone(request.user.zone))


@require_safe
@signed_in
def past(request: PersonsRequest) -> HttpResponse:
    """How to get one's listening history from Spotify, and how long one has been waiting for it."""
    return _answer(request, _form(request))


def _answer(request: PersonsRequest, form: AskedForm, *, status: int = 200) -> HttpResponse:
    waiting = export_request_of(request.user)
    context = {
        "form": form,
        "privacy_page": settings.SPOTIFY_PRIVACY_URL,
        "waiting": waiting,
        "there_by": waiting.asked_at + WAIT[Kind(waiting.kind)] if waiting else None,
    }
    return fragment_or_page(request, "listening/past.html", "past", context, status=status)


@require_POST
@signed_in
def past_note(request: PersonsRequest) -> HttpResponse:
    """The person has asked Spotify: from that day on they wait, and are reminded once."""
    form = _form(request, request.POST)
    if not form.is_valid():
        return _answer(request, form, status=422)
    kind = Kind(form.cleaned_data["kind"])
    export_request_note(person=request.user, kind=kind, asked_at=form.cleaned_data["day"])
    messages.success(request, _("Noted. We remind you once, when it should have come."))
    return redirect("listening:past")


@require_POST
@signed_in
def past_forget(request: PersonsRequest) -> HttpResponse:
    """The person does not wait for it any longer."""
    export_request_forget(person=request.user)
    messages.success(request, _("Forgotten. You can ask Spotify for it whenever you like."))
    return redirect("listening:past")


@require_POST
@signed_in
def past_came(request: PersonsRequest) -> HttpResponse:
    """It came: nobody needs to be reminded, and the next thing to do is to hand it in."""
    export_request_forget(person=request.user)
    messages.success(request, _("Good. Hand it in here, just as it came."))
    return redirect("listening:imports")
