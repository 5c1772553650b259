"""Reads of a person's imports. Every one starts from the person, so that nobody sees another's."""

from typing import TYPE_CHECKING

from django.db.models import QuerySet

from discoverdaily.listening.importing.problems import Found, Problem
from discoverdaily.listening.importing.words import problem_said
from discoverdaily.listening.models import Import, Outcome

if TYPE_CHECKING:
    from accounts.models import User

READING_TAKES = 0.25
"""Its share of an import's time."""


def imports_of(person: "User") -> QuerySet[Import]:
    """The newest first, with their files: two queries. `get(pk=…)` raises Import.DoesNotExist for another's."""
    return person.imports.prefetch_related("files")


def fraction_of(imported: Import) -> float | None:
    """How much of it is done, from 0 to 1; None where that cannot be said."""
    if imported.state == Import.State.READING:
        return READING_TAKES * min(1.0, imported.read / max(1, imported.size))
    if imported.state == Import.State.SETTLING:
        return READING_TAKES + (1 - READING_TAKES) * imported.settled / max(1, imported.lines)
    if imported.state == Import.State.REMOVING:  # `settled` counts what is still to go
        return max(0.0, 1 - imported.settled / max(1, int(imported.outcomes.get(Outcome.NEW, 0))))
    return None if imported.going_on else 1.0


def account_of(imported: Import) -> list[tuple[Outcome, int]]:
    """How many lines had each outcome, those that occurred; together all lines, once it is done."""
    return [(outcome, imported.outcomes[outcome]) for outcome in Outcome if imported.outcomes.get(outcome)]


def problems_of(imported: Import) -> list[str]:
    """What is wrong with its files, a sentence or two each."""
    return [
        problem_said(Found(Problem(file.problem), file.name, file.problem_in))
        for file in imported.files.all()
        if file.problem
    ]
