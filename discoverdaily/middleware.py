"""What concerns every request."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

Handler = Callable[[HttpRequest], HttpResponse]


class LoopbackAddress:
    """Sends `localhost` to 127.0.0.1: Spotify redirects only to the literal, and the session's cookie is per host."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.get_host().partition(":")[0] == "localhost" and request.method in ("GET", "HEAD"):
            return HttpResponseRedirect(settings.SITE_URL + request.get_full_path())
        return self.get_response(request)
