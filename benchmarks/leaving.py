"""What it costs to hand a person everything that is kept of them, and to delete it: `.venv/bin/python -m
benchmarks.leaving [PLAYS] [--on postgresql]`.

Somebody with so many plays (benchmarks.history) asks for their download and then leaves; somebody else stays.

- The download: how long a worker writes it, and how much memory that takes beyond what it had (limit: 64 MB).
- Leaving: how long until the account is closed (limit: 1 s), until nothing is left, and the longest that anybody who
  writes waits for a lock meanwhile (limit: 1 s).
"""

import resource
import sys
import threading
import time
from datetime import timedelta
from typing import Any

from benchmarks.history import listen, songs
from benchmarks.instance import held, with_plays

MOST_MB = 64.0
LONGEST_WAIT = 1.0
CLOSED_WITHIN = 1.0


def measure(plays: int) -> int:
    """Prints each figure with its limit; answers how many are over it."""
    from accounts.models import User  # noqa: PLC0415  # the environment comes first

    tracks = songs()
    people = [User.objects.create_user(display_name=name, time_zone="Europe/Berlin") for name in ("Much", "Little")]
    listen(people[0], tracks, plays)
    listen(people[1], tracks, plays // 100)
    return _download(people[0]) + _leave(*people)


def _download(person: Any) -> int:
    from accounts.export import download_ask  # noqa: PLC0415  # as above
    from accounts.models import Download  # noqa: PLC0415
    from accounts.tasks import work_due_downloads  # noqa: PLC0415

    download_ask(person=person)
    before, begun = _most_memory(), time.perf_counter()
    work_due_downloads()
    took, ready = time.perf_counter() - begun, Download.objects.get(person=person)
    assert ready.state == Download.State.READY, ready.last_error
    print(f"       download of {ready.rows_done:,} rows: {took:.1f} s, {ready.size / 1e6:.1f} MB")
    return int(held("download: memory beyond what there was, MB", _most_memory() - before, MOST_MB))


def _most_memory() -> float:
    """The most that this process ever had, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _leave(person: Any, other: Any) -> int:
    from accounts.erasing import person_erase  # noqa: PLC0415  # as above
    from accounts.models import User  # noqa: PLC0415
    from accounts.tasks import work_due_erasures  # noqa: PLC0415
    from discoverdaily.listening.models import Play  # noqa: PLC0415

    theirs = Play.objects.filter(person=other).count()
    ended, waits = threading.Event(), list[float]()
    writer = threading.Thread(target=_write, args=(other.pk, ended, waits))
    writer.start()
    begun = time.perf_counter()
    person_erase(person=person, at_most=timedelta(0))
    closed = time.perf_counter() - begun
    work_due_erasures()
    took = time.perf_counter() - begun
    ended.set()
    writer.join()
    assert not User.objects.filter(pk=person.pk).exists()
    assert Play.objects.filter(person=other).count() == theirs
    assert not Play.objects.exclude(person=other).exists()
    print(f"       until nothing is left: {took:.1f} s")
    over = held("leaving: until the account is closed, s", closed, CLOSED_WITHIN)
    return over + held("leaving: the longest that a writer waits, s", max(waits), LONGEST_WAIT)


def _write(key: int, ended: threading.Event, waits: list[float]) -> None:
    """Somebody else writes all the time."""
    from django.db import connection  # noqa: PLC0415  # as above

    from accounts.models import User  # noqa: PLC0415

    while not ended.wait(0.02):
        begun = time.perf_counter()
        User.objects.filter(pk=key).update(display_name="Still here")
        waits.append(time.perf_counter() - begun)
    connection.close()


if __name__ == "__main__":
    sys.exit(with_plays(measure))
