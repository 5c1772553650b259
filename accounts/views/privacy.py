"""What is kept of people, for everybody to read."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.privacy import HEARERS, KEPT


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """The privacy page."""
    return render(request, "accounts/privacy.html", {"kept": KEPT, "hearers": HEARERS})
