"""Our own programs, started for a test and ended with it."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.db import connection

ROOT = Path(__file__).resolve().parent.parent


def database_url() -> str:
    """The test database as DATABASE_URL names it."""
    name = str(connection.settings_dict["NAME"])
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    return urlunsplit(urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}"))


@contextmanager
def program(*arguments: str, log: Path, **variables: str) -> Iterator[subprocess.Popen[bytes]]:
    """`python ARGUMENT…` in a session of its own; everything it started is ended with it."""
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, *arguments],
            cwd=ROOT,
            env=os.environ | variables,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        yield process
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def wait_until(true: Callable[[], bool], *, log: Path, seconds: float = 30) -> None:
    """Looks again and again; fails with the program's log when the time is up."""
    latest = time.monotonic() + seconds
    while not true():
        if time.monotonic() > latest:
            pytest.fail(f"It did not happen within {seconds} s. {log.name} says:\n{log.read_text()}")
        time.sleep(0.05)
