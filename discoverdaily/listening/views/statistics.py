"""Statistics: when, how much and whom a person listened to."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from discoverdaily.access import PersonsRequest, signed_in
from discoverdaily.pages import fragment_or_page


@require_safe
@signed_in
def statistics(request: PersonsRequest) -> HttpResponse:
    """All time, a year, or any period."""
    return fragment_or_page(request, "listening/statistics.html", "figures", {})
