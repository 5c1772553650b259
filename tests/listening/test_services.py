"""What Spotify tells of tracks and artists is kept as it is today, by any number of workers at once."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from msgspec.structs import replace

from discoverdaily.listening.models import Artist, Credit, Track, TrackDetails
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
def test_when_it_came_out_and_how_popular_it_is_are_kept_and_nothing_takes_them_away() -> None:
    whole = {"external_ids": objects.ExternalIds(), "album": objects.Album("a" * 22, "Woods", release_date="1987-11")}
    tracks_store(tracks=[replace(track(1, artist(1)), popularity=0, **whole), replace(track(2, artist(1)), **whole)])
    tracks_store(tracks=[track(1, artist(1)), replace(track(2, artist(1)), popularity=40)])
    assert list(Track.objects.order_by("pk").values_list("released", "popularity")) == [("1987-11", 0), ("1987-11", 40)]


@pytest.mark.django_db
@pytest.mark.parametrize("date", ["", None, "0000", "soon", "1987-11-12T00:00", "1987-1"])
def test_what_is_no_date_and_no_share_is_not_kept(date: str | None) -> None:
    album = objects.Album("a" * 22, "Woods", release_date=date)
    tracks_store(tracks=[replace(track(1, artist(1)), album=album, popularity=101)])
    assert Track.objects.values_list("released", "popularity").get() == ("", None)


@pytest.mark.django_db
def test_what_an_album_tells_of_its_tracks_is_not_all_there_is_to_tell() -> None:
    tracks_store(tracks=[track(1, artist(1)), replace(track(2, artist(1)), external_ids=objects.ExternalIds())])
    assert [told.seen_at is None for told in Track.objects.order_by("pk")] == [True, False]
    assert TrackDetails.objects.get().track.name == "Track 1", "its ISRC is still to be learnt"
    tracks_store(tracks=[track(2, artist(1))])
    assert Track.objects.get(name="Track 2").seen_at is not None, "it was told before"


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
