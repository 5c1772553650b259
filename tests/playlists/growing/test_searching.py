"""What is found for a few letters: one's own first, then Spotify's."""

from datetime import timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from discoverdaily import clock
from discoverdaily.listening.keys import name_key
from discoverdaily.listening.models import Track
from discoverdaily.listening.services import tracks_store
from discoverdaily.spotify.client import spotify_for
from discoverdaily.spotify.errors import Reason
from discoverdaily.spotify.models import Connection
from discoverdaily.spotify.pacing import cool_down
from playlists.growing.searching import LONGEST, SHOWN, search
from playlists.growing.seeds import seed_of
from tests.listening.songs import NOON, heard, song, times
from tests.playlists.conftest import calls
from tests.sandbox_server import DEMO_CLIENT, SandboxServer


def own(person: User, typed: str) -> list[str]:
    return [hit.seed.name for hit in search(person, typed, wait=False).hits]


def made(title: str, number: int, *, by: str = "Fen Bird") -> Track:
    """A track with a name as Spotify might write it."""
    track = song(f"{number:022d}", by=by)
    Track.objects.filter(pk=track.pk).update(name=title, title_key=name_key(title))
    return track


@pytest.mark.parametrize(
    ("title", "typed"),
    [
        ("Élan Vital", "elan"),
        ("Élan Vital", "ÉL"),
        ("Élan Vital", "vit"),
        ("Élan Vital", "vital el"),
        ("Élan Vital", "elan fen"),
        ("Bjørn’s Æther", "bjorn aeth"),
        ("夜の街を歩く", "街"),
        ("Тихая ночь", "ноч"),
        ("AC/DC in Rain", "ac dc"),
        ("! \t\n !", "! !"),
    ],
)
def test_the_start_of_any_word_finds_it_whatever_its_accents(alice: User, title: str, typed: str) -> None:
    heard(alice, made(title, 1), *times(2))
    assert title in own(alice, typed)


@pytest.mark.parametrize("typed", ["lan", "elan x", "%", "_", "e%n", "élann", "'", '"; DROP TABLE'])
def test_what_does_not_fit_is_not_found(alice: User, typed: str) -> None:
    heard(alice, made("Élan Vital", 1), *times(2))
    assert own(alice, typed) == []


def test_the_most_played_come_first_with_room_for_both_kinds(alice: User) -> None:
    for number in range(1, 9):
        heard(alice, made(f"Moor {number}", number, by=f"Mostly {number}"), *times(number))
    found = search(alice, "mo", wait=False).hits
    assert [hit.plays for hit in found] == [8, 8, 7, 7, 6, 6]
    assert [hit.seed.name for hit in found if hit.seed.kind == "track"] == ["Moor 8", "Moor 7", "Moor 6"]
    assert len(own(alice, "moor")) == 6


def test_of_what_was_played_as_often_the_most_popular_comes_first(alice: User) -> None:
    for number, popularity in enumerate([30, None, 80, 0], start=1):
        track = made(f"Moor {number}", number, by="Mostly")
        Track.objects.filter(pk=track.pk).update(popularity=popularity)
        heard(alice, track, *times(2))
    assert [hit.seed.name for hit in search(alice, "moor", wait=False).hits] == ["Moor 3", "Moor 1", "Moor 2", "Moor 4"]


def test_a_recording_stands_there_once_and_what_has_no_id_does_not(alice: User) -> None:
    one = made("Twofold", 1)
    other = song(f"{2:022d}", also=one, title_key="twofold", seen_at=clock.now())
    heard(alice, one, *times(3))
    heard(alice, other, *times(1, before=NOON - timedelta(days=2)))
    heard(alice, song("twofold file", spotify=False), *times(9))
    (hit,) = search(alice, "twof", wait=False).hits
    assert (hit.seed.spotify_id, hit.plays) == (other.spotify_id, 4)


def test_ones_own_names_are_gathered_once_and_the_queries_are_few(
    alice: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(1, 30):
        heard(alice, made(f"Moor {number}", number, by=f"Mostly {number}"), *times(1))
    search(alice, "mo", wait=False)
    with django_assert_max_num_queries(6):  # two of the cache; artists; tracks, credits, who they are
        search(alice, "mo", wait=False)


def test_without_popularity_each_kind_stands_as_spotify_ranks_it(alice: User) -> None:
    told = spotify_for(alice).search("the", ("artist", "track"), limit=10)
    hits = [hit.seed for hit in search(alice, "the", wait=True).hits]
    assert [seed.kind for seed in hits[:4]] == ["artist", "track", "artist", "track"]
    assert len(hits) == SHOWN
    assert hits[0::2] == [seed_of(artist) for artist in list(told.artists or ())[:5]]


def test_with_popularity_the_most_popular_comes_first(alice: User, sandbox: SandboxServer) -> None:
    sandbox.settings(regime="legacy")
    told = spotify_for(alice).search("the", ("artist", "track"), limit=10)
    popular = max((*(told.artists or ()), *(told.tracks or ())), key=lambda each: each.popularity or 0)
    assert search(alice, "the", wait=True).hits[0].seed == seed_of(popular)


def test_what_is_ones_own_is_not_told_again_by_spotify(alice: User) -> None:
    track = next(iter(spotify_for(alice).search("the", ("track",)).tracks or ()))
    tracks_store(tracks=[track])
    own = Track.objects.get(spotify_id=track.id)
    Track.objects.filter(pk=own.pk).update(spotify_id="0" * 22)  # as one may know it under another id
    heard(alice, own, *times(3))
    hits = [hit for hit in search(alice, "the", wait=True).hits if hit.seed.name == track.name]
    assert [hit.seed.spotify_id for hit in hits if hit.seed.by == seed_of(track).by] == ["0" * 22]


def test_in_a_cooldown_and_without_a_connection_ones_own_still_come(alice: User, sandbox: SandboxServer) -> None:
    heard(alice, made("Theme", 1), *times(2))
    cool_down(DEMO_CLIENT, Reason.QUOTA, None)
    sandbox.clear_requests()
    found = search(alice, "theme", wait=True)
    assert [hit.seed.name for hit in found.hits] == ["Theme"]
    assert found.error
    assert found.error.reason == Reason.QUOTA
    Connection.objects.all().delete()
    assert search(alice, "theme", wait=True).error
    assert calls(sandbox) == []


@pytest.mark.parametrize("typed", ["", " ", "\n\t", "\x00", "   \u200b  "])
def test_nothing_is_found_for_nothing(alice: User, sandbox: SandboxServer, typed: str) -> None:
    heard(alice, made("Theme", 1), *times(2))
    sandbox.clear_requests()
    assert not search(alice, typed, wait=True).hits
    assert calls(sandbox) == []


def test_only_so_many_letters_count(alice: User) -> None:
    assert search(alice, "moor " * 5000, wait=True).words == ("moor " * 5000)[:LONGEST].strip()
