"""What is to be learnt of tracks becomes due once, and anew where they have a name more."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from discoverdaily import clock
from discoverdaily.listening.fields import to_ms
from discoverdaily.listening.keys import name_key
from discoverdaily.listening.learning import (
    features_hand_over,
    learning_order,
    learning_want,
    learning_want_anew,
    lookups_want,
)
from discoverdaily.listening.models import Artist, AudioFeatures, Recording, Source, Track, TrackDetails, TrackLookup
from discoverdaily.listening.plays import Told, plays_store
from discoverdaily.listening.recordings import Named, tracks_named
from discoverdaily.listening.services import tracks_store
from discoverdaily.spotify import objects

pytestmark = pytest.mark.django_db


def a_track(spotify_id: str | None = None, *, isrc: str | None = None, **fields: object) -> Track:
    artist, _ = Artist.objects.get_or_create(name="The Paper Moons", name_key=name_key("The Paper Moons"))
    recording = Recording.objects.create(artist=artist, isrc=isrc)
    return Track.objects.create(
        spotify_id=spotify_id, recording=recording, artist=artist, name="Song", title_key="song", **fields
    )


def wanted(*tracks: Track) -> tuple[int, int, int]:
    """How many recordings are to be heard about, tracks to be detailed, tracks to be looked up."""
    learning_want(tracks=[track.pk for track in tracks])
    return AudioFeatures.objects.count(), TrackDetails.objects.count(), TrackLookup.objects.count()


def test_of_a_track_from_a_file_sound_and_details_are_wanted_at_once() -> None:
    assert wanted(a_track("1" * 22)) == (1, 1, 0)
    assert len(AudioFeatures.claim(AudioFeatures.objects.all(), limit=9)) == 1
    assert len(TrackDetails.claim(TrackDetails.objects.all(), limit=9)) == 1


def test_of_a_track_that_spotify_told_of_only_the_sound_is_wanted() -> None:
    assert wanted(a_track("1" * 22, seen_at=clock.now())) == (1, 0, 0)


def test_a_track_without_an_id_is_to_be_looked_up() -> None:
    assert wanted(a_track()) == (0, 0, 1)


def test_a_track_without_an_id_whose_recording_has_one_is_found_already() -> None:
    short, whole = a_track(), a_track("1" * 22)
    Track.objects.filter(pk=short.pk).update(recording=whole.recording)
    assert wanted(short, whole) == (1, 1, 0)


def test_two_tracks_of_a_recording_want_one_sound() -> None:
    first, second = a_track("1" * 22), a_track("2" * 22)
    Track.objects.filter(pk=second.pk).update(recording=first.recording)
    assert wanted(first, second) == (1, 2, 0)


def test_wanting_twice_changes_nothing() -> None:
    track = a_track("1" * 22)
    wanted(track)
    before = AudioFeatures.objects.values().get(), TrackDetails.objects.values().get()
    wanted(track)
    assert (AudioFeatures.objects.values().get(), TrackDetails.objects.values().get()) == before


def test_what_was_found_stays_found() -> None:
    track = a_track("1" * 22)
    wanted(track)
    AudioFeatures.objects.update(found_at=clock.now(), due_at=None)
    wanted(track)
    assert AudioFeatures.objects.get().due_at is None


def test_what_nobody_knew_is_asked_for_anew_when_it_has_another_name() -> None:
    track = a_track("1" * 22)
    wanted(track)
    AudioFeatures.objects.update(attempts=4, due_at=clock.now() + timedelta(days=30))
    wanted(track)
    assert AudioFeatures.objects.get().attempts == 4, "it is the same track as before"
    learning_want_anew(tracks=[track.pk])
    assert len(AudioFeatures.claim(AudioFeatures.objects.all(), limit=1)) == 1
    assert AudioFeatures.objects.get().attempts == 0


def test_a_cover_that_is_there_is_not_looked_up() -> None:
    lookups_want(tracks=[a_track("1" * 22, cover="c" * 40).pk, a_track("2" * 22).pk])
    assert TrackLookup.objects.get().track.spotify_id == "2" * 22


def test_the_statements_do_not_grow_with_the_tracks() -> None:
    tracks = [a_track(f"{number:022}") for number in range(50)]

    def statements(count: int) -> int:
        with CaptureQueriesContext(connection) as asked:
            learning_want(tracks=[track.pk for track in tracks[:count]])
        return len(asked)

    assert statements(1) == statements(50)
    assert AudioFeatures.objects.count() == 50


def test_what_is_known_of_a_recording_goes_along_with_it() -> None:
    gone, also_gone, stays, knows = (a_track(str(number) * 22).recording_id for number in range(4))
    learning_want(tracks=Track.objects.values_list("pk", flat=True))
    for recording, energy in ((gone, 0.1), (also_gone, 0.2), (knows, 0.4)):
        found = AudioFeatures.objects.filter(recording=recording)
        found.update(found_at=clock.now(), due_at=None, energy=energy)
    features_hand_over(to={gone: stays, also_gone: knows})
    sounds = dict(AudioFeatures.objects.values_list("recording", "energy"))
    assert sounds == {gone: 0.1, stays: 0.1, also_gone: 0.2, knows: 0.4}, "it may keep a track of its own"
    Track.objects.filter(recording__in=[gone, also_gone]).delete()
    Recording.objects.filter(pk__in=[gone, also_gone]).delete()
    assert dict(AudioFeatures.objects.values_list("recording", "energy")) == {stays: 0.1, knows: 0.4}
    assert AudioFeatures.claim(AudioFeatures.objects.all(), limit=9) == []


def test_of_several_that_become_one_the_first_that_knows_counts() -> None:
    first, second, stays = (a_track(str(number) * 22).recording_id for number in range(3))
    learning_want(tracks=Track.objects.values_list("pk", flat=True))
    AudioFeatures.objects.filter(recording__in=[first, second]).update(found_at=clock.now(), due_at=None)
    AudioFeatures.objects.filter(recording=second).update(energy=0.5)
    features_hand_over(to={first: stays, second: stays})
    assert AudioFeatures.objects.get(recording=stays).energy is None


def test_whatever_way_a_track_comes_in_its_sound_is_wanted() -> None:
    artist = objects.Artist(id="a" * 22, name="The Paper Moons")
    told = objects.Track(id="1" * 22, name="Told", artists=(artist,), external_ids=objects.ExternalIds())
    tracks_store(tracks=[told])
    tracks_named(named=[Named("2" * 22, "Named", "The Paper Moons", "", 0), Named("", "In short", "Anybody", "", 0)])
    wanted_of = AudioFeatures.objects.values_list("recording__tracks__name", flat=True)
    assert set(wanted_of) == {"Told", "Named"}
    assert TrackDetails.objects.get().track.name == "Named"
    assert TrackLookup.objects.get().track.name == "In short"


def test_what_a_person_heard_lately_comes_first_and_then_what_they_heard_most() -> None:
    person = User.objects.create_user(time_zone="UTC", time_zone_known=True)
    seldom, often, lately, others = tracks_named(
        named=[Named(str(number) * 22, f"Song {number}", "The Paper Moons", "", 0) for number in range(4)]
    )
    now = to_ms(clock.now())
    year = 365 * 86_400_000
    plays = [(seldom, now - 2 * year), (lately, now - 86_400_000), (often, now - year), (often, now - year - 600_000)]
    plays_store(person=person, source=Source.EXTENDED, told=[Told(moment, 200_000, track) for track, moment in plays])
    learning_order(person=person)
    order = [row.recording.tracks.get().pk for row in AudioFeatures.claim(AudioFeatures.objects.all(), limit=9)]
    assert order == [lately, seldom, often, others], "those heard at all in the order in which they came in"
    assert [row.track_id for row in TrackDetails.claim(TrackDetails.objects.all(), limit=9)] == order


def test_of_more_than_can_come_first_those_heard_most_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("discoverdaily.listening.learning.MOST_FIRST", 1)
    person = User.objects.create_user(time_zone="UTC", time_zone_known=True)
    seldom, often = tracks_named(
        named=[Named(str(number) * 22, f"Song {number}", "The Paper Moons", "", 0) for number in range(2)]
    )
    long_ago = to_ms(clock.now()) - 365 * 86_400_000
    told = [Told(long_ago + minute * 600_000, 200_000, track) for minute, track in enumerate([seldom, often, often])]
    plays_store(person=person, source=Source.EXTENDED, told=told)
    learning_order(person=person)
    order = [row.recording.tracks.get().pk for row in AudioFeatures.claim(AudioFeatures.objects.all(), limit=9)]
    assert order == [often, seldom]


def test_whose_files_name_more_than_a_day_has_room_for_waits_and_nobody_else(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("discoverdaily.listening.learning.A_DAY", 4)
    greedy, other = (User.objects.create_user(time_zone="UTC", time_zone_known=True) for _ in range(2))

    def names(person: User, *numbers: int) -> list[int]:
        named = [Named(f"{number:022d}", f"Song {number}", "The Paper Moons", "", 0) for number in numbers]
        return tracks_named(named=named, person=person)

    def due_in(tracks: list[int]) -> set[tuple[int, int]]:
        rows = [*TrackDetails.objects.filter(track__in=tracks)]
        rows += [*AudioFeatures.objects.filter(recording__tracks__in=tracks)]  # type: ignore[list-item]
        return {(len(rows), round(((row.due_at or now) - now) / timedelta(hours=1))) for row in rows}

    now = clock.now()
    assert due_in(names(greedy, 1, 2, 3, 4)) == {(8, 0)}
    later = names(greedy, 3, 4, 5, 6)
    assert due_in(later[:2]) == {(4, 0)}, "what was known already costs nothing"
    assert due_in(later[2:]) == {(4, 12)}
    assert due_in(names(greedy, 7, 8)) == {(4, 24)}
    assert due_in(names(other, 9)) == {(2, 0)}
    heard = Told(to_ms(now), 200_000, later[3])
    plays_store(person=other, source=Source.EXTENDED, told=[heard])
    learning_order(person=other)
    ((_, hours),) = due_in(later[3:])
    assert hours < 0, "whoever else heard it does not wait"


def test_of_nothing_nothing_is_wanted() -> None:
    assert wanted() == (0, 0, 0)
