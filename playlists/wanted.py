"""What a saved playlist should hold now: an earlier list, Spotify's ranking, or its person's own counts."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from discoverdaily.listening.days import today_of
from discoverdaily.listening.exclusions import LeftOut, left_out_of
from discoverdaily.listening.most_played import most_played
from discoverdaily.listening.periods import Period
from discoverdaily.listening.selectors import tracks_by_id
from discoverdaily.spotify.client import Spotify
from discoverdaily.spotify.objects import Track
from playlists.models import SavedPlaylist, TimeRange
from playlists.top import Doubt, Doubtful, top_tracks_fetch
from playlists.windows import Window


@dataclass(frozen=True, slots=True)
class Wanted:
    """The ids in order; the tracks where Spotify has just told of them; how many could not be in it, because they are
    known by name alone."""

    track_ids: list[str]
    tracks: list[Track] = field(default_factory=list)
    unplayable: int = 0


def wanted_list(saved: SavedPlaylist, spotify: Spotify, before: Sequence[str]) -> Wanted:
    """What the playlist should hold, after the list `before`. Own counts cost no call to Spotify.

    Raises Doubtful where no playlist should be made of the answer.
    """
    if saved.wanted_edition:
        return Wanted(saved.wanted_edition.track_ids)
    if before and not saved.repeats:
        return Wanted(list(before), unplayable=saved.unplayable)  # a frozen copy stays what it was, even made anew
    out = left_out_of(saved.person, also=saved.exclusions.values_list("artist", "recording"))
    wanted = _counted(saved, saved.window, before, out) if saved.window else _ranked(saved, spotify, out)
    if not wanted.track_ids:
        raise Doubtful(Doubt.UNHEARD if saved.window else Doubt.EMPTY)
    _doubt_a_shrunk(saved, wanted, before, out)
    return wanted


def _ranked(saved: SavedPlaylist, spotify: Spotify, out: LeftOut) -> Wanted:
    tracks = top_tracks_fetch(spotify, time_range=TimeRange(saved.time_range), size=saved.size, out=out)
    return Wanted([track.id for track in tracks], tracks)


def _counted(saved: SavedPlaylist, window: Window, before: Sequence[str], out: LeftOut) -> Wanted:
    period = Period(*window.bounds(today_of(saved.person)))
    found = most_played(saved.person, period, size=saved.size, out=out, for_playlist=before)
    ids = [line.track.spotify_id for line in found.lines]
    return Wanted([track_id for track_id in ids if track_id], unplayable=found.unplayable)


def _doubt_a_shrunk(saved: SavedPlaylist, wanted: Wanted, before: Sequence[str], out: LeftOut) -> None:
    """Half the list gone over night is more likely a slip than the person's; a second look that says the same is
    believed. What they left out themselves is gone on purpose."""
    doubt = Doubt.FEWER if saved.window else Doubt.SHRUNK
    if len(wanted.track_ids) * 2 > min(len(before), saved.size) or saved.last_error == doubt:
        return
    gone = sum(out.track(track) for track in tracks_by_id(before).values())
    if len(wanted.track_ids) * 2 <= min(len(before) - gone, saved.size):
        raise Doubtful(doubt)
