"""What is learnt about tracks and artists is kept here, for every app to show."""

from collections import defaultdict
from collections.abc import Sequence

from django.db import transaction
from django.db.models import Q

from discoverdaily.listening.models import Artist, Credit, Track
from discoverdaily.spotify import objects

COVER_WIDTH = 160
"""Pixels; the first cover of a ledger is shown this large (identity.md 7)."""


@transaction.atomic
def tracks_store(*, tracks: Sequence[objects.Track]) -> None:
    """Keeps the tracks and their artists as Spotify names them today; a track that is told without artists keeps its.

    A hundred tracks take as many queries as one.
    """
    by_id = {track.id: track for track in tracks if track.id}
    artists = {artist.id: artist for track in by_id.values() for artist in track.artists if artist.id}
    Artist.objects.bulk_create(
        # In the order of their ids, so that two workers who store the same ones wait for each other in turn.
        [Artist(spotify_id=artist.id, name=artist.name[:300]) for _, artist in sorted(artists.items())],
        update_conflicts=True,
        unique_fields=["spotify_id"],
        update_fields=["name"],
    )
    Track.objects.bulk_create(
        [_row(track) for _, track in sorted(by_id.items())],
        update_conflicts=True,
        unique_fields=["spotify_id"],
        update_fields=["name", "album", "cover", "duration_ms", "explicit", "isrc", "seen_at"],
    )
    track_keys = dict(Track.objects.filter(spotify_id__in=by_id).values_list("spotify_id", "pk"))
    artist_keys = dict(Artist.objects.filter(spotify_id__in=artists).values_list("spotify_id", "pk"))
    _credits_store(
        {
            track_keys[track.id]: [artist_keys[artist.id] for artist in track.artists if artist.id]
            for _, track in sorted(by_id.items())
        }
    )


def _credits_store(artists_of: dict[int, list[int]]) -> None:
    """Puts each track's artists in their order, and takes away the places after them."""
    Credit.objects.bulk_create(
        [
            Credit(track_id=track, artist_id=artist, position=position)
            for track, artists in artists_of.items()
            for position, artist in enumerate(artists)
        ],
        update_conflicts=True,
        unique_fields=["track", "position"],
        update_fields=["artist"],
    )
    tracks_with: defaultdict[int, list[int]] = defaultdict(list)
    for track, artists in artists_of.items():
        if artists:
            tracks_with[len(artists)].append(track)
    left_over = Q(pk=None)
    for count, tracks in tracks_with.items():
        left_over |= Q(track__in=tracks, position__gte=count)
    Credit.objects.filter(left_over).delete()


def _row(track: objects.Track) -> Track:
    return Track(
        spotify_id=track.id,
        name=track.name[:500],
        album=track.album.name[:500] if track.album else "",
        cover=track.cover(at_least=COVER_WIDTH),
        duration_ms=track.duration_ms,
        explicit=track.explicit,
        isrc=track.isrc[:15],
    )
