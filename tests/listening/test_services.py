"""What Spotify tells of tracks and artists is kept as it is today, by any number of workers at once."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from discoverdaily.listening.models import Artist, Credit, Track
from discoverdaily.listening.selectors import tracks_by_id
from discoverdaily.listening.services import tracks_store
from discoverdaily.spotify import objects


def artist(number: int, name: str = "") -> objects.Artist:
    return objects.Artist(id=f"artist{number:016}", name=name or f"Artist {number}")


def track(number: int, *artists: objects.Artist, name: str = "") -> objects.Track:
    return objects.Track(id=f"track{number:017}", name=name or f"Track {number}", artists=artists)


def credits_of(number: int) -> str:
    (known,) = tracks_by_id([track(number).id]).values()
    return known.artist_names


@pytest.mark.django_db
def test_tracks_are_kept_with_their_artists_in_order() -> None:
    tracks_store(tracks=[track(1, artist(2), artist(1)), track(2, artist(1))])
    assert (credits_of(1), credits_of(2)) == ("Artist 2, Artist 1", "Artist 1")
    assert Artist.objects.count() == 2


@pytest.mark.django_db
def test_with_no_tracks_nothing_happens() -> None:
    tracks_store(tracks=[])
    assert Track.objects.count() == 0


@pytest.mark.django_db
def test_what_was_renamed_goes_by_its_new_name_everywhere() -> None:
    tracks_store(tracks=[track(1, artist(1)), track(2, artist(1))])
    tracks_store(tracks=[track(1, artist(1, "New"), name="Also new")])
    assert credits_of(2) == "New"
    assert set(Track.objects.values_list("name", flat=True)) == {"Also new", "Track 2"}


@pytest.mark.django_db
def test_a_track_that_loses_an_artist_loses_the_credit() -> None:
    tracks_store(tracks=[track(1, artist(1), artist(2), artist(3)), track(2, artist(1), artist(2))])
    tracks_store(tracks=[track(1, artist(2))])
    assert credits_of(1) == "Artist 2"
    assert credits_of(2) == "Artist 1, Artist 2", "another track's credits are its own"


@pytest.mark.django_db
def test_an_answer_that_names_no_artist_takes_none_away() -> None:
    tracks_store(tracks=[track(1, artist(1))])
    tracks_store(tracks=[track(1)])
    assert credits_of(1) == "Artist 1"


@pytest.mark.django_db
def test_a_persons_own_file_has_no_id_and_is_not_kept() -> None:
    own = objects.Track(id="", name="A file", artists=(objects.Artist(id="", name="Somebody"),))
    tracks_store(tracks=[own, track(1, objects.Artist(id="", name="Nobody"), artist(1))])
    assert [known.name for known in Track.objects.all()] == ["Track 1"]
    assert credits_of(1) == "Artist 1"


@pytest.mark.django_db
def test_names_longer_than_we_keep_are_cut() -> None:
    tracks_store(tracks=[track(1, artist(1, "x" * 2000), name="y" * 2000)])
    assert (len(Artist.objects.get().name), len(Track.objects.get().name)) == (300, 500)


@pytest.mark.django_db
def test_the_queries_do_not_grow_with_the_tracks() -> None:
    def queries(count: int) -> int:
        with CaptureQueriesContext(connection) as asked:
            tracks_store(tracks=[track(n, *(artist(n + m) for m in range(n % 3 + 1))) for n in range(count)])
        return len(asked)

    assert queries(3) == queries(60), "some of them new"
    assert queries(60) == queries(3), "all of them known"


@pytest.mark.django_db(transaction=True)
def test_two_workers_who_store_the_same_tracks_wait_for_each_other() -> None:
    together = threading.Barrier(2)
    first = [track(n, artist(n), artist(n + 1)) for n in range(40)]
    second = [track(n, artist(n + 1)) for n in reversed(range(40))]

    def store(tracks: list[objects.Track]) -> None:
        try:
            together.wait()
            for _ in range(5):
                tracks_store(tracks=tracks)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(store, (first, second)))
    assert Track.objects.count() == 40
    tracks_store(tracks=second)
    assert Credit.objects.count() == 40
