"""Exports, as their tests need them."""

import io
import json
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import User
from discoverdaily import clock
from discoverdaily.due import handle_safely
from discoverdaily.listening.importing.services import import_ask
from discoverdaily.listening.importing.working import import_work
from discoverdaily.listening.models import Import, Play

NOON = datetime(2026, 3, 1, 12, 0, 0, tzinfo=UTC)
"""When the first stream of a made history ended."""


def extended(number: int = 0, *, at: datetime | None = None, **changes: Any) -> dict[str, Any]:
    """A line of extended history: the numbered track, heard for three minutes; streams follow each other."""
    ended = at or NOON + timedelta(minutes=4 * number)
    line: dict[str, Any] = {
        "ts": f"{ended:%Y-%m-%dT%H:%M:%SZ}",
        "platform": "ios",
        "ms_played": 180_000,
        "conn_country": "DE",
        "ip_addr": "198.51.100.7",
        "master_metadata_track_name": f"Song {number}",
        "master_metadata_album_artist_name": f"Singer {number % 3}",
        "master_metadata_album_album_name": f"Album {number % 5}",
        "spotify_track_uri": f"spotify:track:{number:022d}",
        "episode_name": None,
        "episode_show_name": None,
        "spotify_episode_uri": None,
        "reason_start": "trackdone",
        "reason_end": "trackdone",
        "shuffle": False,
        "skipped": False,
        "offline": False,
        "offline_timestamp": 0,
        "incognito_mode": False,
    }
    return line | changes


def account(number: int = 0, *, at: datetime | None = None, **changes: Any) -> dict[str, Any]:
    """The same stream in account data."""
    ended = at or NOON + timedelta(minutes=4 * number)
    line: dict[str, Any] = {
        "endTime": f"{ended:%Y-%m-%d %H:%M}",
        "artistName": f"Singer {number % 3}",
        "trackName": f"Song {number}",
        "msPlayed": 180_000,
    }
    return line | changes


def file(lines: Any, name: str = "Streaming_History_Audio_2026_0.json") -> SimpleUploadedFile:
    """Lines (or bytes as they are) as a file that is handed in."""
    return SimpleUploadedFile(name, lines if isinstance(lines, bytes) else json.dumps(lines).encode())


def zipped(members: dict[str, Any], name: str = "my_spotify_data.zip") -> SimpleUploadedFile:
    """Members by their path, in a zip."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, lines in members.items():
            archive.writestr(path, lines if isinstance(lines, bytes | str) else json.dumps(lines))
    return SimpleUploadedFile(name, out.getvalue())


def work(imported: Import, tell: Callable[[Import], None] = lambda _: None) -> Import:
    """Has a worker work it now, whoever held it before; answers it as it then stands."""
    Import.objects.filter(pk=imported.pk).update(due_at=clock.now(), leased_until=None)
    for row in Import.claim(Import.objects.filter(pk=imported.pk), limit=1):
        handle_safely(row, lambda row: import_work(row=row, tell=tell))
    return Import.objects.get(pk=imported.pk)


def brought_in(person: User, *files: SimpleUploadedFile) -> Import:
    """Hands the files in and has them worked."""
    return work(import_ask(person=person, files=files))


def plays_of(person: User) -> list[tuple[datetime, int | None, str]]:
    """Moment, length and title of the person's plays that are shown, oldest first."""
    shown = Play.objects.filter(person=person, state=Play.State.SHOWN).order_by("played_at")
    return list(shown.values_list("played_at", "ms_played", "track__name"))


def lines_to(count: int, made: Any = extended) -> list[dict[str, Any]]:
    return [made(number) for number in range(count)]


def accounted(imported: Import) -> dict[str, int]:
    """Outcomes; every line has one."""
    assert sum(imported.outcomes.values()) == imported.lines
    return dict(imported.outcomes)
