"""An announcement is put away."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from accounts.announcing import announcement_put_away
from accounts.models import Announcement
from discoverdaily.access import PersonsRequest, page_of, signed_in


@require_POST
@signed_in
def put_away(request: PersonsRequest, pk: int) -> HttpResponse:
    """The person has read it; back to the page on which they were."""
    announcement_put_away(request=request, pk=get_object_or_404(Announcement, pk=pk).pk)
    return redirect(page_of(request))
