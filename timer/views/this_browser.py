"""The browser at hand as the device that plays: being chosen, its token, and following from page to page."""

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from csp.decorators import csp_update
from django.conf import settings
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts.services import safe_next, sign_in_begin
from discoverdaily.access import PersonsRequest, signed_in
from discoverdaily.spotify.errors import SpotifyError
from discoverdaily.spotify.tokens import token_for_page
from timer.lists import NONE
from timer.models import Session
from timer.selectors import live_session_of
from timer.this_browser import ASKED, PLAYING_HERE, device_of, may_play_here, music_move
from timer.views.music import setup_with
from timer.words import choosing_trouble

DEVICE = "timer_device"
"""Where the cookie's session keeps which device this browser is."""
_SDK_HOST = "{0.scheme}://{0.netloc}".format(urlsplit(settings.SPOTIFY_SDK_URL))
_OPENED = {"script-src": [_SDK_HOST], "frame-src": [_SDK_HOST]}
_DEVICE_ID = re.compile(r"[0-9A-Za-z]{8,100}")


@dataclass(frozen=True, slots=True)
class Here:
    """What a page needs to be a player. `allowed`: whether its person agreed to that; else it asks them to."""

    allowed: bool
    in_session: bool = False
    sdk: str = settings.SPOTIFY_SDK_URL


def here_in_setup(request: PersonsRequest) -> Here | None:
    """None where this browser was not chosen."""
    return Here(may_play_here(request.user)) if "here" in request.GET or "here" in request.POST else None


def here_in_session(request: PersonsRequest, session: Session) -> Here | None:
    """None where its music plays elsewhere, another browser included."""
    own = request.session.get(DEVICE)
    return Here(allowed=True, in_session=True) if own and own == device_of(session) else None


def opened_for(request: PersonsRequest, here: Here | None, answer: HttpResponse) -> HttpResponse:
    """The page's policy lets in Spotify's script and its frame, where the page is to be a player."""
    if here is not None and here.allowed:
        csp_update(_OPENED)(lambda _: answer)(request)
    return answer


@require_POST
@signed_in
def choose(request: PersonsRequest) -> HttpResponse:
    """To set-up with this browser chosen and all that was typed; changes nothing."""
    return redirect(_setup_here(request))


@require_POST
@signed_in
def allow(request: PersonsRequest) -> HttpResponse:
    """To Spotify, to agree to what playing here needs; then back to set-up, with what was typed."""
    back = safe_next(request, _setup_here(request)) or reverse("timer:setup")
    return sign_in_begin(request, next=back, scopes=ASKED)


@never_cache
@require_POST
@signed_in
def token(request: PersonsRequest) -> JsonResponse:
    """The person's own access token, for the SDK in their page; 409 and words where there is none to give."""
    try:
        return JsonResponse({"token": token_for_page(request.user, scopes=PLAYING_HERE)})
    except SpotifyError as error:
        return _refused(error)


@require_POST
@signed_in
def ready(request: PersonsRequest) -> HttpResponse:
    """From now on the browser at hand is that device; what played in the page before goes on in this one."""
    before, device = request.session.get(DEVICE), request.POST.get("device_id", "")
    if not _DEVICE_ID.fullmatch(device):
        return HttpResponse(status=422)
    request.session[DEVICE] = device
    session = live_session_of(request.user)
    if session and before and before == device_of(session):
        try:
            music_move(session=session, device_id=device)
        except SpotifyError as error:
            return _refused(error)
    return HttpResponse(status=204)


def _setup_here(request: PersonsRequest) -> str:
    typed = request.POST.copy()
    typed["here"] = "1"
    typed.pop("device", None)
    if typed.get("list") == NONE:  # whoever wants it to play here wants music
        del typed["list"]
    return setup_with(typed)


def _refused(error: SpotifyError) -> JsonResponse:
    said = choosing_trouble(error.reason)
    words: dict[str, Any] = {"words": f"{said.what} {said.then}".strip()}
    return JsonResponse(words, status=409)
