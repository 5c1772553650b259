"""Seeds: from words, links and what Spotify told, and back."""

import pytest
from django.core.cache import cache
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from discoverdaily.listening.models import Artist, Track
from discoverdaily.spotify.client import spotify_for
from playlists.growing.seeds import (
    is_link,
    linked,
    nameless,
    seed_looked_up,
    seed_of,
    seeds_of,
    seeds_store,
    told_keep,
)
from tests.playlists.conftest import calls, songs
from tests.sandbox_server import SandboxServer

__all__ = ["songs"]  # a fixture of the playlists'
ID = "0123456789ABCDEFabcdef"


@pytest.mark.parametrize(
    ("text", "word"),
    [
        (f"https://open.spotify.com/track/{ID}", f"track:{ID}"),
        (f"https://open.spotify.com/intl-pt-BR/artist/{ID}?si=x&utm=y", f"artist:{ID}"),
        (f"HTTPS://Open.Spotify.com/track/{ID}/#here", f"track:{ID}"),
        (f"\n spotify:artist:{ID}\t", f"artist:{ID}"),
        (f"https://open.spotify.com/album/{ID}", ""),
        (f"https://open.spotify.com/track/{ID}x", ""),
        (f"spotify:track:{ID}:more", ""),
        (f"https://evil.example/open.spotify.com/track/{ID}", ""),
        (f"https://open.spotify.com@evil.example/track/{ID}", ""),
        (f"track:{ID}", ""),
        ("", ""),
    ],
)
def test_a_link_leads_to_a_word_or_to_nothing(text: str, word: str) -> None:
    assert linked(text) == word


@given(st.text(max_size=80))
def test_whatever_is_pasted_is_a_word_of_ours_or_nothing(text: str) -> None:
    for pasted in (text, f"spotify:{text}", f"https://open.spotify.com/{text}"):
        word = linked(pasted)
        assert word == "" or nameless(word)
        assert not word or is_link(pasted)


@pytest.mark.parametrize("name", ["Spotify", "https", "open", "track", "spotify dreams", "www.x.example"])
def test_a_name_is_no_link(name: str) -> None:
    assert not is_link(name)


def test_seeds_are_read_back_in_their_order_in_few_queries(
    songs: list[Track], django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    artist = songs[0].artist
    words = [f"track:{songs[1].spotify_id}", f"artist:{artist.spotify_id}", f"track:{songs[0].spotify_id}"]
    told = seeds_of([*words, "track:nothing", f"artist:{ID}"])
    assert [seed.word for seed in told] == words
    assert [seed.name for seed in told] == [songs[1].name, artist.name, songs[0].name]
    assert told[0].by == songs[1].artist_names
    assert all(seed.cover for seed in told)
    with django_assert_max_num_queries(5):  # the artists; tracks, credits, who they are; the cache
        seeds_of([f"track:{song.spotify_id}" for song in songs[:4]] + words[1:2])


def test_what_spotify_told_is_known_for_a_day_and_stored_when_something_is_made_of_it(alice: User) -> None:
    spotify = spotify_for(alice)
    track, artist = spotify.top_tracks("short_term").items[0], spotify.top_artists("long_term").items[0]
    words = [f"track:{track.id}", f"artist:{artist.id}"]
    assert seeds_of(words) == []
    for told in (track, artist):
        told_keep(told)
    assert seeds_of(words) == [seed_of(track), seed_of(artist)]
    assert not Track.objects.exists()
    seeds_store(words=[*words, "track:nothing"])
    seeds_store(words=words)
    assert Track.objects.get().spotify_id == track.id
    assert Artist.objects.filter(spotify_id=artist.id).exists()
    cache.clear()
    assert [seed.name for seed in seeds_of(words)] == [track.name, artist.name]


def test_an_artist_is_shown_by_their_own_picture_where_spotify_told_one(alice: User, songs: list[Track]) -> None:
    (artist,) = spotify_for(alice).top_artists("medium_term", limit=1).items
    told_keep(artist)
    assert seeds_of([f"artist:{artist.id}"])[0].cover == artist.cover()


def test_what_was_kept_by_an_older_version_is_not_believed(songs: list[Track]) -> None:
    word = f"track:{songs[0].spotify_id}"
    cache.set(f"told:{word}", b"[1]")
    assert seeds_of([word])[0].name == songs[0].name


def test_a_seed_is_looked_up_once_and_nothing_is_nothing(alice: User, sandbox: SandboxServer) -> None:
    (track,) = spotify_for(alice).top_tracks("short_term", limit=1).items
    sandbox.clear_requests()
    assert seed_looked_up(alice, f"track:{track.id}") == seed_of(track)
    assert seeds_of([f"track:{track.id}"]) == [seed_of(track)]
    for _ in range(2):
        assert seed_looked_up(alice, f"artist:{ID}") is None
        assert seed_looked_up(alice, "track:../me") is None
    assert calls(sandbox) == [f"GET /v1/tracks/{track.id}", f"GET /v1/artists/{ID}"]
