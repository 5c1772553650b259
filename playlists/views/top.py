"""What a person listened to most: by Spotify's ranking, and by their own counts."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from discoverdaily.listening.exclusions import LeftOut, left_out_of
from discoverdaily.pages import fragment_or_page
from discoverdaily.spotify.selectors import connection_of
from playlists.forms import DaysForm
from playlists.models import LARGEST, TimeRange
from playlists.played import SHOWN, played_page
from playlists.rows import top_rows
from playlists.top import Kind, top_list
from playlists.views.saving import dialog_as_left
from playlists.windows import EVER, Window
from playlists.words import trouble

KINDS: dict[str, Kind] = {"tracks": "tracks", "artists": "artists"}
KIND_WORDS = (("tracks", gettext_lazy("Tracks")), ("artists", gettext_lazy("Artists")))


@require_safe
def top(request: HttpRequest) -> HttpResponse:
    """Spotify's ranking for a person; a stranger sees what they would get. `?save` opens the save dialog with what
    was typed before signing in."""
    asked, kind = request.GET.get("range", TimeRange.SHORT.value), _kind(request)
    if asked not in TimeRange.values:
        raise _no_such_list()
    time_range = TimeRange(asked)
    context: dict[str, Any] = {"time_range": time_range, "ranges": TimeRange, "kind": kind, "kinds": KIND_WORDS}
    if request.user.is_authenticated:
        out = left_out_of(request.user)
        found, error = top_list(request.user, time_range=time_range, kind=kind, out=out)
        context |= {
            "top": found,
            "rows": top_rows(request.user, found, time_range=time_range, out=out) if found else [],
            "leaves_out": out != LeftOut(),
            "trouble": trouble(error.reason) if error else None,
        }
    if "save" in request.GET:
        context["dialog"] = dialog_as_left(request, pressed=time_range)
    return fragment_or_page(request, "playlists/top.html", "ledger", context)


@require_safe
def played(request: HttpRequest) -> HttpResponse:
    """What a person played most, by their own counts, in a period: `?period=` names one of windows.py, `?first=` and
    `?last=` are days."""
    kind, size = _kind(request), request.GET.get("size", str(SHOWN))
    if size not in (str(SHOWN), str(LARGEST)):
        raise _no_such_list()
    typed = "first" in request.GET or "last" in request.GET
    days = DaysForm(request.GET if typed else None)
    window = _window(request, days if typed else None)
    context: dict[str, Any] = {"ranges": TimeRange, "kind": kind, "kinds": KIND_WORDS, "window": window, "days": days}
    if request.user.is_authenticated:
        context |= {
            "page": played_page(request.user, window, kind=kind, size=int(size)),
            "connected": connection_of(request.user) is not None,
        }
    status = 422 if typed and not days.is_valid() else 200
    return fragment_or_page(request, "playlists/played.html", "ledger", context, status=status)


def _kind(request: HttpRequest) -> Kind:
    kind = KINDS.get(request.GET.get("kind", "tracks"))
    if kind is None:
        raise _no_such_list()
    return kind


def _window(request: HttpRequest, days: DaysForm | None) -> Window:
    """The period asked for; all time where the days typed are none."""
    if days:
        return days.window() if days.is_valid() else Window(EVER)
    try:
        return Window.of(request.GET.get("period", EVER))
    except ValueError:
        raise _no_such_list() from None


def _no_such_list() -> Http404:
    return Http404(_("There is no such list. Choose a range from the Top page."))
