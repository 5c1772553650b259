"""Writes of the calendar: which days are to be scored, and how a person keeps it."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta

import numpy as np
from django.db import transaction
from django.db.models import Q

from accounts.models import User
from discoverdaily import clock
from discoverdaily.listening import bulk
from discoverdaily.listening.bulk import Ints
from discoverdaily.listening.counting import counting_of, stands_elsewhere
from discoverdaily.listening.days import day_of
from discoverdaily.listening.sounds import days_heard
from mood.models import Day, Entry, Mood

SOON = timedelta(seconds=5)
"""How long marked days wait, so that what comes together is scored together."""
ONE_DAY = timedelta(days=1)
FURTHEST_MOVE = 3 * ONE_DAY
"""More than from one end of the world to the other (26 hours) and from one hour a day starts to another (23)."""
_NOBODY_AT_IT = {"lease": None, "leased_until": None}
_NOTHING_YET: bulk.Columns = {"plays": 0, "tracks": 0, "known": 0, "spoken": 0, "scored_by": ""}


def mood_of(person: User) -> Mood:
    """How the person's calendar is kept; made, and due, where there is none yet."""
    return Mood.objects.get_or_create(person=person, defaults={"due_at": clock.now()})[0]


def days_mark_between(*, person: User, first: datetime, last: datetime) -> None:
    """Days on which anything was heard between two moments, or had been, are to be scored.

    While a person moves, some of their counts stand in the zone they left: then some days more at either end.
    """
    apart = FURTHEST_MOVE if stands_elsewhere(counting_of(person), person) else timedelta(0)
    begin, end = day_of(person, first) - apart, day_of(person, last) + apart
    days_mark(person=person, days=days_heard(person, begin, end), between=(begin, end))


def all_days_mark(*, person: User) -> None:
    """All of the person's days are to be scored."""
    days_mark(person=person, days=days_heard(person), between=(date.min, date.max))


@transaction.atomic
def all_days_anew(*, person: User) -> None:
    """All of the person's days are to be scored from the beginning, because what they are scored by is another now:
    whoever is at it loses what they have not yet written."""
    Mood.objects.filter(pk=mood_of(person).pk).update(**_NOBODY_AT_IT)
    all_days_mark(person=person)


@transaction.atomic
def days_mark(*, person: User, days: Collection[date], between: tuple[date, date] | None = None) -> None:
    """These days are to be scored, and those of the calendar `between` two (both included), as soon as may be.

    Where the person turned the calendar off nothing is marked.
    """
    mood = mood_lock(person)
    if not mood.on:
        return
    if between is not None:
        Day.objects.filter(person=person, day__range=between).update(stale=True)
    if days:
        _mark(person.pk, np.array([day.toordinal() - bulk.BEGINNING for day in days]))
    _work_soon([person.pk])


@transaction.atomic
def days_of_people_mark(*, people: Ints, days: Ints) -> None:
    """As days_mark for many people's days: their keys, and numbers of days since 1970, side by side. A few statements
    for all of them; somebody who is being deleted has none."""
    theirs = bulk.listed(np.unique(people))
    new = User.objects.filter(pk__in=theirs, mood=None).order_by("pk").values_list("pk", flat=True)
    Mood.objects.bulk_create([Mood(person_id=key, due_at=clock.now()) for key in new], ignore_conflicts=True)
    kept = Mood.objects.filter(person__in=theirs, on=True).order_by("person").select_for_update()  # as following.py
    on = list(kept.values_list("person", flat=True))
    rows = np.isin(people, on)
    if rows.any():
        _mark(people[rows], days[rows])
        _work_soon(on)


def _mark(people: Ints | int, days: Ints) -> None:
    columns: bulk.Columns = {"person_id": people, "day": days, "stale": True}
    bulk.put(Day, ["person_id", "day"], {**columns, **_NOTHING_YET}, "stale = TRUE")


def mood_lock(person: User) -> Mood:
    """As mood_of, and until the transaction ends nobody else marks or scores days of this person's."""
    return Mood.objects.select_for_update().get(pk=mood_of(person).pk)


def _work_soon(people: Sequence[int]) -> None:
    soon = clock.now() + SOON
    later = Mood.objects.filter(Q(due_at=None) | Q(due_at__gt=soon), person__in=bulk.listed(people))
    later.update(due_at=soon)


def keeping_change(*, person: User, shown: str, palette: str, picture: str) -> None:
    """How the calendar looks from now on."""
    Mood.objects.filter(pk=mood_of(person).pk).update(shown=shown, palette=palette, picture=picture)


@transaction.atomic
def mood_turn_off(*, person: User) -> None:
    """Nothing is computed any more, and nothing is kept of what was; what the person wrote themselves goes, too."""
    mood = mood_lock(person)
    Day.objects.filter(person=person).delete()
    Entry.objects.filter(person=person).delete()
    Mood.objects.filter(pk=mood.pk).update(
        on=False,
        due_at=None,
        scored_through=None,
        history_mean=None,
        history_variance=None,
        fingerprint="",
        attempts=0,
        last_error="",
        **_NOBODY_AT_IT,  # nor does anything come back from whoever is
    )


@transaction.atomic
def mood_turn_on(*, person: User) -> None:
    """Every day that was ever heard is scored, the newest first."""
    Mood.objects.filter(pk=mood_of(person).pk).update(on=True, due_at=clock.now())
    all_days_anew(person=person)
