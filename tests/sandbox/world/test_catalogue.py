"""The invented catalogue."""

import csv
import gzip
import os
import re
import statistics
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from itertools import combinations
from pathlib import Path

import pytest

from discoverdaily.sandbox.world import AudioFeatures, Track, catalogue
from discoverdaily.sandbox.world.search import fold

_BASE62 = re.compile(r"[0-9A-Za-z]{22}")
_ISRC = re.compile(r"[A-Z]{2}[A-Z0-9]{3}\d{7}")
_IMAGE = re.compile(r"[0-9a-f]{40}")


def _with_features() -> list[tuple[Track, AudioFeatures]]:
    return [(track, track.features) for track in catalogue().tracks.values() if track.features is not None]


def _mean(style: str, of: Callable[[AudioFeatures], float]) -> float:
    styles = catalogue().style_of
    return statistics.fmean(of(f) for track, f in _with_features() if styles[track.artist_ids[0]].name == style)


def _correlation(one: Callable[[AudioFeatures], float], other: Callable[[AudioFeatures], float]) -> float:
    found = [f for _, f in _with_features()]
    return statistics.correlation([one(f) for f in found], [other(f) for f in found])


def test_there_are_thousands_of_tracks_by_hundreds_of_artists() -> None:
    assert len(catalogue().tracks) >= 5000
    assert len(catalogue().artists) >= 400
    assert len({style.name for style in catalogue().style_of.values()}) >= 15


def test_every_id_is_well_formed_and_every_reference_leads_somewhere() -> None:
    music = catalogue()
    for kind in (music.tracks, music.artists, music.albums):
        assert all(key == thing.id and _BASE62.fullmatch(key) for key, thing in kind.items())
    for album in music.albums.values():
        assert _IMAGE.fullmatch(album.image)
        assert album.track_ids
        assert [music.tracks[key].album_id for key in album.track_ids] == [album.id] * len(album.track_ids)
        assert [music.tracks[key].track_number for key in album.track_ids] == list(range(1, len(album.track_ids) + 1))
        assert set(album.artist_ids) <= set(music.artists)
    for track in music.tracks.values():
        assert _ISRC.fullmatch(track.isrc)
        assert track.artist_ids
        assert set(track.artist_ids) <= set(music.artists)
        assert track.id in music.albums[track.album_id].track_ids
        assert 60_000 <= track.duration_ms <= 15 * 60_000
        assert 0 <= track.popularity <= 100
    assert all(_IMAGE.fullmatch(artist.image) for artist in music.artists.values())


def test_names_are_there_and_no_two_artists_share_one() -> None:
    music = catalogue()
    artists = [artist.name.casefold() for artist in music.artists.values()]
    assert len(set(artists)) == len(artists)
    named: Iterable[str] = (
        *artists,
        *(t.name for t in music.tracks.values()),
        *(a.name for a in music.albums.values()),
    )
    assert all(name == name.strip() and name for name in named)
    assert any(not artist.isascii() for artist in artists)
    assert any(len(track.name) > 50 for track in music.tracks.values())


def test_no_real_artist_album_or_song_is_in_it() -> None:
    shared = os.environ.get("DISCOVERDAILY_SHARED")
    if not shared:
        pytest.skip("DISCOVERDAILY_SHARED is not set: no list of real names to compare with")
    with gzip.open(Path(shared) / "catalogue" / "tracks.csv.gz", "rt", encoding="utf-8") as file:
        real = [(fold(row["name"]), fold(row["artist"]), fold(row["album"])) for row in csv.DictReader(file)]
    songs, artists, albums = (set(names) for names in zip(*real, strict=True))
    music = catalogue()
    assert songs.isdisjoint(fold(track.name) for track in music.tracks.values())
    assert artists.isdisjoint(fold(artist.name) for artist in music.artists.values())
    assert albums.isdisjoint(fold(album.name) for album in music.albums.values())


def test_features_lie_within_spotifys_ranges() -> None:
    for _, f in _with_features():
        shares = (
            f.acousticness,
            f.danceability,
            f.energy,
            f.instrumentalness,
            f.liveness,
            f.speechiness,
            f.valence,
        )
        assert all(0 <= share <= 1 for share in shares)
        assert -60 <= f.loudness <= 0
        assert 40 <= f.tempo <= 220
        assert -1 <= f.key <= 11
        assert f.mode in {0, 1}
        assert 3 <= f.time_signature <= 7


def test_features_hang_together() -> None:
    assert _correlation(lambda f: f.energy, lambda f: f.loudness) > 0.8
    assert _correlation(lambda f: f.energy, lambda f: f.acousticness) < -0.6
    assert _correlation(lambda f: f.danceability, lambda f: f.valence) > 0.4


def test_a_ballad_is_quiet_and_sad_and_a_dance_track_is_not() -> None:
    for feature, gap in ((_energy, 0.3), (_valence, 0.3), (_danceability, 0.2)):
        assert _mean("disco funk", feature) - _mean("piano ballad", feature) > gap
    assert _mean("disco funk", lambda f: f.loudness) - _mean("piano ballad", lambda f: f.loudness) > 5
    assert _mean("piano ballad", lambda f: f.acousticness) > 0.6
    assert abs(_mean("techno", lambda f: f.tempo) - 131) < 5


def _energy(features: AudioFeatures) -> float:
    return features.energy


def _valence(features: AudioFeatures) -> float:
    return features.valence


def _danceability(features: AudioFeatures) -> float:
    return features.danceability


def test_an_album_is_more_alike_than_a_style() -> None:
    albums, styles = defaultdict(list), defaultdict(list)
    for track, features in _with_features():
        albums[track.album_id].append(features.energy)
        styles[catalogue().style_of[track.artist_ids[0]].name].append(features.energy)
    within_album = statistics.fmean(statistics.stdev(found) for found in albums.values() if len(found) > 5)
    within_style = statistics.fmean(statistics.stdev(found) for found in styles.values() if len(found) > 5)
    assert within_album < within_style


def test_a_few_recordings_are_speech() -> None:
    spoken = [track for track, f in _with_features() if f.speechiness > 0.66]
    assert 1 <= len(spoken) <= len(catalogue().tracks) / 50


def test_a_few_tracks_have_no_features() -> None:
    without = sum(track.features is None for track in catalogue().tracks.values())
    assert 0.01 < without / len(catalogue().tracks) < 0.06


def test_some_recordings_have_two_ids_and_one_isrc() -> None:
    music = catalogue()
    twice = [isrc for isrc, ids in music.by_isrc.items() if len(ids) > 1]
    assert len(twice) > 100
    for isrc in twice:
        versions = [music.tracks[key] for key in music.by_isrc[isrc]]
        assert len({track.album_id for track in versions}) == len(versions)
        assert len({(track.name, track.artist_ids) for track in versions}) == 1
        assert all(abs(a.duration_ms - b.duration_ms) <= 1600 for a, b in combinations(versions, 2))
    partly = [i for i in twice if len({music.tracks[key].features is None for key in music.by_isrc[i]}) == 2]
    assert partly, "one id of a recording may have features that the other lacks"


def test_popularity_is_skewed() -> None:
    popularity = sorted(track.popularity for track in catalogue().tracks.values())
    assert statistics.median(popularity) < 20
    assert popularity[-1] > 75


def test_albums_singles_and_collections_are_told_apart() -> None:
    kinds = Counter(album.album_type for album in catalogue().albums.values())
    assert set(kinds) == {"album", "single", "compilation"}
    assert all(len(a.track_ids) < 7 for a in catalogue().albums.values() if a.album_type == "single")
