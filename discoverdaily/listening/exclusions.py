"""What a person wants to hear nothing of: it stays out of every list that is made for them, from then on.

A track is left out as its recording, so that its other ids stay out, too. An artist stays out wherever they are
credited. One known by name alone stands for everybody of that name, and everybody for the one of their name: files tell
no more.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q

from discoverdaily import clock
from discoverdaily.listening.keys import name_key
from discoverdaily.listening.models import Artist, Credit, Exclusion, Recording, Track
from discoverdaily.listening.signals import recordings_joined

if TYPE_CHECKING:
    from accounts.models import User
    from discoverdaily.spotify import objects

Pair = tuple[int | None, int | None]
"""Keys of an artist and of a recording, one of them None: what was left out."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Keys of the recordings and artists that stay out, Spotify's ids of these artists, and the names (as in keys.py)
    of those who were left out by name alone."""

    recordings: frozenset[int] = frozenset()
    artists: frozenset[int] = frozenset()
    artist_ids: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()

    def track(self, track: Track) -> bool:
        """Whether it stays out; fetch it with its credits."""
        if track.recording_id in self.recordings or track.artist_id in self.artists:
            return True
        return bool(self.artists) and any(credit.artist_id in self.artists for credit in track.credits.all())

    def told(self, track: "objects.Track", *, recording: int) -> bool:
        """Whether a track that Spotify told of stays out. It may credit more artists than we know it by."""
        return recording in self.recordings or any(map(self.told_artist, track.artists))

    def told_artist(self, artist: "objects.Artist") -> bool:
        """Whether an artist that Spotify told of stays out; we may not know them yet."""
        return artist.id in self.artist_ids or (bool(self.names) and name_key(artist.name) in self.names)


def left_out_of(person: "User", *, also: Iterable[Pair] = ()) -> LeftOut:
    """What the person leaves out everywhere, and `also`: what they leave out of one list. Two queries at most."""
    pairs = [*Exclusion.objects.filter(person=person).values_list("artist", "recording"), *also]
    recordings = frozenset(recording for _, recording in pairs if recording is not None)
    named = [artist for artist, _ in pairs if artist is not None]
    if not named:
        return LeftOut(recordings)
    chosen = Artist.objects.filter(pk__in=named)
    names, names_alone = chosen.values("name_key"), chosen.filter(spotify_id=None).values("name_key")
    same = Q(pk__in=named) | Q(spotify_id=None, name_key__in=names) | Q(name_key__in=names_alone)
    artists = list(Artist.objects.filter(same))
    return LeftOut(
        recordings,
        frozenset(artist.pk for artist in artists),
        frozenset(artist.spotify_id for artist in artists if artist.spotify_id),
        frozenset(artist.name_key for artist in artists if artist.pk in named and not artist.spotify_id),
    )


def recordings_left_out(left_out: LeftOut, recordings: Sequence[int]) -> set[int]:
    """Those of the recordings that stay out: themselves, or for an artist who is credited on any track of theirs.
    One query at most."""
    out = left_out.recordings.intersection(recordings)
    if left_out.artists:
        credited = Credit.objects.filter(track__recording__in=recordings, artist__in=left_out.artists)
        first = Recording.objects.filter(pk__in=recordings, artist__in=left_out.artists).values_list("pk", flat=True)
        out |= set(credited.order_by().values_list("track__recording", flat=True).union(first, all=True))
    return set(out)


@dataclass(frozen=True, slots=True)
class Line:
    """Something left out, as a page shows it: an artist, or the track that stands for a recording; `key` of the row."""

    key: int
    artist: Artist | None
    track: Track | None
    made_at: datetime


def exclusions_of(person: "User") -> list[Line]:
    """All that the person leaves out everywhere, the latest first. Four queries."""
    rows = Exclusion.objects.filter(person=person).order_by("-made_at", "-pk").select_related("artist")
    tracks = standing_for([row.recording_id for row in rows if row.recording_id])
    return [Line(row.pk, row.artist, tracks.get(row.recording_id or 0), row.made_at) for row in rows]


def standing_for(recordings: Iterable[int]) -> dict[int, Track]:
    """A track for each recording, with its artists: one that Spotify has told of, if there is one. Three queries."""
    known = Track.objects.filter(recording__in=set(recordings)).prefetch_related("credits__artist")
    best_last = sorted(known, key=lambda track: (bool(track.seen_at), bool(track.spotify_id), track.pk))
    return {track.recording_id: track for track in best_last}


def track_leave_out(*, person: "User", track: Track) -> Exclusion:
    """From now on the recording stays out of every list made for the person, under whichever id."""
    found, _ = Exclusion.objects.get_or_create(
        person=person, recording=track.recording, defaults={"made_at": clock.now()}
    )
    return found


def artist_leave_out(*, person: "User", artist: Artist) -> Exclusion:
    """From now on whatever credits the artist stays out likewise."""
    found, _ = Exclusion.objects.get_or_create(person=person, artist=artist, defaults={"made_at": clock.now()})
    return found


@transaction.atomic
def exclusions_hand_over(*, to: Mapping[int, int]) -> None:
    """Recordings, by their keys, are about to go into others, wholly or with some of their tracks: whoever leaves out
    the one leaves out the other, too."""
    rows = Exclusion.objects.filter(recording__in=to)
    Exclusion.objects.bulk_create(
        (
            Exclusion(person_id=row.person_id, recording_id=to[row.recording_id or 0], made_at=row.made_at)
            for row in rows
        ),
        ignore_conflicts=True,
    )
    recordings_joined.send(Recording, to=to)


def exclusion_take_back(*, exclusion: Exclusion) -> None:
    """It may stand in lists again."""
    exclusion.delete()
