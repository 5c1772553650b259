"""A person's zone or the start of their day changes: their roll-ups move over, from the newest play to the oldest.

A piece at a time, each under the lease and in one transaction with the note of how far it is: what lies on the near
side stands in the new zone, the rest in the old, so that every play is counted once at any moment, those that come in
meanwhile, too. A second change waits for the first to be through.
"""

import numpy as np
from django.db import transaction

from discoverdaily.listening.counting import (
    PIECE,
    columns_of,
    counting_lock,
    counts_write,
    heard_of,
    stands_elsewhere,
)
from discoverdaily.listening.fields import from_ms
from discoverdaily.listening.hours import local_hours
from discoverdaily.listening.models import Counting, Play
from discoverdaily.listening.signals import plays_changed


def counting_move(*, counting: Counting) -> None:
    """Works one claimed row until everything stands where the person's days are now. Raises LeaseLost."""
    while _step(counting):
        pass


@transaction.atomic
def _step(counting: Counting) -> bool:
    """Begins, moves the next plays over, or ends. Answers whether there is more to do."""
    now = counting_lock(counting.person)
    if now.moving_to_zone:
        if not _piece_move(counting, now):
            arrived = {"zone": now.moving_to_zone, "day_starts_at": now.moving_to_start}
            counting.hold(moving_to_zone="", moving_to_start=None, moved_from=None, **arrived)
    elif stands_elsewhere(now, now.person):
        counting.hold(moving_to_zone=now.person.zone.key, moving_to_start=now.person.day_starts_at, moved_from=None)
    else:
        counting.finish(due_at=None)
        return False
    return True


def _piece_move(counting: Counting, now: Counting) -> bool:
    """Moves the newest plays over that stand in the old zone. Answers whether there were any."""
    left = Play.objects.filter(person=now.person_id, state=Play.State.SHOWN).order_by("-played_at")
    if now.moved_from is not None:
        left = left.filter(played_at__lt=now.moved_from)
    newest = columns_of(left)[:PIECE]
    if not newest:
        return False
    from_ = from_ms(newest[len(newest) - 1][0])
    plays = heard_of(list(columns_of(left.filter(played_at__gte=from_))))  # several may have ended at that moment
    old = local_hours(plays.moments, now.zone, now.day_starts_at)
    new = local_hours(plays.moments, now.moving_to_zone, now.moving_to_start or 0)
    days, hours = (np.concatenate(both) for both in zip(new, old, strict=True))
    signs = np.repeat([1, -1], len(plays.moments))
    counts_write(person=now.person_id, plays=plays.and_(plays), days=days, hours=hours, signs=signs)
    counting.hold(moved_from=from_)
    plays_changed.send(Play, person=now.person, first=from_, last=from_ms(newest[0][0]))
    return True
