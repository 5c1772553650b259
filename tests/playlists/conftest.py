"""Saved playlists, as their tests need them."""

from typing import Any

from django.utils import timezone

from accounts.models import User
from playlists.models import SavedPlaylist
from playlists.refreshing import saved_playlist_refresh


def wish(person: User, **fields: Any) -> SavedPlaylist:
    """A playlist wanted by the person, due now."""
    fields = {"time_range": "short_term", "name": "Mine", "size": 50, "due_at": timezone.now(), **fields}
    return SavedPlaylist.objects.create(person=person, **fields)


def look(saved: SavedPlaylist) -> SavedPlaylist:
    """Has a worker look at Spotify for it now, whenever it is due; answers it as it then stands."""
    SavedPlaylist.objects.filter(pk=saved.pk).update(due_at=timezone.now())
    for row in SavedPlaylist.claim(SavedPlaylist.objects.filter(pk=saved.pk), limit=1):
        saved_playlist_refresh(saved=row)
    return SavedPlaylist.objects.get(pk=saved.pk)
