"""An announcement is put away."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from accounts.announcing import announcement_put_away
from accounts.models import Announcement
from discoverdaily.access import page_of


@require_POST
def put_away(request: HttpRequest, pk: int) -> HttpResponse:
    """Whoever presses has read it; back to the page on which they were."""
    announcement_put_away(request=request, announcement=get_object_or_404(Announcement, pk=pk))
    return redirect(page_of(request))
