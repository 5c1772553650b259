"""What every test may ask for."""

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from hashlib import sha256
from itertools import chain
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.template import Context, Template
from django.test.signals import template_rendered
from django.utils.safestring import SafeString
from pytest_django.plugin import DjangoDbBlocker
from template_partials.templatetags.partials import TemplateProxy

from discoverdaily import clock
from tests.services import uses_database
from timer import services

pytest_plugins = ["tests.people", "tests.chromium", "tests.no_secrets_in_logs"]

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def migrated(pytestconfig: pytest.Config) -> Path | None:
    """Where a database that went through these very migrations is kept, for SQLite: they take seconds, a copy none.

    `pytest --cache-clear` forgets it; what is installed and every migration's text are in its name.
    """
    kept: pytest.Cache | None = getattr(pytestconfig, "cache", None)  # pytest may be asked to keep nothing
    if kept is None or settings.DATABASES["default"]["ENGINE"] != "django.db.backends.sqlite3":
        return None
    told = sha256((ROOT / "requirements" / "base.txt").read_bytes())
    for file in sorted(chain(ROOT.glob("*/migrations/*.py"), ROOT.glob("*/*/migrations/*.py"))):
        told.update(file.read_bytes())
    return kept.mkdir("migrated") / told.hexdigest()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None, migrated: Path | None) -> None:
    """SQLite's test database is a file: one in memory knows neither WAL nor two writers."""
    default = settings.DATABASES["default"]
    if default["ENGINE"] == "django.db.backends.sqlite3":
        name = default.setdefault("TEST", {})["NAME"] = str(Path(settings.DATA_DIR) / "test.sqlite3")
        if migrated and migrated.exists():
            shutil.copyfile(migrated, name)


@pytest.fixture(scope="session")
def django_db_keepdb(migrated: Path | None, django_db_keepdb: bool) -> bool:
    """What is copied is migrated further: there is nothing left to do. The file goes with the process's folder."""
    return django_db_keepdb or migrated is not None


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker, migrated: Path | None) -> None:
    """The database is there, and kept for the next run if it is the first of its kind."""
    if migrated and not migrated.exists():
        mine = migrated.with_name(f"{os.getpid()}.new")
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(mine)])
        for older in migrated.parent.glob("?" * 64):
            older.unlink(missing_ok=True)
        mine.replace(migrated)


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
def _music_is_told(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No other thread sees what a test's own transaction writes: there whoever presses tells the music. Elsewhere no
    test leaves it untold."""
    if uses_database(request.node):
        request.getfixturevalue("_django_db_helper")
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


@pytest.fixture(scope="session", autouse=True)
def _whole_pages_alone(django_test_environment: None) -> None:
    """An answer's `context` is its page's or fragment's. Django would copy that of each piece within, too, which takes
    a third of a long list's time."""

    def render(self: Template | TemplateProxy, context: Context) -> SafeString:
        if context.template is self:
            template_rendered.send(sender=self, template=self, context=context)
        return self.nodelist.render(context)

    for kind in (Template, TemplateProxy):
        setattr(kind, "_render", render)  # noqa: B010 - a name that its types do not tell
