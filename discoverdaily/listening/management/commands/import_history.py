"""Brings Spotify's exports in for a person, from files on this machine."""

import time
from argparse import ArgumentParser
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError
from django.db.models import Q

from discoverdaily.due import work
from discoverdaily.listening.importing.problems import Refused
from discoverdaily.listening.importing.selectors import account_of, imports_of, problems_of
from discoverdaily.listening.importing.services import import_ask
from discoverdaily.listening.importing.words import number, problem_said, progress_said
from discoverdaily.listening.importing.working import import_work, imports_in_turn
from discoverdaily.listening.models import Import

if TYPE_CHECKING:
    from accounts.models import User


class Command(BaseCommand):
    help = "Brings Spotify's exports in for a person: the zip as it came, or its JSON files; several at once."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The files, and whose they are."""
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        parser.add_argument("--person", required=True, metavar="WHO", help="e-mail address, name or id")

    def handle(self, *, files: list[Path], person: str, **_: Any) -> None:
        """Raises CommandError, and so ends with another code than 0, where anything could not be taken."""
        imported = self._handed_in(_person(person), files)
        self._work(imported)
        imported = imports_of(imported.person).get(pk=imported.pk)
        self.stdout.write(progress_said(imported))
        for outcome, count in account_of(imported):
            self.stdout.write(f"{number(count):>12}  {outcome.label}")
        self.stdout.write(f"{number(imported.lines):>12}  lines")
        if problems := problems_of(imported):
            raise CommandError("\n".join(problems))
        if imported.state != Import.State.DONE or imported.last_error:
            raise CommandError("It did not end well.")

    def _handed_in(self, person: "User", files: list[Path]) -> Import:
        with ExitStack() as stack:
            try:
                return import_ask(
                    person=person, files=[stack.enter_context(path.open("rb")) for path in files], ring=False
                )
            except Refused as refused:
                raise CommandError("\n".join(map(problem_said, refused.found))) from None
            except OSError as error:
                raise CommandError(str(error)) from None

    def _work(self, imported: Import) -> None:
        """Works the person's imports, one after another as they were handed in, until this one has ended; looks on
        where a worker was quicker."""
        while imported.going_on:
            mine = imports_in_turn().filter(person=imported.person_id, pk__lte=imported.pk)
            if not work(mine, lambda row: import_work(row=row, tell=self._tell)):
                time.sleep(1)
            imported.refresh_from_db()
            if imported.last_error and imported.going_on:
                raise CommandError(progress_said(imported))

    def _tell(self, row: Import) -> None:
        self.stdout.write(progress_said(row))


def _person(who: str) -> "User":
    """The one person who is called so. Raises CommandError."""
    people = get_user_model().objects
    named = Q(email__iexact=who) | Q(display_name__iexact=who) | Q(username=who)
    found = people.filter(named | Q(pk=int(who)) if who.isdecimal() else named)[:2]
    if not found:
        raise CommandError(f"Nobody is called {who}.")
    if len(found) > 1:
        raise CommandError(f"Several people are called {who}: say which by e-mail address or id.")
    return found[0]
