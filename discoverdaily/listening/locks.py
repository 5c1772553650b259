"""What waits for what, so that plays and what is known of tracks never change past each other.

Whoever writes plays needs what they read of tracks to stay as it is until they commit; any number of them may write at
once. Whoever changes what tracks are waits until none does, and does it alone.

One order for all, so that nobody waits for each other for ever: this lock first, then people's rows (`Counting`) in the
order of their keys, then rows of due work (`Capture`, `Import`) and whatever else is theirs. Whoever deletes a person
keeps to it, too (receivers.py). SQLite has one writer at a time anyway.
"""

from django.db import connection

_TRACKS = 0x7461_636B
"""A number that nothing else of ours takes."""


def tracks_hold_still() -> None:
    """Until the transaction ends nobody changes what is known of tracks."""
    _lock("pg_advisory_xact_lock_shared")


def tracks_for_me() -> None:
    """Until the transaction ends nobody else changes what is known of tracks, or writes plays."""
    _lock("pg_advisory_xact_lock")


def _lock(function: str) -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {function}(%s)", [_TRACKS])
