"""What a person says of their days is kept as said, for them alone, and goes when they take it back."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from mood.journal import entry_of, entry_rate, entry_write, rated_days, suggested_tags
from mood.models import Entry
from mood.services import mood_turn_off
from tests.mood.music import GLAD, SAD, plays, scored, songs

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("saturday")]
FRIDAY, THURSDAY, WEDNESDAY = date(2026, 11, 20), date(2026, 11, 19), date(2026, 11, 18)


def test_a_day_without_music_can_be_rated(alice: User, bob: User) -> None:
    entry_rate(person=alice, day=FRIDAY, rating=0.75)
    entry = entry_of(alice, FRIDAY)
    assert entry is not None
    assert (entry.rating, entry.energy, entry.written_at) == (0.75, None, datetime(2026, 11, 21, 14, tzinfo=UTC))
    assert entry_of(bob, FRIDAY) is None


def test_one_tap_leaves_how_lively_it_was_and_no_rating_takes_both_away(alice: User) -> None:
    entry_rate(person=alice, day=FRIDAY, rating=0.4, energy=0.9)
    entry_rate(person=alice, day=FRIDAY, rating=1.0)
    assert Entry.objects.filter(rating=1.0, energy=0.9).count() == 1
    entry_write(person=alice, day=FRIDAY, tags=["rest"], note="")
    entry_rate(person=alice, day=FRIDAY, rating=None)
    assert Entry.objects.values_list("rating", "energy", "tags").get() == (None, None, ["rest"])


def test_an_entry_that_says_nothing_any_more_goes(alice: User) -> None:
    entry_rate(person=alice, day=FRIDAY, rating=0.0)
    entry_write(person=alice, day=FRIDAY, tags=[], note="Slept long.")
    entry_rate(person=alice, day=FRIDAY, rating=None)
    assert Entry.objects.count() == 1
    entry_write(person=alice, day=FRIDAY, tags=[], note="")
    assert not Entry.objects.exists()


def test_turned_off_nothing_is_kept(alice: User) -> None:
    mood_turn_off(person=alice)
    entry_rate(person=alice, day=FRIDAY, rating=0.5)
    entry_write(person=alice, day=FRIDAY, tags=["rest"], note="Slept long.")
    assert not Entry.objects.exists()


def test_tags_that_a_person_uses_come_first(alice: User, bob: User) -> None:
    entry_write(person=bob, day=FRIDAY, tags=["sailing"], note="")
    entry_write(person=alice, day=FRIDAY, tags=["Rest", "choir"], note="")
    entry_write(person=alice, day=THURSDAY, tags=["choir"], note="")
    assert suggested_tags(alice) == ["choir", "Rest", "work", "friends", "family", "travel", "sport"]


def test_rated_days_with_a_score_stand_beside_each_other(
    alice: User, bob: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    plays(alice, songs(3, SAD, "Sad"), THURSDAY)
    plays(alice, songs(3, GLAD, "Glad"), FRIDAY)
    plays(bob, songs(3, GLAD, "His"), FRIDAY)
    scored(alice), scored(bob)
    for day, rating in ((FRIDAY, 1.0), (THURSDAY, 0.25), (WEDNESDAY, 0.5)):
        entry_rate(person=alice, day=day, rating=rating)
    with django_assert_num_queries(2):
        rated = rated_days(alice)
    assert (rated.days, rated.ratings) == ([THURSDAY, FRIDAY], [0.25, 1.0])
    assert rated.scores[0] < 0.1
    assert rated.scores[1] > 0.9
    assert rated.agreement.to_go == 8
    assert (rated.learnt_for(FRIDAY).ratings, rated.learnt_for(WEDNESDAY).ratings) == (1, 2)
    assert rated_days(bob).days == []


def test_the_running_day_teaches_nothing_before_it_ends(alice: User) -> None:
    plays(alice, songs(3, GLAD), FRIDAY)
    entry_rate(person=alice, day=FRIDAY, rating=1.0)
    with time_machine.travel(datetime(2026, 11, 20, 20, tzinfo=UTC), tick=False):
        assert scored(alice)[FRIDAY].score is not None
        assert rated_days(alice).days == []
    with time_machine.travel(datetime(2026, 11, 21, 4, tzinfo=UTC), tick=False):
        assert rated_days(alice).days == [FRIDAY]


def test_without_the_ratings_all_is_as_if_there_had_been_none(alice: User) -> None:
    plays(alice, songs(3, SAD, "Sad"), THURSDAY)
    plays(alice, songs(3, GLAD, "Glad"), FRIDAY)
    days = scored(alice)
    entry_rate(person=alice, day=THURSDAY, rating=1.0)
    score = days[FRIDAY].score
    assert score is not None
    assert rated_days(alice).learnt_for(FRIDAY).rating(score) > score
    entry_rate(person=alice, day=THURSDAY, rating=None)
    assert rated_days(alice).learnt_for(FRIDAY).rating(score) == score
    assert scored(alice)[FRIDAY].score == score
