"""What every test may ask for."""

import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection

from discoverdaily import clock
from timer import services

pytest_plugins = ["tests.people", "tests.chromium", "tests.no_secrets_in_logs"]


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """SQLite's test database is a file: one in memory knows neither WAL nor two writers."""
    default = settings.DATABASES["default"]
    if default["ENGINE"] == "django.db.backends.sqlite3":
        default.setdefault("TEST", {})["NAME"] = str(Path(settings.DATA_DIR) / "test.sqlite3")


@pytest.fixture(autouse=True)
def _empty_cache() -> Iterator[None]:
    """A cache in Redis would outlive the test; one in the database is rolled back with it."""
    yield
    if settings.REDIS_URL:
        cache.clear()


class AtOnce:
    """Hands that do what they are given where it is given."""

    given = 0

    def give(self, _: int, job: Callable[[], object]) -> None:
        job()


@pytest.fixture(autouse=True)
def _music_is_told(_django_db_helper: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No other thread sees what a test's own transaction writes: there whoever presses tells the music. Elsewhere no
    test leaves it untold."""
    if connection.in_atomic_block:
        monkeypatch.setattr(services, "tellers", AtOnce())
        yield
        return
    yield
    while services.tellers.given:
        threading.Event().wait(0.01)


@pytest.fixture(autouse=True)
def _real_time() -> Iterator[None]:
    """No test leaves its days to the next one."""
    yield
    if clock.passed():
        clock.move(timedelta())
