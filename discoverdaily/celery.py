"""The bell: a Celery app whose tasks are found in the apps and whose rings stand in settings.CELERY_BEAT_SCHEDULE."""

import os
from pathlib import Path
from typing import Any

from celery import Celery
from celery.signals import worker_ready

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "discoverdaily.settings")
app = Celery("discoverdaily")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_ready.connect
def tell_the_starter(**_: Any) -> None:
    """Makes the file that whoever started this worker waits for (WORKER_READY_FILE; unset: nobody does)."""
    if name := os.environ.get("WORKER_READY_FILE"):
        Path(name).touch()
