"""What may be done with saved playlists. Each only writes down what is wanted; a look at Spotify then does it."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from discoverdaily.due import handle_safely
from discoverdaily.spotify.client import Lane
from discoverdaily.spotify.errors import Reason
from playlists.models import Edition, SavedPlaylist
from playlists.refreshing import saved_playlist_refresh
from playlists.schedule import Schedule
from playlists.words import TROUBLES

MOST_LISTS = 40
"""A person's lists are asked for in one call a day, which takes no more (spotify.md §3.2)."""

SECOND_PRESS = timedelta(minutes=1)

NEXT = {"lease": None, "leased_until": None}
"""Takes a row back from whoever works it: what they do now is not recorded."""


class TooManyLists(Exception):
    """The person keeps as many saved playlists as can be looked after."""


@transaction.atomic
def saved_playlists_create(*, person: User, wishes: Sequence[dict[str, Any]]) -> list[SavedPlaylist]:
    """Writes down the playlists a person wants (fields of SavedPlaylist by name), due at once.

    What they keep already under that name and range is kept as they now wish, not made a second time.
    Raises TooManyLists, and changes none, where they would have more than 40 that are not stopped.
    """
    User.objects.select_for_update().get(pk=person.pk)  # two presses at once are worked one after the other
    lists = [_kept_already(person, wish) or SavedPlaylist(person=person, **wish) for wish in wishes]
    kept = SavedPlaylist.objects.filter(person=person).exclude(state=SavedPlaylist.State.STOPPED).count()
    if kept + sum(saved._state.adding for saved in lists) > MOST_LISTS:
        raise TooManyLists
    for saved, wish in zip(lists, wishes, strict=True):
        if saved._state.adding:
            saved.due_at = timezone.now()
            saved.save()
        else:
            _change(saved, **wish, **_resumed())
    return lists


def _kept_already(person: User, wish: dict[str, Any]) -> SavedPlaylist | None:
    """The list that the person means, if they have it: one that is refreshed is for ever the same, a frozen copy only
    for as long as a second press of the same button may take."""
    same = SavedPlaylist.objects.filter(person=person, time_range=wish["time_range"], name=wish["name"])
    same = same.exclude(state=SavedPlaylist.State.STOPPED)
    if wish["schedule"] == Schedule.FROZEN:
        return same.filter(schedule=Schedule.FROZEN, created_at__gte=timezone.now() - SECOND_PRESS).last()
    return same.exclude(schedule=Schedule.FROZEN).last()


def edition_copy(*, edition: Edition, name: str) -> SavedPlaylist:
    """Writes down that an earlier list is to be kept as a playlist of its own, which never changes.

    Raises TooManyLists as above.
    """
    saved = edition.saved
    wish = {
        "name": name,
        "time_range": saved.time_range,
        "size": saved.size,
        "public": saved.public,
        "schedule": Schedule.FROZEN,
        "wanted_edition": edition,
    }
    return saved_playlists_create(person=saved.person, wishes=[wish])[0]


def edition_restore(*, edition: Edition) -> None:
    """Writes down that an earlier list is to stand in its playlist again, which rests from then on: the next
    refresh would replace it."""
    _change(edition.saved, state=SavedPlaylist.State.PAUSED, wanted_edition=edition, due_at=timezone.now(), **NEXT)


def saved_playlist_refresh_now(*, saved: SavedPlaylist) -> None:
    """Writes down that a look is due at once, whatever the schedule says; one that needed its person goes on again.

    A stopped one stays stopped.
    """
    if saved.state == SavedPlaylist.State.SUSPENDED:
        saved_playlist_resume(saved=saved)
    elif saved.state != SavedPlaylist.State.STOPPED:
        _change(saved, due_at=timezone.now())


def saved_playlist_pause(*, saved: SavedPlaylist) -> None:
    """Nothing is refreshed until its person resumes it."""
    _change(saved, state=SavedPlaylist.State.PAUSED, due_at=None, **NEXT)


def saved_playlist_stop(*, saved: SavedPlaylist) -> None:
    """DiscoverDaily leaves the playlist alone; it stays in Spotify."""
    _change(saved, state=SavedPlaylist.State.STOPPED, due_at=None, **NEXT)


def saved_playlist_resume(*, saved: SavedPlaylist) -> None:
    """Refreshed again from now on, failures forgotten; one that was removed in Spotify is made anew."""
    _change(saved, **_resumed())


def saved_playlist_settings_change(*, saved: SavedPlaylist, **fields: Any) -> None:
    """Changes when and how it is refreshed; the next run follows the new wishes."""
    for name, value in fields.items():
        setattr(saved, name, value)
    due_at = saved.due_at if saved.failing_since else saved.next_run(timezone.now())
    _change(saved, **fields, due_at=due_at)


def saved_playlists_reconnected(*, person: User) -> None:
    """Spotify is connected again: what waited for that goes on by itself."""
    mended = [reason for reason, trouble in TROUBLES.items() if trouble.reconnect]
    waiting = SavedPlaylist.objects.filter(person=person, last_error__in=mended)
    waiting.filter(state=SavedPlaylist.State.SUSPENDED).update(**_resumed())
    waiting.filter(state=SavedPlaylist.State.PAUSED, wanted_edition__isnull=False).update(due_at=timezone.now())


def saved_playlists_look_now(*, lists: Sequence[SavedPlaylist]) -> None:
    """Works what is due of these at once, in the lane of people; what Spotify cannot do now stays due for the worker.

    After the first one that Spotify puts off the rest is left to the worker too: somebody is waiting for this answer.
    """
    for saved in lists:
        for claimed in SavedPlaylist.claim(SavedPlaylist.objects.filter(pk=saved.pk), limit=1):
            handle_safely(claimed, lambda row: saved_playlist_refresh(saved=row, lane=Lane.PEOPLE))
            if claimed.last_error in (Reason.TIMEOUT, Reason.CONNECTION, Reason.RATE, Reason.QUOTA):
                return


def _resumed() -> dict[str, Any]:
    active = SavedPlaylist.State.ACTIVE
    return {"state": active, "due_at": timezone.now(), "attempts": 0, "last_error": "", "failing_since": None, **NEXT}


def _change(saved: SavedPlaylist, **fields: Any) -> None:
    """Writes the fields and nothing else, so that a look going on at the same time loses nothing of its own."""
    SavedPlaylist.objects.filter(pk=saved.pk).update(**fields)
    for name, value in fields.items():
        setattr(saved, name, value)
