"""The rings of the bell: claim what is due, call the service."""

from celery import shared_task

from discoverdaily.due import work
from mood.models import Mood
from mood.scoring import mood_work


@shared_task(ignore_result=True)
def score_ended_days() -> None:
    """Scores days that ended, and those that were marked meanwhile."""
    work(Mood.objects.filter(person__is_active=True), lambda row: mood_work(mood=row))
