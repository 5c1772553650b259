"""Whether songs change on the moment: `.venv/bin/python -m benchmarks.timer [--sessions N] [--minutes M] …`.

Sessions of 30-second intervals begin spread over one interval and run against the local Spotify, which takes 50 ms to
answer, while the worker's role (with its beat and its loop) ticks them. Held against limits, from the arrival of each
skip at the local Spotify and the moments of each session's plan:

- lateness: p99 at most 250 ms (p50 and the largest are told);
- drift: no later in the last interval than in the first but for 50 ms, and over at the plan's very moment;
- one skip an interval: none twice, none never, none of which nobody knows.

An instance's way is `--on postgresql` (with Redis where there is a `redis-server`), 1,000 sessions for ten minutes; a
laptop's is `--on sqlite --sessions 20`. Besides, what the work costs: processor time, memory, calls and queries a skip.
"""

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.instance import ROOT, beside_the_sandbox, held

SKIP = "/v1/me/player/next"
PATIENCE = 30.0
"""Seconds to wait for what should be over."""


class Options(argparse.Namespace):
    """What was asked for on the command line."""

    on: str
    sessions: int
    minutes: float
    interval: int
    latency: int
    workers: int


def main() -> int:
    options = asked()
    environment = {"SPOTIFY_CALLS_IN_30_SECONDS": "10000"}
    if options.on == "postgresql":
        from tests.services import start_postgresql, start_redis  # noqa: PLC0415  # only this way needs them

        environment["DATABASE_URL"] = start_postgresql()
        if shutil.which("redis-server"):
            environment["REDIS_URL"] = start_redis()
    with beside_the_sandbox("--crowd", str(options.sessions), **environment) as url:
        return measure(options, url)


def asked() -> Options:
    parser = argparse.ArgumentParser(prog="benchmarks.timer")
    parser.add_argument("--on", choices=("sqlite", "postgresql"), default="postgresql")
    parser.add_argument("--sessions", type=int, default=1000)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--interval", type=int, default=30, help="seconds")
    parser.add_argument("--latency", type=int, default=50, help="of the local Spotify, in milliseconds")
    parser.add_argument("--workers", type=int, default=1)
    return parser.parse_args(namespace=Options())


def measure(options: Options, url: str) -> int:
    """Prints each figure with its limit; answers how many are over it."""
    from django.core.management import call_command  # noqa: PLC0415  # the environment comes first

    from tests.sandbox_server import SandboxServer  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    sandbox = SandboxServer(url)
    with closing(sandbox.http):
        people = make_people(sandbox, options.sessions)
        sandbox.settings(latency=options.latency / 1000)
        with ExitStack() as running:
            workers = [running.enter_context(worker(number)) for number in range(options.workers)]
            wait_for(lambda: all(loops(process) for process in workers), "the workers")
            log = running.enter_context(listening(sandbox))
            begun = time.monotonic()
            start_spread(sandbox, people, options)
            time.sleep(max(0.0, begun + options.interval + options.minutes * 60 - time.monotonic()))
            wait_for(lambda: not sessions(state__in=("running", "paused")).exists(), "the sessions' ends")
            told_costs(workers, time.monotonic() - begun)
    return held_figures(options, log)


# --- What runs -------------------------------------------------------------------------------------------------------


def make_people(sandbox: Any, number: int) -> list[Any]:
    """So many people, each connected to a listener of their own."""
    from accounts.models import User  # noqa: PLC0415
    from tests.people import connect  # noqa: PLC0415
    from tests.sandbox_server import EVERY_SCOPE  # noqa: PLC0415

    people = []
    for place in range(1, number + 1):
        person = User.objects.create_user(display_name=f"Person {place}")
        connect(sandbox, person, f"crowd-{place}", scope=EVERY_SCOPE)
        people.append(person)
    return people


@contextmanager
def worker(number: int) -> Iterator[subprocess.Popen[bytes]]:
    """The worker's role, the first with beat inside it."""
    from discoverdaily.run.roles import worker as role  # noqa: PLC0415

    beat = ["--beat", "--schedule", str(Path(os.environ["DATA_DIR"]) / "beat")] if number == 0 else []
    name = ["--hostname", f"worker-{number}"]
    module = [*role(), "--loglevel", "ERROR", *name, *beat]
    command = [sys.executable, "-m", "discoverdaily.run.child", *module]
    process = subprocess.Popen(  # noqa: S603  # nothing of it comes from outside
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, start_new_session=True
    )
    try:
        yield process
    finally:
        process.terminate()
        process.wait(PATIENCE)


def loops(process: subprocess.Popen[bytes]) -> list[Any]:
    """The loops beside a worker, as processes."""
    import psutil  # noqa: PLC0415  # the tests' own

    children = psutil.Process(process.pid).children(recursive=True)
    return [child for child in children if "tick_timers" in child.cmdline()]


@contextmanager
def listening(sandbox: Any) -> Iterator[list[dict[str, Any]]]:
    """All that the local Spotify hears from now on, fetched now and then, for its log has an end."""
    sandbox.clear_requests()
    heard: list[dict[str, Any]] = []
    over = threading.Event()

    def fetch() -> None:
        while not over.wait(10):
            heard.extend(sandbox.clear_requests())
        heard.extend(sandbox.clear_requests())

    thread = threading.Thread(target=fetch)
    thread.start()
    try:
        yield heard
    finally:
        over.set()
        thread.join()


def start_spread(sandbox: Any, people: list[Any], options: Options) -> None:
    """Begins everybody's session, one after another, over one interval."""
    from timer import wishes  # noqa: PLC0415
    from timer.plans import Plan  # noqa: PLC0415
    from timer.services import session_start  # noqa: PLC0415

    plan = Plan(work=options.interval, total=round(options.minutes * 60))
    wish = wishes.kept(wishes.Wish(sources=(wishes.Source("Fifty", uris=tuple(some_songs(sandbox))),)))
    first = time.monotonic() + 1

    def start(place: int) -> None:
        time.sleep(max(0.0, first + place * options.interval / len(people) - time.monotonic()))
        session_start(person=people[place], plan=plan, music={"wish": wish})

    with ThreadPoolExecutor(8) as starters:
        list(starters.map(start, range(len(people))))


def some_songs(sandbox: Any) -> list[str]:
    """Fifty URIs."""
    from accounts.models import User  # noqa: PLC0415
    from discoverdaily.spotify.client import spotify_for  # noqa: PLC0415
    from tests.people import connect  # noqa: PLC0415

    mara = User.objects.create_user(display_name="Mara")
    connect(sandbox, mara, "mara")
    return [track.uri for track in spotify_for(mara).top_tracks("medium_term", limit=50).items]


def sessions(**wanted: Any) -> Any:
    from timer.models import Session  # noqa: PLC0415

    return Session.objects.filter(**wanted)


def wait_for(true: Any, what: str) -> None:
    latest = time.monotonic() + PATIENCE
    while not true():
        if time.monotonic() > latest:
            sys.exit(f"{what} did not come about within {PATIENCE:.0f} s")
        time.sleep(0.1)


# --- What came of it -------------------------------------------------------------------------------------------------


class Skip(NamedTuple):
    """One that arrived: whose, for which interval's end (from 1), and how many seconds after it."""

    session: int
    interval: int
    late: float


def moment(told: str) -> datetime:
    return datetime.fromisoformat(told)


def skips_of(log: list[dict[str, Any]], interval: int) -> list[Skip]:
    """Each skip beside the end it is next to."""
    started = dict(sessions().values_list("person__social_auth__uid", "started_at"))
    keys = dict(sessions().values_list("person__social_auth__uid", "pk"))
    skips = []
    for call in log:
        if call["path"] == SKIP:
            gone = (moment(call["arrived"]) - started[call["listener"]]).total_seconds()
            number = round(gone / interval)
            skips.append(Skip(keys[call["listener"]], number, gone - number * interval))
    return skips


def held_figures(options: Options, log: list[dict[str, Any]]) -> int:
    from timer.models import Music  # noqa: PLC0415

    skips = skips_of(log, options.interval)
    ends = len(next(iter(sessions())).plan.phases) - 1  # the last one is the session's, which is no skip
    late = sorted(skip.late * 1000 for skip in skips)
    arrived = Counter((skip.session, skip.interval) for skip in skips)
    by_interval = [[skip.late * 1000 for skip in skips if skip.interval == number] for number in (1, ends)]
    drift = statistics.median(by_interval[1]) - statistics.median(by_interval[0])
    off = [abs(row.over_at - row.started_at - timedelta(seconds=row.plan.length)) for row in sessions()]
    music = Music.objects.values_list("skips", "missed", "unsure")
    done, missed, unsure = (sum(column) for column in zip(*music, strict=True))
    print(f"       {len(skips):,} skips of {options.sessions:,} sessions, {done:,} counted; lateness in ms:")
    print(f"       p50 {late[len(late) // 2]:.1f}, p90 {late[len(late) * 9 // 10]:.1f}, largest {late[-1]:.1f}")
    took = sorted((moment(call["at"]) - moment(call["arrived"])).total_seconds() * 1000 for call in log)
    print(f"       the local Spotify's answers took p50 {took[len(took) // 2]:.1f}, largest {took[-1]:.1f} ms")
    print(f"       calls: {json.dumps(Counter(call['path'] for call in log))}", flush=True)
    return sum(
        [
            held("lateness of a skip, p99, ms", late[min(len(late) - 1, len(late) * 99 // 100)], 250),
            held("earliest skip, ms before its moment", -min(late), 0),
            held("drift: the last interval's median less the first's, ms", drift, 50),
            held("drift: how far from its moment a session was over, ms", max(off).total_seconds() * 1000, 0),
            held("skips twice in an interval", sum(number - 1 for number in arrived.values()), 0),
            held("intervals without a skip", options.sessions * ends - len(arrived), 0),
            held("skips told as missed, or of unknown outcome", missed + unsure, 0),
        ]
    )


def told_costs(workers: list[subprocess.Popen[bytes]], seconds: float) -> None:
    for process in workers:
        for loop in loops(process):
            spent, memory = sum(loop.cpu_times()[:2]), loop.memory_full_info()
            print(
                f"       a loop: {spent / seconds:.0%} of a processor, {memory.rss / 1e6:.0f} MB, "
                f"{memory.uss / 1e6:.0f} of its own, {loop.num_threads()} threads"
            )


if __name__ == "__main__":
    sys.exit(main())
