"""A person leaves with all that is theirs.

Closing the account is one short transaction: nobody comes in any more, no worker begins anything for them, and the
address is free. Deleting goes on in the same request, in pieces so that nobody waits long for a lock, and for most
people it ends there. What a few seconds are too short for, or a killed process left, the worker goes on with.
"""

import logging
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from social_django.models import UserSocialAuth

from accounts.devices import sign_out_everywhere
from accounts.export import download_stop
from accounts.guessing import failures_forget
from accounts.limits import limits_forget
from accounts.models import AddressAsked, Care, Erasure, User
from discoverdaily import clock
from discoverdaily.due import handle_safely
from discoverdaily.personal import Figure, personal_apps

logger = logging.getLogger(__name__)

AT_MOST = timedelta(seconds=8)
"""How long somebody waits for the answer; the rest is the worker's."""
OURS_FIRST = timedelta(minutes=1)
"""When the worker looks, so that it does not come between: whoever asked is told how it went."""


def holdings_of(person: User) -> list[Figure]:
    """What there is of a person, as far as there is any."""
    return [figure for each in personal_apps() for figure in each.holds(person) if figure.value]


def person_erase(*, person: User, leave_spotify: bool = False, at_most: timedelta = AT_MOST) -> "Erased":
    """Closes the account at once and deletes all of it, as far as there is time; the worker does the rest.

    `leave_spotify`: the playlists made in Spotify are taken out of the person's library before; an outage there stops
    nothing.
    """
    account_close(person=person, leave_spotify=leave_spotify)
    erased = Erased(leave_spotify, time.monotonic() + at_most.total_seconds())
    for row in Erasure.claim(Erasure.objects.filter(person=person), limit=1, now=clock.now() + OURS_FIRST):
        handle_safely(row, erased.work)
    return erased


def spotify_data_delete(*, person: User) -> None:
    """Deletes what Spotify's API told of the person: captured plays, lists, models trained from their playlists, what
    was seen to play, and a download that holds it. What they brought or wrote themselves stays (their exports, ratings,
    notes), and so does what a list is known by in Spotify, so that connecting again makes no second one.

    Call it outside any transaction; it may be called again.
    """
    download_stop(person=person)
    for each in personal_apps():
        each.forget_spotify(person)
    Care.objects.filter(person=person).exclude(person__social_auth__provider="spotify").delete()  # nothing is left


def erasure_work(*, erasure: Erasure) -> None:
    """Works one claimed row to its end."""
    Erased(erasure.leave_spotify, None).work(erasure)


@transaction.atomic
def account_close(*, person: User, leave_spotify: bool = False) -> None:
    """Nobody comes in by the account any more, and the worker deletes all of it.

    What was counted for an address that was not confirmed stays its hour: it may be another's, and whoever signs up
    with that and leaves again would have it forgotten.
    """
    row = User.objects.select_for_update().get(pk=person.pk)
    asked = AddressAsked.objects.filter(person=row).values_list("address", flat=True)
    confirmed = [row.email] if row.email else []
    limits_forget(key=row.pk, addresses=confirmed)
    for name in (*confirmed, row.username):
        failures_forget(account=name)
    for name in (*confirmed, *asked):
        _letters_delete(name)
    row.is_active, row.email, row.display_name = False, None, ""
    row.set_unusable_password()
    row.save(update_fields=["is_active", "email", "display_name", "password"])
    sign_out_everywhere(person=row)
    Erasure.objects.update_or_create(
        person=row,
        defaults={
            "due_at": clock.now() + OURS_FIRST,
            "leave_spotify": leave_spotify,
            "lease": None,
            "leased_until": None,
        },
    )


class Erased:
    """One go at deleting a person, until a moment (of time.monotonic) or to the end.

    Afterwards `done` says whether nothing is left, and `left_spotify` whether Spotify was left as was wished.
    """

    def __init__(self, leave_spotify: bool, until: float | None) -> None:
        self.done, self.left_spotify, self._until = False, not leave_spotify, until

    def work(self, row: Erasure) -> None:
        """Works one claimed row. Raises LeaseLost where somebody else does."""
        person = row.person
        if row.leave_spotify:
            left = [each.leave_spotify(person) for each in personal_apps()]  # each of them, whatever the others say
            self.left_spotify = all(left)
            row.hold(leave_spotify=False)
        UserSocialAuth.objects.filter(user=person).delete()
        for _ in _pieces(person):
            row.hold()
            if self._until is not None and time.monotonic() > self._until:
                row.postpone(due_at=clock.now())
                return
        with transaction.atomic():
            row.hold()
            _staffs_words_forget(person)
            person.delete()
        self.done = True


def _pieces(person: User) -> Iterator[None]:
    for each in personal_apps():
        yield from each.erase(person)


def _staffs_words_forget(person: User) -> None:
    """That staff did something to somebody stays; to whom, in words, does not."""
    people = ContentType.objects.get_for_model(User)
    LogEntry.objects.filter(content_type=people, object_id=str(person.pk)).update(
        object_repr="", object_id=None, change_message=""
    )


def _letters_delete(address: str) -> None:
    """Where no mail server takes letters they lie in a folder."""
    folder = getattr(settings, "EMAIL_FILE_PATH", None)
    for letter in Path(folder).glob("*.log") if folder else ():
        if f"\nTo: {address}\n" in f"\n{letter.read_text(errors='replace')}":
            letter.unlink(missing_ok=True)
