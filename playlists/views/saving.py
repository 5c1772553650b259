"""The save dialog."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from accounts.services import sign_in_begin
from discoverdaily.pages import fragment_or_page
from playlists import services
from playlists.forms import SaveDialog
from playlists.models import TimeRange
from playlists.selectors import saved_playlists_of
from playlists.services import TooManyLists
from playlists.windows import EVER, Window

DRAFT = "save_draft"
"""Where the session keeps what was typed into the save dialog while its person signs in."""
FULL = gettext_lazy("You keep 40 saved playlists, which is as many as we look after. Stop one first.")


@require_http_methods(["GET", "HEAD", "POST"])
def save(request: HttpRequest) -> HttpResponse:
    """The save dialog. A stranger may fill it in; pressing Save signs them in and brings them back to it."""
    pressed = request.GET.get("range", "")
    if request.method != "POST":
        return _dialog_answer(request, _dialog(request, pressed=pressed))
    dialog = _dialog(request, request.POST, pressed=pressed)
    if not dialog.is_valid():
        return _dialog_answer(request, dialog, status=422)
    if not request.user.is_authenticated:
        return _sign_in_and_return(request, dialog, pressed)
    try:
        lists = services.saved_playlists_create(person=request.user, wishes=dialog.wishes())
    except TooManyLists:
        dialog.error = str(FULL)
        return _dialog_answer(request, dialog, status=422)
    request.session.pop(DRAFT, None)
    services.saved_playlists_look_now(lists=lists)
    keys = {saved.pk for saved in lists}
    cards = [card for card in saved_playlists_of(request.user) if card.saved.pk in keys]
    return fragment_or_page(request, "playlists/saved.html", "dialog", {"cards": cards})


def dialog_as_left(request: HttpRequest, *, pressed: str) -> SaveDialog:
    """The dialog with what was typed before signing in."""
    draft = request.session.get(DRAFT)
    dialog = _dialog(request, draft or None, pressed=pressed)
    if draft:
        dialog.is_valid()
    return dialog


def _dialog(request: HttpRequest, data: Mapping[str, Any] | None = None, *, pressed: str) -> SaveDialog:
    """With own counts only for who is signed in: a stranger has none."""
    try:
        window = Window.of(request.GET.get("period", EVER))
    except ValueError:
        window = Window(EVER)
    return SaveDialog(data, pressed=pressed, window=window if request.user.is_authenticated else None)


def _dialog_answer(request: HttpRequest, dialog: SaveDialog, *, status: int = 200) -> HttpResponse:
    return fragment_or_page(request, "playlists/save.html", "dialog", {"dialog": dialog}, status=status)


def _sign_in_and_return(request: HttpRequest, dialog: SaveDialog, pressed: str) -> HttpResponse:
    request.session[DRAFT] = dialog.typed()
    time_range = pressed if pressed in TimeRange.values else TimeRange.SHORT
    return sign_in_begin(request, next=f"{reverse('playlists:top')}?{urlencode({'range': time_range, 'save': 1})}")
