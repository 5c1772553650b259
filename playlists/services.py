"""What may be done with saved playlists. Each only writes down what is wanted; a look at Spotify then does it.

Nothing here takes a row from whoever works it: a call to Spotify may be under way, and what is wished meanwhile is
honoured when that look is settled.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.core.cache import cache
from django.db import transaction

from accounts.models import User
from discoverdaily import clock
from discoverdaily.due import handle_safely
from discoverdaily.spotify.client import Lane
from discoverdaily.spotify.errors import Reason
from discoverdaily.spotify.methods.library import MOST_URIS
from playlists.growing.recipes import recipe_copy
from playlists.models import AT_REST, Edition, Recipe, SavedPlaylist
from playlists.refreshing import saved_playlist_refresh
from playlists.schedule import Schedule
from playlists.words import TROUBLES

MOST_LISTS = MOST_URIS
"""A person's lists are asked for in one call a day, which takes no more."""
MOST_LOOKS = 12
"""How many looks one person may have done at once within half a minute; more are left to the worker."""
SECOND_PRESS = timedelta(minutes=1)


class TooManyLists(Exception):
    """The person keeps as many saved playlists as can be looked after."""


@transaction.atomic
def saved_playlists_create(*, person: User, wishes: Sequence[dict[str, Any]]) -> list[SavedPlaylist]:
    """Writes down the playlists a person wants (fields of SavedPlaylist by name), due at once.

    What they keep already under that name and of that range or period is kept as they now wish, not made a second
    time. Raises TooManyLists, and changes none, where they would have more than 40 that are not stopped.
    """
    _one_after_the_other(person)
    lists = [_kept_already(person, wish) or SavedPlaylist(person=person, **wish) for wish in wishes]
    _refuse_too_many(person, more=sum(saved._state.adding for saved in lists))
    for saved, wish in zip(lists, wishes, strict=True):
        if saved._state.adding:
            if saved.recipe and saved.recipe._state.adding:
                saved.recipe.save()
            saved.due_at = clock.now()
            saved.save()
        else:
            saved.write(**{**_resumed(saved), **_but_its_recipe(wish)})
    return lists


def _one_after_the_other(person: User) -> None:
    # Two presses at once are counted one after the other; rows that point at the person may be written meanwhile.
    User.objects.select_for_update(no_key=True).get(pk=person.pk)


def _refuse_too_many(person: User, *, more: int) -> None:
    kept = SavedPlaylist.objects.filter(person=person).exclude(state=SavedPlaylist.State.STOPPED).count()
    if kept + more > MOST_LISTS:
        raise TooManyLists


def _kept_already(person: User, wish: dict[str, Any]) -> SavedPlaylist | None:
    """The list that the person means, if they have it: one that is refreshed is for ever the same, a frozen copy only
    for as long as a second press of the same button may take."""
    named = {name: wish.get(name, "") for name in ("time_range", "period", "name", "public")}
    same = SavedPlaylist.objects.filter(person=person, recipe__isnull=wish.get("recipe") is None, **named)
    same = same.exclude(state=SavedPlaylist.State.STOPPED)
    if wish["schedule"] != Schedule.FROZEN:
        return same.exclude(schedule=Schedule.FROZEN).last()
    lately = {"schedule": Schedule.FROZEN, "size": wish["size"], "created_at__gte": clock.now() - SECOND_PRESS}
    return next((saved for saved in same.filter(**lately) if _means(saved, wish.get("wanted_edition"))), None)


def _but_its_recipe(wish: dict[str, Any]) -> dict[str, Any]:
    """A copy of a grown list has a recipe of its own from the first press on."""
    return {name: value for name, value in wish.items() if name != "recipe"}


def _means(copy: SavedPlaylist, edition: Edition | None) -> bool:
    """Whether a frozen copy is of this edition; of the day's own list where there is none."""
    if edition is None or copy.wanted_edition_id:
        return copy.wanted_edition_id == (edition.pk if edition else None)
    return bool(copy.latest_track_ids() == edition.track_ids)


@transaction.atomic
def recipe_save(*, recipe: Recipe, into: SavedPlaylist | None = None, **wish: Any) -> SavedPlaylist:
    """Writes down that what a recipe shows is to stand in Spotify as the person wishes (fields of SavedPlaylist), due
    at once: in its playlist, which is made if there is none; never in a second one, however often it is pressed.

    `into`: one of the person's that is of no recipe so far; it keeps its name, and is of this one from now on. Raises
    TooManyLists as above.
    """
    _one_after_the_other(recipe.person)
    # The playlist before its recipe, as a look takes them that ends at this moment.
    saved = SavedPlaylist.objects.select_for_update(no_key=True).filter(recipe=recipe).first()
    row = Recipe.objects.select_for_update(no_key=True).get(pk=recipe.pk)
    if saved is None and into is not None:
        saved = into
        wish |= {"name": into.name, "public": into.public, "recipe": row, "time_range": "", "period": ""}
    if saved is None:
        _refuse_too_many(row.person, more=1)
        saved = SavedPlaylist.objects.create(person=row.person, recipe=row, size=row.size, due_at=clock.now(), **wish)
    else:
        if saved.state == SavedPlaylist.State.STOPPED:
            _refuse_too_many(row.person, more=1)
        saved.write(**{**_resumed(saved), **wish, "size": row.size})
    Recipe.objects.filter(pk=row.pk).update(to_write=row.track_ids, name=row.name or wish["name"])
    return saved


def edition_copy(*, edition: Edition, name: str) -> SavedPlaylist:
    """Writes down that an earlier list is to be kept as a playlist of its own, which never changes.

    Raises TooManyLists as above.
    """
    saved = edition.saved
    wish = {
        "name": name,
        "time_range": saved.time_range,
        "period": saved.period,
        "recipe": recipe_copy(saved.recipe, edition.track_ids) if saved.recipe else None,
        "size": saved.size,
        "public": saved.public,
        "schedule": Schedule.FROZEN,
        "wanted_edition": edition,
    }
    return saved_playlists_create(person=saved.person, wishes=[wish])[0]


@transaction.atomic
def edition_restore(*, edition: Edition) -> None:
    """Writes down that an earlier list is to stand in its playlist again, which rests from then on: the next
    refresh would replace it.

    Raises TooManyLists where it was stopped and others have taken its place.
    """
    saved = edition.saved
    _refuse_to_pass_the_most(saved)
    saved.write(**{**_resumed(saved), "state": SavedPlaylist.State.PAUSED, "wanted_edition": edition})
    Recipe.objects.filter(saved=saved).update(to_write=[])


@transaction.atomic
def saved_playlist_refresh_now(*, saved: SavedPlaylist) -> None:
    """Writes down that a look is due at once, whatever the schedule says; one that needed its person goes on again.

    A stopped one stays stopped.
    """
    _read_again(saved)
    if saved.state == SavedPlaylist.State.SUSPENDED:
        saved_playlist_resume(saved=saved)
    elif saved.state != SavedPlaylist.State.STOPPED:
        saved.write(due_at=clock.now())


def saved_playlists_refresh_now(*, person: User) -> None:
    """A look at each of the person's lists that are kept fresh is due at once."""
    for saved in SavedPlaylist.objects.filter(person=person, state=SavedPlaylist.State.ACTIVE):
        saved_playlist_refresh_now(saved=saved)


def saved_playlists_resume(*, person: User) -> None:
    """Each of the person's lists that was suspended is refreshed again from now on."""
    for saved in SavedPlaylist.objects.filter(person=person, state=SavedPlaylist.State.SUSPENDED):
        saved_playlist_resume(saved=saved)


def saved_playlist_pause(*, saved: SavedPlaylist) -> None:
    """Nothing more is refreshed until its person resumes it."""
    saved.write(state=SavedPlaylist.State.PAUSED, due_at=None, **AT_REST, **_given_up(saved))


def saved_playlist_stop(*, saved: SavedPlaylist) -> None:
    """DiscoverDaily leaves the playlist alone; it stays in Spotify."""
    saved.write(state=SavedPlaylist.State.STOPPED, due_at=None, **AT_REST, **_given_up(saved))


@transaction.atomic
def saved_playlist_resume(*, saved: SavedPlaylist) -> None:
    """Refreshed again from now on, failures forgotten; one that was removed in Spotify is made anew.

    Raises TooManyLists where it was stopped and others have taken its place.
    """
    _refuse_to_pass_the_most(saved)
    saved.write(**_resumed(saved))


def _refuse_to_pass_the_most(saved: SavedPlaylist) -> None:
    _one_after_the_other(saved.person)
    if saved.state == SavedPlaylist.State.STOPPED:
        _refuse_too_many(saved.person, more=1)


@transaction.atomic
def saved_playlist_settings_change(*, saved: SavedPlaylist, **fields: Any) -> None:
    """Changes when and how it is refreshed; the next run follows the new wishes, but what is pending stays due."""
    _read_again(saved)
    for name, value in fields.items():
        setattr(saved, name, value)
    now = clock.now()
    overdue = saved.due_at is not None and saved.due_at <= now
    pending = overdue or saved.failing_since or not saved.exists or saved.wanted_edition_id or _to_write(saved)
    saved.write(**fields, due_at=saved.due_at if pending else saved.next_run(now))


@transaction.atomic
def saved_playlists_next_runs_move(*, person: User) -> None:
    """The person's clock is another one perhaps: each next run follows the hour that they chose."""
    repeating = SavedPlaylist.objects.filter(person=person, state=SavedPlaylist.State.ACTIVE)
    for saved in repeating.exclude(schedule=Schedule.FROZEN):
        saved_playlist_settings_change(saved=saved)


def _to_write(saved: SavedPlaylist) -> bool:
    return bool(saved.recipe and saved.recipe.to_write)


def saved_playlists_reconnected(*, person: User) -> None:
    """Spotify is connected again: what waited for that goes on by itself."""
    mended = [reason for reason, trouble in TROUBLES.items() if trouble.reconnect]
    waiting = SavedPlaylist.objects.filter(person=person, last_error__in=mended)
    due = {"due_at": clock.now(), **AT_REST}
    waiting.filter(state=SavedPlaylist.State.SUSPENDED).update(state=SavedPlaylist.State.ACTIVE, **due)
    waiting.filter(state=SavedPlaylist.State.PAUSED, wanted_edition__isnull=False).update(**due)
    waiting.update(**AT_REST)


def saved_playlists_look_now(*, lists: Sequence[SavedPlaylist]) -> int:
    """Works what is due of these at once, in the lane of people; answers how many were worked.

    What Spotify cannot do now stays due for the worker, and after the first one that it puts off so does the rest:
    somebody is waiting for this answer. The same goes for a person who presses more often than anybody needs.
    """
    if not lists or _presses(lists[0].person_id) > MOST_LOOKS:
        return 0
    mine = SavedPlaylist.objects.filter(pk__in=[saved.pk for saved in lists])
    claimed = SavedPlaylist.claim(mine, limit=len(lists))
    for number, saved in enumerate(claimed, start=1):
        saved.refresh_from_db()
        if saved.due_at is None:  # its person left it alone while the one before was looked at
            saved.postpone(due_at=clock.now())
            continue
        goes_on = handle_safely(saved, lambda row: saved_playlist_refresh(saved=row, lane=Lane.PEOPLE))
        if not goes_on or saved.last_error in (Reason.TIMEOUT, Reason.CONNECTION, Reason.RATE, Reason.QUOTA):
            for other in claimed[number:]:
                other.postpone(due_at=clock.now(), why=saved.last_error)
            return number
    return len(claimed)


def _presses(person_key: int) -> int:
    """How many looks the person has asked for in this half minute, this one included."""
    counter = f"looks:{person_key}:{int(clock.now().timestamp()) // 30}"
    cache.add(counter, 0, timeout=60)
    try:
        return cache.incr(counter)
    except ValueError:  # a cache may forget
        return 1


def _resumed(saved: SavedPlaylist) -> dict[str, Any]:
    return {"state": SavedPlaylist.State.ACTIVE, "due_at": clock.now(), **AT_REST, **_given_up(saved)}


def _given_up(saved: SavedPlaylist) -> dict[str, Any]:
    """A restore that is still to be done is no longer wished for; a copy not made yet keeps the list it is of."""
    return {"wanted_edition": None} if saved.exists else {}


def _read_again(saved: SavedPlaylist) -> None:
    """Has the row as it stands, and nobody change it until the transaction ends."""
    saved.refresh_from_db(from_queryset=SavedPlaylist.objects.select_for_update(no_key=True))
