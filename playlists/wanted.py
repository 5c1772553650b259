"""What a saved playlist should hold now: an earlier list, Spotify's ranking, its person's own counts, or what grows by
their recipe."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from discoverdaily.listening.days import today_of
from discoverdaily.listening.exclusions import LeftOut, left_out_of
from discoverdaily.listening.most_played import most_played
from discoverdaily.listening.periods import Period
from discoverdaily.listening.selectors import tracks_by_id
from discoverdaily.spotify.client import Lane, Spotify
from discoverdaily.spotify.objects import Track
from playlists.growing.growing import Grown, grow, wish_of
from playlists.growing.recipes import growth_store
from playlists.models import Recipe, SavedPlaylist, TimeRange
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
    if saved.recipe and saved.recipe.to_write:
        return Wanted(saved.recipe.to_write)
    if before and not saved.repeats:
        return Wanted(list(before), unplayable=saved.unplayable)  # a frozen copy stays what it was, even made anew
    out = left_out_of(saved.person, also=saved.exclusions.values_list("artist", "recording"))
    wanted = _made_of(saved, spotify, before, out)
    if not wanted.track_ids:
        raise Doubtful(_NOTHING[_kind(saved)])
    _doubt_a_shrunk(saved, wanted, before, out)
    return wanted


def _kind(saved: SavedPlaylist) -> str:
    return "recipe" if saved.recipe else "counts" if saved.window else "ranking"


_NOTHING = {"recipe": Doubt.BARREN, "counts": Doubt.UNHEARD, "ranking": Doubt.EMPTY}
_HALF = {"recipe": Doubt.WITHERED, "counts": Doubt.FEWER, "ranking": Doubt.SHRUNK}


def _made_of(saved: SavedPlaylist, spotify: Spotify, before: Sequence[str], out: LeftOut) -> Wanted:
    if saved.recipe:
        return _grown(saved, saved.recipe, out)
    return _counted(saved, saved.window, before, out) if saved.window else _ranked(saved, spotify, out)


def _grown(saved: SavedPlaylist, recipe: Recipe, out: LeftOut) -> Wanted:
    """Another list every day; on one and the same day the same, as long as the same is known."""
    wish = wish_of(recipe, person=saved.person, out=out, lane=Lane.BACKGROUND)
    held = {place: Grown.of(pick) for place, pick in enumerate(recipe.picks) if pick["pinned"]}
    growth = grow(wish, size=saved.size, held=held, whim=[recipe.pk, today_of(saved.person).toordinal()])
    growth_store(growth=growth)
    return Wanted([pick.id for pick in growth.picks])


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
    doubt = _HALF[_kind(saved)]
    if len(wanted.track_ids) * 2 > min(len(before), saved.size) or saved.last_error == doubt:
        return
    gone = sum(out.track(track) for track in tracks_by_id(before).values())
    if len(wanted.track_ids) * 2 <= min(len(before) - gone, saved.size):
        raise Doubtful(doubt)
