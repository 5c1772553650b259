"""What a person says of their days themselves: a rating, tags, a note. Kept only while the calendar is on."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
from django.db import transaction
from django.utils.translation import gettext as _

from discoverdaily import clock
from discoverdaily.listening.days import today_of
from mood.agreement import Agreement, agreement_of
from mood.learning import Learnt, learnt_from
from mood.models import Day, Entry, Mood
from mood.services import mood_of

if TYPE_CHECKING:
    from accounts.models import User

MOST_TAGS, LONGEST_TAG = 12, 30
LATELY = 100
"""Entries in which is looked for tags that a person uses."""


def entry_rate(*, person: "User", day: date, rating: float | None, energy: float | None = None) -> None:
    """How the day was, within 0 and 1; `energy`: how lively, where it is said. Without a rating both are taken away."""
    said = {"rating": rating} if rating is not None and energy is None else {"rating": rating, "energy": energy}
    _put(person, day, said)


def entry_write(*, person: "User", day: date, tags: Sequence[str], note: str) -> None:
    """Tags and a note, in the place of those there were."""
    _put(person, day, {"tags": list(tags), "note": note})


@transaction.atomic
def _put(person: "User", day: date, said: dict[str, Any]) -> None:
    """Changes the day's entry, or begins one; one that says nothing any more goes. Where the calendar is off nothing is
    kept."""
    mood = Mood.objects.select_for_update().get(pk=mood_of(person).pk)  # two presses at once are one after another
    if not mood.on:
        return
    entry = Entry.objects.filter(person=person, day=day).first() or Entry(person=person, day=day)
    for name, value in said.items():
        setattr(entry, name, value)
    entry.written_at = clock.now()
    if entry.rating is None and entry.energy is None and not entry.tags and not entry.note:
        Entry.objects.filter(person=person, day=day).delete()
    else:
        entry.save()


def entry_of(person: "User", day: date) -> Entry | None:
    """What the person says of a day; None where they say nothing."""
    return Entry.objects.filter(person=person, day=day).first()


def suggested_tags(person: "User") -> list[str]:
    """Tags that can be had by one tap: those the person uses lately, the most used first, then some that many use."""
    lately = Entry.objects.filter(person=person).exclude(tags=[]).order_by("-day").values_list("tags", flat=True)
    used = [tag for tag, times in Counter(tag for tags in lately[:LATELY] for tag in tags).most_common(MOST_TAGS)]
    common = [_("work"), _("friends"), _("family"), _("travel"), _("sport"), _("rest")]
    known = {tag.casefold() for tag in used}
    return [*used, *(tag for tag in common if tag.casefold() not in known)][:MOST_TAGS]


# --- Rated days beside their scores ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Rated:
    """The person's rated days that ended and have a score, in their order: the days, their scores, their ratings."""

    days: list[date]
    scores: list[float]
    ratings: list[float]

    def learnt_for(self, day: date) -> Learnt:
        """What the other days teach of this one: its own rating would only be told back."""
        others = [row for row, other in enumerate(self.days) if other != day]
        return learnt_from(np.array(self.scores)[others], np.array(self.ratings)[others])

    @property
    def agreement(self) -> Agreement:
        """How often both pointed the same way."""
        return agreement_of(np.array(self.scores), np.array(self.ratings))


def rated_days(person: "User") -> Rated:
    """Two queries, however many days there are."""
    rated = Entry.objects.filter(person=person, rating__isnull=False)
    ratings = dict(rated.values_list("day", "rating"))
    ended = Day.objects.filter(person=person, score__isnull=False, day__lt=today_of(person))
    scored = ended.filter(day__in=rated.values("day")).order_by("day")
    rows = [
        (day, score, rating)
        for day, score in scored.values_list("day", "score")
        if score is not None and (rating := ratings.get(day)) is not None
    ]
    return Rated([day for day, _s, _r in rows], [score for _d, score, _r in rows], [rating for _d, _s, rating in rows])
