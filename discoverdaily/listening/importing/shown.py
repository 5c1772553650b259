"""An import as a page shows it: how far it is, and at the end the account of every line."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from discoverdaily.listening.importing.selectors import account_of, fraction_of, problems_of
from discoverdaily.listening.importing.words import progress_said
from discoverdaily.listening.models import Import, ImportFile, Outcome

WHY: dict[Outcome, Promise] = {
    Outcome.NEW: _("They are in your history now."),
    Outcome.KNOWN: _("Told before, by another export or while you listened. No play is counted twice."),
    Outcome.SHORT: _("Skipped as soon as it began."),
    Outcome.NOT_MUSIC: _("This history is about music."),
    Outcome.PRIVATE: _("What you heard in private stays private."),
    Outcome.NAMELESS: _("Spotify itself no longer knows what it was."),
    Outcome.UNDATED: _("Some players had lost their clock."),
    Outcome.UNREADABLE: _("Spoilt in the file, or in a file we could not take."),
}
"""What became of lines of each outcome, and why."""
TAKEN_OUT = _("They were in your history until you took them out again.")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the account."""

    outcome: Outcome
    why: Promise
    count: int


@dataclass(frozen=True, slots=True)
class Shown:
    """An import with what is said of it."""

    imported: Import
    said: str
    percent: int | None
    """How much of it is done, from 0 to 100; None where that cannot be said."""
    problems: list[str]
    """What is wrong with its files."""

    @property
    def files(self) -> list[ImportFile]:
        """What was handed in."""
        return list(self.imported.files.all())

    @property
    def new(self) -> int:
        """How many plays were new."""
        return int(self.imported.outcomes.get(Outcome.NEW, 0))

    @property
    def account(self) -> list[Line]:
        """What became of its lines."""
        removed = self.imported.state == Import.State.REMOVED
        why = WHY | {Outcome.NEW: TAKEN_OUT} if removed else WHY
        return [Line(outcome, why[outcome], count) for outcome, count in account_of(self.imported)]

    @property
    def accounted(self) -> int:
        """The sum of the account."""
        return sum(line.count for line in self.account)


def shown(imported: Import) -> Shown:
    """The import, whose files are best read already."""
    done = fraction_of(imported)
    percent = None if done is None else int(100 * done)
    return Shown(imported, progress_said(imported), percent, problems_of(imported))
