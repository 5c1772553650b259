"""What a person may do with an export: hand it in, stop it, take out again what it brought."""

import logging
from collections.abc import Sequence
from datetime import timedelta
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import QuerySet, Sum
from kombu.exceptions import KombuError

from discoverdaily import clock
from discoverdaily.celery import app
from discoverdaily.listening.importing.opening import MOST_UNPACKED, histories
from discoverdaily.listening.importing.parts import Content, HandedIn, parts_store
from discoverdaily.listening.importing.problems import Found, Problem, Refused, Unreadable
from discoverdaily.listening.models import Import, ImportFile
from discoverdaily.listening.models.imports import GOING_ON

if TYPE_CHECKING:
    from accounts.models import User

logger = logging.getLogger(__name__)

MOST_FILES = 100
MOST_BYTES = 1024**3
"""Of all files together, as they are handed in."""
MOST_GOING_ON = 3
"""Imports of one person that are going on or wait for it."""
NAME_LENGTH = 200
RING = "discoverdaily.listening.tasks.work_due_imports"
RING_EXPIRES = 60.0
HANDED_IN_WITHIN = timedelta(hours=1)
"""What is not kept by then never will be: who kept it is no more."""

State = Import.State


def import_ask(*, person: "User", files: Sequence[HandedIn], ring: bool = True) -> Import:
    """Keeps what a person hands in, due at once. Files that are no streaming history are left out, and their problem is
    noted with them.

    Raises Refused, and keeps nothing, where there is nothing to be read, or too much. `ring`: whether a worker is
    called at once; the next one comes within seconds in any case.
    """
    _refuse_by_size(files)
    _refuse_without_room(files)
    looked = [(file, _name(file), *_look(file)) for file in files]
    wanted = sum(size for _, _, size, _ in looked)
    if all(problem for *_, problem in looked):
        raise Refused(*(Found(problem.problem, name, problem.within) for _, name, _, problem in looked if problem))
    if wanted > MOST_UNPACKED:
        raise Refused(Found(Problem.TOO_LARGE_UNPACKED))
    imported = _begin(person, wanted)
    try:
        for file, name, _, problem in looked:
            _file_keep(imported, file, name, problem)
    except BaseException:
        imported.delete()
        raise
    Import.objects.filter(pk=imported.pk).update(due_at=clock.now())
    if ring:
        transaction.on_commit(call_a_worker)
    imported.refresh_from_db()
    return imported


def import_cancel(*, imported: Import) -> None:
    """Ends it where it is: what was settled stays, and can be removed. Nothing changes where it has ended already.

    Whoever works it loses the lease, and with it the piece at hand.
    """
    going_on = Import.objects.filter(pk=imported.pk, state__in=(State.WAITING, State.READING, State.SETTLING))
    _turn(going_on, state=State.CANCELLED, ended_at=clock.now())


def import_remove(*, imported: Import) -> None:
    """Takes out of the person's history again, in time, what this import alone told; what others told too stays.

    Nothing changes where it is still going on, or removed already.
    """
    ended = Import.objects.filter(pk=imported.pk, state__in=(State.DONE, State.CANCELLED, State.FAILED))
    _turn(ended, state=State.REMOVING)


def _turn(imports: "QuerySet[Import]", **fields: Any) -> None:
    """Has another thing done from now on."""
    if imports.update(due_at=clock.now(), lease=None, leased_until=None, attempts=0, last_error="", **fields):
        transaction.on_commit(call_a_worker)


def call_a_worker() -> None:
    """Rings at once. It may come to nothing: the next ring is seconds away, and no page waits for a broker."""
    try:
        app.send_task(RING, retry=False, expires=RING_EXPIRES)
    except (KombuError, OSError):
        logger.warning("the broker cannot be reached: an import waits for the next ring")


def _refuse_by_size(files: Sequence[HandedIn]) -> None:
    if not files:
        raise Refused(Found(Problem.NO_FILES))
    if len(files) > MOST_FILES:
        raise Refused(Found(Problem.TOO_MANY_FILES))
    if sum(Content(file).size for file in files) > MOST_BYTES:
        raise Refused(Found(Problem.TOO_LARGE))


def _refuse_without_room(files: Sequence[HandedIn]) -> None:
    """Those who hand in at the same moment do not see each other: a little more than the setting may come to lie."""
    waits = ImportFile.objects.filter(of__state__in=(State.WAITING, State.READING, State.SETTLING), problem="")
    waiting = waits.aggregate(bytes=Sum("size"))["bytes"] or 0
    if waiting + sum(Content(file).size for file in files) > settings.IMPORTS_WAITING_GB * 1024**3:
        raise Refused(Found(Problem.NO_ROOM))


def _name(file: HandedIn) -> str:
    return PurePath(file.name or "").name[:NAME_LENGTH]


def _look(file: HandedIn) -> tuple[int, Unreadable | None]:
    """How many bytes there are to be read, or what is wrong."""
    try:
        return sum(history.size for history in histories(Content(file), _name(file))), None
    except Unreadable as problem:
        return 0, problem


@transaction.atomic
def _begin(person: "User", size: int) -> Import:
    # Two at once are counted one after the other.
    get_user_model().objects.select_for_update(no_key=True).get(pk=person.pk)
    if person.imports.filter(state__in=GOING_ON).count() >= MOST_GOING_ON:
        raise Refused(Found(Problem.TOO_MANY_IMPORTS))
    now = clock.now()
    return Import.objects.create(person=person, asked_at=now, size=size, due_at=now + HANDED_IN_WITHIN)


def _file_keep(imported: Import, file: HandedIn, name: str, problem: Unreadable | None) -> None:
    kept = ImportFile.objects.create(
        of=imported,
        name=name,
        size=Content(file).size,
        problem=problem.problem if problem else "",
        problem_in=problem.within[:NAME_LENGTH] if problem else "",
    )
    if not problem:
        parts_store(file=kept, content=file)
