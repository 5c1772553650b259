"""Saved playlists, their buttons, and the lists that were written."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from discoverdaily.access import PersonsRequest, page_of, signed_in
from discoverdaily.pages import fragment_or_page
from playlists import services
from playlists.forms import CopyForm, KeepingForm
from playlists.models import Edition, SavedPlaylist
from playlists.selectors import edition_page, saved_page, saved_playlists_of
from playlists.services import TooManyLists
from playlists.spotify_side import look_in_spotify
from playlists.views.saving import FULL


@require_safe
@signed_in
def saved_playlists(request: PersonsRequest) -> HttpResponse:
    """All saved playlists of the person."""
    cards = saved_playlists_of(request.user)
    context = {"cards": cards, "pending": any(card.pending for card in cards)}
    return fragment_or_page(request, "playlists/list.html", "cards", context)


@require_safe
@signed_in
def saved_playlist(request: PersonsRequest, pk: int) -> HttpResponse:
    """One saved playlist: what it holds, what changed, every look and every earlier list."""
    saved = get_object_or_404(SavedPlaylist, person=request.user, pk=pk)
    return _saved_answer(request, saved, {"in_spotify": look_in_spotify(saved)})


def _saved_answer(
    request: PersonsRequest, saved: SavedPlaylist, more: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    context = {
        "page": saved_page(saved, track_id=request.GET.get("track", "")),
        "saved": saved,
        "keeping": KeepingForm(instance=saved),
        **more,
    }
    return fragment_or_page(request, "playlists/detail.html", "saved", context, status=status)


@require_POST
@signed_in
def saved_playlist_settings(request: PersonsRequest, pk: int) -> HttpResponse:
    """Changes when and how a saved playlist is refreshed."""
    saved = get_object_or_404(SavedPlaylist, person=request.user, pk=pk)
    form = KeepingForm(request.POST, instance=SavedPlaylist(pk=saved.pk, person=saved.person, period=saved.period))
    if not form.is_valid():
        return _saved_answer(request, saved, {"keeping": form}, status=422)
    renamed = form.cleaned_data.get("period", saved.period) != saved.period
    services.saved_playlist_settings_change(saved=saved, **form.cleaned_data)
    words = _(
        "Kept. From its next refresh on it is of that period; its name and description in Spotify are yours to change."
    )
    messages.success(request, words if renamed else _("Kept."))
    return _back(request, saved)


def _button(
    change: Callable[..., None], said: Promise | None = None, *, look: bool = False
) -> Callable[..., HttpResponse]:
    """A view of one button: changes the person's saved playlist, looks at Spotify for it if asked to, and says what
    came of it (`said`, or what the look brought)."""

    @require_POST
    @signed_in
    def press(request: PersonsRequest, pk: int) -> HttpResponse:
        saved = get_object_or_404(SavedPlaylist, person=request.user, pk=pk)
        try:
            change(saved=saved)
        except TooManyLists:
            messages.error(request, FULL)
            return _back(request, saved)
        worked = services.saved_playlists_look_now(lists=[saved]) if look else 0
        saved.refresh_from_db()
        if look and not worked:
            messages.info(request, _("It is being refreshed just now, or within seconds."))
        elif not saved.last_error:  # what went wrong stands on the card, in full
            messages.success(request, str(said) if said else saved_page(saved).card.sentence)
        return _back(request, saved)

    return press


refresh = _button(services.saved_playlist_refresh_now, look=True)
resume = _button(services.saved_playlist_resume, gettext_lazy("Refreshing goes on."), look=True)
pause = _button(services.saved_playlist_pause, gettext_lazy("Paused. Nothing is written until you resume it."))
stop = _button(services.saved_playlist_stop, gettext_lazy("Stopped. The playlist stays in your Spotify."))


@require_safe
@signed_in
def edition(request: PersonsRequest, pk: int, edition_pk: int) -> HttpResponse:
    """A list as it was written on a day, to look at before it is restored or kept."""
    found = _edition(request, pk, edition_pk)
    return _edition_answer(request, found, CopyForm(initial={"name": _copy_name(found)}))


def _copy_name(edition: Edition) -> str:
    day = formats.date_format(timezone.localtime(edition.written_at), "j F")
    return f"{edition.saved.name[:80]}, {day}"


def _edition_answer(request: PersonsRequest, edition: Edition, copy: CopyForm, *, status: int = 200) -> HttpResponse:
    context = {"page": edition_page(edition), "edition": edition, "saved": edition.saved, "copy": copy}
    return fragment_or_page(request, "playlists/edition.html", "edition", context, status=status)


@require_POST
@signed_in
def edition_restore(request: PersonsRequest, pk: int, edition_pk: int) -> HttpResponse:
    """Puts an earlier list back into its playlist."""
    edition = _edition(request, pk, edition_pk)
    try:
        services.edition_restore(edition=edition)
    except TooManyLists:
        messages.error(request, FULL)
        return _back(request, edition.saved)
    worked = services.saved_playlists_look_now(lists=[edition.saved])
    edition.saved.refresh_from_db()
    if not worked:
        messages.info(request, _("It is restored within seconds, and paused from then on."))
    elif not edition.saved.last_error:
        words = _("Restored, and paused so that the next refresh does not replace it. Resume it when you like.")
        messages.success(request, words)
    return _back(request, edition.saved)


@require_POST
@signed_in
def edition_copy(request: PersonsRequest, pk: int, edition_pk: int) -> HttpResponse:
    """Keeps an earlier list as a playlist of its own."""
    edition = _edition(request, pk, edition_pk)
    form = CopyForm(request.POST)
    if not form.is_valid():
        return _edition_answer(request, edition, form, status=422)
    try:
        copy = services.edition_copy(edition=edition, name=form.cleaned_data["name"])
    except TooManyLists:
        form.add_error("name", str(FULL))
        return _edition_answer(request, edition, form, status=422)
    services.saved_playlists_look_now(lists=[copy])
    messages.success(request, _("Kept as “%(name)s”.") % {"name": copy.name})
    return _back(request, copy)


def _edition(request: PersonsRequest, pk: int, edition_pk: int) -> Edition:
    return get_object_or_404(
        Edition.objects.select_related("saved__person"), saved__person=request.user, saved=pk, pk=edition_pk
    )


def _back(request: PersonsRequest, saved: SavedPlaylist) -> HttpResponse:
    """To the page where the button was pressed: the list of all, or the playlist's own."""
    if urlsplit(page_of(request)).path == reverse("playlists:list"):
        return redirect("playlists:list")
    return redirect(saved)
