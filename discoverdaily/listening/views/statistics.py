"""Statistics: when, how much and whom a person listened to."""

from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from discoverdaily.access import PersonsRequest, signed_in
from discoverdaily.listening.charts import charts_of
from discoverdaily.listening.days import today_of
from discoverdaily.listening.finding import Wanted
from discoverdaily.listening.forms import StatisticsForm, query_of
from discoverdaily.listening.statistics import day_heard, figures_of, year_before, years_of
from discoverdaily.listening.views.history import rule_context
from discoverdaily.pages import fragment_or_page


@require_safe
@signed_in
def statistics(request: PersonsRequest) -> HttpResponse:
    """All time, a year, or any period."""
    person = request.user
    form = StatisticsForm(request.GET, years=years_of(person))
    context: dict[str, Any] = {"form": form, **rule_context(request)}
    if not form.is_valid():
        return fragment_or_page(request, "listening/statistics.html", "figures", context, status=422)
    rule, period = context["rule"], form.period()
    figures = figures_of(person, period, rule=rule)
    context |= {
        "period": period,
        "figures": figures,
        "charts": charts_of(figures) if figures else [],
        "artists_query": query_of(Wanted(first=period.first, last=period.last)).replace("?", "&"),
        "ago": day_heard(person, year_before(today_of(person)), rule=rule),
    }
    return fragment_or_page(request, "listening/statistics.html", "figures", context)
