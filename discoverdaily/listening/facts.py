"""What counting and matching have to know of a track: its recording, who made that, and how long it is."""

from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from discoverdaily.listening.bulk import Ints, fetched, listed_sql

_FACTS = """
    SELECT t.id, t.recording_id, r.artist_id, CASE WHEN t.duration_ms > 0 THEN t.duration_ms ELSE t.heard_ms END
    FROM listening_track t JOIN listening_recording r ON r.id = t.recording_id
    WHERE t.id IN {tracks} ORDER BY t.id
"""


_NAMESAKES = """
    SELECT t.id, (SELECT MIN(n.id) FROM listening_track n WHERE n.artist_id = t.artist_id AND n.title_key = t.title_key)
    FROM listening_track t WHERE t.id IN {tracks} ORDER BY t.id
"""


@dataclass(frozen=True, slots=True)
class Facts:
    """Arrays with a value for each track; `lengths` in ms, 0 where not known."""

    tracks: Ints
    recordings: Ints
    artists: Ints
    lengths: Ints

    def of(self, tracks: Ints) -> "Facts":
        """The facts of these tracks, in their order. Raises KeyError where one is not among them."""
        places = np.minimum(np.searchsorted(self.tracks, tracks), len(self.tracks) - 1)
        if len(tracks) and not (len(self.tracks) and np.array_equal(self.tracks[places], tracks)):
            raise KeyError("a track that is not known")
        return self.take(places)

    def and_(self, other: "Facts") -> "Facts":
        """These facts and those of other tracks, in the order of the tracks' keys."""
        both = [np.concatenate([getattr(self, each.name), getattr(other, each.name)]) for each in fields(self)]
        order = np.argsort(both[0])
        return Facts(*(column[order] for column in both))

    def differs_from(self, other: "Facts") -> NDArray[np.bool_]:
        """For each track whether the other facts, of the same tracks, are not these."""
        here, there = (np.stack([facts.recordings, facts.artists, facts.lengths]) for facts in (self, other))
        differs: NDArray[np.bool_] = (here != there).any(axis=0)
        return differs

    def take(self, rows: Any) -> "Facts":
        """Some of the rows."""
        return Facts(self.tracks[rows], self.recordings[rows], self.artists[rows], self.lengths[rows])


def facts_of(tracks: Ints) -> Facts:
    """The facts of tracks, by their keys, in the order of the keys and each once. One query."""
    subquery, parameters = listed_sql(np.unique(tracks))
    return Facts(*fetched(_FACTS.format(tracks=subquery), parameters, width=4))


def namesakes_of(tracks: Ints) -> Ints:
    """For each of the tracks, by their keys, the first that has its title and first artist. One query."""
    once, places = np.unique(tracks, return_inverse=True)
    subquery, parameters = listed_sql(once)
    _, first = fetched(_NAMESAKES.format(tracks=subquery), parameters, width=2)
    namesakes: Ints = first[places]
    return namesakes
