"""What listeners keep: the playlists they made and the songs they saved before the sandbox began."""

from collections.abc import Callable
from datetime import timedelta
from functools import cache

from .listeners import HABITS, listeners
from .model import AudioFeatures, Playlist
from .seed import spotify_id, stream
from .taste import favourites

_MADE: tuple[tuple[str, str, Callable[[AudioFeatures], bool]], ...] = (
    ("Sunday kitchen", "Windows open, coffee on", lambda f: f.valence > 0.55 and f.energy < 0.7),
    ("Long runs", "", lambda f: f.energy > 0.68 and f.tempo > 105),
    ("Rain on the skylight", "for the grey days", lambda f: f.valence < 0.35 and f.energy < 0.5),
    ("Nobody is watching", "Dance anyway!", lambda f: f.danceability > 0.65 and f.valence > 0.55),
)
_LONGEST = 60
_SHORTEST = 5


@cache
def playlists(listener_id: str) -> tuple[Playlist, ...]:
    """The playlists a listener made, each of one mood; none of fewer than five songs."""
    if listener_id not in HABITS:
        return ()
    made, joined = [], listeners()[listener_id].joined
    for number, (name, description, fits) in enumerate(_MADE):
        chance = stream("playlist", listener_id, number)
        fitting = [track.id for track, _ in favourites(listener_id) if track.features and fits(track.features)]
        songs = tuple(track_id for track_id in fitting if chance.random() < 0.8)[:_LONGEST]
        if len(songs) >= _SHORTEST:
            created = joined + timedelta(days=int(120 * chance.random()))
            made.append(
                Playlist(
                    spotify_id("playlist", listener_id, number),
                    name,
                    description,
                    songs,
                    created,
                    int(4 * chance.random()),
                )
            )
    return tuple(made)


@cache
def saved_tracks(listener_id: str) -> tuple[str, ...]:
    """The ids of the tracks a listener saved, last saved first."""
    if listener_id not in HABITS:
        return ()
    chance = stream("saved", listener_id)
    return tuple(track.id for track, _ in favourites(listener_id) if chance.random() < 0.4)
