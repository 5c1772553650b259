"""What happens to people: they come in, start to come in, and never finish."""

import functools
import time
import zoneinfo
from collections.abc import Collection
from datetime import timedelta
from typing import Any, cast

from django.contrib.sessions.models import Session
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from social_core.actions import do_auth
from social_core.exceptions import AuthAssociationError, AuthPolicyError
from social_django.models import Nonce, UserSocialAuth
from social_django.utils import load_backend, load_strategy

from accounts.guessing import old_failures_forget
from accounts.joining import LONGEST_TOKEN, InvitationEnded, InvitationNeeded, NobodyMayJoin, join
from accounts.models import User
from accounts.proving import proof_missing, to_prove
from discoverdaily.access import PersonsRequest, sent_to
from discoverdaily.listening.counting import counting_zone_changed
from discoverdaily.spotify.backend import WISHED, SpotifySignIn
from discoverdaily.spotify.objects import Account, Token
from discoverdaily.spotify.selectors import TwoPeople, allows_more, app_of, connection_of, social_of
from discoverdaily.spotify.services import connection_record

LONGEST_ADDRESS = 2000
"""Characters; the longest of ours holds a few names."""
INVITATION = "invitation"
"""Where the session keeps the token of an invitation, between our page and Spotify's."""
AT_ONCE = 500
"""Sessions that are fetched and deleted at a time, with the devices that go with them."""
STRANGERS_SESSION = timedelta(days=1)
UNFINISHED_SIGN_IN = timedelta(hours=1)
"""Longer than social-auth gives anybody to come back from Spotify, which is half an hour."""


def safe_next(request: HttpRequest, address: str) -> str:
    """The address, if it is one of our own pages and no longer than they are; else nothing."""
    ours = url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure())
    return address if ours and len(address) <= LONGEST_ADDRESS else ""


def sign_in_begin(
    request: HttpRequest,
    *,
    next: str,  # noqa: A002  # as the field is called
    scopes: Collection[str] = (),
) -> HttpResponse:
    """Sends the person of a POST to Spotify, and afterwards back to `next` (home, where that is no page of ours).

    Whoever connects it to an account that has another door says first who they are, where that is not known.
    `scopes` are asked for beyond what everybody is, now and in this browser's next tries until there is a consent.
    What the session holds stays in it, so that a page can find again what was typed. Of what was sent, only `next`,
    a time zone that exists and an invitation's token are kept; a stranger's session ends within a day.
    """
    if scopes:
        request.session[WISHED] = sorted({*request.session.get(WISHED, []), *map(str, scopes)})
    address = safe_next(request, next) or reverse("home")
    if request.user.is_authenticated:
        person = cast("PersonsRequest", request)
        if connection_of(person.user) is None and proof_missing(person):
            return to_prove(person, back=address, connect=True)
    redirect_uri = reverse("social:complete", args=["spotify"])
    strategy = load_strategy(request)  # type: ignore[no-untyped-call]  # social_django is typed in part
    backend = load_backend(strategy, "spotify", redirect_uri)  # type: ignore[no-untyped-call]  # as above
    response = sent_to(request, do_auth(backend)["Location"])
    request.session["next"] = address
    request.session["time_zone"] = known_time_zone(request.POST.get("time_zone"))
    request.session[INVITATION] = request.POST.get("invitation", "")[:LONGEST_TOKEN]
    if not request.user.is_authenticated:
        request.session.set_expiry(STRANGERS_SESSION)  # until they are in: social-auth then gives it its usual length
    return response


def known_time_zone(name: str | None) -> str:
    """The name, if it is a time zone's, present or old; else nothing."""
    return name if name in time_zones() else ""


@functools.cache
def time_zones() -> frozenset[str]:
    """The names of all time zones, present and old."""
    return frozenset(zoneinfo.available_timezones())  # read from many files


def ended_sessions_forget() -> None:
    """Deletes the sessions that have ended, and what is left of sign-ins that failed or nobody came back from."""
    ended = Session.objects.filter(expire_date__lt=timezone.now()).values_list("pk", flat=True)
    while keys := list(ended[:AT_ONCE]):
        Session.objects.filter(pk__in=keys).delete()
    old_failures_forget()
    Nonce.objects.filter(timestamp__lt=time.time() - UNFINISHED_SIGN_IN.total_seconds()).delete()


def person_enter(
    *, backend: SpotifySignIn, account: Account, token: Token, response: dict[str, Any], signed_in: User | None
) -> tuple[User, UserSocialAuth, bool]:
    """Lets in whoever owns the Spotify account, known by its account id or its older id; a new person if nobody does.

    Keeps the tokens (sealed) and the consent. Answers the person, their social-auth row, and whether they are new.
    Raises AuthAssociationError where somebody signed in chose an account that is another person's, or not the one
    they connected before, and where the account's two ids are two people's; AuthPolicyError where the person was
    switched off, or is new and may not join. Then nothing is changed.
    """
    try:
        return _enter(backend, account, token, response, signed_in)
    except IntegrityError:  # the same new person came in by two browsers at once; the other one made them
        return _enter(backend, account, token, response, signed_in)


@transaction.atomic
def _enter(
    backend: SpotifySignIn, account: Account, token: Token, response: dict[str, Any], signed_in: User | None
) -> tuple[User, UserSocialAuth, bool]:
    if signed_in is not None:
        User.objects.select_for_update().get(pk=signed_in.pk)  # in two tabs at once, one after the other
    social = _social_of(backend, account)
    _refuse_mistaken(backend, social, signed_in)
    person = social.user if social else signed_in
    is_new = person is None
    if person is None:
        _join(backend)
        person = User.objects.create_user()
    if not person.is_active:
        raise AuthPolicyError(backend, code="inactive", stage="pipeline")
    if social is None:
        uid = account.account_id or account.id
        social = UserSocialAuth.objects.create(user=person, provider=backend.name, uid=uid)
    client_id = backend.get_key_and_secret()[0]
    if signed_in or (client_id == app_of(person) and not allows_more(social, client_id, token)):
        social.extra_data = social.extra_data | backend.extra_data(person, social.uid, response, {}, {})
        social.save(update_fields=["extra_data", "modified"])
        connection_record(social=social, client_id=client_id, account=account, token=token)
    _introduce(person, account, backend.strategy.session_get("time_zone") or "")
    return person, social, is_new


def _social_of(backend: SpotifySignIn, account: Account) -> UserSocialAuth | None:
    try:
        return social_of(account)
    except TwoPeople as error:
        raise AuthAssociationError(backend, code="two_people", stage="pipeline") from error


def _join(backend: SpotifySignIn) -> None:
    try:
        join(token=backend.strategy.session_get(INVITATION) or "")
    except NobodyMayJoin as error:
        raise AuthPolicyError(backend, code="nobody_may_join", stage="pipeline") from error
    except InvitationNeeded as error:
        raise AuthPolicyError(backend, code="invitation_needed", stage="pipeline") from error
    except InvitationEnded as error:
        raise AuthPolicyError(backend, code="invitation_ended", stage="pipeline") from error


def _refuse_mistaken(backend: SpotifySignIn, social: UserSocialAuth | None, signed_in: User | None) -> None:
    if signed_in is None:
        return
    if social is not None and social.user_id != signed_in.pk:
        raise AuthAssociationError(backend, code="identity_in_use", stage="pipeline")
    connection = connection_of(signed_in)
    if connection is not None and (social is None or connection.social_id != social.pk):
        raise AuthAssociationError(backend, code="another_account", stage="pipeline")


def _introduce(person: User, account: Account, time_zone: str) -> None:
    """What we learn of a person when they come in, and do not know yet."""
    if not person.display_name and account.display_name:
        person.display_name = account.display_name[:120]
    found = bool(time_zone) and not person.time_zone_known
    if found:
        person.time_zone, person.time_zone_known = time_zone, True
    person.save(update_fields=["display_name", "time_zone", "time_zone_known"])
    if found:
        counting_zone_changed(person=person)
