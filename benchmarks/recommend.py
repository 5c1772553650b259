"""What the local recommender costs, on one core: `.venv/bin/python -m benchmarks.recommend [--catalogue FILE.csv.gz]`.

A catalogue of 116,133 tracks, invented unless one is given, and tenth and double of it (copies under other keys):

- building an index, adding 1,000 tracks to it, and how much memory it holds;
- a recommendation from ten seeds, one with two targets and two limits as well, and one without what somebody knows
  already: the median and the 95th percentile of a hundred, in milliseconds of a core's time (limit: 50 for the
  catalogue itself), which is less than what passes by the clock where others keep the core busy;
- how the recommendation's cost grows from a tenth to the whole and to the double (limit: no more than the catalogue);
- the pages on which a list grows, in an instance with as many invented tracks (benchmarks/previewing.py), unless
  `--alone` is asked for.
"""

import os

os.environ |= dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")  # before numpy is loaded

import argparse
import resource
import sys
import time
import tracemalloc
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.previewing import previews
from discoverdaily.music_data.local.catalogue import SOUND, Catalogue
from discoverdaily.music_data.local.files import catalogue_in
from discoverdaily.music_data.local.index import Index
from discoverdaily.music_data.local.limits import Limits
from discoverdaily.music_data.local.ranking import recommend
from discoverdaily.music_data.local.tunables import Tunables

TRACKS, ARTISTS = 116_133, 25_000
ADDED, KNOWN = 1_000, 10_000
P95_MS, SLACK = 50.0, 1.15
TIMES = 100
WANTED = Tunables({"valence": 0.7, "energy": 0.6}, {"danceability": 0.4}, {"tempo": 140.0})


def main() -> int:
    """Prints each figure with its limit; answers how many are over it."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--catalogue", type=Path, help="a catalogue as manage.py recommend takes it")
    asked.add_argument("--alone", action="store_true", help="without the pages")
    arguments = asked.parse_args()
    whole = catalogue_in(arguments.catalogue) if arguments.catalogue else invented()
    random = np.random.default_rng(1)
    tenth = whole.take(random.permutation(len(whole))[: len(whole) // 10])
    medians = {}
    over = 0
    for name, tracks in (("a tenth", tenth), ("the catalogue", whole), ("the double", doubled(whole))):
        median, p95 = measure(name, tracks)
        medians[len(tracks)] = median
        if tracks is whole:
            over += p95 > P95_MS
            print(f"{'OVER' if p95 > P95_MS else 'ok':>4}   p95 {p95:.1f} ms (limit: {P95_MS:.0f})")
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"       the process held {most:.0f} MB at most, with all three")
    over += growth(medians)
    return over if arguments.alone else over + previews(invented())


def measure(name: str, tracks: Catalogue) -> tuple[float, float]:
    """The medians' and the percentiles' worst, in ms."""
    print(f"{name}: {len(tracks):,} tracks")
    index, built = timed(lambda: Index.of(tracks))
    more = renamed(tracks.take(np.arange(ADDED)))
    _, added = timed(lambda: index.adding(more))
    print(f"       index built in {built:.2f} s; {ADDED:,} tracks added in {added:.2f} s; {held(tracks):.0f} MB")
    random = np.random.default_rng(2)
    keys = index.catalogue.keys
    figures = []
    known = frozenset(keys[random.permutation(len(keys))[:KNOWN]].tolist())
    asked: dict[str, tuple[Any, ...]] = {
        "ten seeds": (),
        "ten seeds, targets and limits": (WANTED, Limits(variety=1)),
        f"… and none of {len(known):,} that are known": (WANTED, Limits(known, most_by_artist=2)),
    }
    for what, options in asked.items():
        spent = []
        for _ in range(TIMES):
            seeds = keys[random.choice(len(keys), 10, replace=False)].tolist()
            begun, core = time.perf_counter(), time.process_time()
            recommend(index, seeds, *options, size=25)
            spent.append((1_000 * (time.process_time() - core), 1_000 * (time.perf_counter() - begun)))
        (median, by_clock), (p95, p95_by_clock) = np.quantile(spent, (0.5, 0.95), axis=0)
        print(f"       {what}: {median:.1f} ms, p95 {p95:.1f} (by the clock {by_clock:.1f}, p95 {p95_by_clock:.1f})")
        figures.append((float(median), float(p95)))
    return max(figure[0] for figure in figures), max(figure[1] for figure in figures)


def growth(medians: dict[int, float]) -> int:
    """How many of the steps cost more than they add tracks."""
    over = 0
    steps = list(medians.items())
    for (few, before), (many, after) in pairwise(steps):
        bad = after / before > SLACK * many / few
        print(f"{'OVER' if bad else 'ok':>4}   {many / few:.1f} times the tracks: {after / before:.1f} times the time")
        over += bad
    return over


def timed(work: Callable[[], Any]) -> tuple[Any, float]:
    begun = time.perf_counter()
    return work(), time.perf_counter() - begun


def held(tracks: Catalogue) -> float:
    """MB that an index holds beside the catalogue that it is made of."""
    tracemalloc.start()
    index = Index.of(tracks)
    found = tracemalloc.get_traced_memory()[0] / 2**20
    tracemalloc.stop()
    assert len(index) == len(tracks)
    return found


def renamed(tracks: Catalogue) -> Catalogue:
    return Catalogue(
        np.char.add(tracks.keys.astype(np.str_), " again"),
        tracks.figures,
        tracks.artists,
        tracks.names,
        tracks.albums,
        tracks.isrcs,
    )


def doubled(tracks: Catalogue) -> Catalogue:
    return tracks.with_(renamed(tracks))


def invented() -> Catalogue:
    """As many tracks and artists as a public collection has; artists have a sound and years of their own."""
    random = np.random.default_rng(7)
    by = np.minimum(random.zipf(1.3, TRACKS), ARTISTS) - 1
    by = np.where(random.random(TRACKS) < 0.5, by, random.integers(ARTISTS, size=TRACKS))
    words = np.array(["".join(random.choice(list("aeiouklmnrstv"), 6)) for _ in range(4_000)])
    shares = {name: np.clip(random.random(ARTISTS)[by] + random.normal(0, 0.1, TRACKS), 0, 1) for name in SOUND}
    figures = shares | {
        "loudness": -30 * shares["loudness"],
        "tempo": 60 + 120 * shares["tempo"],
        "year": (1965 + 55 * random.random(ARTISTS))[by],
        "popularity": random.integers(101, size=TRACKS),
        "duration_ms": random.integers(90_000, 400_000, size=TRACKS),
    }
    return Catalogue.of(
        [f"{number:022}" for number in range(TRACKS)],
        figures,
        artists=[(f"artist {number}",) for number in by.tolist()],
        names=[" ".join(three) for three in random.choice(words, (TRACKS, 3)).tolist()],
        albums=[" ".join(two) for two in random.choice(words, (TRACKS, 2)).tolist()],
    )


if __name__ == "__main__":
    sys.exit(main())
