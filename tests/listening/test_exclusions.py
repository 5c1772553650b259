"""What a person leaves out stays out, under whatever id and whoever else is credited."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from accounts.models import User
from discoverdaily.listening.exclusions import (
    LeftOut,
    artist_leave_out,
    exclusion_take_back,
    exclusions_hand_over,
    exclusions_of,
    left_out_of,
    recordings_left_out,
    track_leave_out,
)
from discoverdaily.listening.keys import name_key
from discoverdaily.listening.models import Artist, Credit, Exclusion, Recording, Track
from discoverdaily.listening.services import tracks_store
from discoverdaily.spotify import objects

pytestmark = pytest.mark.django_db

MAIN, GUEST, OTHER = (
    objects.Artist(id=f"artist{number:016}", name=name) for number, name in enumerate(("Fen Bird", "Guest", "Other"))
)


def told(number: int, *artists: objects.Artist, isrc: str = "") -> objects.Track:
    ids = objects.ExternalIds(isrc=isrc or f"XX1232600{number:03}")
    return objects.Track(id=f"track{number:017}", name=f"Song {number}", artists=artists or (MAIN,), external_ids=ids)


def kept(*tracks: objects.Track) -> list[Track]:
    """Has Spotify tell of the tracks."""
    tracks_store(tracks=tracks)
    rows = {row.spotify_id: row for row in Track.objects.all()}
    return [rows[track.id] for track in tracks]


def by_name(title: str, artist: str) -> Track:
    """A track known from a file by its names alone."""
    someone, _ = Artist.objects.get_or_create(spotify_id=None, name_key=name_key(artist), defaults={"name": artist})
    recording = Recording.objects.create(artist=someone)
    track = Track.objects.create(recording=recording, name=title, title_key=name_key(title), artist=someone)
    Credit.objects.create(track=track, artist=someone, position=0)
    return track


@pytest.fixture
def mara(db: None) -> User:
    return User.objects.create_user(display_name="Mara")


@pytest.fixture
def theo(db: None) -> User:
    return User.objects.create_user(display_name="Theo")


def test_a_recording_stays_out_under_all_its_ids(mara: User) -> None:
    first, again, other = kept(told(1, isrc="SAME26000001"), told(2, isrc="SAME26000001"), told(3))
    track_leave_out(person=mara, track=first)
    out = left_out_of(mara)
    assert [out.track(track) for track in (first, again, other)] == [True, True, False]
    assert recordings_left_out(out, [first.recording_id, other.recording_id]) == {first.recording_id}


def test_an_artist_stays_out_wherever_they_are_credited(mara: User) -> None:
    hers, with_guest, others = kept(told(1, GUEST), told(2, MAIN, GUEST), told(3, MAIN, OTHER))
    artist_leave_out(person=mara, artist=Artist.objects.get(name="Guest"))
    out = left_out_of(mara)
    assert [out.track(track) for track in (hers, with_guest, others)] == [True, True, False]
    recordings = [track.recording_id for track in (hers, with_guest, others)]
    assert recordings_left_out(out, recordings) == set(recordings[:2])
    assert out.told(told(9, MAIN, GUEST), recording=0), "a guest we have not heard of on this track"
    assert not out.told(told(9, MAIN), recording=0)


def test_nothing_is_left_out_of_itself(mara: User) -> None:
    (track,) = kept(told(1))
    out = left_out_of(mara)
    assert not out.track(track)
    assert recordings_left_out(out, [track.recording_id]) == set()


def test_what_one_person_leaves_out_another_keeps(mara: User, theo: User) -> None:
    (track,) = kept(told(1))
    track_leave_out(person=mara, track=track)
    artist_leave_out(person=mara, artist=track.artist)
    assert not left_out_of(theo).track(track)
    assert exclusions_of(theo) == []


def test_a_name_from_a_file_and_the_artist_of_that_name_are_one(mara: User) -> None:
    from_file, (from_spotify,) = by_name("Marsh", "Fen  bird"), kept(told(1))
    exclusion = artist_leave_out(person=mara, artist=from_spotify.artist)
    assert left_out_of(mara).track(from_file)
    exclusion_take_back(exclusion=exclusion)
    artist_leave_out(person=mara, artist=from_file.artist)
    out = left_out_of(mara)
    assert out.track(from_spotify)
    assert out.told(told(9), recording=0)


def test_a_name_from_a_file_leaves_out_whoever_spotify_calls_so(mara: User) -> None:
    artist_leave_out(person=mara, artist=by_name("Marsh", "Fen  bird").artist)
    out = left_out_of(mara)
    assert out.told(told(9), recording=0)
    assert out.told_artist(MAIN)
    assert not out.told_artist(OTHER)


def test_two_artists_of_one_name_are_two(mara: User) -> None:
    namesake = objects.Artist(id="z" * 22, name="Fen Bird")
    one, other = kept(told(1, MAIN), told(2, namesake))
    artist_leave_out(person=mara, artist=one.artist)
    assert not left_out_of(mara).track(other)


def test_a_list_may_leave_out_more(mara: User) -> None:
    track, other = kept(told(1), told(2, OTHER))
    out = left_out_of(mara, also=[(other.artist_id, None), (None, track.recording_id)])
    assert [out.track(track), out.track(other)] == [True, True]
    assert left_out_of(mara) == LeftOut()


def test_leaving_out_twice_is_leaving_out_once_and_can_be_taken_back(mara: User) -> None:
    (track,) = kept(told(1))
    for _ in range(2):
        made = [track_leave_out(person=mara, track=track), artist_leave_out(person=mara, artist=track.artist)]
    lines = exclusions_of(mara)
    assert [(line.artist, line.track) for line in lines] == [(track.artist, None), (None, track)]
    for exclusion in made:
        exclusion_take_back(exclusion=exclusion)
    assert exclusions_of(mara) == []
    assert not left_out_of(mara).track(track)


def test_a_recording_is_shown_as_a_track_that_spotify_told_of(mara: User) -> None:
    from_file = by_name("Song 1", "Fen Bird")
    (track,) = kept(told(1))
    from_file.recording = track.recording
    from_file.save()
    track_leave_out(person=mara, track=from_file)
    assert [line.track for line in exclusions_of(mara)] == [track]


def test_where_recordings_become_one_it_stays_out(mara: User, theo: User) -> None:
    one, other, third = kept(told(1), told(2), told(3))
    track_leave_out(person=mara, track=one)
    track_leave_out(person=mara, track=other)
    track_leave_out(person=theo, track=other)
    exclusions_hand_over(to={one.recording_id: third.recording_id, other.recording_id: third.recording_id})
    Track.objects.filter(pk__in=[one.pk, other.pk]).update(recording=third.recording)
    Recording.objects.exclude(pk=third.recording_id).delete()
    for person in (mara, theo):
        assert [line.track for line in exclusions_of(person)] == [third]
        assert left_out_of(person).track(third)


@pytest.mark.parametrize("what", [{}, {"artist": 1, "recording": 1}])
def test_an_exclusion_is_of_an_artist_or_of_a_recording(what: dict[str, int], mara: User) -> None:
    (track,) = kept(told(1))
    keys: dict[str, Any] = {"artist": track.artist, "recording": track.recording}
    with pytest.raises(IntegrityError), transaction.atomic():
        Exclusion.objects.create(person=mara, made_at="2026-01-01T00:00Z", **{name: keys[name] for name in what})


@pytest.mark.parametrize("count", [1, 12])
def test_the_number_of_queries_does_not_grow(
    count: int, mara: User, django_assert_num_queries: Any, django_assert_max_num_queries: Any
) -> None:
    tracks = kept(*(told(number, objects.Artist(id=f"{number:022}", name=f"{number}")) for number in range(count)))
    for track in tracks:
        track_leave_out(person=mara, track=track)
        artist_leave_out(person=mara, artist=track.artist)
    with django_assert_num_queries(2):
        out = left_out_of(mara)
    with django_assert_num_queries(1):
        recordings_left_out(out, [track.recording_id for track in tracks])
    with django_assert_max_num_queries(4):
        exclusions_of(mara)
