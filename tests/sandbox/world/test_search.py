"""Spotify's search over the invented catalogue."""

import pytest

from discoverdaily.sandbox.world import catalogue


def _tracks(query: str) -> list[str]:
    return catalogue().search(query, ["track"])["track"]


@pytest.mark.parametrize("query", ["", "   ", "!?", "artist:", 'artist:""', "zzyzxqv"])
def test_nothing_is_found_for_nothing(query: str) -> None:
    assert catalogue().search(query, ["track", "artist", "album"]) == {"track": [], "artist": [], "album": []}


def test_every_artist_is_found_first_by_name() -> None:
    for artist in list(catalogue().artists.values())[::20]:
        found = catalogue().search(artist.name, ["artist"])["artist"]
        assert found[0] == artist.id


def test_part_of_a_word_without_its_accents_finds_it() -> None:
    accented = next(artist for artist in catalogue().artists.values() if "Peñalarga" in artist.name)
    assert accented.id in catalogue().search("PENALAR", ["artist"])["artist"]


def test_words_of_the_title_and_of_the_artist_may_be_mixed() -> None:
    track = next(track for track in catalogue().tracks.values() if track.name.isascii())
    artist = catalogue().artists[track.artist_ids[0]].name
    assert track.id in _tracks(f"{artist} {track.name}")


def test_filters_narrow_what_is_found() -> None:
    music = catalogue()
    track = next(track for track in music.tracks.values() if music.albums[track.album_id].album_type == "album")
    artist, year = music.artists[track.artist_ids[0]], music.albums[track.album_id].released.year
    found = _tracks(f'artist:"{artist.name}" year:{year - 1}-{year}')
    assert track.id in found
    assert all(artist.id in music.tracks[key].artist_ids for key in found)
    assert all(year - 1 <= music.albums[music.tracks[key].album_id].released.year <= year for key in found)
    assert _tracks(f"track:{track.name} artist:{artist.name}")[0] in music.by_isrc[track.isrc]


def test_an_isrc_finds_all_ids_of_a_recording() -> None:
    isrc, ids = next(pair for pair in catalogue().by_isrc.items() if len(pair[1]) > 1)
    assert sorted(_tracks(f"isrc:{isrc.lower()}")) == sorted(ids)


def test_a_genre_finds_its_artists_and_their_tracks_and_no_others() -> None:
    found = catalogue().search('genre:"bossa nova"', ["artist", "track", "album"])
    assert found["artist"]
    assert found["track"]
    assert found["album"] == []
    assert all("bossa nova" in catalogue().artists[key].genres for key in found["artist"])


def test_a_year_that_is_none_finds_nothing() -> None:
    assert _tracks("year:soon") == []
