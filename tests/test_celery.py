"""Beat rings, the broker carries the ring, a worker does what is due: with the programs that an instance runs."""

from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.utils import timezone

from discoverdaily.celery import app
from tests.errands.models import Errand
from tests.errands.tasks import run_errands
from tests.programs import database_url, program, wait_until

pytestmark = pytest.mark.services


def due_now(count: int) -> None:
    Errand.objects.bulk_create(
        Errand(name=str(number), due_at=timezone.now() - timedelta(minutes=1)) for number in range(count)
    )


@pytest.mark.django_db(transaction=True)
def test_a_ring_reaches_a_worker_that_does_what_is_due(tmp_path: Path) -> None:
    due_now(3)
    log = tmp_path / "worker.log"
    with program("-m", "discoverdaily.run", "worker", log=log, DATABASE_URL=database_url()):
        run_errands.delay()
        wait_until(lambda: Errand.objects.filter(runs=1).count() == 3, log=log)


@pytest.mark.django_db(transaction=True)
def test_two_beats_and_two_workers_do_everything_once(tmp_path: Path) -> None:
    due_now(30)
    url = database_url()
    with ExitStack() as programs:
        for number in ("1", "2"):
            schedule = str(tmp_path / f"schedule-{number}")
            for role in ("worker", "beat"):
                log = tmp_path / f"{role}-{number}.log"
                programs.enter_context(
                    program("-m", "discoverdaily.run", role, log=log, DATABASE_URL=url, BEAT_SCHEDULE_FILE=schedule)
                )
        wait_until(lambda: not Errand.objects.filter(due_at__isnull=False).exists(), log=log)
    assert set(Errand.objects.values_list("runs", "lease")) == {(1, None)}


def test_every_ring_names_a_task_and_expires_before_the_next() -> None:
    app.loader.import_default_modules()
    rings: dict[str, Any] = settings.CELERY_BEAT_SCHEDULE
    for name, ring in rings.items():
        assert ring["task"] in app.tasks, f"{name} rings {ring['task']}, which is nobody"
        assert ring["options"]["expires"] < ring["schedule"], f"{name} may pile up"
