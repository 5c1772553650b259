"""A day: its colour, its songs and why; and what its person says of it themselves."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import trigger_client_event

from discoverdaily.access import PersonsRequest, signed_in
from discoverdaily.listening.days import today_of
from discoverdaily.listening.selectors import rule_of
from discoverdaily.pages import fragment_or_page
from mood.axes import map_of
from mood.calendar import EARLIEST
from mood.forms import RatingForm, WordsForm
from mood.journal import entry_of, entry_rate, entry_write, rated_days, suggested_tags
from mood.model.files import CLASSIC, DEFAULT, ModelUnfit
from mood.model.model import MoodModel
from mood.models import Entry, Mood
from mood.scorers import scorer_of
from mood.selectors import Cell, cells_of, mood_kept
from mood.songs import songs_of
from mood.telling import agreement_sentence, day_sentence, learnt_sentence, own_sentence
from mood.tones import Tone, tone_of

ONE_DAY = timedelta(days=1)
STEPS = (0.0, 0.25, 0.5, 0.75, 1.0)
"""Ratings that take one tap."""
CHANGED = "mood-changed"
"""What the calendar's picture listens for."""


class IsoDay:
    """A day in an address: 2026-03-14."""

    regex = r"\d{4}-\d{2}-\d{2}"

    def to_python(self, value: str) -> date:
        """Raises ValueError for what is no day: then there is no such page."""
        return date.fromisoformat(value)

    def to_url(self, value: date) -> str:
        return value.isoformat()


@require_safe
@signed_in
def day(request: PersonsRequest, day: date) -> HttpResponse:
    """A day by its music, and by its person."""
    return _answer(request, _lived(request, day), "day")


@require_POST
@signed_in
def rate(request: PersonsRequest, day: date) -> HttpResponse:
    """The person says how the day was, or takes that back."""
    day, form = _open(request, day), RatingForm(request.POST)
    if not form.is_valid():
        return _answer(request, day, "rating", rating_form=form)
    entry_rate(person=request.user, day=day, **form.cleaned_data)
    answer = _written(request, day, "rating")
    return trigger_client_event(answer, CHANGED) if request.headers.get("HX-Request") else answer


@require_POST
@signed_in
def write(request: PersonsRequest, day: date) -> HttpResponse:
    """Tags and a note take the place of those there were."""
    form = _words_form(request, entry_of(request.user, _open(request, day)), request.POST)
    if not form.is_valid():
        return _answer(request, day, "words", words_form=form)
    told = form.cleaned_data
    entry_write(person=request.user, day=day, tags=told["all_tags"], note=told["note"])
    return _written(request, day, "words")


def _lived(request: PersonsRequest, day: date) -> date:
    """The day, if it has begun for the person."""
    if day.year < EARLIEST or day > today_of(request.user):
        raise Http404(_("This day is not in your calendar."))
    return day


def _open(request: PersonsRequest, day: date) -> date:
    """The day, if the person can say something of it: while the calendar is off nothing is kept."""
    if not mood_kept(request.user).on:
        raise Http404(_("There is no calendar while it is turned off."))
    return _lived(request, day)


def _written(request: PersonsRequest, day: date, fragment: str) -> HttpResponse:
    """What was said is shown again; that it was kept is said, too, where that could not be seen."""
    htmx = request.headers.get("HX-Request")
    if not htmx or fragment == "words":
        messages.success(request, _("Kept."))
    return _answer(request, day, fragment) if htmx else redirect("mood:day", day)


def _answer(request: PersonsRequest, day: date, fragment: str, **forms: Any) -> HttpResponse:
    mood = mood_kept(request.user)
    if not mood.on:
        return render(request, "mood/off.html")
    (cell,) = cells_of(request.user, day, day)
    context: dict[str, Any] = {"cell": cell, "brought": fragment == "words"}
    whole = fragment == "day" or not request.headers.get("HX-Request")
    if whole or fragment == "rating":
        context |= _rating(request, mood, cell, forms.get("rating_form"))
    if whole or fragment == "words":
        context["words_form"] = forms.get("words_form") or _words_form(request, cell.entry)
    if whole:
        context |= _music(request, mood, cell)
    return fragment_or_page(request, "mood/day.html", fragment, context, status=422 if forms else 200)


# --- By its person ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Step:
    """A rating that takes one tap; `value` as it is sent."""

    value: str
    tone: Tone
    chosen: bool


def _rating(request: PersonsRequest, mood: Mood, cell: Cell, form: RatingForm | None) -> dict[str, Any]:
    """The person's rating, and what all of theirs say together."""
    rated = rated_days(request.user)
    entry = cell.entry
    return {
        "steps": [Step(str(step), tone_of(step, mood.palette), step == cell.own) for step in STEPS],
        "rating_form": form,
        "rating_at": _at(form, "rating", entry),
        "energy_at": _at(form, "energy", entry),
        "own": own_sentence(entry),
        "learnt": learnt_sentence(rated.learnt_for(cell.date), cell.score) if cell.score is not None else "",
        "agreement": agreement_sentence(rated.agreement),
    }


def _at(form: RatingForm | None, name: str, entry: Entry | None) -> str:
    """Where a slider stands: as it was sent, else as it is kept, else in the middle."""
    sent = form[name].value() if form else None
    kept = getattr(entry, name, None)
    return str(sent or (0.5 if kept is None else kept))


def _words_form(request: PersonsRequest, entry: Entry | None, data: Any = None) -> WordsForm:
    initial = {"tags": entry.tags, "note": entry.note} if entry else {}
    return WordsForm(data, initial=initial, suggested=suggested_tags(request.user))


# --- By its music ----------------------------------------------------------------------------------------------------


def _music(request: PersonsRequest, mood: Mood, cell: Cell) -> dict[str, Any]:
    """The day's colour and sentence, its songs, and how it was worked out."""
    model = _model(mood)
    songs = songs_of(request.user, cell.date, rule=rule_of(request.user), model=model, palette=mood.palette)
    today = today_of(request.user)
    return {
        "sentence": day_sentence(cell),
        "tone": None if cell.score is None else tone_of(cell.score, mood.palette),
        "songs": songs,
        "left_over": bool(cell.day and cell.day.plays > sum(song.times for song in songs)),
        "unfit": model is None,
        "model_name": _model_name(mood),
        "outdated": bool(cell.day and model and cell.day.scored_by not in ("", model.fingerprint)),
        "map": map_of(cell.day, songs),
        "before": cell.date - ONE_DAY if cell.date > date(EARLIEST, 1, 1) else None,
        "after": cell.date + ONE_DAY if cell.date < today else None,
    }


def _model(mood: Mood) -> MoodModel | None:
    """The person's; None where it cannot be used: the day keeps the score it has."""
    try:
        return scorer_of(mood)
    except ModelUnfit:
        return None


def _model_name(mood: Mood) -> str | Promise:
    """What a person calls the model."""
    if mood.own_model:
        return mood.own_model.name
    known = {DEFAULT: _("the one that comes with DiscoverDaily"), CLASSIC: _("the classic one, as first published")}
    return known.get(mood.model, mood.model)
