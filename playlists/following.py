"""Whether saved playlists still stand in their person's library: asked once a day, for all of them in one call."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from accounts.models import User
from discoverdaily import clock
from discoverdaily.spotify.client import Spotify
from discoverdaily.spotify.errors import SpotifyError
from discoverdaily.spotify.methods.library import MOST_URIS
from playlists.models import FollowCheck, Look, SavedPlaylist, new_mark
from playlists.schedule import Schedule


class Removed(Exception):
    """The playlist was removed in Spotify, and its person wanted that to be the end."""


def check_followed(saved: SavedPlaylist, spotify: Spotify) -> None:
    """The day's question, if nobody has asked it yet, on the occasion of a look for one of the lists.

    Raises Removed where this one was removed and that is to be the end.
    """
    if not saved.exists:
        return
    now = clock.now()
    check, _created = FollowCheck.objects.get_or_create(person=saved.person)
    if not _is_new_day(saved.person, check.checked_at, now):
        return
    ours = FollowCheck.objects.filter(pk=check.pk, checked_at=check.checked_at)
    if not ours.update(checked_at=now):
        return  # another worker is asking for all of them just now
    lists = list(_kept_fresh(saved.person)[:MOST_URIS])
    try:
        followed = spotify.library_contains([kept.uri for kept in lists]) if lists else []
    except SpotifyError:
        FollowCheck.objects.filter(pk=check.pk, checked_at=now).update(checked_at=check.checked_at)
        raise
    gone = [kept for kept, there in zip(lists, followed, strict=True) if not there]
    for kept in gone:
        if kept.pk != saved.pk:
            _take_other_as_removed(kept)
    if saved in gone:
        take_as_removed(saved)


def take_as_removed(saved: SavedPlaylist) -> None:
    """Forgets the playlist that was removed in Spotify. Raises Removed, and changes nothing, where that is the end."""
    if saved.when_unfollowed == SavedPlaylist.Unfollowed.STOP:
        raise Removed
    saved.hold(**forgotten())


def make_sure_of(saved: SavedPlaylist, spotify: Spotify) -> None:
    """What its person has just pressed a button for is made anew where it was removed in Spotify."""
    if saved.exists and spotify.library_contains([saved.uri]) == [False]:
        saved.hold(**forgotten())


@transaction.atomic
def _take_other_as_removed(saved: SavedPlaylist) -> None:
    """The same for one that we hold no lease of. One that somebody is working, or has made anew, is left to them."""
    now = clock.now()
    same = SavedPlaylist.objects.filter(
        pk=saved.pk, spotify_id=saved.spotify_id, state=SavedPlaylist.State.ACTIVE, lease=None
    )
    if saved.when_unfollowed == SavedPlaylist.Unfollowed.REMAKE:
        same.update(**forgotten(), due_at=now)
    elif same.update(**forgotten(), state=SavedPlaylist.State.STOPPED, due_at=None):
        Look.objects.create(saved=saved, at=now, outcome=Look.Outcome.REMOVED)


def _kept_fresh(person: User) -> QuerySet[SavedPlaylist]:
    kept = SavedPlaylist.objects.filter(person=person, state=SavedPlaylist.State.ACTIVE)
    return kept.exclude(schedule=Schedule.FROZEN).exclude(spotify_id="")


def _is_new_day(person: User, before: datetime | None, now: datetime) -> bool:
    return before is None or before.astimezone(person.zone).date() != now.astimezone(person.zone).date()


def forgotten() -> dict[str, Any]:
    """What a saved playlist knows of one that is no longer there: nothing."""
    return {"spotify_id": "", "snapshot_id": "", "creating_at": None, "mark": new_mark()}
