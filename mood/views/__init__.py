"""The calendar's pages."""

from django.http import HttpResponse
from django.shortcuts import render

from discoverdaily.access import PersonsRequest, signed_in


@signed_in
def this_month(request: PersonsRequest) -> HttpResponse:
    """The running month."""
    return render(request, "mood/month.html")
