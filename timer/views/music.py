"""The music's pieces of set-up and of a running session: lists, devices, and being let steer the player."""

from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.services import safe_next, sign_in_begin
from discoverdaily.access import PersonsRequest, signed_in
from discoverdaily.pages import fragment_or_page
from discoverdaily.spotify.errors import SpotifyError
from timer.devices import STEERING, Player, player_move, players_of
from timer.models import Music, Session
from timer.music_forms import MusicForm
from timer.selectors import live_session_of
from timer.words import GONE, trouble

NOT_KEPT = ("csrfmiddlewaretoken", "instead", "change")
"""Of what is typed in set-up: what belongs to one press."""


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def devices(request: PersonsRequest) -> HttpResponse:
    """Set-up's devices, asked for anew; a POST, which changes nothing, is the button where there are no scripts."""
    if request.method == "POST":
        return redirect(setup_with(request.POST))
    return _piece(request, "timer/_devices.html", MusicForm(person=request.user, typed=request.GET))


@require_safe
@signed_in
def lists(request: PersonsRequest) -> HttpResponse:
    """Set-up's lists: those playlists whose names hold the words `q`."""
    form = MusicForm(person=request.user, typed=request.GET, named=request.GET.get("q", ""), remembered=True)
    return _piece(request, "timer/_lists.html", form)


def _piece(request: HttpRequest, template: str, form: MusicForm) -> HttpResponse:
    """For HTMX the piece; anybody else comes to set-up, with what was typed."""
    if not request.headers.get("HX-Request"):
        return redirect(setup_with(request.GET))
    answer = render(request, template, {"music": form})
    add_never_cache_headers(answer)
    return answer


def setup_with(typed: QueryDict) -> str:
    """The address of set-up with what was typed, which is no secret: neither a token nor a key is part of it."""
    kept = {name: value for name, value in typed.items() if value and name not in NOT_KEPT}
    return f"{reverse('timer:setup')}?{urlencode(kept)}"


@require_POST
@signed_in
def allow(request: PersonsRequest) -> HttpResponse:
    """To Spotify, to agree to what steering the player needs; then back to set-up, with what was typed."""
    return sign_in_begin(request, next=_back(request), scopes=STEERING)


def _back(request: PersonsRequest) -> str:
    """To the session whose page asked, else to set-up."""
    pk = request.POST.get("session", "")
    running = live_session_of(request.user)
    if running and pk == str(running.pk):
        return running.get_absolute_url()
    typed = request.POST.copy()
    typed.pop("list", None)  # that there was to be no music was not their choice
    return safe_next(request, setup_with(typed)) or reverse("timer:setup")


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def transfer(request: PersonsRequest, pk: int) -> HttpResponse:
    """The devices that the music of a session may go to; a POST has it go to one of them."""
    session = get_object_or_404(
        Session.objects.filter(state__in=Session.LIVE).select_related("music", "person"),
        person=request.user,
        music__isnull=False,
        pk=pk,
    )
    told = players_of(request.user)
    context = {"session": session, "players": told.players}
    if told.trouble:
        context["trouble"] = trouble(told.trouble)
    elif request.method == "POST":
        player = next((it for it in told.choosable if it.id == request.POST.get("device")), None)
        if player is None:
            context["trouble"] = GONE
        else:
            context |= _moved(session.music, player, told.players)
    wrong = request.method == "POST" and "trouble" in context
    return fragment_or_page(request, "timer/transfer.html", "transfer", context, status=422 if wrong else 200)


def _moved(music: Music, player: Player, players: list[Player]) -> dict[str, Any]:
    try:
        player_move(music=music, player=player)
    except SpotifyError as error:
        return {"trouble": trouble(error.reason)}
    return {"moved": player.name, "players": [replace(it, active=it.id == player.id) for it in players]}
