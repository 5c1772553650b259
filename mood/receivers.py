"""What listening tells, and what follows from it for the calendar: days are marked, and scored later."""

from datetime import datetime
from typing import Any

from django.dispatch import receiver

from accounts.models import User
from discoverdaily.listening.signals import plays_changed, rule_changed, sound_learnt
from discoverdaily.listening.sounds import days_of_recording
from mood.services import all_days_anew, days_mark_between, days_of_people_mark


@receiver(plays_changed)
def mark_days_between(sender: object, person: User, first: datetime, last: datetime, **kwargs: Any) -> None:
    """Plays came, went, were told anew or stand on other days."""
    days_mark_between(person=person, first=first, last=last)


@receiver(rule_changed)
def mark_all_days(sender: object, person: User, **kwargs: Any) -> None:
    """Other plays count than before."""
    all_days_anew(person=person)


@receiver(sound_learnt)
def mark_days_of(sender: object, recording: int, **kwargs: Any) -> None:
    """Days on which a recording was heard can be told better."""
    people, days = days_of_recording(recording)
    days_of_people_mark(people=people, days=days)
