"""What concerns every request of a person: their own time, their browser, and trouble on the way in."""

import logging
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import get_language, override
from social_core.exceptions import SocialAuthBaseException

from accounts.devices import device_note
from accounts.views.doors import sign_in_failed

logger = logging.getLogger(__name__)


class PersonsOwnTime:
    """Shows dates and times in the signed-in person's zone, and speaks the language they chose, for the length of the
    request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.user.is_authenticated:
            return self.get_response(request)
        language = request.user.locale or get_language()
        with timezone.override(request.user.zone), override(language):
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response


class SeenDevices:
    """Notes, once in an hour, in which browser the signed-in person is."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.user.is_authenticated:
            device_note(request=request, person=request.user)
        return response


class SignInProblems:
    """Turns what goes wrong on the way in through Spotify into a page that says what to do."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The page; None where it was something else."""
        if not isinstance(exception, SocialAuthBaseException):
            return None
        detail = str(exception.detail or exception.source)[:200]  # anybody may have written it
        logger.warning("sign-in: %s at %s (%r)", exception.code, exception.stage, detail)
        return sign_in_failed(request, exception)
