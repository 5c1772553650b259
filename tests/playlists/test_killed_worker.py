"""A worker killed by the system, not by an exception: between the making of a playlist and the record of it."""

import os
import signal
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone

from accounts.models import User
from playlists.models import SavedPlaylist
from tests.playlists.conftest import look, made, wish
from tests.sandbox_server import SandboxServer

RING = "from playlists.tasks import refresh_due_playlists; refresh_due_playlists()"
ROOT = Path(__file__).resolve().parents[2]


def database_url() -> str:
    """The address of the test database, for another process."""
    database = settings.DATABASES["default"]
    if database["ENGINE"].endswith("sqlite3"):
        return f"sqlite:///{database['NAME']}"
    start, _, query = os.environ["DATABASE_URL"].partition("?")
    server, _, _name = start.rpartition("/")
    return f"{server}/{database['NAME']}" + (f"?{query}" if query else "")


@pytest.mark.django_db(transaction=True)
def test_a_killed_worker_leaves_no_second_playlist(alice: User, sandbox: SandboxServer) -> None:
    saved = wish(alice)
    sandbox.fault("/v1/me/playlists", "timeout_after", method="POST", times=1)
    worker = subprocess.Popen(
        [sys.executable, "manage.py", "shell", "-v", "0", "-c", RING],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": database_url()},
    )
    deadline = time.monotonic() + 30
    while not made(sandbox) and time.monotonic() < deadline:
        time.sleep(0.05)
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    saved.refresh_from_db()
    assert saved.lease is not None
    assert not saved.exists
    SavedPlaylist.objects.update(leased_until=timezone.now() - timedelta(seconds=1))
    saved = look(saved)
    (playlist,) = made(sandbox)
    assert playlist["id"] == saved.spotify_id
    assert len(playlist["uris"]) == 50
