"""What colouring ten years of listening costs: `.venv/bin/python -m benchmarks.mood [PLAYS] [--on postgresql]`.

Somebody listened for ten years, a million plays, and it is known how all of it sounds. Printed, each with its limit:

- scoring every day anew: seconds (30 for a million plays), queries, and how much memory it takes at most;
- each page of the calendar: the 95th percentile of the answer (60 ms) and its queries (eight).
"""

import random
import resource
import sys
import time
from pathlib import Path
from typing import Any

from benchmarks.history import TIMES, asked, listen, songs
from benchmarks.instance import held, with_plays

SECONDS, PAGE_MS, QUERIES = 30.0, 60.0, 8
YEARS = 10
PAGES = {
    "this month": "/mood/",
    "a month": "/mood/2022/5/",
    "a year": "/mood/2022/",
    "all years": "/mood/years/",
}


def measure(plays: int) -> int:
    """Prints each figure with its limit; answers how many are over it."""
    from accounts.models import User  # noqa: PLC0415  # the environment comes first

    tracks = songs()
    sound()
    person = User.objects.create_user(display_name="Heavy", time_zone="Europe/Berlin", time_zone_known=True)
    begun = time.perf_counter()
    listen(person, tracks, plays, YEARS)
    print(f"       {plays:,} plays stored in {time.perf_counter() - begun:.0f} s")
    over = [rescoring(person, plays)]
    for page, address in PAGES.items():
        queries, p95, median = asked(person, address)
        over.append(held(f"{page}: p95 of {TIMES} answers, ms (median {median:.0f})", p95, PAGE_MS, digits=0))
        over.append(held(f"{page}: queries", queries, QUERIES, digits=0))
    return sum(over)


def sound() -> None:
    """Makes known how every recording sounds."""
    from discoverdaily import clock  # noqa: PLC0415  # the environment comes first
    from discoverdaily.listening.models import AudioFeatures, Recording  # noqa: PLC0415

    chance = random.Random(7)
    shares = "acousticness", "danceability", "energy", "instrumentalness", "liveness", "valence"
    AudioFeatures.objects.bulk_create(
        (
            AudioFeatures(
                recording_id=recording,
                found_at=clock.now(),
                provider="reccobeats",
                loudness=chance.uniform(-30, 0),
                speechiness=chance.random() ** 3,
                tempo=chance.uniform(60, 200),
                key=chance.randint(0, 11),
                mode=chance.randint(0, 1),
                **{name: chance.random() for name in shares},
            )
            for recording in Recording.objects.values_list("pk", flat=True)
        ),
        batch_size=5_000,
    )


def rescoring(person: Any, plays: int) -> bool:
    """Scores every day of theirs."""
    from django.db import connection  # noqa: PLC0415  # the environment comes first
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    from discoverdaily import clock  # noqa: PLC0415
    from mood.models import Day, Mood  # noqa: PLC0415
    from mood.scoring import mood_work  # noqa: PLC0415

    Mood.objects.filter(person=person).update(due_at=clock.now())
    (row,) = Mood.claim(Mood.objects.filter(person=person), limit=1)
    before, begun = peak_anew(), time.perf_counter()
    with CaptureQueriesContext(connection) as captured:
        mood_work(mood=row)
    spent = time.perf_counter() - begun
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    days = Day.objects.filter(person=person, stale=False).count()
    print(f"       {days:,} days scored with {len(captured)} queries")
    print(f"       {peak:.0f} MB of memory at most, {peak - before:.0f} more than before")
    return held(f"{plays:,} plays scored anew, seconds", spent, SECONDS, digits=0)


def peak_anew() -> float:
    """MB in use now. From here on the most that is used is counted anew (Linux: "clear_refs" in proc(5)); else storing
    a million plays would be all that is seen."""
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    sys.exit(with_plays(measure))
