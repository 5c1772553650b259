"""What is learnt about tracks and artists is kept here, for every app to show."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from django.db import transaction
from django.db.models import Q

from discoverdaily import clock
from discoverdaily.listening.keys import name_key
from discoverdaily.listening.learning import learning_want
from discoverdaily.listening.locks import tracks_for_me
from discoverdaily.listening.models import Artist, Credit, Recording, Track
from discoverdaily.listening.recordings import tracks_changing
from discoverdaily.spotify import objects

COVER_WIDTH = 160
"""Pixels; the first cover of a ledger is shown this large (identity.md 7)."""
_SHOWN = ["name", "album", "cover", "explicit", "released", "popularity", "seen_at"]
_COUNTED = ["title_key", "artist", "duration_ms", "isrc"]
"""What a track's recording, and so everybody's roll-ups, depend on."""


@transaction.atomic
def tracks_store(*, tracks: Sequence[objects.Track]) -> None:
    """Keeps the tracks and their artists as Spotify names them today; what an answer leaves out stays as it was.

    Where Spotify tells something new that counting depends on, everybody's plays follow (recordings.py). Sixty tracks
    take as many queries as one (SQLite takes so many figures at a time).
    """
    told = {track.id: track for _, track in sorted((track.id, track) for track in tracks if track.id)}
    if not told:
        return
    known = _known(told)
    if all(_is_as_known(track, known.get(track_id)) for track_id, track in told.items()):
        _write(told, known, artists_store(artists=_artists_of(told)), _SHOWN)
        return
    tracks_for_me()
    artists = artists_store(artists=_artists_of(told))
    _take_over({track_id: track for track_id, track in told.items() if track_id not in known}, artists)
    known = _known(told)
    changed = [row.pk for track_id, row in known.items() if not _is_as_known(told[track_id], row)]
    with tracks_changing(tracks=changed) as made:
        made.update(_write(told, known, artists, [*_SHOWN, *_COUNTED]))
    learning_want(tracks={*changed, *made})


def artists_store(*, artists: Sequence[objects.Artist]) -> dict[str, int]:
    """Keeps the artists as Spotify names them today; answers their keys by Spotify's ids. One known by its name alone
    is from now on the first that Spotify tells of under that name."""
    told = {artist.id: artist for _, artist in sorted((artist.id, artist) for artist in artists if artist.id)}
    known = _artist_keys(told)
    unknown = {
        name_key(artist.name): artist_id for artist_id, artist in reversed(told.items()) if artist_id not in known
    }
    nameless = list(Artist.objects.filter(spotify_id=None, name_key__in=unknown.keys() - {""}).order_by("pk"))
    for artist in nameless:
        artist.spotify_id = unknown[artist.name_key]
    Artist.objects.bulk_update(nameless, ["spotify_id"])
    Artist.objects.bulk_create(
        # In the order of their ids, so that two workers who store the same ones wait for each other in turn.
        [
            Artist(spotify_id=artist_id, name=artist.name[:300], name_key=name_key(artist.name))
            for artist_id, artist in told.items()
        ],
        update_conflicts=True,
        unique_fields=["spotify_id"],
        update_fields=["name", "name_key"],
    )
    return _artist_keys(told)


def _artist_keys(ids: Iterable[str]) -> dict[str, int]:
    return {key: pk for key, pk in Artist.objects.filter(spotify_id__in=ids).values_list("spotify_id", "pk") if key}


def _artists_of(tracks: Mapping[str, objects.Track]) -> list[objects.Artist]:
    return [artist for track in tracks.values() for artist in track.artists]


def _known(ids: Iterable[str]) -> dict[str, Track]:
    rows = Track.objects.filter(spotify_id__in=ids).select_related("artist")
    return {row.spotify_id: row for row in rows if row.spotify_id}


def _is_as_known(told: objects.Track, row: Track | None) -> bool:
    """Whether nothing is told of the track that counting depends on and that is not known."""
    if row is None or row.seen_at is None:
        return False
    first = next((artist.id for artist in told.artists if artist.id), row.artist.spotify_id)
    return (
        told.isrc[:15] in ("", row.isrc)
        and told.duration_ms in (0, row.duration_ms)
        and name_key(told.name) == row.title_key
        and first == row.artist.spotify_id
    )


def _take_over(tracks: Mapping[str, objects.Track], artists: Mapping[str, int]) -> None:
    """What account data named, by title and first artist, is from now on the first of these tracks that is named so."""
    ids: dict[tuple[int, str], str] = {}
    for track_id, track in tracks.items():
        for artist in [artist.id for artist in track.artists if artist.id][:1]:
            ids.setdefault((artists[artist], name_key(track.name)), track_id)
    nameless = Track.objects.filter(
        spotify_id=None, artist__in={artist for artist, _ in ids}, title_key__in={title for _, title in ids}
    )
    rows = [row for row in nameless if (row.artist_id, row.title_key) in ids]
    for row in rows:
        row.spotify_id = ids[row.artist_id, row.title_key]
    Track.objects.bulk_update(rows, ["spotify_id"])


def _write(
    told: Mapping[str, objects.Track], known: Mapping[str, Track], artists: Mapping[str, int], fields: Sequence[str]
) -> set[int]:
    """Keeps the fields of tracks that are known, and all of new ones; answers the keys of these."""
    credited = {
        track_id: [artists[artist.id] for artist in track.artists if artist.id] for track_id, track in told.items()
    }
    new = [track_id for track_id in told if track_id not in known]
    nobody = 0 if all(credited[track_id] for track_id in new) else nameless_artist().pk
    first = {track_id: next(iter(credited[track_id]), nobody) for track_id in new}
    own = Recording.objects.bulk_create([Recording(artist_id=first[track_id]) for track_id in new])
    places = {track_id: (recording.pk, first[track_id]) for track_id, recording in zip(new, own, strict=True)}
    for track_id, row in known.items():
        places[track_id] = row.recording_id, next(iter(credited[track_id]), row.artist_id)
    Track.objects.bulk_create(
        [_row(track, known.get(track_id), *places[track_id]) for track_id, track in told.items()],
        update_conflicts=True,
        unique_fields=["spotify_id"],
        update_fields=fields,
    )
    keys = {key: pk for key, pk in Track.objects.filter(spotify_id__in=told).values_list("spotify_id", "pk") if key}
    _credits_store({keys[track_id]: artists_of for track_id, artists_of in credited.items()})
    return {keys[track_id] for track_id in new}


def nameless_artist() -> Artist:
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


def _row(track: objects.Track, known: Track | None, recording: int, artist: int) -> Track:
    """As Spotify tells it; what it leaves out, as it was known."""
    return Track(
        spotify_id=track.id,
        recording_id=recording,
        artist_id=artist,
        name=track.name[:500],
        title_key=name_key(track.name),
        album=(track.album.name[:500] if track.album else "") or (known.album if known else ""),
        cover=track.cover(at_least=COVER_WIDTH) or (known.cover if known else ""),
        duration_ms=track.duration_ms or (known.duration_ms if known else 0),
        explicit=track.explicit,
        isrc=track.isrc[:15] or (known.isrc if known else ""),
        released=track.released or (known.released if known else ""),
        popularity=_popularity(track, known),
        seen_at=clock.now() if track.whole else (known.seen_at if known else None),
    )


def _popularity(track: objects.Track, known: Track | None) -> int | None:
    if track.popularity is None or not 0 <= track.popularity <= 100:
        return known.popularity if known else None
    return track.popularity
