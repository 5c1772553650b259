"""Everything on this machine: the local Spotify, the web server and a worker with beat, until one is interrupted."""

import fcntl
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import OperationalError, connections

from discoverdaily.demo.controls import NoAnswer
from discoverdaily.demo.services import time_take_over
from discoverdaily.keys import key
from discoverdaily.run import child, roles
from discoverdaily.run.probe import answers

LONGEST_START = 90.0
"""Seconds in which every part must answer."""


class CannotStart(Exception):
    """Words for the person at the keyboard."""


@dataclass(slots=True)
class Part:
    """A program that runs beside the others; its module and arguments, and how one sees that it is ready."""

    name: str
    module: list[str]
    ready: Callable[[], bool]
    process: subprocess.Popen[bytes]
    log: Path

    def stopped(self) -> str:
        """What to say once it has ended by itself."""
        return f"The {self.name} stopped by itself. Its log: {self.log}"


class Here:
    """The parts, started together and stopped together."""

    def __init__(self) -> None:
        self.parts: list[Part] = []
        self.interrupted = False
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._interrupt)

    def _interrupt(self, number: int, frame: FrameType | None) -> None:
        self.interrupted = True

    def start(self, name: str, module: list[str], ready: Callable[[], bool], **variables: str) -> None:
        """Starts a part in a session of its own, so that an interrupt from the keyboard reaches us alone."""
        log = logs_folder() / f"{name.replace(' ', '-')}.log"
        if log.exists():
            log.replace(log.with_suffix(".log.before"))
        with log.open("wb") as file:
            process = subprocess.Popen(  # noqa: S603 - nothing of it comes from outside
                [sys.executable, "-m", "discoverdaily.run.child", *module],
                cwd=settings.BASE_DIR,
                env=os.environ | variables,
                stdin=subprocess.PIPE,
                stdout=file,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self.parts.append(Part(name, module, ready, process, log))

    def wait_until_ready(self) -> None:
        """Returns when every part answers, or at an interrupt. Raises CannotStart when one ends or stays silent."""
        latest = time.monotonic() + LONGEST_START
        for part in self.parts:
            while not self.interrupted and not part.ready():
                self._raise_if_one_stopped()
                if time.monotonic() > latest:
                    raise CannotStart(f"The {part.name} does not answer. Its log: {part.log}")
                time.sleep(0.05)

    def stay(self) -> None:
        """Returns at an interrupt. Raises CannotStart when a part ends by itself."""
        while not self.interrupted:
            self._raise_if_one_stopped()
            time.sleep(0.2)

    def _raise_if_one_stopped(self) -> None:
        for part in self.parts:
            if part.process.poll() is not None and not self.interrupted:
                raise CannotStart(part.stopped())

    def stop(self) -> None:
        """Asks all parts to end, and ends what has not ended after a few seconds."""
        for part in self.parts:
            part.process.terminate()
        latest = time.monotonic() + child.GRACE
        for part in self.parts:
            try:
                part.process.wait(max(0.0, latest - time.monotonic()))
            except subprocess.TimeoutExpired:
                os.killpg(part.process.pid, signal.SIGKILL)
                part.process.wait()


def run() -> None:
    """Starts everything, says where it is, stays until interrupted, and stops everything.

    Raises CannotStart, in words, where it cannot start or a part ends by itself.
    """
    with only_one(settings.DATA_DIR / "run.lock"):
        check_ports()
        here = Here()
        try:
            start_and_stay(here)
        finally:
            here.stop()


def start_and_stay(here: Here) -> None:
    worker_ready = settings.DATA_DIR / "worker-ready"
    worker_ready.unlink(missing_ok=True)
    if settings.SANDBOX:
        state = ["--port", str(settings.SANDBOX_PORT), "--state", str(settings.DATA_DIR / "sandbox.sqlite3")]
        here.start("local Spotify", ["discoverdaily.sandbox", *state], sandbox_answers)
    password = prepare(here)
    if here.interrupted:
        return
    here.start("web server", roles.web(f"127.0.0.1:{settings.PORT}"), site_answers)
    here.start("worker", [*roles.worker(), "--beat"], worker_ready.exists, WORKER_READY_FILE=str(worker_ready))
    here.wait_until_ready()
    if not here.interrupted:
        print(*welcome(password), sep="\n", flush=True)  # noqa: T201 - this is what the person reads
    here.stay()
    print("Stopping ...", flush=True)  # noqa: T201 - as above


@contextmanager
def only_one(lock: Path) -> Iterator[None]:
    """Holds the lock file, which says where we run. Raises CannotStart where another holds it."""
    with lock.open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            address = file.read().strip()
            raise CannotStart(f"DiscoverDaily is already running, at {address}") from None
        file.truncate(0)
        file.write(f"{settings.SITE_URL}/\n")
        file.flush()
        yield


def check_ports() -> None:
    """Raises CannotStart where a port is taken, and says which variable moves it."""
    wanted = {"PORT": settings.PORT}
    if settings.SANDBOX:
        wanted["SANDBOX_PORT"] = settings.SANDBOX_PORT
        if settings.PORT == settings.SANDBOX_PORT:
            raise CannotStart(f"PORT and SANDBOX_PORT are both {settings.PORT}; they must differ.")
    for variable, port in wanted.items():
        try:
            socket.create_server(("127.0.0.1", port)).close()
        except OSError:
            raise CannotStart(f"Port {port} is in use; set {variable} to a free one.") from None


def prepare(here: Here) -> str:
    """Database, cache, static files, time and the staff's account are as they must be; answers the staff's password."""
    try:
        for command in ("migrate --no-input", "createcachetable", "collectstatic --no-input"):
            if here.interrupted:
                return ""
            call_command(*command.split(), verbosity=0)
        if settings.SANDBOX:
            here.wait_until_ready()
            if here.interrupted:
                return ""
            time_take_over()
        return staff_password()
    except OperationalError as error:
        raise CannotStart(f"The database does not answer: {error}") from None
    except NoAnswer as error:
        raise CannotStart(f"The local Spotify does not answer: {error}") from None
    finally:
        connections.close_all()


def staff_password() -> str:
    """The password of the account `staff`, both made at the first start; in words where it was changed since."""
    password = key("STAFF_PASSWORD", settings.DATA_DIR / "staff_password", lambda: secrets.token_urlsafe(12))
    people = get_user_model().objects
    staff = people.filter(username="staff").first() or people.create_superuser(username="staff", password=password)
    return password if staff.check_password(password) else "the one it was changed to"


def logs_folder() -> Path:
    folder: Path = settings.DATA_DIR / "logs"
    folder.mkdir(exist_ok=True)
    return folder


def sandbox_answers() -> bool:
    return answers(settings.SANDBOX_PORT, "/_control/health")


def site_answers() -> bool:
    return answers(settings.PORT, "/readyz", urlsplit(settings.SITE_URL).netloc)


def welcome(password: str) -> list[str]:
    """The three lines: where it is, how to try it, how the staff sign in."""
    site = settings.SITE_URL
    if settings.SANDBOX:
        trying = "Try it: choose a demo listener, no account needed"
    else:
        trying = (
            f"Signing in goes to Spotify with the app {settings.SPOTIFY_CLIENT_ID}; "
            f"its redirect URI must be {site}/accounts/complete/spotify/"
        )
    return [
        f"DiscoverDaily is at {site}/",
        trying,
        f"Staff sign in at {site}/admin/ as staff, password {password}",
    ]
