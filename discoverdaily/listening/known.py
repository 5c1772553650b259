"""Plays that are there, as arrays."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any, Self

import numpy as np

from discoverdaily.listening import bulk
from discoverdaily.listening.bulk import Ints
from discoverdaily.listening.counting import UNKNOWN, Heard
from discoverdaily.listening.facts import Facts
from discoverdaily.listening.matching import Records
from discoverdaily.listening.models import Play


@dataclass(frozen=True, slots=True)
class Known:
    """Plays, a row each: key, whose, when it ended (unix ms), how long (ms or UNKNOWN), and as the model has it."""

    keys: Ints
    people: Ints
    moments: Ints
    ms: Ints
    tracks: Ints
    sources: Ints
    told_by: Ints
    states: Ints

    @classmethod
    def found(cls, which: str, parameters: Sequence[Any]) -> Self:
        """Those that the rest of a query finds; the plays are `p` in it."""
        query = (
            f"SELECT p.id, p.person_id, p.played_at, COALESCE(p.ms_played, {UNKNOWN}), p.track_id, "  # noqa: S608
            f"p.source, p.told_by, p.state FROM listening_play p {which}"
        )
        return cls(*bulk.fetched(query, parameters, width=len(fields(cls))))

    def __len__(self) -> int:
        return len(self.keys)

    def take(self, rows: Any) -> "Known":
        """Some of the rows."""
        return Known(*(getattr(self, each.name)[rows] for each in fields(self)))

    def and_(self, other: "Known") -> "Known":
        """These rows, then the others."""
        return Known(*(np.concatenate([getattr(self, each.name), getattr(other, each.name)]) for each in fields(self)))

    def records(self, facts: Facts) -> Records:
        """As they are matched; the facts are their tracks'."""
        return Records(self.moments, self.ms, self.tracks, facts.recordings, facts.lengths, self.sources)

    def heard(self, facts: Facts) -> Heard:
        """As they are counted: those that are shown."""
        shown = self.states == Play.State.SHOWN
        return Heard.of(self.moments[shown], self.ms[shown], facts.take(shown))
