"""Tracks as files name them, and the door through which what is known of tracks changes."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING

import numpy as np
from django.db import transaction

from discoverdaily.listening import bulk
from discoverdaily.listening.facts import facts_of
from discoverdaily.listening.following import plays_follow
from discoverdaily.listening.grouping import family_of, recordings_assign
from discoverdaily.listening.learning import learning_turn, learning_want, learning_want_anew
from discoverdaily.listening.locks import tracks_for_me
from discoverdaily.listening.naming import Named, Naming

if TYPE_CHECKING:
    from accounts.models import User

__all__ = ["Named"]


# --- What is known of tracks changes ---------------------------------------------------------------------------------


@contextmanager
def tracks_changing(*, tracks: Iterable[int] = ()) -> Iterator[set[int]]:
    """What is known of these tracks may change in the block: ISRC, length, title, first artist. At its end they are put
    with the recordings that they are now, and everybody's plays and roll-ups follow, in one transaction.

    Gives a set to put the keys of tracks into that are made meanwhile.
    """
    with transaction.atomic():
        tracks_for_me()
        known = set(tracks)
        before, made = facts_of(_array(known)), set[int]()
        yield made
        family = family_of(known | made)
        rest = facts_of(_array({member.key for member in family} - known - made))
        moved = recordings_assign(members=family)
        before = before.and_(rest)
        after = facts_of(before.tracks)
        differ = before.differs_from(after)
        plays_follow(before=before.take(differ), after=after.take(differ))
        learning_want_anew(tracks=moved - made)


def recordings_regroup(*, tracks: Iterable[int]) -> None:
    """Puts tracks with the recordings that they are. Whoever changes what is known of them does so within
    `tracks_changing`, which knows what it was before."""
    with tracks_changing(tracks=tracks):
        pass


def _array(keys: Collection[int]) -> bulk.Ints:
    return np.fromiter(keys, dtype=np.int64, count=len(keys))


# --- Tracks as files name them ---------------------------------------------------------------------------------------


@transaction.atomic
def tracks_named(*, named: Sequence[Named], person: "User | None" = None, theirs: Collection[int] = ()) -> list[int]:
    """The Tracks' keys, in order, as the files of a person name them; what is not known yet is made.

    A track is known by Spotify's id, else by title and first artist. Which id has these names a file tells for its own
    person alone: names without an id stand for the first track that they themselves heard or named by an id (`theirs`:
    keys of those that other lines of theirs named), or that Spotify or ReccoBeats calls so; and an id that nobody knows
    takes over what was known by its names alone where nobody else heard that. Else the two stay apart until one of
    those tells (details.py, lookups.py).
    """
    tracks_for_me()
    naming = Naming(named, person=person.pk if person else 0, theirs=theirs)
    with tracks_changing(tracks=naming.changed) as made:
        naming.write()
        made.update(naming.namesakes)
    later = learning_turn(person=person, new=len(naming.made)) if person and naming.made else timedelta(0)
    learning_want(tracks=[track.key for track in naming.made], later=later)
    learning_want_anew(tracks=naming.taken_over.keys())
    return naming.keys
