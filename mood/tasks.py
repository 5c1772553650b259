"""The rings of the bell: claim what is due, call the service."""

from celery import shared_task

from discoverdaily.due import work
from mood.models import Mood, OwnModel
from mood.own_models import own_model_train
from mood.scoring import mood_work


@shared_task(ignore_result=True)
def score_ended_days() -> None:
    """Scores days that ended, and those that were marked meanwhile."""
    work(Mood.objects.filter(person__is_active=True), lambda row: mood_work(mood=row))


@shared_task(ignore_result=True)
def train_own_models() -> None:
    """Trains models from people's own playlists."""
    work(OwnModel.objects.filter(person__is_active=True), lambda row: own_model_train(row=row))
