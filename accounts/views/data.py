"""What is kept of a person: to be fetched, and to be deleted."""

from datetime import timedelta
from typing import Any, cast

from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.export import KEPT_FOR, content_of, download_ask, download_stop
from accounts.models import Download
from discoverdaily.access import PersonsRequest, signed_in
from discoverdaily.pages import fragment_or_page

PAGE = "accounts/data.html"


@require_safe
@signed_in
def data(request: PersonsRequest) -> HttpResponse:
    """The page; its fragment says how far the download is."""
    return _page(request)


@require_POST
@signed_in
def download(request: PersonsRequest) -> HttpResponse:
    """Asks for a download."""
    download_ask(person=request.user)
    return _page(request) if request.headers.get("HX-Request") else redirect("accounts:data")


@require_POST
@signed_in
def download_end(request: PersonsRequest) -> HttpResponse:
    """Stops it, or deletes what is there."""
    download_stop(person=request.user)
    return _page(request) if request.headers.get("HX-Request") else redirect("accounts:data")


@never_cache
@require_safe
@signed_in
def download_file(request: PersonsRequest, name: str) -> HttpResponse:
    """The zip, for its person alone, until its day is over."""
    ready = Download.objects.filter(person=request.user, name=name, state=Download.State.READY).first()
    if ready is None or ready.ready_at is None or not ready.size:
        raise Http404
    answer = StreamingHttpResponse(content_of(ready), content_type="application/zip")
    answer["Content-Length"] = str(ready.size)
    answer["Content-Disposition"] = f'attachment; filename="discoverdaily-{ready.ready_at:%Y-%m-%d}.zip"'
    return cast(HttpResponse, answer)


def _page(request: PersonsRequest) -> HttpResponse:
    return fragment_or_page(request, PAGE, "download", _download_context(request))


def _download_context(request: PersonsRequest) -> dict[str, Any]:
    """`percent` is None before anything is known; `until`: when it is deleted."""
    asked = Download.objects.filter(person=request.user).first()
    percent, until = None, None
    if asked and asked.rows:
        percent = min(99, 100 * asked.rows_done // asked.rows)
    if asked and asked.ready_at:
        until = asked.ready_at + KEPT_FOR
    return {"download": asked, "percent": percent, "until": until, "kept_for": KEPT_FOR // timedelta(hours=1)}
