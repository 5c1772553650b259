"""What happens while a worker scores somebody's days: nothing is lost, and nothing comes back."""

from datetime import UTC, date, datetime, timedelta
from threading import Event, Thread
from typing import Any

import pytest
import time_machine
from django.db import connections

from accounts.models import User
from discoverdaily import clock
from discoverdaily.due import handle_safely
from mood.figures import figures_of
from mood.models import Day, Mood
from mood.own_models import model_choose
from mood.scoring import mood_work
from mood.services import mood_of, mood_turn_off, mood_turn_on
from mood.tasks import score_ended_days
from tests.mood.music import GLAD, SAD, plays, scored, songs

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


def test_nobody_scores_days_of_who_may_not_sign_in_until_they_may_again(alice: User) -> None:
    plays(alice, songs(3, GLAD), DAY)
    Mood.objects.update(due_at=clock.now())
    User.objects.update(is_active=False)
    score_ended_days()
    assert Day.objects.get().stale
    User.objects.update(is_active=True)
    score_ended_days()
    assert not Day.objects.get().stale


def test_where_the_clock_is_set_back_days_are_scored_all_the_same(alice: User) -> None:
    with time_machine.travel("2026-11-21 14:00Z", tick=False) as traveller:
        plays(alice, songs(3, GLAD), "2026-11-20")
        scored(alice)
        traveller.move_to(datetime(2026, 11, 11, 14, tzinfo=UTC))
        plays(alice, songs(3, SAD, "Sad"), "2026-11-10")
        days = scored(alice)
        assert [day.stale for day in days.values()] == [False, False]
        assert Mood.objects.get().scored_through == date(2026, 11, 11)
        traveller.move_to(datetime(2026, 11, 21, 14, tzinfo=UTC))
        assert [day.score for day in scored(alice).values()] == [day.score for day in days.values()]


@pytest.mark.django_db(transaction=True)
def test_nothing_stays_of_who_is_deleted_while_a_worker_scores_their_days(monkeypatch: pytest.MonkeyPatch) -> None:
    person = User.objects.create_user()
    plays(person, songs(3, GLAD), DAY)
    scoring, deleted, row = Event(), Event(), claimed(person)

    def pauses(*given: Any) -> Any:
        scoring.set()
        deleted.wait(0.5)  # it cannot be, before these are kept
        return figures_of(*given)

    def scores() -> None:
        try:
            works_on(row)
        finally:
            connections.close_all()

    monkeypatch.setattr("mood.scoring.figures_of", pauses)
    worker = Thread(target=scores)
    worker.start()
    assert scoring.wait(10)
    person.delete()
    deleted.set()
    worker.join()
    assert not any(model.objects.exists() for model in (User, Mood, Day))
