"""Covers for the signed-in."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotFound
from django.views.decorators.http import require_safe

from discoverdaily.spotify.covers import KEPT_SECONDS, cover_find
from discoverdaily.spotify.errors import SpotifyError


@require_safe
def cover(request: HttpRequest, name: str) -> HttpResponse:
    """A cover by its name; 404 that is not kept where Spotify's host does not give it just now."""
    if not request.user.is_authenticated:
        raise Http404
    try:
        picture, kind = cover_find(name=name)
    except SpotifyError:
        return HttpResponseNotFound(headers={"Cache-Control": "no-store"})
    headers = {"Cache-Control": f"private, max-age={KEPT_SECONDS}", "X-Content-Type-Options": "nosniff"}
    return HttpResponse(picture, content_type=kind, headers=headers)
