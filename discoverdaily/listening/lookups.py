"""What only a call to Spotify for one track tells: its cover, and which track it is that account data names.

Some six hundred such calls in a row were seen to bring a ban of a day. So an app makes a few a minute and
SPOTIFY_LOOKUPS_A_DAY at most, out of the background's share of its budget, on behalf of people who have played the
track, and for what they played most: it is what they are shown.
"""

import random
import re
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

import msgspec
from django.conf import settings
from django.db import transaction

from discoverdaily import clock
from discoverdaily.due import NotNow, handle_safely
from discoverdaily.listening.keys import name_key
from discoverdaily.listening.learning import learning_want_anew
from discoverdaily.listening.locks import tracks_for_me
from discoverdaily.listening.models import RecordingCount, Span, Track, TrackLookup
from discoverdaily.listening.models.counts import BEGINNING
from discoverdaily.listening.recordings import recordings_regroup
from discoverdaily.listening.services import tracks_store
from discoverdaily.spotify import objects, pacing
from discoverdaily.spotify.client import Lane, Spotify, spotify_for
from discoverdaily.spotify.errors import NotAllowed, NotFound, ReconnectNeeded, RetryLater, SpotifyError
from discoverdaily.spotify.pacing import Allowance, lookups_of
from discoverdaily.spotify.selectors import usable_connections

if TYPE_CHECKING:
    from accounts.models import User

DAY = timedelta(days=1)
RINGS_A_DAY = 50
"""In how many rings at least the day's calls are made: with a ring every half minute, two calls each."""
MOST_APPS = 20
"""How many apps a ring looks after; there are many only where people bring their own."""
WRONG_BY_MS = 3_000
"""By how much a track may differ in length from the one that was heard and still be it."""
_AGAIN_DAYS = (30, 90, 180)
_PAUSE = timedelta(minutes=15)
"""How long an app rests that failed and did not say."""


def lookups_learn() -> int:
    """Looks up a few tracks for each app that may; answers how many were worked."""
    apps = usable_connections().order_by("client_id").values_list("client_id", flat=True).distinct()
    ready = [client_id for client_id in apps if _may(client_id)]
    worked = 0
    for client_id in random.sample(ready, min(MOST_APPS, len(ready))):
        somebody = usable_connections().filter(client_id=client_id).order_by("?").first()
        worked += _work(client_id, somebody.social.user) if somebody else 0
    return worked


def _may(client_id: str) -> bool:
    whole = Allowance(settings.SPOTIFY_CALLS_IN_30_SECONDS)
    return pacing.has_room(client_id, Lane.BACKGROUND, whole) and pacing.has_room(
        lookups_of(client_id), Lane.PEOPLE, _daily()
    )


def _daily() -> Allowance:
    return Allowance(settings.SPOTIFY_LOOKUPS_A_DAY, DAY)


def _work(client_id: str, person: "User") -> int:
    worked = 0
    for track in _most_played(person, max(1, settings.SPOTIFY_LOOKUPS_A_DAY // RINGS_A_DAY)):
        claimed = TrackLookup.claim(TrackLookup.objects.filter(track=track), limit=1)
        for row in claimed:
            worked += 1
            if not handle_safely(row, partial(_look_up, client_id, person)):
                return worked
    return worked


def _most_played(person: "User", limit: int) -> list[int]:
    """The tracks due to be looked up that the person played most."""
    counted = RecordingCount.objects.filter(person=person, span=Span.EVER, start=BEGINNING)
    due = counted.filter(recording__tracks__lookup_wanted__due_at__lte=clock.now())
    ordered = due.order_by("-plays_all", "recording__tracks__pk")
    return list(ordered.values_list("recording__tracks__pk", flat=True)[:limit])


def _look_up(client_id: str, person: "User", row: TrackLookup) -> None:
    """Works one claimed row. Raises NotNow where the app had better rest."""
    track = Track.objects.select_related("artist").get(pk=row.track_id)
    if track.seen_at is not None:
        _done(row)
        return
    try:
        pacing.take(lookups_of(client_id), Lane.PEOPLE, _daily())  # the background has this budget for itself
        told = _told(spotify_for(person, Lane.BACKGROUND), track)
    except RetryLater as error:
        raise NotNow(after=pacing.cool_down(lookups_of(client_id), error.reason, error.after or _PAUSE)) from error
    except (ReconnectNeeded, NotAllowed) as error:
        raise NotNow(after=_PAUSE) from error  # it is the person's matter; the door has written it down
    except SpotifyError as error:
        row.retry(due_at=clock.now() + _again(row.attempts), error=error.reason)
        return
    with transaction.atomic():
        tracks_for_me()
        _done(row)
        # What account data named is from now on the track that was found; where that is known already, both are one.
        tracks_store(tracks=[told])
        recordings_regroup(tracks=[track.pk])
        learning_want_anew(tracks=[track.pk])


@transaction.atomic
def _done(row: TrackLookup) -> None:
    row.finish(due_at=None)
    row.delete()


def _again(attempts: int) -> timedelta:
    return timedelta(days=_AGAIN_DAYS[min(attempts, len(_AGAIN_DAYS) - 1)]) * random.uniform(0.9, 1.1)


def _told(spotify: Spotify, track: Track) -> objects.Track:
    """The track as Spotify tells it. Raises NotFound, or any other SpotifyError."""
    if track.spotify_id:
        # It may be told under another id that stands for it now; here it keeps the one that files know it by.
        return msgspec.structs.replace(spotify.track(track.spotify_id), id=track.spotify_id)
    found = spotify.search(f'track:"{_plain(track.name)}" artist:"{_plain(track.artist.name)}"', ["track"])
    for each in found.tracks or ():
        if _is_it(each, track):
            return each
    raise NotFound


def _plain(name: str) -> str:
    """The name without what has a meaning in a search."""
    return " ".join(re.sub(r'[":]', " ", name).split())[:100]


def _is_it(told: objects.Track, track: Track) -> bool:
    """A wrong match is worse than none: title and first artist are the same, and the length where it is known."""
    if not told.id or not told.artists or not told.artists[0].id:
        return False
    same_names = name_key(told.name) == track.title_key and name_key(told.artists[0].name) == track.artist.name_key
    return same_names and (not track.length_ms or abs(told.duration_ms - track.length_ms) <= WRONG_BY_MS)
