"""The bell: a Celery app whose tasks are found in the apps and whose rings stand in settings.CELERY_BEAT_SCHEDULE.

Running timers need better than a bell: beside each worker runs their loop, a program of its own, so that nothing that
keeps the worker's threads busy makes a song late.
"""

import os
from contextvars import Token
from pathlib import Path
from typing import Any

from celery import Celery
from celery.signals import task_postrun, task_prerun, worker_ready, worker_shutdown

from discoverdaily.logs import ASKED
from discoverdaily.run.beside import Beside

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "discoverdaily.settings")
app = Celery("discoverdaily")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
timers = Beside("django", "tick_timers")
before: dict[str, Token[str]] = {}
"""For each job under way, how to come back to the id that lines carried before it."""


@worker_ready.connect
def tell_the_starter(**_: Any) -> None:
    """Makes the file that whoever started this worker waits for (WORKER_READY_FILE; unset: nobody does)."""
    if name := os.environ.get("WORKER_READY_FILE"):
        Path(name).touch()


@task_prerun.connect
def begin_the_job(task_id: str, **_: Any) -> None:
    """What is logged meanwhile carries the job's id."""
    before[task_id] = ASKED.set(task_id)


@task_postrun.connect
def end_the_job(task_id: str, **_: Any) -> None:
    """The id of whatever went on before, for a job may be done within a request."""
    ASKED.reset(before.pop(task_id))


@worker_ready.connect
def start_timers(**_: Any) -> None:
    timers.start()


@worker_shutdown.connect
def stop_timers(**_: Any) -> None:
    timers.stop()
