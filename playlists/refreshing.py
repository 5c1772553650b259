"""One look at Spotify for one saved playlist: fetch, check, then replace in one call (house rules 3 and 4).

Each step may be the last one a worker lives to do. What is safe to repeat is repeated by the next look; the one thing
that is not, making a playlist, is written down before it is done and found again by its mark.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import User
from discoverdaily.due import growing_distance
from discoverdaily.listening.services import tracks_store
from discoverdaily.spotify.client import Lane, Spotify, spotify_for
from discoverdaily.spotify.errors import NotAllowed, NotFound, Reason, ReconnectNeeded, RetryLater, SpotifyError
from discoverdaily.spotify.objects import Playlist, Track
from playlists.models import Edition, FollowCheck, Look, SavedPlaylist, TimeRange, new_mark, uris
from playlists.notices import suspension_tell
from playlists.schedule import Schedule
from playlists.top import Doubt, Doubtful, top_tracks_fetch
from playlists.words import description_of

MOST_CHECKED = 40
"""How many playlists one library/contains asks for (spotify.md §3.2)."""
PATIENCE = timedelta(days=3)
"""How long a list may fail before its person is asked, and `TRIES` times at least."""
TRIES = 3
REFUSED_AGAIN = timedelta(days=1)
"""A refusal ends when somebody changes something; asking more than daily helps nobody."""


class Removed(Exception):
    """The playlist was removed in Spotify, and its person wanted that to be the end."""


def saved_playlist_refresh(*, saved: SavedPlaylist, lane: Lane = Lane.BACKGROUND) -> None:
    """Works one claimed row: makes the playlist if it is not there, and has it hold what is wanted.

    Whatever goes wrong leaves the playlist as it was, is recorded for its person to read, and is planned anew.
    Raises LeaseLost where the row was taken from us meanwhile.
    """
    try:
        _look(saved, spotify_for(saved.person, lane=lane))
    except Removed:
        _record(saved, Look.Outcome.REMOVED, due_at=None, state=SavedPlaylist.State.STOPPED)
    except RetryLater as error:
        if error.reason == Reason.BUSY:
            soon = timezone.now() + (error.after or timedelta(seconds=30))
            saved.postpone(due_at=soon, why=Reason.BUSY if lane is Lane.PEOPLE else "")
        else:
            _fail(saved, error.reason, wait=error.after)
    except Doubtful as doubt:
        _fail(saved, doubt.reason)
    except ReconnectNeeded as error:
        _suspend(saved, error.reason)
    except NotAllowed as error:
        _fail(saved, error.reason, wait=REFUSED_AGAIN)
    except SpotifyError as error:
        _fail(saved, error.reason)


def _look(saved: SavedPlaylist, spotify: Spotify) -> None:
    _check_followed(saved, spotify)
    before = saved.latest_track_ids()
    wanted, tracks = _wanted(saved, spotify, before)
    if saved.exists and saved.wanted_edition is None and wanted == before:
        _record(saved, Look.Outcome.UNCHANGED, due_at=saved.next_run(timezone.now()))
        return
    try:
        snapshot_id = _write(saved, spotify, wanted)
    except NotFound:
        _take_as_removed(saved)
        snapshot_id = _write(saved, spotify, wanted)
    tracks_store(tracks=tracks)
    outcome = Look.Outcome.CHANGED if before else Look.Outcome.CREATED
    if before and saved.wanted_edition:
        outcome = Look.Outcome.RESTORED
    due_at = saved.next_run(timezone.now())
    _record(saved, outcome, wanted, due_at=due_at, snapshot_id=snapshot_id, name=saved.name)


def _wanted(saved: SavedPlaylist, spotify: Spotify, before: Sequence[str]) -> tuple[list[str], list[Track]]:
    """The ids that the playlist should hold, and the tracks where Spotify has just told of them."""
    if saved.wanted_edition:
        return saved.wanted_edition.track_ids, []
    if before and not saved.repeats:
        return list(before), []  # a frozen copy stays what it was, even when it is made anew
    tracks = top_tracks_fetch(spotify, time_range=TimeRange(saved.time_range), size=saved.size)
    if not tracks:
        raise Doubtful(Doubt.EMPTY)
    # Half the list gone over night is more likely Spotify's slip than the person's; a second look that says the same
    # is believed.
    if len(tracks) * 2 < min(len(before), saved.size) and saved.last_error != Doubt.SHRUNK:
        raise Doubtful(Doubt.SHRUNK)
    return [track.id for track in tracks], tracks


def _write(saved: SavedPlaylist, spotify: Spotify, wanted: Sequence[str]) -> str:
    """Has the playlist hold the tracks, in one call; answers its snapshot. Renamed by its owner, it keeps that name."""
    if saved.exists:
        saved.name = spotify.playlist(saved.spotify_id).name[:100] or saved.name
    else:
        playlist = _made_before(saved, spotify) or _make(saved, spotify)
        saved.hold(spotify_id=playlist.id)
    saved.hold()
    return spotify.replace_items(saved.spotify_id, uris(wanted))


def _make(saved: SavedPlaylist, spotify: Spotify) -> Playlist:
    saved.hold(creating_at=timezone.now())
    return spotify.create_playlist(name=saved.name, public=saved.public, description=description_of(saved))


def _made_before(saved: SavedPlaylist, spotify: Spotify) -> Playlist | None:
    """The playlist that an earlier look asked for and whose answer was lost, found by its mark."""
    if saved.creating_at is None:
        return None
    offset = 0
    while True:
        page = spotify.my_playlists(limit=50, offset=offset)
        for playlist in page.items:
            if saved.mark in (playlist.description or ""):
                return playlist
        if page.left_out:
            raise Doubtful(Doubt.INCOMPLETE)  # ours may be among what could not be read
        if page.next is None:
            return None
        offset += 50


def _check_followed(saved: SavedPlaylist, spotify: Spotify) -> None:
    """Once a day a person, asks whether their saved playlists still stand in their library, all in one call.

    Raises Removed where this one does not and its person chose that to be the end.
    """
    if not saved.exists:
        return
    now = timezone.now()
    check, _created = FollowCheck.objects.get_or_create(person=saved.person)
    if not _is_new_day(saved.person, check.checked_at, now):
        return
    ours = FollowCheck.objects.filter(pk=check.pk, checked_at=check.checked_at)
    if not ours.update(checked_at=now):
        return  # another worker is asking for all of them just now
    lists = list(_kept_fresh(saved.person)[:MOST_CHECKED])
    try:
        followed = spotify.library_contains([kept.uri for kept in lists]) if lists else []
    except SpotifyError:
        FollowCheck.objects.filter(pk=check.pk, checked_at=now).update(checked_at=check.checked_at)
        raise
    gone = {kept.pk: kept for kept, there in zip(lists, followed, strict=False) if not there}
    for kept in gone.values():
        if kept.pk != saved.pk:
            _take_other_as_removed(kept)
    if saved.pk in gone:
        _take_as_removed(saved)


def _kept_fresh(person: User) -> QuerySet[SavedPlaylist]:
    kept = SavedPlaylist.objects.filter(person=person, state=SavedPlaylist.State.ACTIVE)
    return kept.exclude(schedule=Schedule.FROZEN).exclude(spotify_id="")


def _is_new_day(person: User, before: datetime | None, now: datetime) -> bool:
    return before is None or before.astimezone(person.zone).date() != now.astimezone(person.zone).date()


def _forgotten() -> dict[str, Any]:
    """What a saved playlist knows of one that is no longer there: nothing."""
    return {"spotify_id": "", "snapshot_id": "", "creating_at": None, "mark": new_mark()}


def _take_as_removed(saved: SavedPlaylist) -> None:
    """Forgets the playlist that was removed in Spotify. Raises Removed unless it is to be made anew."""
    saved.hold(**_forgotten())
    if saved.when_unfollowed == SavedPlaylist.Unfollowed.STOP:
        raise Removed


def _take_other_as_removed(saved: SavedPlaylist) -> None:
    """The same for one that we hold no lease of; whoever does loses it."""
    mine = SavedPlaylist.objects.filter(pk=saved.pk)
    if saved.when_unfollowed == SavedPlaylist.Unfollowed.REMAKE:
        mine.update(**_forgotten(), lease=None, leased_until=None)
        return
    with transaction.atomic():
        mine.update(**_forgotten(), state=SavedPlaylist.State.STOPPED, due_at=None, lease=None, leased_until=None)
        Look.objects.create(saved=saved, at=timezone.now(), outcome=Look.Outcome.REMOVED)


@transaction.atomic
def _record(
    saved: SavedPlaylist,
    outcome: Look.Outcome,
    track_ids: Sequence[str] | None = None,
    *,
    due_at: datetime | None,
    **fields: Any,
) -> None:
    """What was done, all of it or nothing: a worker that comes late finds its lease lost before it writes a word."""
    saved.finish(due_at=due_at, failing_since=None, wanted_edition=None, **fields)
    now = timezone.now()
    edition = None
    if track_ids is not None:
        edition = Edition.objects.create(saved=saved, written_at=now, track_ids=list(track_ids))
    Look.objects.create(saved=saved, at=now, outcome=outcome, edition=edition)


def _fail(saved: SavedPlaylist, reason: str, *, wait: timedelta | None = None) -> None:
    """Tries again after `wait`, or at a growing distance if that is longer; asks its person when patience ends."""
    now = timezone.now()
    since = saved.failing_since or now
    if saved.attempts + 1 >= TRIES and now - since >= PATIENCE:
        _suspend(saved, reason)
        return
    due_at = now + max(wait or timedelta(0), growing_distance(saved.attempts))
    with transaction.atomic():
        saved.retry(due_at=due_at, error=reason, failing_since=since)
        Look.objects.create(saved=saved, at=now, outcome=Look.Outcome.FAILED, reason=reason)


@transaction.atomic
def _suspend(saved: SavedPlaylist, reason: str) -> None:
    """Nothing goes on without its person; they are told once."""
    state = SavedPlaylist.State.SUSPENDED if saved.state == SavedPlaylist.State.ACTIVE else saved.state
    now = timezone.now()
    saved.retry(due_at=None, error=reason, failing_since=saved.failing_since or now, state=state)
    look = Look.objects.create(saved=saved, at=now, outcome=Look.Outcome.FAILED, reason=reason)
    transaction.on_commit(lambda: suspension_tell(look=look), robust=True)
