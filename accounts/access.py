"""Who may see a page."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast
from urllib.parse import urlencode, urlsplit

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url
from django_htmx.http import HttpResponseClientRedirect

from accounts.models import User

P = ParamSpec("P")


class PersonsRequest(HttpRequest):
    """A request of somebody who is signed in."""

    user: User  # never AnonymousUser: `signed_in` saw to that


def page_of(request: HttpRequest) -> str:
    """The address of the page on which the person is: where a fragment or a POST was asked from, not its own."""
    if request.headers.get("HX-Request"):
        return request.headers.get("HX-Current-URL", "/")
    return request.get_full_path() if request.method in ("GET", "HEAD") else request.headers.get("Referer", "/")


def signed_in(
    view: Callable[Concatenate[PersonsRequest, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Sends a stranger to the sign-in page and back afterwards; a fragment's request makes the whole page go there."""

    @wraps(view)
    def only_signed_in(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if request.user.is_authenticated:
            return view(cast(PersonsRequest, request), *args, **kwargs)
        back = urlsplit(page_of(request))
        url = f"{resolve_url('accounts:sign_in')}?{urlencode({'next': back._replace(scheme='', netloc='').geturl()})}"
        return HttpResponseClientRedirect(url) if request.headers.get("HX-Request") else HttpResponseRedirect(url)

    return only_signed_in
