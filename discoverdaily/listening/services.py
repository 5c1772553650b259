"""What is learnt about tracks and artists is kept here, for every app to show."""

from collections import defaultdict
from collections.abc import Sequence

from django.db import transaction
from django.db.models import Q

from discoverdaily import clock
from discoverdaily.listening.keys import name_key
from discoverdaily.listening.learning import learning_want
from discoverdaily.listening.models import Artist, Credit, Recording, Track
from discoverdaily.spotify import objects

COVER_WIDTH = 160
"""Pixels; the first cover of a ledger is shown this large (identity.md 7)."""


@transaction.atomic
def tracks_store(*, tracks: Sequence[objects.Track]) -> None:
    """Keeps the tracks and their artists as Spotify names them today; a track that is told without artists keeps its.

    Sixty tracks take as many queries as one (SQLite takes so many figures at a time).
    """
    by_id = {track.id: track for track in tracks if track.id}
    artist_keys = artists_store(artists=[artist for track in by_id.values() for artist in track.artists])
    credited = {
        track.id: [artist_keys[artist.id] for artist in track.artists if artist.id]
        for _, track in sorted(by_id.items())
    }
    recordings = _recordings_of(by_id, credited)
    Track.objects.bulk_create(
        [_row(track, *recordings[track.id]) for _, track in sorted(by_id.items())],
        update_conflicts=True,
        unique_fields=["spotify_id"],
        update_fields=["name", "title_key", "album", "cover", "duration_ms", "explicit", "isrc", "seen_at"],
    )
    track_keys = dict(Track.objects.filter(spotify_id__in=by_id).values_list("spotify_id", "pk"))
    _credits_store({track_keys[track_id]: artists_of for track_id, artists_of in credited.items()})
    learning_want(tracks=track_keys.values())


def artists_store(*, artists: Sequence[objects.Artist]) -> dict[str, int]:
    """Keeps the artists as Spotify names them today; answers their keys by Spotify's ids. Two queries."""
    by_id = {artist.id: artist for artist in artists if artist.id}
    Artist.objects.bulk_create(
        # In the order of their ids, so that two workers who store the same ones wait for each other in turn.
        [
            Artist(spotify_id=artist.id, name=artist.name[:300], name_key=name_key(artist.name))
            for _, artist in sorted(by_id.items())
        ],
        update_conflicts=True,
        unique_fields=["spotify_id"],
        update_fields=["name", "name_key"],
    )
    return {key: pk for key, pk in Artist.objects.filter(spotify_id__in=by_id).values_list("spotify_id", "pk") if key}


def _recordings_of(tracks: dict[str, objects.Track], credited: dict[str, list[int]]) -> dict[str, tuple[int, int]]:
    """Keys of the recording and of the first artist of each track, by its id; recordings not known yet are made."""
    known = Track.objects.filter(spotify_id__in=tracks).values_list("spotify_id", "recording", "artist")
    found = {track_id: (recording, artist) for track_id, recording, artist in known if track_id}
    fresh = {track_id: track for track_id, track in sorted(tracks.items()) if track_id not in found}
    if not fresh:
        return found
    nobody = 0 if all(credited[track_id] for track_id in fresh) else nameless().pk
    first = {track_id: credited[track_id][0] if credited[track_id] else nobody for track_id in fresh}
    codes = {track.isrc[:15]: first[track_id] for track_id, track in fresh.items() if track.isrc}
    Recording.objects.bulk_create(
        [Recording(isrc=isrc, artist_id=artist) for isrc, artist in sorted(codes.items())], ignore_conflicts=True
    )
    by_code = dict(Recording.objects.filter(isrc__in=codes).values_list("isrc", "pk"))
    without = [track_id for track_id, track in fresh.items() if not track.isrc]
    own = Recording.objects.bulk_create([Recording(artist_id=first[track_id]) for track_id in without])
    found |= {track_id: (by_code[track.isrc[:15]], first[track_id]) for track_id, track in fresh.items() if track.isrc}
    found |= {track_id: (recording.pk, first[track_id]) for track_id, recording in zip(without, own, strict=True)}
    return found


def nameless() -> Artist:
    """Who stands for the artist of a track that is told without any."""
    return Artist.objects.get_or_create(spotify_id=None, name_key="", defaults={"name": ""})[0]


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


def _row(track: objects.Track, recording: int, artist: int) -> Track:
    return Track(
        spotify_id=track.id,
        recording_id=recording,
        artist_id=artist,
        name=track.name[:500],
        title_key=name_key(track.name),
        album=track.album.name[:500] if track.album else "",
        cover=track.cover(at_least=COVER_WIDTH),
        duration_ms=track.duration_ms,
        explicit=track.explicit,
        isrc=track.isrc[:15],
        seen_at=clock.now(),
    )
