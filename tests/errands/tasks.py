"""The bell of the errands."""

from celery import shared_task
from django.db.models import F

from discoverdaily import due

from .models import Errand


@shared_task
def run_errands() -> None:
    due.work(Errand.objects.all(), run)


def run(errand: Errand) -> None:
    errand.finish(due_at=None, runs=F("runs") + 1)
