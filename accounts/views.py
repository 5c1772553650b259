"""Pages about people."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def home(request: HttpRequest) -> HttpResponse:
    """The landing page for strangers, Today for the signed-in."""
    return render(request, "accounts/landing.html")
