"""Whether every play is captured, and at how many calls: `.venv/bin/python -m benchmarks.capture [LISTENERS] [SEED]`.

First in memory: a thousand people (benchmarks/listeners.py says who) for thirty days, asked for by the real pace and
the real judgement of each answer (`pace.finding_of`), from answers of at most fifty plays. The bell rings up to ten
seconds late, one look in two hundred fails and is tried again as in capture.py, plays are told up to half a minute
late, and sittings that were offline all at once. Held to:

- calls a person a day, the whole first month with its first, watchful week: median at most 25;
- plays lost: none, but of somebody's first time. Half-minute songs fill Spotify's memory in 25 minutes, so to keep
  them of everybody, always, would take 58 calls a day. Who was never seen near such a pace is asked for less often. A
  loss counts as a first time if of all that Spotify let anybody see of theirs (since they connected, and the fifty
  plays before) no twenty songs in a row had been about as dense, within twenty seconds a song, as what was too fast;
- whatever was lost lies in a gap that was recorded (within a minute: plays may be told out of order).

A hundred more who play half-minute songs once in their life, after their first week, are counted apart: that is what
cannot be promised, and how much of it is lost is printed.

Then for real: the local Spotify's own listeners for five days over HTTP, through the database, with its clock and ours
moved on from look to look. Held to: every answer is the one that the simulation would have given at that moment, and
every play is there once.
"""

import resource
import statistics
import sys
import time
from bisect import bisect_right, insort
from collections import defaultdict
from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, datetime, timedelta
from multiprocessing import Pool
from random import Random
from typing import Any, NamedTuple

from benchmarks.instance import beside_the_sandbox, held
from benchmarks.listeners import DAY, MINUTE, SECOND, SHARES, Play, first_marathon, plays_of

LISTENERS = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
SEED = int(sys.argv[2]) if len(sys.argv) > 2 else 1
DAYS = 30
KEPT = 50
"""How many plays Spotify remembers."""
FIRSTS = LISTENERS // 10
BELL = 10 * SECOND
FAILS = 1 / 200
REAL_DAYS = 5
LISTEN_AS = ("mara", "theo", "luzia", "wanqing", "otis", "pia")


class Outcome(NamedTuple):
    """What became of one person's plays."""

    kind: str
    plays: int
    calls: float  # a day
    first_times: int  # plays lost of a first time
    lost: int  # other plays lost
    unknown: int  # plays lost outside every gap


def main() -> int:
    """Prints each figure with its limit; answers how many are over it."""
    with beside_the_sandbox() as url:
        return in_memory() + for_real(url)


# --- In memory -------------------------------------------------------------------------------------------------------


def in_memory() -> int:
    people = [kind for kind, share in SHARES.items() for _ in range(round(share * LISTENERS / 1000))]
    people += ["first marathon"] * FIRSTS
    start = time.perf_counter()
    with Pool() as pool:
        outcomes = pool.map(live, enumerate(people), chunksize=5)
    took = time.perf_counter() - start
    table(outcomes)
    ours = [outcome for outcome in outcomes if outcome.kind != "first marathon"]
    others = [outcome for outcome in outcomes if outcome.kind == "first marathon"]
    calls = sorted(outcome.calls for outcome in ours)
    plays, first_times = sum(outcome.plays for outcome in ours), [outcome.first_times for outcome in ours]
    print(f"       {len(ours)} people, {DAYS} days, {plays:,} plays, seed {SEED}, in {took:.0f} s")
    print(f"       calls a person a day: 95th percentile {calls[int(0.95 * len(calls))]:.1f}, heaviest {calls[-1]:.1f}")
    print(f"       lost of first times: {sum(first_times)} plays, of {sum(map(bool, first_times))} people")
    lost = sum(outcome.first_times for outcome in others)
    print(f"       who played half-minute songs once in their life: {len(others)} people lost {lost} plays of it")
    return sum(
        [
            held("calls a person a day, median", statistics.median(calls), 25),
            held("plays lost that were no first time", sum(outcome.lost for outcome in outcomes), 0),
            held("plays lost outside every gap", sum(outcome.unknown for outcome in outcomes), 0),
        ]
    )


def live(person: tuple[int, str]) -> Outcome:
    """One person's month."""
    number, kind = person
    chance = Random(f"{SEED} {number}")
    plays = first_marathon(chance, DAYS) if kind == "first marathon" else plays_of(kind, chance, DAYS)
    begins = chance.randrange(DAY)
    seen, gaps, calls = captured(plays, begins, chance)
    ours = [play.ended for play in plays if begins < play.told < DAYS * DAY - 2 * 60 * MINUTE]
    missing = [ended for ended in ours if ended not in seen]
    by_gap = [sum(gap[0] - MINUTE < ended < gap[1] for ended in missing) for gap in gaps]
    visible = [play.ended for play in plays if play.told <= begins][-KEPT:] + ours
    firsts = sum(number for number, gap in zip(by_gap, gaps, strict=True) if number and is_first_time(visible, gap))
    calls_a_day = calls / (DAYS - begins / DAY)
    return Outcome(kind, len(ours), calls_a_day, firsts, len(missing) - firsts, len(missing) - sum(by_gap))


def captured(plays: Sequence[Play], begins: int, chance: Random) -> tuple[set[int], list[tuple[int, int]], int]:
    """The moments seen, the gaps recorded (after, before), and the calls it took."""
    from discoverdaily.due import growing_distance  # noqa: PLC0415  # the environment comes first
    from discoverdaily.listening.capture import HASTIER  # noqa: PLC0415
    from discoverdaily.listening.pace import Habits, finding_of  # noqa: PLC0415

    spotify = Spotify(plays)
    habits, before, seen, gaps = Habits.read(None, now=begins), None, set[int](), list[tuple[int, int]]()
    now, calls, attempts = begins, 0, 0
    while now < DAYS * DAY:
        calls += 1
        if chance.random() < FAILS:
            now += growing_distance(attempts) // timedelta(milliseconds=1) // HASTIER + chance.randrange(BELL)
            attempts += 1
            continue
        answer = spotify.answer(now)
        found = finding_of(answer, full=len(answer) == KEPT, before=before, habits=habits, now=now)
        if found.broken:
            gaps.append((max(seen, default=begins), answer[0][0]))
        seen.update(moment for moment, _ in answer)
        habits, before, attempts = found.habits, answer, 0
        now = found.due_at + chance.randrange(BELL)
    return seen, gaps, calls


class Spotify:
    """What it remembers: the last fifty of the plays that it was told of."""

    def __init__(self, plays: Sequence[Play]) -> None:
        self._coming = sorted(((play.told, play.ended) for play in plays), reverse=True)
        self._known: list[int] = []

    def answer(self, now: int) -> list[tuple[int, str]]:
        while self._coming and self._coming[-1][0] <= now:
            insort(self._known, self._coming.pop()[1])
        return [(ended, "") for ended in self._known[-KEPT:]]


def is_first_time(moments: Sequence[int], gap: tuple[int, int]) -> bool:
    """Whether nothing of theirs that Spotify let anybody see before the gap was about as dense as what came then."""
    from discoverdaily.listening.pace import HASTE, RUN  # noqa: PLC0415  # the environment comes first

    start = bisect_right(moments, gap[0])
    then = moments[start : bisect_right(moments, gap[1]) + KEPT]
    dense = min((last - first) // KEPT for first, last in zip(then, then[KEPT:], strict=False))
    earlier = moments[:start]
    runs = ((last - first) // (RUN - 1) for first, last in zip(earlier, earlier[RUN - 1 :], strict=False))
    return min(runs, default=DAY) - HASTE > dense


def table(outcomes: Sequence[Outcome]) -> None:
    """A line for each kind."""
    kinds = defaultdict[str, list[Outcome]](list)
    for outcome in outcomes:
        kinds[outcome.kind].append(outcome)
    print(f"       {'kind':15} people    plays  calls a day (median, most)  lost, of first times")
    for kind, of in kinds.items():
        calls = [outcome.calls for outcome in of]
        plays, lost, first = (
            sum(getattr(outcome, name) for outcome in of) for name in ("plays", "lost", "first_times")
        )
        median, most = statistics.median(calls), max(calls)
        print(f"       {kind:15} {len(of):6} {plays:8,} {median:15.1f} {most:11.1f} {lost:7} {first:7}")


# --- For real --------------------------------------------------------------------------------------------------------


def for_real(url: str) -> int:
    """The local Spotify's listeners, through the database and over HTTP."""
    from django.core.management import call_command  # noqa: PLC0415  # the environment comes first

    from accounts.models import User  # noqa: PLC0415
    from discoverdaily import clock  # noqa: PLC0415
    from discoverdaily.listening.capture import capture_begin  # noqa: PLC0415
    from discoverdaily.listening.models import Capture, Gap, Play  # noqa: PLC0415
    from discoverdaily.listening.tasks import look_for_plays  # noqa: PLC0415
    from tests.people import connect  # noqa: PLC0415
    from tests.sandbox_server import SandboxServer  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    sandbox = SandboxServer(url)
    with closing(sandbox.http):
        people = {listener: User.objects.create_user(display_name=listener) for listener in LISTEN_AS}
        for listener, person in people.items():
            connect(sandbox, person, listener)
            capture_begin(person=person)
        begun, looks, different = clock.now(), 0, 0
        start = time.perf_counter()
        while (due := Capture.objects.earliest("due_at").due_at) and due < begun + timedelta(days=REAL_DAYS):
            sandbox.next_day(max(due - clock.now(), timedelta()) / timedelta(days=1))
            before = clock.now()
            look_for_plays()
            for capture in Capture.objects.filter(asked_at__gte=before).select_related("person"):
                looks += 1
                different += not as_simulated(capture)
        took = time.perf_counter() - start
        missing = sum(not_kept(listener, person, begun) for listener, person in people.items())
        print(f"       {len(people)} listeners over HTTP, {REAL_DAYS} days, {Play.objects.count():,} plays kept")
        calls = looks / REAL_DAYS / len(people)
        print(f"       calls a person a day: {calls:.1f}; a look takes {1000 * took / looks:.0f} ms")
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        return sum(
            [
                held("answers unlike the simulation's", different, 0),
                held("plays missing, or there twice", missing, 0),
                held("gaps", Gap.objects.count(), 0),
                held("looks that failed", Capture.objects.exclude(last_error="").count(), 0),
                held("peak memory, MB", peak, 400),
            ]
        )


def told_of(listener: str, since: datetime, until: datetime) -> list[tuple[int, str]]:
    """What the listener played of which Spotify tells: moment and track, the oldest first."""
    from discoverdaily.sandbox import world  # noqa: PLC0415  # another program's inside, to compare with

    plays = [play for play in world.plays(listener, since, until) if play.is_reported]
    return [(round(play.played_at.timestamp() * 1000), play.track_id) for play in plays]


def as_simulated(capture: Any) -> bool:
    """Whether Spotify's answer was the simulation's at that moment (or at the next, where a song ended meanwhile)."""
    told = [(moment, track) for moment, track in capture.told]
    lag = timedelta(seconds=5)
    for moment in (capture.asked_at - lag, capture.looked_at - lag):
        played = told_of(capture.person.display_name, moment - timedelta(days=60), moment)[-KEPT:]
        spotify = Spotify([Play(ended, ended) for ended, _ in played])
        answer = [ended for ended, _ in spotify.answer(int(moment.timestamp() * 1000))]
        if answer == [ended for ended, _ in told[-KEPT:]]:
            return True
    return False


def not_kept(listener: str, person: Any, begun: datetime) -> int:
    """How many plays since then are missing, or there more than once."""
    from discoverdaily.listening.fields import to_ms  # noqa: PLC0415  # the environment comes first
    from discoverdaily.listening.models import Capture  # noqa: PLC0415

    until = Capture.objects.get(person=person).asked_at
    assert until is not None
    played = told_of(listener, begun.astimezone(UTC), until - timedelta(seconds=5))
    rows = person.plays.filter(played_at__gt=begun).values_list("played_at", "track__spotify_id")
    kept = [(to_ms(played_at), track) for played_at, track in rows]
    return len(set(played) ^ set(kept)) + len(kept) - len(set(kept))


if __name__ == "__main__":
    sys.exit(main())
