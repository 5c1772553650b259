"""One look at Spotify for one saved playlist: fetch, check, then replace in one call (house rules 3 and 4).

Each step may be the last one a worker lives to do. What is safe to repeat is repeated by the next look; the one thing
that is not, making a playlist, is written down before it is done and found again by its mark.
"""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

from discoverdaily import clock
from discoverdaily.due import LeaseLost, NotNow
from discoverdaily.listening.services import tracks_store
from discoverdaily.spotify.client import Lane, Spotify, spotify_for
from discoverdaily.spotify.errors import NotAllowed, NotFound, Reason, ReconnectNeeded, RetryLater, SpotifyError
from discoverdaily.spotify.objects import Playlist
from discoverdaily.spotify.selectors import connection_of
from playlists.following import Removed, check_followed, forgotten, make_sure_of, take_as_removed
from playlists.growing.covers import picks_learn
from playlists.models import Look, SavedPlaylist, one_line, uris
from playlists.settling import look_fail, look_record, look_suspend
from playlists.top import Doubt, Doubtful
from playlists.wanted import wanted_list
from playlists.words import UNFORESEEN, description_of

logger = logging.getLogger(__name__)

REFUSED_AGAIN = timedelta(days=1)
"""A refusal ends when somebody changes something; asking more than daily helps nobody."""
SOON = timedelta(seconds=30)
SHOWN_LATE = timedelta(minutes=1)
"""How long a playlist that Spotify was asked to make may be missing from the person's list of them."""
MOST_PAGES = 40
"""How far to look for one by its mark: 2,000 playlists, in fewer calls than the background has in thirty seconds."""


def saved_playlist_refresh(*, saved: SavedPlaylist, lane: Lane = Lane.BACKGROUND) -> None:
    """Works one claimed row: makes the playlist if it is not there, and has it hold what is wanted.

    Whatever goes wrong leaves the playlist as it was, is recorded for its person to read, and is planned anew.
    Raises NotNow where our own budget is used up; LeaseLost where the lease ran out and somebody else took the row.
    """
    begun = clock.now()
    pressed = lane is Lane.PEOPLE
    try:
        _look(saved, spotify_for(saved.person, lane=lane), pressed=pressed)
    except Removed:
        look_record(saved, Look.Outcome.REMOVED, **forgotten())
    except RetryLater as error:
        if error.reason == Reason.BUSY:
            raise NotNow(after=error.after or SOON, why=Reason.BUSY if pressed else "") from error
        look_fail(saved, error.reason, wait=error.after)
    except ReconnectNeeded as error:
        if _connected_since(saved, begun):
            look_fail(saved, error.reason)  # the refusal is of the sign-in before
        else:
            look_suspend(saved, error.reason, tell=not pressed)
    except NotAllowed as error:
        look_fail(saved, error.reason, wait=REFUSED_AGAIN)
    except (SpotifyError, Doubtful) as error:
        look_fail(saved, error.reason)
    except LeaseLost:
        raise
    except Exception:  # whatever it is, its person must hear of it when it lasts
        logger.exception("unforeseen while looking for saved playlist %s", saved.pk)
        look_fail(saved, UNFORESEEN)


def _connected_since(saved: SavedPlaylist, moment: datetime) -> bool:
    connection = connection_of(saved.person)
    return connection is not None and connection.authorized_at > moment


def _look(saved: SavedPlaylist, spotify: Spotify, *, pressed: bool) -> None:
    if pressed:
        make_sure_of(saved, spotify)
    else:
        check_followed(saved, spotify)
    before = saved.latest_track_ids()
    wanted = wanted_list(saved, spotify, before)
    if saved.exists and saved.snapshot_id and saved.wanted_edition is None and wanted.track_ids == before:
        look_record(saved, Look.Outcome.UNCHANGED, unplayable=wanted.unplayable)
        return
    tracks_store(tracks=wanted.tracks)
    existed = saved.exists
    try:
        snapshot_id = _write(saved, spotify, wanted.track_ids)
    except NotFound:
        # A playlist made a moment ago may not be found yet, and one removed may well be: the library decides.
        if not existed or spotify.library_contains([saved.uri]) != [False]:
            raise
        take_as_removed(saved)
        snapshot_id = _write(saved, spotify, wanted.track_ids)
    restored = saved.wanted_edition is not None
    outcome = Look.Outcome.CREATED if not before else Look.Outcome.RESTORED if restored else Look.Outcome.CHANGED
    learnt = {"snapshot_id": snapshot_id, "name": saved.name, "unplayable": wanted.unplayable}
    look_record(saved, outcome, wanted.track_ids, **learnt)
    if saved.recipe_id:
        picks_learn(saved.spotify_id, wanted.track_ids, spotify=spotify)


def _write(saved: SavedPlaylist, spotify: Spotify, wanted: Sequence[str]) -> str:
    """Has the playlist hold the tracks, in one call; answers its snapshot. Renamed by its owner, it keeps that name."""
    if saved.exists:
        saved.name = one_line(spotify.playlist(saved.spotify_id).name) or saved.name
    else:
        playlist = _made_before(saved, spotify) or _make(saved, spotify)
        saved.hold(spotify_id=playlist.id)
    saved.hold(snapshot_id="")  # until the write is recorded, what stands in Spotify is not known
    return spotify.replace_items(saved.spotify_id, uris(wanted))


def _make(saved: SavedPlaylist, spotify: Spotify) -> Playlist:
    saved.hold(creating_at=clock.now())
    try:
        return spotify.create_playlist(name=saved.name, public=saved.public, description=description_of(saved))
    except SpotifyError as error:
        if not error.unsure:
            saved.hold(creating_at=None)  # surely not made: nothing to look for
        raise


def _made_before(saved: SavedPlaylist, spotify: Spotify) -> Playlist | None:
    """The playlist that an earlier look asked for and whose answer was lost, found by its mark.

    Raises RetryLater where it may only not be shown yet.
    """
    if saved.creating_at is None:
        return None
    for number in range(MOST_PAGES):
        saved.hold()
        page = spotify.my_playlists(limit=50, offset=50 * number)
        for playlist in page.items:
            if saved.mark in (playlist.description or ""):
                return playlist
        if page.left_out:
            raise Doubtful(Doubt.INCOMPLETE)  # ours may be among what could not be read
        if page.next is None:
            break
    if clock.now() - saved.creating_at < SHOWN_LATE:
        raise RetryLater(Reason.BUSY, "made a moment ago, perhaps", after=SHOWN_LATE)
    return None
