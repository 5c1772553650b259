"""What keeping playlists fresh costs, and how that grows: `.venv/bin/python -m benchmarks.refreshing [LISTS]`.

Against the local Spotify on this machine, with a database of its own. Three questions, each answered as a ratio or held
against a limit, because machines differ and are noisy:

- calls to Spotify for each look (limit: one for an unchanged list, three for a changed one);
- queries for each look, and for each page, with 2 and with 200 editions behind every list (limit: the same number);
- how long a look takes with 200 editions behind it, as a ratio to 2 (limit: 1.5), and peak memory (limit: 400 MB).
"""

import resource
import statistics
import sys
import time
from contextlib import closing
from typing import Any

from benchmarks.instance import beside_the_sandbox, held

LISTS = int(sys.argv[1]) if len(sys.argv) > 1 else 40
DAY = 86_400


def main() -> int:
    with beside_the_sandbox(SPOTIFY_CALLS_IN_30_SECONDS="10000") as url:
        return measure(url)


def measure(url: str) -> int:
    """Prints each figure with its limit; answers how many are over it."""
    from django.core.management import call_command  # noqa: PLC0415  # as above
    from django.utils import timezone  # noqa: PLC0415

    from accounts.models import User  # noqa: PLC0415
    from playlists.models import Edition, SavedPlaylist  # noqa: PLC0415
    from tests.people import connect  # noqa: PLC0415
    from tests.sandbox_server import SandboxServer  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    sandbox = SandboxServer(url)
    with closing(sandbox.http):
        person = User.objects.create_user(display_name="Mara")
        connect(sandbox, person, "mara")
        lists = [
            SavedPlaylist.objects.create(person=person, name=f"List {number}", time_range="medium_term")
            for number in range(LISTS)
        ]
        made = look_at_all(sandbox, lists)
        unchanged = look_at_all(sandbox, lists)
        sandbox.advance(10 * DAY)
        changed = look_at_all(sandbox, lists)
        steady = look_at_all(sandbox, lists)
        pages = page_queries(person, lists[0])
        for saved in lists:
            ids = saved.latest_track_ids()
            Edition.objects.bulk_create(
                Edition(saved=saved, written_at=timezone.now(), track_ids=ids) for _ in range(198)
            )
        later = look_at_all(sandbox, lists)
        over = [
            held("calls for a new list", made["calls"], 3),
            held("calls for an unchanged list", unchanged["calls"], 1 + 1 / LISTS),  # and the day's one question
            held("calls for a changed list", changed["calls"], 3 + 2 / LISTS),  # once: a token that ended, and the next
            held("queries for an unchanged list, 200 editions to 2", later["queries"] / steady["queries"], 1.0),
            held("time of a look, 200 editions to 2", later["time"] / steady["time"], 1.5),
            held("queries of the pages, 200 editions to 2", page_queries(person, lists[0]) / pages, 1.0),
            held("peak memory, MB", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 400),
        ]
        for what, cost in (("an unchanged", steady), ("a changed", changed)):
            print(
                f"       {what} look: {cost['time'] * 1000:.1f} ms with Spotify's share, {cost['queries']:.0f} queries"
            )
    return sum(over)


def look_at_all(sandbox: Any, lists: list[Any]) -> dict[str, float]:
    """Has a worker look for each list; the means of calls and queries a look, and the median of the time."""
    from django.db import connection  # noqa: PLC0415  # the environment comes first
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415
    from django.utils import timezone  # noqa: PLC0415

    from playlists.models import SavedPlaylist  # noqa: PLC0415
    from playlists.refreshing import saved_playlist_refresh  # noqa: PLC0415

    sandbox.clear_requests()
    SavedPlaylist.objects.update(due_at=timezone.now())
    times, queries = [], 0
    while rows := SavedPlaylist.claim(SavedPlaylist.objects.all(), limit=10):
        for row in rows:
            with CaptureQueriesContext(connection) as captured:
                start = time.perf_counter()
                saved_playlist_refresh(saved=row)
                times.append(time.perf_counter() - start)
            queries += len(captured)
    calls = len(sandbox.requests())
    return {"calls": calls / len(lists), "queries": queries / len(lists), "time": statistics.median(times)}


def page_queries(person: Any, saved: Any) -> int:
    """The queries of the pages that show saved playlists."""
    from django.db import connection  # noqa: PLC0415  # the environment comes first
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    from playlists.selectors import saved_page, saved_playlists_of  # noqa: PLC0415

    with CaptureQueriesContext(connection) as captured:
        saved_playlists_of(person)
        saved_page(saved)
    return len(captured)


if __name__ == "__main__":
    sys.exit(main())
