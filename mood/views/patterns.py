"""Patterns: weekdays, hours, months, and the brightest and quietest days."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from discoverdaily.access import PersonsRequest, signed_in
from discoverdaily.listening.days import today_of
from discoverdaily.listening.selectors import rule_of
from discoverdaily.pages import fragment_or_page
from mood.model.files import ModelUnfit
from mood.models import Mood
from mood.pattern_charts import Chart, comparison_chart, hour_chart, month_chart, weekday_chart
from mood.patterns import Days, compared, days_scored, extremes, hours, months, months_differ, weekdays, weekdays_differ
from mood.scorers import scorer_of
from mood.scoring import history_of
from mood.selectors import mood_kept
from mood.tones import Tone, tone_of


@dataclass(frozen=True, slots=True)
class Extreme:
    """One of the brightest or quietest days."""

    day: date
    tone: Tone


@require_safe
@signed_in
def patterns(request: PersonsRequest) -> HttpResponse:
    """What returns in the person's days."""
    mood = mood_kept(request.user)
    if not mood.on:
        return render(request, "mood/off.html")
    days = days_scored(request.user)
    context: dict[str, Any] = {"days": len(days.days)}
    if days.days:
        brightest, quietest = (
            [Extreme(day, tone_of(score, mood.palette)) for day, score in of] for of in extremes(days)
        )
        context |= {"charts": _charts(request, mood, days), "brightest": brightest, "quietest": quietest}
    return fragment_or_page(request, "mood/patterns.html", "patterns", context)


def _charts(request: PersonsRequest, mood: Mood, days: Days) -> list[Chart]:
    month = today_of(request.user).replace(day=1)
    charts = [
        comparison_chart(compared(days, month), running=True, palette=mood.palette),
        month_chart(months(days), differ=months_differ(days), palette=mood.palette),
        weekday_chart(weekdays(days), differ=weekdays_differ(days), palette=mood.palette),
    ]
    try:
        model = scorer_of(mood)
    except ModelUnfit:  # hours are told by songs, and these only by it
        return charts
    found = hours(request.user, rule=rule_of(request.user), model=model, history=history_of(mood))
    return [*charts, hour_chart(found, palette=mood.palette)]
