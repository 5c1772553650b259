"""What became of a look is written down: all of it or nothing, and only by whoever holds the row's lease.

What its person wished while the look was under way is read again and honoured: it paused, another hour, an earlier
list that should stand there instead.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from discoverdaily.due import growing_distance
from playlists.models import Edition, Look, SavedPlaylist
from playlists.notices import suspension_tell

PATIENCE = timedelta(days=3)
"""How long a list may fail before its person is asked, and `TRIES` times at least."""
TRIES = 3


@transaction.atomic
def look_record(
    saved: SavedPlaylist, outcome: Look.Outcome, track_ids: Sequence[str] | None = None, **fields: Any
) -> None:
    """A look that went well: what was written, if anything, and when to look next. Raises LeaseLost."""
    now = timezone.now()
    saved.finish(due_at=None, failing_since=None, **fields)
    edition = None
    if track_ids is not None:
        edition = Edition.objects.create(saved=saved, written_at=now, track_ids=list(track_ids))
    Look.objects.create(saved=saved, at=now, outcome=outcome, edition=edition)
    wishes = _as_wished_now(saved)
    if wishes.wanted_edition_id == saved.wanted_edition_id:
        _set(saved, wanted_edition=None, due_at=wishes.next_run(now))
    elif wishes.state != SavedPlaylist.State.STOPPED:
        _set(saved, due_at=now)  # another list was asked for meanwhile


def look_fail(saved: SavedPlaylist, reason: str, *, wait: timedelta | None = None) -> None:
    """A look that did not work: again after `wait`, or at a growing distance if that is longer; its person is asked
    when patience ends. Raises LeaseLost."""
    now = timezone.now()
    since = saved.failing_since or now
    if saved.attempts + 1 >= TRIES and now - since >= PATIENCE:
        look_suspend(saved, reason)
        return
    due_at = now + max(wait or timedelta(0), growing_distance(saved.attempts))
    with transaction.atomic():
        saved.retry(due_at=due_at, error=reason, failing_since=since)
        Look.objects.create(saved=saved, at=now, outcome=Look.Outcome.FAILED, reason=reason)
        _rest_if_wished(saved)


@transaction.atomic
def look_suspend(saved: SavedPlaylist, reason: str) -> None:
    """Nothing goes on without its person; they are told once. Raises LeaseLost."""
    now = timezone.now()
    saved.retry(due_at=None, error=reason, failing_since=saved.failing_since or now)
    look = Look.objects.create(saved=saved, at=now, outcome=Look.Outcome.FAILED, reason=reason)
    if _as_wished_now(saved).state == SavedPlaylist.State.ACTIVE:
        _set(saved, state=SavedPlaylist.State.SUSPENDED)
        transaction.on_commit(lambda: suspension_tell(look=look), robust=True)


def _as_wished_now(saved: SavedPlaylist) -> SavedPlaylist:
    """The row as it stands, with what its person changed since it was claimed."""
    return SavedPlaylist.objects.select_related("person").get(pk=saved.pk)


def _rest_if_wished(saved: SavedPlaylist) -> None:
    wishes = _as_wished_now(saved)
    pending = wishes.state == SavedPlaylist.State.PAUSED and wishes.wanted_edition_id is not None
    if wishes.state != SavedPlaylist.State.ACTIVE and not pending:
        _set(saved, due_at=None, last_error="", attempts=0, failing_since=None)


def _set(saved: SavedPlaylist, **fields: "datetime | str | int | Edition | None") -> None:
    SavedPlaylist.objects.filter(pk=saved.pk).update(**fields)
    for name, value in fields.items():
        setattr(saved, name, value)
