"""What a session does when: phases, one after another. Pure; all lengths are whole seconds."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import NamedTuple

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

LONGEST = 6 * 3600
"""The longest a session may be."""
MOST_PHASES = LONGEST // 10 + 2
"""Six hours of ten-second intervals, with a phase before and one after."""


class Kind(TextChoices):
    """What a phase is for."""

    PREPARE = "prepare", _("Prepare")
    WORK = "work", _("Work")
    REST = "rest", _("Rest")
    COOL_DOWN = "cool_down", _("Cool down")


class Phase(NamedTuple):
    """One stretch of a session; `round` and `set` count from 1, and are 0 before the first and after the last."""

    kind: Kind
    seconds: int
    round: int = 0
    set: int = 0


@dataclass(frozen=True)
class Plan:
    """Sets of rounds of work and rest. No rest follows a set's last round: `between` stands between two sets.

    With a `total`, work and rest take turns until so many seconds are full, the last cut short; rounds and sets then
    count for nothing. What comes before and after is not part of the total.
    """

    work: int
    rest: int = 0
    rounds: int = 1
    sets: int = 1
    between: int = 0
    prepare: int = 0
    cool_down: int = 0
    total: int = 0

    @cached_property
    def phases(self) -> tuple[Phase, ...]:
        """In order, none of them empty. At most MOST_PHASES and one: whoever reads more than that may refuse."""
        before = [Phase(Kind.PREPARE, self.prepare)] if self.prepare else []
        after = [Phase(Kind.COOL_DOWN, self.cool_down)] if self.cool_down else []
        middle = self._until_full() if self.total else self._sets()
        main = [phase for _, phase in zip(range(MOST_PHASES), middle, strict=False)]
        return (*before, *main, *after)

    def _sets(self) -> Iterator[Phase]:
        for number in range(1, self.sets + 1):
            for turn in range(1, self.rounds + 1):
                yield Phase(Kind.WORK, self.work, turn, number)
                pause = self.rest if turn < self.rounds else self.between if number < self.sets else 0
                if pause:
                    yield Phase(Kind.REST, pause, turn, number)

    def _until_full(self) -> Iterator[Phase]:
        left, turn = self.total, 0
        while left > 0:
            turn += 1
            for kind, length in ((Kind.WORK, self.work), (Kind.REST, self.rest)):
                if seconds := min(length, left):
                    yield Phase(kind, seconds, turn, 1)
                    left -= seconds

    @property
    def length(self) -> int:
        """Of the whole session; worked out, so that a plan of a million rounds costs nothing to refuse."""
        if self.total:
            return self.prepare + self.total + self.cool_down
        a_set = self.rounds * self.work + (self.rounds - 1) * self.rest
        return self.prepare + self.sets * a_set + (self.sets - 1) * self.between + self.cool_down

    def after(self, number: int) -> int:
        """Seconds from the end of a phase (by its place, from 0) to the end of the session."""
        return sum(phase.seconds for phase in self.phases[number + 1 :])

    def figures(self) -> dict[str, int]:
        """As it is stored; `Plan(**figures)` reads it again."""
        return asdict(self)
