"""What concerns every request of a person: their own time, their browser, and trouble on the way in."""

import logging
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language, override
from django_htmx.http import HttpResponseClientRedirect
from social_core.exceptions import SocialAuthBaseException

from accounts import words
from accounts.devices import device_note
from accounts.switching import feature_missing
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


class SwitchedOff:
    """Answers with words in place of the pages of a feature that staff have switched off.

    404, to everybody alike: the page is not there now. 503 would say that the server cannot cope, which sends proxies
    and watchers looking for what is broken.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """The words; None where the feature is on. A fragment's request makes the whole page go there."""
        feature = feature_missing(request)
        if feature is None:
            return None
        if request.headers.get("HX-Request"):
            return HttpResponseClientRedirect(request.get_full_path())
        told = {"words": words.switched_off(feature.title)}
        return render(request, "accounts/switched_off.html", told, status=told["words"].status)


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
