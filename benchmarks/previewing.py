"""What a person waits for while a list grows: `.venv/bin/python -m benchmarks.previewing [--on postgresql]`, and at the
end of benchmarks.recommend.

An instance that knows the sound of 116,133 tracks, invented ones, and somebody who has played 10,000 of them. What
others recommend is taken as told already, so all candidates are the instance's own. Each page is asked for forty times
through Django, from what the form sends to the answer with its template (limit: 250 ms for the 95th percentile, of the
time that a core works, and by the clock where nobody else does).
"""

import argparse
import os
import statistics
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import numpy as np

from benchmarks.instance import fresh_instance, held
from discoverdaily.music_data.local.catalogue import SOUND, Catalogue

LIMIT_MS = 250.0
TIMES = 40
HEARD = 10_000
AT_ONCE = 5_000
PASSWORD = "benchmark"  # noqa: S105  # of nobody


def main() -> int:
    """Prints each figure with its limit; answers how many are over it."""
    wanted = argparse.ArgumentParser()
    wanted.add_argument("--on", choices=("sqlite", "postgresql"), default="sqlite")
    from benchmarks.recommend import invented  # noqa: PLC0415  # it may be the one that asks

    return previews(invented(), wanted.parse_args().on)


def previews(tracks: Catalogue, on: str = "sqlite") -> int:
    """Prints what each page costs with these tracks; answers how many are over the limit."""
    with fresh_instance(on):
        begun = time.perf_counter()
        person = _kept(tracks)
        print(f"an instance with {len(tracks):,} tracks on {on}, written in {time.perf_counter() - begun:.0f} s")
        return _measured(person)


def _measured(person: Any) -> int:
    from django.test import Client  # noqa: PLC0415  # the environment comes first

    from discoverdaily.listening.models import Track  # noqa: PLC0415
    from playlists.growing import pool  # noqa: PLC0415
    from playlists.growing.library import library  # noqa: PLC0415
    from playlists.growing.recommenders import Local  # noqa: PLC0415

    pool.RECOMMENDERS = (Local(),)  # type: ignore[attr-defined]  # what others tell is taken as told
    begun = time.perf_counter()
    library(wait=True)
    print(f"       its library is built in {time.perf_counter() - begun:.1f} s")
    client = Client(SERVER_NAME="127.0.0.1", headers={"HX-Request": "true"})
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    ids = list(Track.objects.values_list("spotify_id", flat=True))
    chance = np.random.default_rng(3)

    def form(**more: str) -> dict[str, Any]:
        seeds = [f"track:{ids[place]}" for place in chance.choice(len(ids), 5, replace=False)]
        return {"seed": seeds, "size": "25", "per_artist": "3", **more}

    def grow(**more: str) -> Any:
        return client.post("/create/grow/", form(**more), headers={"HX-Request": ""}, follow=True)

    feel = {"target_valence": "0.7", "target_energy": "0.6", "min_danceability": "0.4", "max_tempo": "140"}
    shown: list[Any] = []  # drafts of the growing before are gone by then

    def newest() -> Any:
        if not shown:
            shown.append(_recipe_of(grow()))
        return _recipe(shown[0].pk)

    asked: dict[str, Callable[[], Any]] = {
        "grown from five seeds, and shown": grow,
        "… with two targets and two limits": lambda: grow(**feel),
        "… and nothing known": lambda: grow(**feel, nothing_known="on"),
        "… of a hundred": lambda: grow(size="100"),
        "shown again": lambda: client.get(f"/create/{newest().pk}/"),
        "one dropped": lambda: client.post(f"/create/{newest().pk}/drop/", {"track": newest().track_ids[3]}),
        "grown anew": lambda: client.post(f"/create/{newest().pk}/anew/"),
        "how many fit": lambda: client.get("/create/fitting/", {**form(), **feel}),
    }
    return sum(_over(what, ask) for what, ask in asked.items())


def _recipe(pk: int) -> Any:
    from playlists.models import Recipe  # noqa: PLC0415  # the environment comes first

    return Recipe.objects.get(pk=pk)


def _recipe_of(answer: Any) -> Any:
    return _recipe(int(answer.redirect_chain[-1][0].split("/")[2]))


def _over(what: str, ask: Callable[[], Any]) -> bool:
    spent, passed = [], []
    ask()  # the first one reads templates, too
    for _ in range(TIMES):
        begun, core = time.perf_counter(), time.process_time()
        answer = ask()
        spent.append(1_000 * (time.process_time() - core))
        passed.append(1_000 * (time.perf_counter() - begun))
        assert answer.status_code == 200, (what, answer.status_code)
    medians = f"median {statistics.median(spent):.0f}, by the clock {statistics.median(passed):.0f}"
    by_clock = f"p95 by the clock {np.quantile(passed, 0.95):.0f}"
    return held(f"{what}: p95 in ms ({medians}, {by_clock})", float(np.quantile(spent, 0.95)), LIMIT_MS, digits=0)


def _kept(tracks: Catalogue) -> Any:
    """Writes the tracks down, and somebody who has played the first of them; answers who."""
    from accounts.models import User  # noqa: PLC0415  # the environment comes first
    from discoverdaily.listening import models  # noqa: PLC0415
    from discoverdaily.listening.models.counts import BEGINNING  # noqa: PLC0415

    now = datetime(2026, 11, 1, tzinfo=UTC)
    names = sorted({str(by[0]) for by in tracks.artists})
    places = {name: place for place, name in enumerate(names, start=1)}
    rows = range(len(tracks))
    first = [places[str(tracks.artists[row][0])] for row in rows]
    sounds = {name: tracks.column(name) for name in SOUND}
    person = User.objects.create_user(username="somebody", password=PASSWORD)
    kinds: list[tuple[Any, Any]] = [
        (
            models.Artist,
            (
                models.Artist(pk=place, spotify_id=f"{place:022}", name=name, name_key=name)
                for name, place in places.items()
            ),
        ),
        (models.Recording, (models.Recording(pk=row + 1, artist_id=first[row]) for row in rows)),
        (models.Track, (_track(tracks, row, first[row], now) for row in rows)),
        (models.Credit, (models.Credit(track_id=row + 1, artist_id=first[row], position=0) for row in rows)),
        (
            models.AudioFeatures,
            (
                models.AudioFeatures(
                    recording_id=row + 1,
                    found_at=now,
                    due_at=None,
                    provider="reccobeats",
                    **{name: float(figures[row]) for name, figures in sounds.items()},
                )
                for row in rows
            ),
        ),
        (
            models.RecordingCount,
            (
                models.RecordingCount(
                    person=person, span=models.Span.EVER, start=BEGINNING, recording_id=row + 1, plays_all=1 + row % 9
                )
                for row in range(HEARD)
            ),
        ),
    ]
    for model, made in kinds:
        model.objects.bulk_create(made, batch_size=AT_ONCE)
    return person


def _track(tracks: Catalogue, row: int, artist: int, seen_at: datetime) -> Any:
    from discoverdaily.listening.models import Track  # noqa: PLC0415  # the environment comes first

    return Track(
        pk=row + 1,
        spotify_id=str(tracks.keys[row]),
        recording_id=row + 1,
        name=tracks.names[row],
        title_key=tracks.names[row],
        artist_id=artist,
        album=tracks.albums[row],
        duration_ms=int(tracks.column("duration_ms")[row]),
        released=str(int(tracks.column("year")[row])),
        seen_at=seen_at,
    )


if __name__ == "__main__":
    os.environ |= dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")
    sys.exit(main())
