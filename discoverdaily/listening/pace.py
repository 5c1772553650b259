"""How soon a person's plays are asked for again, so that Spotify has forgotten none of them by then.

Spotify remembers a person's last fifty plays and tells of none under half a minute. So half-minute songs, one after the
other, would have to be asked for every 25 minutes, day and night, of everybody: 58 times a day. Nobody listens like
that who never did; so the pace follows from what a person was seen to do, and the guarantee is this. No play is lost of

- anybody's first day and a half, however they listen;
- anybody whose songs last two minutes, at any hour;
- anybody who was ever seen (in the last twelve weeks with music) to play twenty songs in a row at half a minute to 50
  seconds each, however they listen;
- everybody else, as long as fifty songs in a row do not take less than the twenty densest ever seen of theirs would
  at twenty seconds less a song, and in the first week not less than 33 seconds a song.

What nobody can promise at fewer calls is the first marathon of half-minute songs of somebody who never played any: what
is lost of it is found to be missing (gaps.py), and from then on they are in the third line.

Hours of the day are left out on purpose: asking less often at hours in which somebody never listened saves a call or
two a day, and loses the first night on which they fall asleep to rain.
"""

from collections.abc import Collection, Iterable, Sequence
from typing import Any, NamedTuple

import msgspec

KEPT = 50
"""How many plays Spotify remembers."""
SECOND = 1000
DAY = 86_400 * SECOND
WEEK = 7 * DAY

SHORTEST = 30 * SECOND
"""No play that Spotify tells of is shorter."""
LONGEST = 120 * SECOND
"""Nobody is trusted to play slower than this."""
ROOM = 47
"""How many plays may pass between two looks: fifty, less what a ring that comes late and a retry may cost."""
RUN = 20
"""So many plays in a row show how densely somebody listens."""
HASTE = 20 * SECOND
"""By how much a song may be shorter, on the whole, than in the densest run seen."""
MANY = KEPT // 2
"""So many new plays at once, and the next look comes as soon as any."""

FIRST_DAYS = 3 * DAY // 2
"""How long a new person is thought capable of anything."""
FIRST_WEEK = 15 * DAY // 2
"""A week and half a day: what is done weekly is not done to the hour."""
FIRST_WEEKS_PACE = 33 * SECOND
WEEKS_KEPT = 12

SOONEST = ROOM * SHORTEST
LATEST = ROOM * LONGEST

Heard = tuple[int, str]
"""When a play ended (unix ms), and Spotify's id of the track."""


class Habits(msgspec.Struct, frozen=True):
    """How somebody listens, as far as it is known; kept as JSON."""

    begun: int
    """When they were first asked for (unix ms)."""
    since: int
    """From when on all their plays are known (unix ms)."""
    densest: dict[int, int] = {}
    """For each of the last twelve weeks in which there was a run (counted from 1970): ms a play in its densest one."""
    learnt: int = 0
    """When all that is known of them was last looked through (unix ms)."""

    @classmethod
    def read(cls, kept: Any, *, now: int) -> "Habits":
        """As `kept`; those of a person first asked for now, where it is none."""
        try:
            return msgspec.convert(kept, cls, strict=False)
        except msgspec.ValidationError:
            return cls(begun=now, since=now)

    def kept(self) -> dict[str, Any]:
        """As it is kept."""
        return dict(msgspec.to_builtins(self, str_keys=True))


def habits_seen(habits: Habits, moments: Iterable[int]) -> Habits:
    """What plays that ended at these moments (unix ms), between which there were no others, add to the habits.

    Saying the same again, or in another order, changes nothing.
    """
    ordered = sorted(set(moments))
    densest = dict(habits.densest)
    for first, last in zip(ordered, ordered[RUN - 1 :], strict=False):
        pace, week = (last - first) // (RUN - 1), last // WEEK
        densest[week] = min(pace, densest.get(week, pace))
    latest = sorted(densest)[-WEEKS_KEPT:]
    return msgspec.structs.replace(
        habits, since=min([habits.since, *ordered[:1]]), densest={week: densest[week] for week in latest}
    )


def wait_of(habits: Habits, *, now: int) -> int:
    """How long (ms) a person may be left alone from `now` on (unix ms), everything until then being known."""
    most = LONGEST
    if now - habits.begun < FIRST_DAYS:
        most = SHORTEST
    elif now - habits.since < FIRST_WEEK:
        most = FIRST_WEEKS_PACE
    seen = min(habits.densest.values(), default=LONGEST)
    return ROOM * max(SHORTEST, min(seen - HASTE, most))


class Finding(NamedTuple):
    """What one answer of Spotify's means."""

    fresh: list[Heard]
    """The plays that it had not told of before, the oldest first."""
    broken: bool
    """Whether more may have passed than it remembers."""
    habits: Habits
    due_at: int
    """When to look again (unix ms)."""


def finding_of(
    answer: Sequence[Heard], *, full: bool, before: Collection[Heard] | None, habits: Habits, now: int
) -> Finding:
    """Weighs an answer: `full` where it has as many plays as Spotify remembers, `before` what the answer before had.

    `before` is None where this is the first answer ever: what lies before that is nobody's loss. An answer that is
    full and has nothing in common with the one before may have lost what lies between them.
    """
    known = set(before or ())
    fresh = sorted(set(answer) - known)
    first = before is None
    broken = not first and full and len(fresh) == len(set(answer))
    habits = habits_seen(habits, (moment for moment, _ in answer))
    wait = SOONEST if broken or (len(fresh) >= MANY and not first) else wait_of(habits, now=now)
    return Finding(fresh, broken, habits, now + wait)
