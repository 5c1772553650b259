"""Coming in: by Spotify or by e-mail and password, and what to do when that fails; making an account."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from social_core.exceptions import SocialAuthBaseException

from accounts import words
from accounts.forms import SignInForm, SignUpForm
from accounts.guessing import account_named, locked_out_until, network_locked_out, slips_forget
from accounts.joining import (
    LONGEST_TOKEN,
    InvitationEnded,
    InvitationNeeded,
    NobodyMayJoin,
    invitation_of,
    registration,
    spotify_full,
)
from accounts.letters import LetterNotSent, TooManyLetters
from accounts.limits import network_address_of, within
from accounts.models import Registration
from accounts.services import INVITATION, known_time_zone, safe_next, sign_in_begin
from accounts.signing_up import FROM_ONE_NETWORK, person_sign_up, welcome
from discoverdaily import clock
from discoverdaily.spotify.backend import SpotifyRefused
from discoverdaily.spotify.errors import RetryLater
from discoverdaily.spotify.scopes import NEEDED

BY_PASSWORD = "accounts.backends.AddressAndPassword"  # noqa: S105  # a door's name
NO_JOINING = {
    NobodyMayJoin: words.NOBODY_MAY_JOIN,
    InvitationNeeded: words.INVITATION_NEEDED,
    InvitationEnded: words.INVITATION_ENDED,
}


@sensitive_post_parameters("password")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Both doors on one page; a POST comes in by address and password. Who is in already goes where they wanted to."""
    posted = request.method == "POST"
    address = safe_next(request, (request.POST if posted else request.GET).get("next", ""))
    if request.user.is_authenticated:
        return HttpResponseRedirect(address or reverse("home"))
    form = SignInForm(request, request.POST if posted else None)
    if form.is_valid():
        login(request, form.get_user())
        slips_forget(person=form.get_user(), network_address=network_address_of(request))
        return HttpResponseRedirect(address or reverse("home"))
    context = {
        "form": form,
        "next": address,
        "reasons": list(NEEDED.values()),
        "spotify_full": spotify_full(),
        "joining": registration().value,
    }
    return render(request, "accounts/sign_in.html", context, status=422 if form.errors else 200)


@never_cache
@require_POST
def begin(request: HttpRequest) -> HttpResponse:
    """To Spotify, and from there back to `next`."""
    return sign_in_begin(request, next=request.POST.get("next", ""))


@sensitive_post_parameters("password1", "password2")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_up(request: HttpRequest) -> HttpResponse:
    """An account by address and password, or by Spotify; `invitation` comes along where one joins by one."""
    sent = request.POST if request.method == "POST" else request.GET
    address = safe_next(request, sent.get("next", ""))
    if request.user.is_authenticated:
        return HttpResponseRedirect(address or reverse("home"))
    token = sent.get("invitation", "")[:LONGEST_TOKEN]
    form = SignUpForm(request.POST if request.method == "POST" else None)
    try:
        if form.is_valid() and _signed_up(request, form, token):
            return HttpResponseRedirect(address or reverse("home"))
    except tuple(NO_JOINING) as refused:
        return _no_joining(request, NO_JOINING[type(refused)])
    return _sign_up_page(request, form, token, address)


@never_cache
@require_safe
def invited(request: HttpRequest, token: str) -> HttpResponse:
    """Where an invitation leads: to make an account, with the seats that are left."""
    if request.user.is_authenticated:
        return HttpResponseRedirect(reverse("home"))
    return _sign_up_page(request, SignUpForm(), token, "")


def _sign_up_page(request: HttpRequest, form: SignUpForm, token: str, address: str) -> HttpResponse:
    who = registration()
    invitation = invitation_of(token) if token and who == Registration.INVITE else None
    if who == Registration.CLOSED:
        return _no_joining(request, words.NOBODY_MAY_JOIN)
    if who == Registration.INVITE and invitation is None:
        return _no_joining(request, words.INVITATION_ENDED if token else words.INVITATION_NEEDED)
    context = {
        "form": form,
        "next": address,
        "invitation": invitation,
        "token": token if invitation else "",
        "spotify_full": spotify_full(),
    }
    return render(request, "accounts/sign_up.html", context, status=422 if form.errors else 200)


def _no_joining(request: HttpRequest, said: words.Words) -> HttpResponse:
    return render(request, "accounts/no_joining.html", {"words": said}, status=said.status)


def _signed_up(request: HttpRequest, form: SignUpForm, token: str) -> bool:
    """Whether there is an account now, and its person is signed in; else the form says why not."""
    if not within("accounts from", network_address_of(request), FROM_ONE_NETWORK):
        form.add_error(None, _("Many accounts were made from your network just now. Try again in an hour."))
        return False
    address = form.cleaned_data["email"]
    person = person_sign_up(
        address=address,
        password=form.cleaned_data["password1"],
        time_zone=known_time_zone(request.POST.get("time_zone")),
        invitation=token,
    )
    login(request, person, BY_PASSWORD)
    try:
        welcome(person=person, address=address)
    except (TooManyLetters, LetterNotSent):
        messages.error(
            request,
            _("Your account is there, but no letter could be sent to you now. Ask for one later."),
        )
    return True


def locked_out(request: HttpRequest, answer: HttpResponse, credentials: dict[str, object] | None) -> HttpResponse:
    """Instead of `answer` where too many passwords were wrong: when that is over, and what else to do.

    A letter helps where it is one account's; where it is a network's, Spotify's door is open.
    """
    until, now = locked_out_until(request, account_named(request, credentials)), timezone.now()
    whole = network_locked_out(request)
    said = words.NETWORK_LOCKED_OUT if whole else words.LOCKED_OUT
    context = {"words": said, "letter": not whole, "until": until, "now": now}
    response = render(request, "accounts/locked_out.html", context, status=said.status)
    response["Retry-After"] = str(max((until - now) // timedelta(seconds=1), 0) + 1)
    response["Cache-Control"] = "no-store"
    return response


def sign_in_failed(request: HttpRequest, exception: SocialAuthBaseException) -> HttpResponse:
    """What happened on the way in, what to do, and a button to try again."""
    error = exception.error if isinstance(exception, SpotifyRefused) else None
    said = words.SIGN_IN.get(error.reason if error else exception.code, words.SIGN_IN_UNFORESEEN)
    wait, now = error.after if isinstance(error, RetryLater) else None, clock.now()
    context: dict[str, Any] = {
        "words": said,
        "now": now,
        "until": now + wait if wait else None,
        "next": safe_next(request, request.session.get("next") or ""),
        "token": request.session.get(INVITATION) or "",
    }
    response = render(request, "accounts/sign_in_failed.html", context, status=said.status)
    if wait:
        response["Retry-After"] = str(wait // timedelta(seconds=1) + 1)
    response["Cache-Control"] = "no-store"
    return response
