"""What the pages of a person with a million plays cost: `.venv/bin/python -m benchmarks.history [PLAYS]
[--on postgresql]`.

Somebody has listened for fifteen years, to 25,000 recordings by 4,000 artists, the favourites again and again (Zipf).
Every page about their plays is asked for thirty times through Django, with its template:

- the 95th percentile of the answer (limit: 100 ms);
- the queries, against those of somebody with a hundredth of the plays (limit: no more; a page whose lists are longer
  may not ask more for it).
"""

import random
import statistics
import sys
import time
from bisect import bisect
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from typing import Any

from benchmarks.instance import held, with_plays

LIMIT_MS = 100.0
TIMES = 30
RECORDINGS, ARTISTS, YEARS = 25_000, 4_000, 15
NEWEST = datetime(2026, 11, 1, 22, tzinfo=UTC)
PIECE = 20_000

PAGES = {
    "history": "/history/",
    "history, far back": "/history/?until=2016-03-01",
    "history, a favourite artist": "/history/?artist={favourite}",
    "history, a rare artist": "/history/?artist={rare}",
    "history, one letter": "/history/?q=a",
    "history, an artist by name": "/history/?q={favourite_name}",
    "history, a rare word": "/history/?q={rare_name}",
    "history, nothing found": "/history/?q=zzzzqqq",
    "history, a source with none": "/history/?source=account",
    "history, a word in a year": "/history/?q=b&since=2019-01-01&until=2019-12-31",
    "history, a favourite of one source": "/history/?artist={favourite}&source=extended",
    "history, what was hidden": "/history/?hidden=on",
    "statistics, all time": "/history/statistics/",
    "statistics, a year": "/history/statistics/?year=2020",
    "statistics, ten years and a day": "/history/statistics/?since=2013-05-06&until=2023-05-07",
    "Most Played, all time": "/top/played/",
    "Most Played, a year": "/top/played/?period=2021",
    "Most Played, seven years": "/top/played/?since=2014-02-03&until=2021-06-07",
    "Most Played, artists": "/top/played/?kind=artists",
    "Create": "/create/",
    "Create, a seed by one letter": "/create/?q=b",
    "Create, nothing found": "/create/?q=z q",
    "Today": "/",
}


def measure(plays: int) -> int:
    """Prints each figure with its limit; answers how many are over it."""
    from django.db import connection  # noqa: PLC0415  # the environment comes first

    from accounts.models import User  # noqa: PLC0415
    from discoverdaily.listening.models import Artist, ArtistCount, Span  # noqa: PLC0415

    tracks = songs()
    people = [
        User.objects.create_user(display_name=name, time_zone="Europe/Berlin", time_zone_known=True)
        for name in ("Heavy", "Light")
    ]
    begun = time.perf_counter()
    for person, count in zip(people, (plays, plays // 100), strict=True):
        listen(person, tracks, count)
    print(f"       {plays:,} plays and a hundredth of them stored in {time.perf_counter() - begun:.0f} s")
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    known = ArtistCount.objects.filter(person=people[1], span=Span.EVER).values("artist")
    both = ArtistCount.objects.filter(person=people[0], span=Span.EVER, artist__in=known).order_by("-plays_all")
    first, last = (Artist.objects.get(pk=count.artist_id) for count in (both[0], both.reverse()[0]))
    names = {"favourite": first.pk, "rare": last.pk, "favourite_name": first.name, "rare_name": last.name}
    over = []
    for page, address in PAGES.items():
        path = address.format(**names)
        queries, p95, median = asked(people[0], path)
        few, _, small = asked(people[1], path)
        over.append(
            held(f"{page}: p95 of {TIMES} answers, ms (median {median:.0f}, {small:.0f})", p95, LIMIT_MS, digits=0)
        )
        over.append(held(f"{page}: queries, against {few} with a hundredth", queries, few, digits=0))
    return sum(over)


def songs() -> list[int]:
    """Keys of the tracks, the favourites first."""
    from discoverdaily.listening.keys import name_key  # noqa: PLC0415  # the environment comes first
    from discoverdaily.listening.models import Artist, Credit, Recording, Track  # noqa: PLC0415

    chance = random.Random(5)
    letters = "abcdefghiklmnoprstuvw"

    def name(words: int) -> str:
        return " ".join("".join(chance.choices(letters, k=chance.randint(3, 9))) for _ in range(words)).title()

    names = {name(2) for _ in range(ARTISTS)}
    artists = Artist.objects.bulk_create(
        Artist(spotify_id=f"artist{n:016d}", name=each, name_key=name_key(each)) for n, each in enumerate(names)
    )
    by = [artists[min(int(len(artists) * chance.random() ** 2), len(artists) - 1)] for _ in range(RECORDINGS)]
    recordings = Recording.objects.bulk_create(
        Recording(isrc=f"XX{n:010d}", artist=artist) for n, artist in enumerate(by)
    )
    titles = [name(3) for _ in recordings]
    tracks = Track.objects.bulk_create(
        Track(
            spotify_id=f"track{n:017d}",
            recording=recording,
            artist=artist,
            name=title,
            title_key=name_key(title),
            duration_ms=chance.randint(120_000, 300_000),
        )
        for n, (recording, artist, title) in enumerate(zip(recordings, by, titles, strict=True))
    )
    Credit.objects.bulk_create(
        (Credit(track=track, artist=artist, position=0) for track, artist in zip(tracks, by, strict=True)),
        batch_size=5_000,
    )
    return [track.pk for track in tracks]


def listen(person: Any, tracks: list[int], plays: int, years: int = YEARS) -> None:
    """So many plays in so many years, in sittings."""
    from discoverdaily.listening.models import Source  # noqa: PLC0415  # the environment comes first
    from discoverdaily.listening.plays import Told, plays_store  # noqa: PLC0415

    piece: list[Told] = []
    for at, ms, track in heard(tracks, plays, years):
        piece.append(Told(at, ms, track))
        if len(piece) == PIECE:
            plays_store(person=person, source=Source.EXTENDED, told=piece)
            piece = []
    plays_store(person=person, source=Source.EXTENDED, told=piece)


def heard(tracks: list[int], plays: int, years: int = YEARS) -> Iterator[tuple[int, int, int]]:
    """Unix ms, ms heard, and a track's key, the oldest first; from eight in the morning to eleven at night."""
    chance = random.Random(6)
    ends = list(accumulate(1 / (rank + 20) for rank in range(len(tracks))))
    days = years * 365.25
    start = (NEWEST - timedelta(days=days)).timestamp() * 1000 + 10 * 3_600_000
    for number in range(plays):
        day, of_day = divmod(number * days / plays, 1)
        at = int(start + day * 86_400_000 + of_day * 15 * 3_600_000 + chance.random() * 60_000)
        ms = chance.randint(1_000, 29_000) if chance.random() < 0.15 else chance.randint(60_000, 240_000)
        yield at, ms, tracks[bisect(ends, chance.random() * ends[-1])]


def asked(person: Any, path: str, *, times: int = TIMES) -> tuple[int, float, float]:
    """Queries of an answer, and the 95th percentile and median of its time, in ms."""
    from django.db import connection  # noqa: PLC0415  # the environment comes first
    from django.test import Client  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    import discoverdaily.wsgi  # noqa: F401, PLC0415  # what is loaded stays, as where it is served

    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(person)
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(path)
    queries = len(captured)  # the next request forgets them
    assert answer.status_code == 200, (path, answer.status_code)
    spent = []
    for _ in range(times):
        begun = time.perf_counter()
        client.get(path)
        spent.append((time.perf_counter() - begun) * 1000)
    p95 = statistics.quantiles(spent, n=20)[-1] if times > 1 else spent[0]
    return queries, p95, statistics.median(spent)


if __name__ == "__main__":
    sys.exit(with_plays(measure))
