"""What concerns every request."""

import re
import secrets
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.signals import request_finished
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from discoverdaily.logs import ASKED

Handler = Callable[[HttpRequest], HttpResponse]
REQUEST_ID = re.compile(r"[\w-]{8,64}", re.ASCII)
"""What an id may look like that a proxy gives."""


class RequestId:
    """Gives each request an id: in every line that is logged of it, and in the answer. The proxy's own, if there is one
    that we believe."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        told = request.headers.get("X-Request-ID", "") if settings.BEHIND_PROXY else ""
        own = told if REQUEST_ID.fullmatch(told) else secrets.token_hex(8)
        ASKED.set(own)
        response = self.get_response(request)
        response["X-Request-ID"] = own
        return response


@receiver(request_finished)
def answered(**_: Any) -> None:
    """Django logs of an answer after every middleware, so the id is put away only when all is over."""
    ASKED.set("-")


class LoopbackAddress:
    """Sends `localhost` to 127.0.0.1: Spotify redirects only to the literal, and the session's cookie is per host."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.get_host().partition(":")[0] == "localhost" and request.method in ("GET", "HEAD"):
            return HttpResponseRedirect(settings.SITE_URL + request.get_full_path())
        return self.get_response(request)
