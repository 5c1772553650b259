"""Workers that die while they score days: another goes on, and every day is right."""

from typing import Any

import pytest
from django.db import connection

from accounts.models import User
from mood.models import Day, Mood
from mood.own_models import model_choose
from mood.scoring import mood_work
from tests.deaths import Death, Killed
from tests.mood.music import GLAD, MIDDLING, SAD, plays, scored, songs

pytestmark = pytest.mark.django_db


def kept_of(person: User) -> list[Any]:
    """The person's days, and what they lean on."""
    days = Day.objects.filter(person=person).order_by("day")
    mood = Mood.objects.values("fingerprint", "scored_through", "history_mean", "history_variance").get(person=person)
    return [mood, *days.values("day", "stale", "scored_by", "plays", "known", "score", "steady", "low", "high")]


def lives(person: User, words: int) -> bool:
    """A worker takes the person's row and dies before its so many-th word with the database; its lease runs out."""
    Mood.objects.filter(person=person).update(due_at="2026-01-01T00:00Z")
    (row,) = Mood.claim(Mood.objects.filter(person=person), limit=1)
    try:
        with connection.execute_wrapper(Death(words)):
            mood_work(mood=row)
    except Killed:
        Mood.objects.filter(person=person).update(leased_until=None)
        return False
    return True


def test_a_worker_may_die_at_any_word_and_the_next_one_goes_on(alice: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mood.scoring.AT_ONCE", 2)  # days, so that there are several pieces
    tracks = [*songs(3, GLAD, "Glad"), *songs(3, SAD, "Sad"), *songs(3, MIDDLING, "So")]
    for number in range(1, 6):
        plays(alice, tracks[number - 1 : number + 4], f"2026-10-{number:02}", times=number)
    model_choose(person=alice, name="classic")
    scored(alice)
    whole, words, lived = kept_of(alice), 0, False
    while not lived:
        model_choose(person=alice, name="default")
        scored(alice)
        model_choose(person=alice, name="classic")
        lived = lives(alice, words)
        scored(alice)
        assert kept_of(alice) == whole, f"died before word {words}"
        words += 1
    assert words > 20
