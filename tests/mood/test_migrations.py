"""What was heard before there was a calendar."""

from importlib import import_module

import pytest
from django.apps import apps

from accounts.models import User
from mood.models import Day, Mood
from tests.mood.music import GLAD, plays, scored, songs

pytestmark = pytest.mark.django_db

begin = import_module("mood.migrations.0003_days_heard_before").begin


def test_days_heard_before_there_was_a_calendar_are_scored_without_another_play(alice: User, bob: User) -> None:
    for person in (alice, bob):
        plays(person, songs(3, GLAD, person.display_name), "2026-11-01")
    Day.objects.filter(person=alice).delete()
    Mood.objects.filter(person=alice).delete()
    before = Mood.objects.get(person=bob)
    stranger = User.objects.create_user()
    begin(apps, None)
    assert Mood.objects.get(person=alice).due_at is not None
    assert [day.score is not None for day in scored(alice).values()] == [True]
    assert Mood.objects.get(person=bob).due_at == before.due_at
    assert not Mood.objects.filter(person=stranger).exists()
