"""A person leaves: what is theirs in Spotify, and what the cache knows of them."""

from collections.abc import Iterator
from itertools import product

from django.core.cache import cache

from accounts.models import User
from discoverdaily import clock
from discoverdaily.spotify.client import Lane, spotify_for
from discoverdaily.spotify.errors import SpotifyError
from discoverdaily.spotify.methods.library import MOST_URIS
from playlists.models import Edition, FollowCheck, Look, Recipe, SavedPlaylist, TimeRange
from playlists.top import KINDS, kept_name


def playlists_leave_spotify(person: User) -> bool:
    """Takes every playlist we made out of the person's library; whether Spotify did so."""
    uris = [saved.uri for saved in SavedPlaylist.objects.filter(person=person).exclude(spotify_id="")]
    try:
        for start in range(0, len(uris), MOST_URIS):
            spotify_for(person, lane=Lane.PEOPLE).library_remove(uris[start : start + MOST_URIS])
    except SpotifyError:
        return False
    return True


def playlists_forget_spotify(person: User) -> None:
    """Deletes the lists that came from Spotify's rankings and catalogue, and every look at Spotify; what was written
    of the person's own counts stays, and so do their wishes."""
    told = Edition.objects.filter(saved__person=person, saved__period="")
    Look.objects.filter(saved__person=person).delete()
    told.delete()
    FollowCheck.objects.filter(person=person).delete()
    SavedPlaylist.objects.filter(person=person).update(snapshot_id="")
    Recipe.objects.filter(person=person).update(picks=[], to_write=[], asked={}, relaxed=[])
    _cache_forget(person)


def playlists_erase(person: User) -> Iterator[None]:
    """Empties the cache of them; the rows go with the person."""
    _cache_forget(person)
    yield


def _cache_forget(person: User) -> None:
    names = [kept_name(person, kind, time_range) for kind, time_range in product(KINDS, TimeRange)]
    saved = SavedPlaylist.objects.filter(person=person).values_list("pk", "snapshot_id")
    names += [f"in-spotify:{key}:{snapshot}" for key, snapshot in saved]
    half_minute = int(clock.now().timestamp()) // 30
    names += [f"looks:{person.pk}:{half_minute - ago}" for ago in range(3)]
    cache.delete_many([*names, f"create:names:{person.pk}"])
