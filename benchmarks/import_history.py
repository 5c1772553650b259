"""What bringing in an export costs, and how that grows: `.venv/bin/python -m benchmarks.import_history [LINES]
[--on postgresql] [--quick]`.

An export of so many lines (200,000) is made, handed in and worked, with a database of its own; then the same once more;
then one ten times as long (not with `--quick`). Each in a process of its own, so that each peak of memory is its own.

- lines a second (limit: 60,000 on SQLite, 40,000 on PostgreSQL), of which reading alone (µs a line; limit 5);
- the same file again: nothing new, and quicker;
- ten times the lines: the cost of a line as a ratio (limit 1.3), and peak memory (limit 300 MB) for either.
"""

import argparse
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
import zipfile
from bisect import bisect
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from pathlib import Path
from typing import Any

from benchmarks.instance import ROOT, held

TRACKS = 25_000
LINES_A_FILE = 16_000
LINES_A_SECOND = {"sqlite": 60_000, "postgresql": 40_000}
MOST_MEGABYTES = 300
MOST_TIMES = 1.3
READING = 5.0
NEWEST = datetime(2026, 8, 31, 22, 0, tzinfo=UTC)


def main() -> int:
    """Prints each figure with its limit; answers how many are over it."""
    wanted = argparse.ArgumentParser()
    wanted.add_argument("lines", type=int, nargs="?", default=200_000)
    wanted.add_argument("--on", choices=LINES_A_SECOND, default="sqlite")
    wanted.add_argument("--quick", action="store_true")
    arguments = wanted.parse_args()
    over = []
    with fresh(arguments.on) as folder:
        export = make_export(folder / "small.zip", arguments.lines)
        first = measured("first", export, folder)
        again = measured("again", export, folder)
    over += [
        held("lines a second", first["lines"] / first["seconds"], LINES_A_SECOND[arguments.on], at_least=True),
        held("of which reading, µs a line", first["reading"] / first["lines"] * 1e6, READING),
        held("peak memory, MB", first["megabytes"], MOST_MEGABYTES),
        held("the same file again: new plays", again["new"], 0),
        held("the same file again: time, as a ratio", again["seconds"] / first["seconds"], 1.0),
        held("the same file again: peak memory, MB", again["megabytes"], MOST_MEGABYTES),
    ]
    if arguments.quick:
        return sum(over)
    with fresh(arguments.on) as folder:
        large = measured("large", make_export(folder / "large.zip", arguments.lines * 10), folder)
    cost = (large["seconds"] / large["lines"]) / (first["seconds"] / first["lines"])
    over += [
        held("ten times the lines: cost of a line, as a ratio", cost, MOST_TIMES),
        held("ten times the lines: peak memory, MB", large["megabytes"], MOST_MEGABYTES),
    ]
    return sum(over)


@contextmanager
def fresh(database: str) -> Iterator[Path]:
    """A folder, and a database with nothing in it."""
    if database == "postgresql":
        from tests.services import start_postgresql  # noqa: PLC0415  # only this way of running needs it

        os.environ["DATABASE_URL"] = start_postgresql()
    with tempfile.TemporaryDirectory(prefix="discoverdaily-benchmark-") as folder:
        yield Path(folder)


def make_export(path: Path, lines: int) -> Path:
    """A zip as Spotify makes them: `lines` streams in order of time, tracks by Zipf's law, some skipped."""
    chance = random.Random(2026)
    streams = made_streams(chance, lines)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for number, _ in enumerate(range(0, lines, LINES_A_FILE)):
            rows = [next(streams) for _ in range(min(LINES_A_FILE, lines - number * LINES_A_FILE))]
            name = f"Spotify Extended Streaming History/Streaming_History_Audio_{number}.json"
            archive.writestr(name, "[" + ",".join(rows) + "]")
    return path


def made_streams(chance: random.Random, lines: int) -> Iterator[str]:
    """Lines of JSON, oldest first: sittings of about fifteen songs, as many a day as fill the years since 2008."""
    tracks = [made_track(chance, number) for number in range(TRACKS)]
    shares = list(accumulate(1 / (rank + 1) for rank in range(TRACKS)))
    a_day = max(60, lines / (18 * 365))
    ended = NEWEST - timedelta(days=lines / a_day)
    length = 15 * 200 / 86_400  # of a sitting, in days
    pause = max(60.0, (15 / a_day - length) * 86_400)
    for number in range(lines):
        track, full = tracks[bisect(shares, chance.random() * shares[-1])]
        skipped = chance.random() < 0.25
        ms = int(full * chance.random() ** 3) if skipped else full
        ended += timedelta(milliseconds=ms + 500, seconds=pause * 2 * chance.random() if number % 15 == 0 else 0)
        yield LINE % {
            "ts": ended.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "ms": ms,
            "track": EPISODE if chance.random() < 0.01 else track,
            "address": f"198.51.100.{chance.randrange(250)}",
            "began": "fwdbtn" if chance.random() < 0.25 else "trackdone",
            "ended": "fwdbtn" if skipped else "trackdone",
            "shuffle": json.dumps(chance.random() < 0.5),
            "offline": int(ended.timestamp()) - ms // 1000,
            "private": json.dumps(chance.random() < 0.01),
        }


LINE = (
    '{"ts":"%(ts)s","platform":"Android OS 13 API 33 (invented, Phone 7)","ms_played":%(ms)d,"conn_country":"DE",'
    '"ip_addr":"%(address)s",%(track)s,"audiobook_title":null,"audiobook_uri":null,"audiobook_chapter_uri":null,'
    '"audiobook_chapter_title":null,"reason_start":"%(began)s","reason_end":"%(ended)s","shuffle":%(shuffle)s,'
    '"skipped":false,"offline":false,"offline_timestamp":%(offline)d,"incognito_mode":%(private)s}'
)
EPISODE = (
    '"master_metadata_track_name":null,"master_metadata_album_artist_name":null,'
    '"master_metadata_album_album_name":null,"spotify_track_uri":null,"episode_name":"Forty Minutes on Hinges",'
    '"episode_show_name":"The Slow Lift","spotify_episode_uri":"spotify:episode:0000000000000000000001"'
)


def made_track(chance: random.Random, number: int) -> tuple[str, int]:
    """What a line says of a track, and its length in ms."""
    title = f"{chance.choice(WORDS)} {chance.choice(WORDS)} {number}"
    artist = int(TRACKS / 10 * chance.random() ** 2)
    said = (
        f'"master_metadata_track_name":"{title}","master_metadata_album_artist_name":"The {artist} Lanterns",'
        f'"master_metadata_album_album_name":"Album {number // 10}","spotify_track_uri":"spotify:track:{number:022d}",'
        '"episode_name":null,"episode_show_name":null,"spotify_episode_uri":null'
    )
    return said, chance.randrange(120_000, 330_000)


WORDS = (
    "Amber",
    "Brook",
    "Cinder",
    "Drift",
    "Ember",
    "Fathom",
    "Gravel",
    "Harbour",
    "Iris",
    "Juniper",
    "Kestrel",
    "Lido",
)


def measured(what: str, export: Path, folder: Path) -> dict[str, float]:
    """Has a process of its own bring the export in: seconds, of which reading, lines, new plays, megabytes."""
    command = [sys.executable, "-m", "benchmarks.import_history", "--worker", str(export), str(folder)]
    answer = subprocess.run(  # noqa: S603  # our own program
        command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True
    )
    figures: dict[str, float] = json.loads(answer.stdout.splitlines()[-1])
    figures["zip"] = export.stat().st_size
    print("       {what}: {lines:,.0f} lines, {size:,.0f} bytes, zipped {zip:,.0f};".format(what=what, **figures))
    print(
        "       {seconds:.2f} s: hand-in {handing:.2f}, reading {reading:.2f}, tracks {tracks:.2f}, plays {plays:.2f}; "
        "{cpu:.2f} s of a processor's time; "
        "{new:,.0f} new plays; {megabytes:.0f} MB".format(**figures)
    )
    return figures


def worker(export: str, folder: str) -> None:
    """Brings the export in for the one person there is; prints the figures."""
    os.environ |= {"DATA_DIR": folder, "DJANGO_SETTINGS_MODULE": "discoverdaily.settings", "LOG_LEVEL": "ERROR"}
    import django  # noqa: PLC0415  # the environment comes first

    django.setup()
    from django.core.management import call_command  # noqa: PLC0415  # as above

    from accounts.models import User  # noqa: PLC0415
    from discoverdaily.listening.importing import working  # noqa: PLC0415
    from discoverdaily.listening.importing.services import import_ask  # noqa: PLC0415
    from discoverdaily.listening.models import Import  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    person, _ = User.objects.get_or_create(username="mara", defaults={"time_zone": "Europe/Berlin"})
    spent = {"import_read": 0.0, "tracks_named": 0.0, "plays_store": 0.0}
    for name in spent:
        setattr(working, name, timed(getattr(working, name), name, spent))
    start, cpu = time.perf_counter(), time.process_time()
    with Path(export).open("rb") as file:
        imported = import_ask(person=person, files=[file], ring=False)
    handed = time.perf_counter()
    for row in Import.claim(Import.objects.filter(pk=imported.pk), limit=1):
        working.import_work(row=row)
    ended = time.perf_counter()
    imported.refresh_from_db()
    assert imported.state == Import.State.DONE, imported.state
    assert sum(imported.outcomes.values()) == imported.lines
    figures = {
        "lines": imported.lines,
        "size": imported.size,
        "new": imported.outcomes.get("new", 0),
        "seconds": ended - start,
        "cpu": time.process_time() - cpu,
        "handing": handed - start,
        "reading": spent["import_read"],
        "tracks": spent["tracks_named"],
        "plays": spent["plays_store"],
        "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }
    print(json.dumps(figures))


def timed(function: Any, name: str, spent: dict[str, float]) -> Any:
    """The function, its time added up."""

    def measured(**arguments: Any) -> Any:
        start = time.perf_counter()
        try:
            return function(**arguments)
        finally:
            spent[name] += time.perf_counter() - start

    return measured


if __name__ == "__main__":
    if sys.argv[1:2] == ["--worker"]:
        worker(*sys.argv[2:])
    else:
        sys.exit(main())
