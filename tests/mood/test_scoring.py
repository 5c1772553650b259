"""Days are scored when they end, when they change, and when the model does."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from discoverdaily.listening.counting import rule_change
from discoverdaily.listening.finding import Wanted
from discoverdaily.listening.models import Play, Removal, Rule
from discoverdaily.listening.removals import play_remove, removal_ask, removal_undo
from mood.models import Day, Mood
from mood.scoring import mood_work
from mood.services import mood_of, mood_turn_off, mood_turn_on
from mood.tasks import score_ended_days
from tests.mood.music import GLAD, SAD, SPEECH, plays, scored, songs, sounds

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("saturday")]

SATURDAY = date(2026, 11, 21)
FRIDAY, THURSDAY = date(2026, 11, 20), date(2026, 11, 19)


def test_glad_songs_make_a_glad_day_and_sad_songs_a_sad_one(alice: User) -> None:
    plays(alice, songs(4, GLAD, "Glad"), FRIDAY)
    plays(alice, songs(4, SAD, "Sad"), THURSDAY)
    days = scored(alice)
    assert days.keys() == {FRIDAY, THURSDAY}
    assert days[FRIDAY].score > 0.9  # type: ignore[operator]  # it has one
    assert days[THURSDAY].score < 0.1  # type: ignore[operator]  # it has one
    assert (days[FRIDAY].plays, days[FRIDAY].tracks, days[FRIDAY].known, days[FRIDAY].trust) == (4, 4, 4, "low")


def test_too_little_unknown_and_spoken_days_have_no_score(alice: User) -> None:
    plays(alice, songs(1, GLAD, "One"), FRIDAY, times=30)
    plays(alice, songs(5, None, "Unknown"), THURSDAY)
    plays(alice, songs(5, SPEECH, "Talk"), date(2026, 11, 18))
    days = scored(alice)
    assert [day.score for day in days.values()] == [None] * 3
    assert days[FRIDAY].trust == Day.Trust.NONE
    assert (days[THURSDAY].tracks, days[THURSDAY].unknown) == (5, 5)
    assert (days[date(2026, 11, 18)].spoken, days[date(2026, 11, 18)].unknown) == (5, 0)


def test_a_late_play_updates_its_day(alice: User) -> None:
    plays(alice, songs(3, GLAD, "Glad"), FRIDAY)
    before = scored(alice)[FRIDAY].score
    plays(alice, songs(9, SAD, "Sad"), FRIDAY, hour=15)
    assert Day.objects.get(person=alice).stale
    assert Day.objects.get(person=alice).score == before, "the old score stays until the new one is there"
    after = scored(alice)[FRIDAY]
    assert after.score < before  # type: ignore[operator]  # both have one
    assert not after.stale


def test_what_is_learnt_late_updates_the_days_it_was_heard_on(alice: User, bob: User) -> None:
    tracks = songs(4, None)
    plays(alice, tracks, FRIDAY)
    plays(bob, tracks, THURSDAY)
    assert scored(alice)[FRIDAY].score is None
    assert scored(bob)[THURSDAY].score is None
    for track in tracks:
        sounds(track, GLAD, learnt=True)
    assert scored(alice)[FRIDAY].score is not None
    assert scored(bob)[THURSDAY].score is not None


def test_the_rule_of_what_counts_is_the_calendars_too(alice: User) -> None:
    plays(alice, songs(3, GLAD), FRIDAY)
    Play.objects.update(ms_played=100)
    scored(alice)
    rule_change(person=alice, rule=Rule.ALL)
    assert Day.objects.get(person=alice).stale


def test_a_day_whose_plays_are_hidden_has_no_mood_until_they_are_shown_again(alice: User) -> None:
    plays(alice, songs(3, GLAD), FRIDAY)
    before = scored(alice)[FRIDAY]
    removal = removal_ask(person=alice, verb=Removal.Verb.HIDE, wanted=Wanted())
    assert scored(alice) == {}
    removal_undo(removal=removal)
    assert scored(alice)[FRIDAY].score == before.score


def test_what_is_deleted_no_longer_colours_its_day(alice: User) -> None:
    glad, sad = songs(3, GLAD), songs(3, SAD, "Sad")
    plays(alice, [*glad, *sad], FRIDAY)
    scored(alice)
    for play in Play.objects.filter(track__in=sad):
        play_remove(person=alice, verb=Removal.Verb.DELETE, play=play)
    day = scored(alice)[FRIDAY]
    assert day.tracks == 3
    assert day.score is not None
    assert day.score > 0.9


def test_the_running_day_ends_and_is_scored_then(alice: User, saturday: time_machine.Traveller) -> None:
    plays(alice, songs(3, GLAD), SATURDAY)
    scored(alice)
    due_at = mood_of(alice).due_at
    assert due_at == datetime(2026, 11, 22, 3, tzinfo=UTC), "four o'clock in Berlin"
    Day.objects.filter(person=alice).update(score=0.5)
    saturday.move_to(due_at)
    score_ended_days()
    assert Day.objects.get(person=alice).score != 0.5
    assert mood_of(alice).due_at == due_at + timedelta(days=1)


def test_turned_off_nothing_is_kept_and_nothing_computed(alice: User) -> None:
    plays(alice, songs(3, GLAD), FRIDAY)
    scored(alice)
    mood_turn_off(person=alice)
    plays(alice, songs(3, SAD, "Sad"), THURSDAY)
    assert scored(alice) == {}
    mood_turn_on(person=alice)
    assert scored(alice).keys() == {FRIDAY, THURSDAY}


def test_another_model_scores_everything_anew_and_the_old_scores_stay_meanwhile(alice: User) -> None:
    plays(alice, songs(3, GLAD), FRIDAY)
    score = scored(alice)[FRIDAY].score
    Mood.objects.filter(person=alice).update(fingerprint="another")
    Day.objects.filter(person=alice).update(scored_by="another", score=0.25)
    assert scored(alice)[FRIDAY].score == score


def test_one_persons_plays_mark_nobody_elses_days(alice: User, bob: User) -> None:
    plays(bob, songs(3, GLAD), FRIDAY)
    scored(bob)
    plays(alice, songs(3, SAD, "Sad"), FRIDAY)
    assert not Day.objects.get(person=bob).stale


def test_how_many_queries_it_takes_does_not_hang_on_the_number_of_days(alice: User) -> None:
    def queries() -> int:
        Mood.objects.filter(person=alice).update(due_at=datetime(2020, 1, 1, tzinfo=UTC))
        (row,) = Mood.claim(Mood.objects.filter(person=alice), limit=1)
        with CaptureQueriesContext(connection) as caught:
            mood_work(mood=row)
        return len(caught)

    tracks = songs(3, GLAD)
    plays(alice, tracks, FRIDAY)
    scored(alice)
    Day.objects.update(stale=True)
    few = queries()
    for number in range(2, 40):
        plays(alice, tracks, SATURDAY - timedelta(days=number))
    scored(alice)
    Day.objects.update(stale=True)
    assert queries() == few
