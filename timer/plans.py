"""What a session does when: phases, one after another. Pure; all lengths are whole seconds."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from functools import cached_property
from itertools import islice
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

    Raises ValueError for figures that are no plan: no work, no round, no set, or less than nothing of the rest. Whether
    a plan is too long, or of too many phases, is for its reader to say: `length` is to be had at once for any.
    """

    work: int
    rest: int = 0
    rounds: int = 1
    sets: int = 1
    between: int = 0
    prepare: int = 0
    cool_down: int = 0
    total: int = 0

    def __post_init__(self) -> None:
        if min(self.work, self.rounds, self.sets) < 1:
            raise ValueError("A plan has work, a round and a set at least.")
        if min(self.rest, self.between, self.prepare, self.cool_down, self.total) < 0:
            raise ValueError("No length is less than nothing.")

    @cached_property
    def phases(self) -> tuple[Phase, ...]:
        """In order, none of them empty. One more than MOST_PHASES says that there would be more."""
        return tuple(islice(self._all(), MOST_PHASES + 1))

    def _all(self) -> Iterator[Phase]:
        if self.prepare:
            yield Phase(Kind.PREPARE, self.prepare)
        yield from self._until_full() if self.total else self._sets()
        if self.cool_down:
            yield Phase(Kind.COOL_DOWN, self.cool_down)

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

    def works(self, phases: int = MOST_PHASES) -> int:
        """How many of its first so many phases are work; worked out, for pages that tell of many plans."""
        begun, each = max(0, phases - bool(self.prepare)), 2 if self.rest else 1
        if self.total:
            return min(-(-self.total // (self.work + self.rest)), -(-begun // each))
        a_set = self.rounds + (self.rounds - 1 if self.rest else 0) + bool(self.between)
        sets, over = divmod(begun, a_set)
        return min(self.sets * self.rounds, sets * self.rounds + min(self.rounds, -(-over // each)))

    def after(self, number: int) -> int:
        """Seconds from the end of a phase (by its place, from 0) to the end of the session."""
        return sum(phase.seconds for phase in self.phases[number + 1 :])

    def figures(self) -> dict[str, int]:
        """As it is stored; `Plan(**figures)` reads it again."""
        return asdict(self)
