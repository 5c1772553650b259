"""Who may see a page."""

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Concatenate, ParamSpec, cast
from urllib.parse import urlencode, urlsplit

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url
from django_htmx.http import HttpResponseClientRedirect

if TYPE_CHECKING:
    from accounts.models import User

P = ParamSpec("P")


class PersonsRequest(HttpRequest):
    """A request of somebody who is signed in."""

    user: "User"  # never AnonymousUser: `signed_in` saw to that


def page_of(request: HttpRequest) -> str:
    """Path and query of the page on which the person is: where a fragment or a POST was asked from, not its own.

    "/" where the browser does not say, or says what is no address.
    """
    if request.headers.get("HX-Request"):
        return _path_of(request.headers.get("HX-Current-URL", "/"))
    if request.method in ("GET", "HEAD"):
        return request.get_full_path()
    return _path_of(request.headers.get("Referer", "/"))


def page_before(request: HttpRequest) -> str:
    """Path and query of the page from which the person came to this one; "/" where the browser does not say."""
    return _path_of(request.headers.get("HX-Current-URL" if request.headers.get("HX-Request") else "Referer", "/"))


def _path_of(address: str) -> str:
    try:
        parts = urlsplit(address)
    except ValueError:
        return "/"
    if not parts.path.startswith("/") or parts.path.startswith("//"):  # two would begin another host's address
        return "/"
    return parts._replace(scheme="", netloc="", fragment="").geturl()


def sent_to(request: HttpRequest, address: str) -> HttpResponse:
    """Sends the browser to the address; a fragment's request makes the whole page go there."""
    return HttpResponseClientRedirect(address) if request.headers.get("HX-Request") else HttpResponseRedirect(address)


def signed_in(
    view: Callable[Concatenate[PersonsRequest, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Sends a stranger to the sign-in page and back afterwards."""

    @wraps(view)
    def only_signed_in(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if request.user.is_authenticated:
            return view(cast(PersonsRequest, request), *args, **kwargs)
        url = f"{resolve_url('accounts:sign_in')}?{urlencode({'next': page_of(request)})}"
        return sent_to(request, url)

    return only_signed_in
