"""Hiding and deleting plays, and undoing it: written down at a press, done in pieces, each under the lease.

What a removal took carries its key, so that undoing gives back exactly that. Removed plays count nowhere, and stay
known: neither a capture nor an import brings them back. Deleted ones go for good a week later.
"""

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F, QuerySet

from discoverdaily import clock
from discoverdaily.due import handle_safely
from discoverdaily.listening.counting import counting_lock, counts_add, counts_remove
from discoverdaily.listening.fields import to_ms
from discoverdaily.listening.finding import Before, Finding, Wanted
from discoverdaily.listening.models import Play, Removal
from discoverdaily.listening.signals import plays_changed

if TYPE_CHECKING:
    from accounts.models import User

PIECE = 2_000
"""Plays in one transaction; up to so many are done within the request."""
KEPT_FOR = timedelta(days=7)
"""How long deleted plays can be brought back."""

State, Verb = Removal.State, Removal.Verb


class NothingFound(Exception):
    """There is nothing to hide or delete: no play, or none that is shown."""


class GoneForGood(Exception):
    """Its plays were deleted more than a week ago."""


def removal_ask(*, person: "User", verb: Removal.Verb, wanted: Wanted) -> Removal:
    """Hides or deletes all that a filter finds: a few plays at once, many with the next ring.

    Raises NothingFound where it finds none, or means plays that are hidden already.
    """
    plays = 0 if wanted.removed else Finding(person, wanted).extent.plays
    return _begin(person, verb, wanted.as_json(), plays)


def play_remove(*, person: "User", verb: Removal.Verb, play: Play) -> Removal:
    """Hides or deletes one play, at once. Raises NothingFound where it is not shown any longer."""
    shown = Play.objects.filter(pk=play.pk, person=person, state=Play.State.SHOWN)
    return _begin(person, verb, {"play": play.pk}, shown.count())


def _begin(person: "User", verb: Removal.Verb, wanted: dict[str, object], plays: int) -> Removal:
    if not plays:
        raise NothingFound
    now = clock.now()
    removal = Removal.objects.create(person=person, verb=verb, wanted=wanted, asked_at=now, due_at=now)
    return _work_now(removal) if plays <= PIECE else removal


def removal_undo(*, removal: Removal) -> Removal:
    """Gives back what it took, or has taken so far: a few plays at once, many with the next ring.

    Raises GoneForGood where there is nothing left to give back.
    """
    with transaction.atomic():
        removal = Removal.objects.select_for_update().get(pk=removal.pk)
        if removal.state == State.FINAL:
            raise GoneForGood
        if removal.state in (State.UNDOING, State.UNDONE):
            return removal
        removal.state, removal.due_at = State.UNDOING, clock.now()
        removal.lease, removal.leased_until = None, None  # whoever is still at it loses what it has not yet written
        removal.save(update_fields=["state", "due_at", "lease", "leased_until"])
    return _work_now(removal) if removal.plays_count <= PIECE else removal


@transaction.atomic
def play_show(*, person: "User", play: Play) -> None:
    """One hidden play is shown again, and counts; whatever else was hidden with it stays so."""
    counting_lock(person)
    hidden = Play.objects.filter(pk=play.pk, person=person, state=Play.State.HIDDEN)
    if Removal.objects.filter(plays__in=hidden).update(plays_count=F("plays_count") - 1):
        _show(person, hidden)


def _work_now(removal: Removal) -> Removal:
    for held in Removal.claim(Removal.objects.filter(pk=removal.pk), limit=1):
        handle_safely(held, lambda row: removal_work(removal=row))
    removal.refresh_from_db()
    return removal


def removal_work(*, removal: Removal) -> None:
    """Works one claimed row. Raises LeaseLost where somebody else has it by now, or it is being undone."""
    if removal.state == State.DOING:
        _take(removal)
        forgotten = removal.asked_at + KEPT_FOR if removal.verb == Verb.DELETE else None
        removal.finish(due_at=forgotten, state=State.DONE)
    elif removal.state == State.UNDOING:
        while _piece(removal, give_back=True):
            pass
        removal.finish(due_at=None, state=State.UNDONE)
    else:
        removal.hold(state=State.FINAL)
        while _piece(removal, give_back=False):
            pass
        removal.finish(due_at=None)


def _take(removal: Removal) -> None:
    """From the newest play back; those that came in since it was asked for are not meant."""
    before: Before | None = Before(to_ms(removal.asked_at) + 1, 0)
    while before:
        with transaction.atomic():
            counting_lock(removal.person)
            plays, before = _found(removal, before)
            removal.hold(plays_count=removal.plays_count + plays.count())
            counts_remove(person=removal.person, plays=plays)
            _tell(removal.person, plays)
            state = Play.State.HIDDEN if removal.verb == Verb.HIDE else Play.State.DELETED
            plays.update(state=state, removal=removal)


def _found(removal: Removal, before: Before) -> tuple[QuerySet[Play], Before | None]:
    """The next plays that it means, and where to go on."""
    shown = Play.objects.filter(person=removal.person, state=Play.State.SHOWN)
    if "play" in removal.wanted:
        return shown.filter(pk=removal.wanted["play"]), None
    page = Finding(removal.person, Wanted.from_json(removal.wanted)).page(before, size=PIECE)
    return shown.filter(pk__in=[play.pk for play in page.plays]), page.earlier


def _piece(removal: Removal, *, give_back: bool) -> bool:
    """Shows, or forgets for good, some of what it took. Answers whether there was any."""
    taken = Play.objects.filter(removal=removal).exclude(state=Play.State.SHOWN)
    with transaction.atomic():
        counting_lock(removal.person)
        removal.hold()
        plays = Play.objects.filter(pk__in=list(taken.values_list("pk", flat=True)[:PIECE]))
        if not plays.exists():
            return False
        if give_back:
            _show(removal.person, plays)
        else:
            plays.delete()
    return True


def _show(person: "User", plays: QuerySet[Play]) -> None:
    counts_add(person=person, plays=plays)
    _tell(person, plays)
    plays.update(state=Play.State.SHOWN, removal=None)


def _tell(person: "User", plays: QuerySet[Play]) -> None:
    """Whoever keeps figures of a person's days hears which of them change."""
    moments = list(plays.values_list("played_at", flat=True))
    if moments:
        plays_changed.send(Play, person=person, first=min(moments), last=max(moments))
