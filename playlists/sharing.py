"""What a person may share of their lists: a ranking as it is, or what stands in a saved playlist."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from accounts.models import User
from discoverdaily.listening.exclusions import left_out_of
from discoverdaily.listening.selectors import tracks_by_id
from discoverdaily.personal import NothingToShare
from discoverdaily.spotify.selectors import connection_of
from playlists.models import SavedPlaylist, TimeRange
from playlists.rows import Row, known_row, plain_rows
from playlists.top import top_list


def top_choices(person: User) -> Sequence[tuple[str, str]]:
    """Spotify's three ranges, for who has connected it."""
    if connection_of(person) is None:
        return ()
    return [(each.value, _("Top tracks, %(range)s") % {"range": each.label}) for each in TimeRange]


def top_shared(person: User, request: HttpRequest, choice: str) -> str:
    """The ranking as it is now. Raises NothingToShare."""
    if choice not in TimeRange.values or connection_of(person) is None:
        raise NothingToShare
    out = left_out_of(person)
    found, _error = top_list(person, time_range=TimeRange(choice), kind="tracks", out=out)
    return _rendered(plain_rows(found.chosen(out)[0]) if found else [], request)


def saved_choices(person: User) -> Sequence[tuple[str, str]]:
    """Saved playlists in which something stands."""
    written = SavedPlaylist.objects.filter(person=person, editions__isnull=False).distinct().order_by("name", "pk")
    return [(str(saved.pk), saved.name) for saved in written]


def saved_shared(person: User, request: HttpRequest, choice: str) -> str:
    """What stands in it now. Raises NothingToShare."""
    saved = SavedPlaylist.objects.filter(person=person, pk=int(choice)).first() if choice.isdigit() else None
    track_ids = saved.latest_track_ids() if saved else []
    if not track_ids:
        raise NothingToShare
    tracks = tracks_by_id(track_ids)
    return _rendered([known_row(tracks, track_id, rank) for rank, track_id in enumerate(track_ids, start=1)], request)


def _rendered(rows: Sequence[Row], request: HttpRequest) -> str:
    context: dict[str, Any] = {"rows": rows}
    return render_to_string("playlists/shared.html", context, request)
