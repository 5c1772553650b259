"""What every test may ask for."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import cache

from discoverdaily import clock

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


@pytest.fixture(autouse=True)
def _real_time() -> Iterator[None]:
    """No test leaves its days to the next one."""
    yield
    if clock.passed():
        clock.move(timedelta())
