"""Days follow what is learnt of recordings: joined, divided, how long they last, how they sound."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from discoverdaily.listening.bulk import BEGINNING
from discoverdaily.listening.counting import rule_change
from discoverdaily.listening.models import AudioFeatures, Counting, Rule, Track
from discoverdaily.listening.recordings import tracks_changing
from discoverdaily.listening.signals import sound_learnt
from discoverdaily.listening.sounds import days_of_recording
from mood.models import Day
from tests.listening.songs import song
from tests.mood.music import GLAD, plays, scored, songs, sounds

pytestmark = pytest.mark.django_db

FRIDAY, THURSDAY = date(2026, 11, 20), date(2026, 11, 19)


def learns(*tracks: Track, **fields: object) -> None:
    with tracks_changing(tracks=[track.pk for track in tracks]):
        Track.objects.filter(pk__in=[track.pk for track in tracks]).update(**fields)


def test_days_of_a_recording_that_nobody_knew_follow_when_a_known_one_goes_into_it(alice: User) -> None:
    unknown, known = song("Lamp"), sounds(song("Lamp, again"), GLAD)
    plays(alice, [*songs(2, GLAD), unknown], FRIDAY)
    assert scored(alice)[FRIDAY].score is None
    learns(unknown, known, isrc="QZAAA2600001")
    assert AudioFeatures.objects.filter(recording=Track.objects.get(pk=unknown.pk).recording_id, found_at__isnull=False)
    assert scored(alice)[FRIDAY].score is not None


def test_days_of_a_recording_that_is_divided_follow(alice: User) -> None:
    one = sounds(song("Lamp", isrc="QZAAA2600001"), GLAD)
    other = song("Lamp, again", also=one, isrc="QZAAA2600001")
    plays(alice, [*songs(2, GLAD), other], FRIDAY)
    assert scored(alice)[FRIDAY].known == 3
    learns(other, isrc="QZAAA2600002")
    day = scored(alice)[FRIDAY]
    assert (day.tracks, day.known, day.score) == (3, 2, None)


def test_days_follow_when_it_is_learnt_how_long_a_song_lasts(alice: User) -> None:
    tracks = songs(3, GLAD)
    plays(alice, tracks, FRIDAY)
    rule_change(person=alice, rule=Rule.HALF)
    assert scored(alice)[FRIDAY].plays == 3
    learns(tracks[0], duration_ms=900_000)
    day = scored(alice)[FRIDAY]
    assert (day.plays, day.score) == (2, None)


def test_how_many_queries_it_takes_to_mark_does_not_hang_on_how_many_people_heard_it(alice: User) -> None:
    track = sounds(song("Lamp"), GLAD)

    def queries() -> int:
        with CaptureQueriesContext(connection) as caught:
            sound_learnt.send(AudioFeatures, recording=track.recording_id)
        return len(caught)

    plays(alice, [track], FRIDAY)
    few = queries()
    for _ in range(5):
        plays(User.objects.create_user(), [track], THURSDAY)
    Day.objects.update(stale=False)
    assert queries() == few
    assert Day.objects.filter(stale=True).count() == 6


def test_while_a_person_moves_days_of_both_zones_are_marked(alice: User) -> None:
    track = song("Lamp")
    plays(alice, [track], FRIDAY, hour=22)
    Counting.objects.update(moving_to_zone="Pacific/Auckland", moving_to_start=4, moved_from=None)
    people, days = days_of_recording(track.recording_id)
    assert people.tolist() == [alice.pk] * 2
    assert [date.fromordinal(BEGINNING + day) for day in days.tolist()] == [FRIDAY, FRIDAY + timedelta(days=1)]


def test_nobody_hears_of_a_recording_that_nobody_heard() -> None:
    people, days = days_of_recording(sounds(song("Lamp"), GLAD, learnt=True).recording_id)
    assert not len(people)
    assert not len(days)
