"""A worker killed by the system, not by an exception, in the middle of an export."""

import signal
from datetime import timedelta
from pathlib import Path

import pytest

from accounts.models import User
from discoverdaily.listening.importing.services import import_ask
from discoverdaily.listening.models import HourTotal, Import
from tests.listening.importing.conftest import NOON, accounted, extended, file, plays_of, work
from tests.programs import database_url, program, wait_until

RING = "from discoverdaily.listening.tasks import work_due_imports; work_due_imports()"
LINES = 60_000


@pytest.mark.django_db(transaction=True)
def test_another_worker_goes_on_and_counts_nothing_twice(tmp_path: Path) -> None:
    person = User.objects.create_user()
    lines = [extended(number % 50, at=NOON - timedelta(minutes=4 * number)) for number in range(LINES)]
    imported = import_ask(person=person, files=[file(lines)])
    log = tmp_path / "log"
    with program("manage.py", "shell", "-v", "0", "-c", RING, log=log, DATABASE_URL=database_url()) as worker:
        wait_until(lambda: Import.objects.get().settled > 0, log=log)
        worker.send_signal(signal.SIGKILL)
        worker.wait()
    killed = Import.objects.get()
    assert killed.lease is not None
    assert 0 < len(plays_of(person)) == killed.settled < LINES
    imported = work(imported)
    assert imported.state == Import.State.DONE
    assert accounted(imported) == {"new": LINES}
    assert len(plays_of(person)) == LINES
    assert sum(HourTotal.objects.values_list("plays_all", flat=True)) == LINES
