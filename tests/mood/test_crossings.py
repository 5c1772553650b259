"""What happens while a worker scores somebody's days: nothing is lost, and nothing comes back."""

from datetime import timedelta

import pytest

from accounts.models import User
from discoverdaily import clock
from discoverdaily.due import handle_safely
from mood.models import Day, Mood
from mood.own_models import model_choose
from mood.scoring import mood_work
from mood.services import mood_of, mood_turn_off, mood_turn_on
from tests.mood.music import GLAD, plays, scored, songs

pytestmark = pytest.mark.django_db

DAY = "2026-11-01"


def claimed(person: User) -> Mood:
    """A worker has read the person's row and begins."""
    Mood.objects.filter(pk=mood_of(person).pk).update(due_at=clock.now())
    return Mood.claim(Mood.objects.filter(person=person), limit=1)[0]


def works_on(row: Mood) -> None:
    handle_safely(row, lambda row: mood_work(mood=row))


def test_a_model_chosen_while_days_are_scored_is_the_one_they_are_scored_by(alice: User) -> None:
    plays(alice, songs(3, GLAD), DAY)
    usual = {day.scored_by for day in scored(alice).values()}
    row = claimed(alice)
    model_choose(person=alice, name="classic")
    works_on(row)
    mood = Mood.objects.get(person=alice)
    assert mood.due_at is not None
    assert mood.due_at < clock.now() + timedelta(minutes=1), "at once, not at the end of the day"
    assert {day.scored_by for day in scored(alice).values()}.isdisjoint(usual)


def test_turned_off_while_days_are_scored_nothing_of_them_is_kept(alice: User) -> None:
    plays(alice, songs(3, GLAD), DAY)
    row = claimed(alice)
    mood_turn_off(person=alice)
    works_on(row)
    mood = Mood.objects.get(person=alice)
    kept = mood.due_at, mood.history_mean, mood.history_variance, mood.scored_through, mood.fingerprint
    assert kept == (None, None, None, None, "")
    assert not Day.objects.exists()


def test_turned_off_and_on_again_meanwhile_all_is_worked_out_anew(alice: User) -> None:
    plays(alice, songs(3, GLAD), DAY)
    scored(alice)
    row = claimed(alice)
    mood_turn_off(person=alice)
    mood_turn_on(person=alice)
    works_on(row)
    mood = Mood.objects.get(person=alice)
    assert mood.due_at is not None
    assert mood.due_at <= clock.now()
    assert [day.stale for day in scored(alice).values()] == [False]
    assert Mood.objects.get(person=alice).history_mean is not None
