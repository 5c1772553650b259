"""What became of a look is written down: all of it or nothing, and only by whoever holds the row's lease.

What its person wished while the look was under way is read again and honoured: it paused, another hour, an earlier
list that should stand there instead.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from discoverdaily import clock
from discoverdaily.due import growing_distance
from playlists.models import AT_REST, Edition, Look, SavedPlaylist
from playlists.notices import suspension_tell
from playlists.top import Doubt

PATIENCE = timedelta(days=3)
"""How long a list may fail before its person is asked, and `TRIES` times at least."""
TRIES = 3
A_QUIET_DAY = timedelta(days=1)


@transaction.atomic
def look_record(
    saved: SavedPlaylist, outcome: Look.Outcome, track_ids: Sequence[str] | None = None, **fields: Any
) -> None:
    """A look that went well: what was written, if anything, and when to look next. Raises LeaseLost."""
    now = clock.now()
    wishes = _as_wished_now(saved)
    pressed = _pressed_meanwhile(saved, wishes, now)
    saved.finish(due_at=None, failing_since=None, **fields)
    edition = None
    if track_ids is not None:
        edition = Edition.objects.create(saved=saved, written_at=now, track_ids=list(track_ids))
    Look.objects.create(saved=saved, at=now, outcome=outcome, edition=edition)
    if saved.recipe and saved.wanted_edition_id is None:
        saved.recipe.written()
    if wishes.wanted_edition_id == saved.wanted_edition_id:
        saved.write(wanted_edition=None)
    if pressed:
        saved.write(due_at=now)
    elif outcome == Look.Outcome.REMOVED:
        saved.write(state=SavedPlaylist.State.STOPPED)
    else:
        saved.write(due_at=wishes.next_run(now))


def look_fail(saved: SavedPlaylist, reason: str, *, wait: timedelta | None = None) -> None:
    """A look that did not work: again after `wait`, or at a growing distance if that is longer; its person is asked
    when patience ends. Where they only listened to nothing, it does not. Raises LeaseLost."""
    now = clock.now()
    since = saved.failing_since or now
    if reason == Doubt.UNHEARD:
        wait = A_QUIET_DAY
    elif saved.attempts + 1 >= TRIES and now - since >= PATIENCE:
        look_suspend(saved, reason)
        return
    due_at = now + max(wait or timedelta(0), growing_distance(saved.attempts))
    with transaction.atomic():
        saved.retry(due_at=due_at, error=reason, failing_since=since)
        Look.objects.create(saved=saved, at=now, outcome=Look.Outcome.FAILED, reason=reason)
        if saved.due_at is None:  # its person left it alone meanwhile
            saved.write(**AT_REST)


@transaction.atomic
def look_suspend(saved: SavedPlaylist, reason: str, *, tell: bool = True) -> None:
    """Nothing goes on without its person; they are told once, by e-mail unless they have it before their eyes.

    Raises LeaseLost.
    """
    now = clock.now()
    wishes = _as_wished_now(saved)
    saved.retry(due_at=None, error=reason, failing_since=saved.failing_since or now)
    look = Look.objects.create(saved=saved, at=now, outcome=Look.Outcome.FAILED, reason=reason)
    if wishes.state == SavedPlaylist.State.ACTIVE:
        saved.write(state=SavedPlaylist.State.SUSPENDED)
        if tell:
            transaction.on_commit(lambda: suspension_tell(look=look), robust=True)


def _as_wished_now(saved: SavedPlaylist) -> SavedPlaylist:
    """The row as it stands, with what its person changed since it was claimed; nobody changes it until we are done."""
    return SavedPlaylist.objects.select_for_update(no_key=True, of=("self",)).select_related("person").get(pk=saved.pk)


def _pressed_meanwhile(saved: SavedPlaylist, wishes: SavedPlaylist, now: datetime) -> bool:
    """Whether a button that makes it due at once was pressed since it was claimed."""
    return saved.due_at is not None and wishes.due_at is not None and saved.due_at < wishes.due_at <= now
