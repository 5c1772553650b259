"""A session as its page shows it."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from hashlib import sha256
from itertools import zip_longest

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from discoverdaily import clock
from timer.models import Music, Session
from timer.plans import Kind, Phase
from timer.presets import length_typed
from timer.selectors import Standing

COMING = 40
"""So many phases ahead the page knows by itself, for when it cannot ask."""
SECOND = timedelta(seconds=1)
SOON = timedelta(seconds=3)


def seconds_left(left: timedelta) -> int:
    """Whole seconds, rounded up: a phase of thirty begins with 30, and 1 is its last."""
    return max(0, -(-left // SECOND))


def digits(seconds: int) -> str:
    """As large as they can be: below a minute there are only two, "05"; then "1:05" and "1:00:05"."""
    return length_typed(seconds).rjust(2, "0")


def unix_ms(moment: datetime) -> int:
    """Milliseconds since 1970, as a browser counts."""
    return round(moment.timestamp() * 1000)


@dataclass(frozen=True)
class Shown:
    """A session, its music if it has any, and how they stand at `standing.now`."""

    standing: Standing
    music: Music | None

    @property
    def session(self) -> Session:
        return self.standing.session

    @cached_property
    def seen(self) -> str:
        """Changes with anything that the page shows, but for the time that runs."""
        music = self.music and (self.music.playing, self.music.trouble, self.music.missed, self.music.device_name)
        return sha256(f"{self.session.version} {music}".encode()).hexdigest()[:16]

    @property
    def over(self) -> bool:
        return not self.session.live

    @property
    def paused(self) -> bool:
        return self.session.state == Session.State.PAUSED

    @property
    def phase(self) -> Phase:
        return self.standing.phase

    @property
    def digits(self) -> str:
        return digits(seconds_left(self.standing.left))

    @property
    def total_digits(self) -> str:
        return length_typed(seconds_left(self.standing.total_left))

    @property
    def ends(self) -> int | None:
        """When the phase ends, in milliseconds since 1970; None while time stands still."""
        return unix_ms(self.session.ends_at) if self.session.ends_at else None

    @property
    def now(self) -> int:
        return unix_ms(self.standing.now)

    @property
    def gone(self) -> float:
        """How much of the phase is over, from 0 to 1."""
        return min(1.0, max(0.0, 1 - self.standing.left / timedelta(seconds=self.phase.seconds)))

    @property
    def left_ms(self) -> int:
        return round(self.standing.left / timedelta(milliseconds=1))

    @property
    def total_left_ms(self) -> int:
        return round(self.standing.total_left / timedelta(milliseconds=1))

    @property
    def coming(self) -> str:
        """The present phase and those after it, as far as the page may have to go on by itself, in JSON: kind, seconds,
        and what is said of it."""
        phases, here = self.session.plan.phases, self.session.phase
        pairs = zip_longest(phases[here : here + COMING], phases[here + 1 : here + COMING + 1])
        told = [
            (phase.kind, phase.seconds, kind_words(phase.kind), self.round_of(phase), next_words(after))
            for phase, after in pairs
            if phase
        ]
        return json.dumps(told)

    def round_of(self, phase: Phase) -> str:
        """Which round it is, and of how many; nothing where that says nothing."""
        if not phase.round or self.rounds == 1 == self.session.plan.sets:
            return ""
        words = _("Round %(number)s of %(all)s") % {"number": phase.round, "all": self.rounds}
        if self.session.plan.sets == 1 or self.session.plan.total:
            return words
        return _("%(round)s, set %(set)s of %(sets)s") % {
            "round": words,
            "set": phase.set,
            "sets": self.session.plan.sets,
        }

    @cached_property
    def rounds(self) -> int:
        """How many there are in a set, or in all where a total is filled."""
        return max((phase.round for phase in self.session.plan.phases), default=0)

    @property
    def round_words(self) -> str:
        return self.round_of(self.phase)

    @property
    def kind_label(self) -> str:
        return kind_words(self.phase.kind)

    @property
    def next_words(self) -> str:
        """What comes after this phase."""
        return next_words(self.standing.next_phase)

    @property
    def wait(self) -> int:
        """Seconds after which a page without scripts looks again: at the phase's end, at most a minute; soon, where
        it will be known soon what plays."""
        look = self.music.due_at if self.music else None
        if look is not None and look - self.standing.now < SOON:
            return SOON // SECOND
        return min(60, seconds_left(self.standing.left) + 1) if not self.paused else 60

    @property
    def ran(self) -> int:
        """Seconds that time ran."""
        return max(0, self.session.ran_for(self.standing.now) // SECOND)

    @property
    def done_words(self) -> str:
        """What was done, in one sentence."""
        plan, ran = self.session.plan, lasting(self.ran)
        if self.session.state == Session.State.DONE:
            return _("%(ran)s, to the end.") % {"ran": ran}
        return _("%(ran)s of %(length)s.") % {"ran": ran, "length": lasting(plan.length)}

    @property
    def facts(self) -> Iterator[tuple[str, str]]:
        """What else there is to tell of a session that is over."""
        over = self.session.phase + (self.session.state == Session.State.DONE)
        yield _("Intervals of work"), str(self.session.plan.works(over))
        if self.session.stood_for >= SECOND:
            yield _("Paused for"), lasting(self.session.stood_for // SECOND)
        if self.music and self.music.skips:
            yield _("Songs changed"), str(self.music.skips)
        if self.music and self.music.missed + self.music.unsure:
            yield _("Changes missed"), str(self.music.missed + self.music.unsure)


def next_words(phase: Phase | None) -> str:
    """What is said of a phase beforehand; None is the end."""
    if phase is None:
        return _("Next: the end")
    return _("Next: %(kind)s, %(length)s") % {"kind": kind_words(phase.kind), "length": lasting(phase.seconds)}


def kind_words(kind: str) -> str:
    """What a kind of phase is called."""
    return str(Kind(kind).label)


def lasting(seconds: int) -> str:
    """A length in words: "45 seconds", "20 minutes", "1:30 minutes", "2 hours", "1:00:05 hours"."""
    if seconds < 60:
        return ngettext("%(n)s second", "%(n)s seconds", seconds) % {"n": seconds}
    minutes, rest = divmod(seconds, 60)
    if minutes < 60:
        words = ngettext("%(n)s minute", "%(n)s minutes", minutes) if not rest else _("%(n)s minutes")
        return words % {"n": length_typed(seconds) if rest else minutes}
    hours, rest = divmod(seconds, 3600)
    words = ngettext("%(n)s hour", "%(n)s hours", hours) if not rest else _("%(n)s hours")
    return words % {"n": length_typed(seconds) if rest else hours}


def shown(session: Session) -> Shown:
    """The session as it stands now; read it with its `music`."""
    music = getattr(session, "music", None)
    return Shown(Standing(session, clock.now()), music)
