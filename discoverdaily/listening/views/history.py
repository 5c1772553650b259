"""The history page: every play, what is looked for among them, and one play by itself."""

import re
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from discoverdaily.access import PersonsRequest, page_of, signed_in
from discoverdaily.listening.counting import rule_change
from discoverdaily.listening.days import today_of
from discoverdaily.listening.finding import Before, Wanted, before_day, before_of
from discoverdaily.listening.forms import FilterForm, RuleForm, query_of
from discoverdaily.listening.gaps import gaps_shown
from discoverdaily.listening.looks import look_of
from discoverdaily.listening.models import Artist, Play, Removal, Rule, Track
from discoverdaily.listening.removals import play_show
from discoverdaily.listening.selectors import (
    artist_heard,
    history_page,
    play_line,
    plays_ever,
    recording_heard,
    removal_just_asked,
    rule_of,
)
from discoverdaily.listening.words import marks
from discoverdaily.pages import fragment_or_page

FILTER = "filter"
"""What the form is called: HTMX says which element asked."""
MONTH = re.compile(r"(\d{4})-(\d{2})")
PLACE = re.compile(r"\d{1,14}-\d{1,18}")


@require_safe
@signed_in
def history(request: PersonsRequest) -> HttpResponse:
    """The person's plays, the newest first; or those that a filter finds."""
    form, rules = FilterForm(request.GET), rule_context(request)
    if not form.is_valid():
        return fragment_or_page(request, "listening/history.html", "plays", {"form": form, **rules}, status=422)
    wanted = form.wanted()
    query, named = query_of(wanted), named_by(request, wanted)
    page = history_page(request.user, wanted, _before(request), rule=rules["rule"])
    context = {
        "form": form,
        "wanted": wanted,
        "query": query,
        "with_query": f"{query}&" if query else "?",
        "chips": _chips(wanted, **named),
        "page": page,
        "earlier": query_of(wanted, before=page.earlier),
        "marks": marks(),
        "this_year": today_of(request.user).year,
        "just": removal_just_asked(request.user),
        "look": look_of(request.user),
        "gaps": gaps_shown(request.user),
        **rules,
    }
    answer = fragment_or_page(request, "listening/history.html", "plays", context)
    if request.headers.get("HX-Trigger") == FILTER:  # an address without the fields that were left empty
        answer["HX-Replace-Url"] = reverse("listening:history") + query_of(wanted)
    return answer


def named_by(request: PersonsRequest, wanted: Wanted) -> dict[str, Any]:
    """The artist, track and removal that a filter names, for its person to read. Raises Http404 for anybody else's."""
    if wanted.removal:
        get_object_or_404(Removal, person=request.user, pk=wanted.removal)
    return {
        "artist": artist_heard(request.user, wanted.artist) if wanted.artist else None,
        "track": recording_heard(request.user, wanted.recording) if wanted.recording else None,
    }


def _chips(wanted: Wanted, *, artist: Artist | None, track: Track | None) -> list[tuple[str, str]]:
    """What the filter names that no field of the form shows: in words, and the address without it."""
    chips = []
    if artist:
        chips.append((artist.name, query_of(wanted, artist=None)))
    if track:
        chips.append((track.name, query_of(wanted, track=None)))
    if wanted.removal:
        chips.append((_("What was removed together"), query_of(wanted, removal=None)))
    address = reverse("listening:history")
    return [(words, address + query) for words, query in chips]


def rule_context(request: PersonsRequest) -> dict[str, Any]:
    """What counts for the person, and what could."""
    return {"rule": rule_of(request.user), "rules": Rule.choices}


def _before(request: PersonsRequest) -> Before | None:
    """Where the page begins: `before` a play, or at the end of a `month`."""
    place, month = request.GET.get("before", ""), request.GET.get("month", "")
    if place and PLACE.fullmatch(place):
        return before_of(place)
    if (found := MONTH.fullmatch(month)) and 1970 <= int(found[1]) <= 2200 and 1 <= int(found[2]) <= 12:
        return before_day(request.user, date(int(found[1]) + int(found[2]) // 12, int(found[2]) % 12 + 1, 1))
    if place or month:
        raise Http404(_("There is no such place in your history."))
    return None


@require_safe
@signed_in
def play(request: PersonsRequest, pk: int) -> HttpResponse:
    """One play: when, how long, who told of it; and what can be done with it."""
    line = play_line(request.user, pk)
    context = {
        "line": line,
        "hidden": line.play.state == Play.State.HIDDEN,
        "ever": plays_ever(request.user, line),
    }
    return fragment_or_page(request, "listening/play.html", "dialog", context)


@require_POST
@signed_in
def play_show_again(request: PersonsRequest, pk: int) -> HttpResponse:
    """A hidden play is shown again."""
    play = play_line(request.user, pk).play
    play_show(person=request.user, play=play)
    messages.success(request, _("It is shown again, and counts."))
    return redirect(back_to(request))


@require_POST
@signed_in
def rule(request: PersonsRequest) -> HttpResponse:
    """From now on the person's plays are counted by another rule."""
    form = RuleForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose one of the three."))
        return fragment_or_page(request, "listening/rule_page.html", "rule", rule_context(request), status=422)
    rule_change(person=request.user, rule=Rule(form.cleaned_data["rule"]))
    messages.success(request, _("Every figure goes by this now."))
    return redirect(back_to(request))


def back_to(request: PersonsRequest) -> str:
    """The page of the history on which a button was pressed, with its query; else the history."""
    page = page_of(request)
    pages = [reverse(f"listening:{name}") for name in ("history", "statistics", "removals")]
    return page if urlsplit(page).path in pages else pages[0]
