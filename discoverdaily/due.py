"""Work is a row that knows when it is next due; Celery only rings the bell.

A model that inherits from `Due` is a queue. A ring claims due rows by writing a random lease to those that are free,
works each, and says what became of it (`finish`, `retry`, `postpone`, or `NotNow` where the rows after it had better
wait, too). All filter on the lease, so a worker that comes late changes nothing; a worker that dies keeps nothing,
because its lease runs out. Any number of workers may ring.
"""

import functools
import logging
import random
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, ClassVar, Self, TypeVar

from django.db import models, transaction
from django.db.models import Q

from discoverdaily import clock
from discoverdaily.personal import switched_off

logger = logging.getLogger(__name__)

FIRST_RETRY = timedelta(minutes=5)
LONGEST_RETRY = timedelta(hours=6)


class LeaseLost(Exception):
    """Somebody else holds the row by now, or it was taken from us on purpose: nothing of ours may be recorded."""


class NotNow(Exception):
    """Raised by a handler: what this work needs, and the rows after it just as much, is not to be had for a while."""

    def __init__(self, *, after: timedelta, why: str = "") -> None:
        """`after`: when the row is due again; `why` is kept for whoever waits for the answer."""
        super().__init__(why)
        self.after = after
        self.why = why


R = TypeVar("R", bound="Due")
T = TypeVar("T")


class Due(models.Model):
    """A piece of work and when it is next due."""

    due_at = models.DateTimeField(null=True, blank=True, help_text="When it is next due; empty: nothing is planned.")
    lease = models.UUIDField(null=True, blank=True, editable=False)
    leased_until = models.DateTimeField(null=True, blank=True, editable=False)
    attempts = models.PositiveIntegerField(default=0, help_text="Failures in a row.")
    last_error = models.CharField(max_length=200, blank=True)

    lease_for: ClassVar[timedelta] = timedelta(minutes=10)
    """How long a batch may take before others may claim its rows."""
    feature: ClassVar[str] = ""
    """Whose work it is; while staff have that switched off, rings leave the rows as they are."""
    in_turn: ClassVar[bool] = False
    """Whether rows wait for their turn, however long that takes, so that none is ever late."""
    failed: ClassVar[Q] = Q(attempts__gt=0)
    """Of which planned rows the last attempt went wrong."""

    class Meta:
        abstract = True
        indexes = [models.Index(fields=["due_at"], name="%(app_label)s_%(class)s_due")]

    @classmethod
    def claim(cls, rows: "models.QuerySet[Self]", *, limit: int, now: datetime | None = None) -> list[Self]:
        """Takes up to `limit` free, due rows out of `rows`, the longest due first; each comes back with its lease."""
        now = now or clock.now()
        free = rows.filter(Q(leased_until=None) | Q(leased_until__lte=now), due_at__lte=now).order_by("due_at", "pk")
        lease = uuid.uuid4()
        with transaction.atomic():
            keys = list(free.select_for_update(skip_locked=True, of=("self",)).values_list("pk", flat=True)[:limit])
            held = cls._default_manager.filter(pk__in=keys)
            held.update(lease=lease, leased_until=now + cls.lease_for)
        return list(held.filter(lease=lease).order_by("due_at", "pk")) if keys else []

    def hold(self, **fields: Any) -> None:
        """Still at it: sets `fields` and lengthens the lease. Call it right before what only one may do.

        Raises LeaseLost, and changes nothing, where the lease is no longer ours.
        """
        self._under_lease(leased_until=clock.now() + self.lease_for, **fields)

    def finish(self, *, due_at: datetime | None, **fields: Any) -> None:
        """Done: gives the lease back, forgets failures, sets `fields`, and is next due at `due_at` (None: never).

        Raises LeaseLost, and changes nothing, where the lease is no longer ours. Call it first inside the transaction
        that records what was done, so that a late worker's record is rolled back with it.
        """
        self._give_back(due_at=due_at, attempts=0, last_error="", **fields)

    def retry(self, *, due_at: datetime | None, error: str, **fields: Any) -> None:
        """Failed: gives the lease back, counts the failure and is due again at `due_at`. Raises LeaseLost likewise."""
        self._give_back(due_at=due_at, attempts=self.attempts + 1, last_error=error[:200], **fields)

    def postpone(self, *, due_at: datetime, why: str = "") -> None:
        """Not now, and nobody's failure: gives the lease back and is due at `due_at`. Raises LeaseLost likewise.

        `why` is kept for whoever waits for the answer.
        """
        self._give_back(due_at=due_at, **({"last_error": why} if why else {}))

    def _give_back(self, *, due_at: datetime | None, **fields: Any) -> None:
        """What its person took off the plan meanwhile (`due_at` is empty) stays off it."""
        with transaction.atomic():
            self._under_lease(lease=None, leased_until=None, **fields)
            planned = type(self)._default_manager.filter(pk=self.pk, due_at__isnull=False)
            self.due_at = due_at if planned.update(due_at=due_at) else None

    def _under_lease(self, **fields: Any) -> None:
        mine = type(self)._default_manager.filter(pk=self.pk, lease=self.lease, lease__isnull=False)
        if not mine.update(**fields):
            raise LeaseLost(f"{self._meta.label} {self.pk}")
        for name, value in fields.items():
            setattr(self, name, value)


def growing_distance(attempts: int) -> timedelta:
    """How long to wait after so many failures in a row: 5 minutes, doubling up to 6 hours, a fifth of it by chance
    so that many rows that failed together do not come back together."""
    doubled = FIRST_RETRY * (1 << min(attempts, 10))
    return min(doubled, LONGEST_RETRY) * random.uniform(0.9, 1.1)


def rests(model: type[Due]) -> bool:
    """Whether staff have switched off what the work is for."""
    return bool(model.feature) and model.feature in switched_off()


def work(rows: "models.QuerySet[R]", handle: Callable[[R], None]) -> int:
    """Works, one after another, those of `rows` that are due now and free; answers how many were worked.

    Each is claimed only when its turn comes, so that it is read fresh and has its whole lease; what becomes due
    meanwhile waits for the next ring, so that a ring ends. `handle` settles its row itself. What it did not foresee is
    logged and tried again at a growing distance, so that one row's trouble never touches another's; NotNow ends the
    ring, so that rows which could only be put off, too, are left as they are.
    """
    if rests(rows.model):
        return 0
    due_now = rows.filter(due_at__lte=clock.now())
    worked = 0
    while claimed := rows.model.claim(due_now, limit=1):
        if not handle_safely(claimed[0], handle):
            break
        worked += 1
    return worked


def work_together(
    rows: "models.QuerySet[R]",
    ask: Callable[[list[R]], T],
    settle: Callable[[R, T], None],
    *,
    limit: int,
    most: int | None = None,
) -> int:
    """As `work`, for what others are asked for many rows at a time: up to `limit` rows are claimed together.

    `ask` finds out what they need and writes nothing of theirs; `settle` then settles each row by itself with what was
    found, so that one row's trouble never touches another's. What `ask` raises is each row's trouble, NotNow as well.
    Ends after `most` batches, or after one in which a row was put off.
    """
    if rests(rows.model):
        return 0
    due_now = rows.filter(due_at__lte=clock.now())
    worked = batches = 0
    while batches != most and (claimed := rows.model.claim(due_now, limit=limit)):
        batches += 1
        worked += len(claimed)
        if not _settled(claimed, ask, settle):
            break
    return worked


def _settled(claimed: list[R], ask: Callable[[list[R]], T], settle: Callable[[R, T], None]) -> bool:
    """Works a batch; False where any row was put off by NotNow."""
    try:
        found = ask(claimed)
    except Exception as error:  # noqa: BLE001  # whatever it is, it is raised again as each row's own
        handle = functools.partial(_raise, error)
    else:
        handle = functools.partial(_settle, settle, found)
    went_on = [handle_safely(row, handle) for row in claimed]
    return all(went_on)


def _settle(settle: Callable[[R, T], None], found: T, row: R) -> None:
    settle(row, found)


def _raise(error: Exception, _: Due) -> None:
    raise error


def handle_safely(row: R, handle: Callable[[R], None]) -> bool:
    """Works one claimed row; an unforeseen error is logged and the row is due again later.

    Answers False where the row was put off by NotNow: the next one would be, too.
    """
    goes_on, lease, attempts = True, row.lease, row.attempts
    try:
        try:
            handle(row)
        except LeaseLost:
            raise
        except NotNow as put_off:
            goes_on = False
            row.postpone(due_at=clock.now() + put_off.after, why=put_off.why)
        except Exception as error:  # whatever it is, the other rows must still be worked
            logger.exception("unforeseen: %s %s", row._meta.label, row.pk)
            row.lease, row.attempts = lease, attempts  # what it had settled was rolled back with its transaction
            due_at = clock.now() + growing_distance(row.attempts)
            row.retry(due_at=due_at, error=f"unforeseen: {type(error).__name__}")
    except LeaseLost:
        logger.warning("lease lost: %s %s", row._meta.label, row.pk)
    return goes_on
