"""A month or a year as a picture to keep or to post: colours and numbers, no song, no note."""

from datetime import date

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from discoverdaily.access import PersonsRequest, signed_in
from mood.calendar import last_of
from mood.drawing import month_drawn, year_drawn
from mood.models import Mood
from mood.pictures.png import as_png
from mood.selectors import cells_of, mood_kept
from mood.views.calendar import month_or_404, year_or_404

WIDTH = 1440
"""Of a PNG, in pixels: a page's 720 on a sharp screen."""


@never_cache
@require_safe
@signed_in
def month_picture(request: PersonsRequest, year: int, month: int, kind: str) -> HttpResponse:
    """A month's illustration as a file."""
    first, mood = month_or_404(request, year, month), _mood_or_404(request)
    cells = cells_of(request.user, first, last_of(first))
    return _file(month_drawn(cells, mood, alone=True), f"mood-{first:%Y-%m}", kind)


@never_cache
@require_safe
@signed_in
def year_picture(request: PersonsRequest, year: int, kind: str) -> HttpResponse:
    """A year in pixels as a file."""
    first, mood = year_or_404(request, year), _mood_or_404(request)
    cells = cells_of(request.user, first, date(year, 12, 31))
    return _file(year_drawn(cells, mood, alone=True), f"mood-{year}", kind)


def _mood_or_404(request: PersonsRequest) -> Mood:
    mood = mood_kept(request.user)
    if not mood.on:
        raise Http404(_("There is no calendar while it is turned off."))
    return mood


def _file(svg: str, name: str, kind: str) -> HttpResponse:
    content, of_type = (as_png(svg, WIDTH), "image/png") if kind == "png" else (svg, "image/svg+xml")
    return HttpResponse(
        content, content_type=of_type, headers={"Content-Disposition": f'attachment; filename="{name}.{kind}"'}
    )
