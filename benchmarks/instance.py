"""What benchmarks run on, and how they tell a figure beside its limit."""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def held(what: str, figure: float, limit: float, *, at_least: bool = False, digits: int = 2) -> bool:
    """Prints a figure beside its limit; answers whether it is beyond."""
    over = figure < limit if at_least else figure > limit + 1e-9
    print(f"{'OVER ' if over else 'holds'}  {what}: {figure:,.{digits}f} (limit {limit:,.{digits}f})", flush=True)
    return over


def with_plays(measure: Callable[[int], int]) -> int:
    """Asks on the command line for how many plays and on which database, and measures there, in a fresh instance.

    Answers how many figures are over their limit.
    """
    wanted = argparse.ArgumentParser()
    wanted.add_argument("plays", type=int, nargs="?", default=1_000_000)
    wanted.add_argument("--on", choices=("sqlite", "postgresql"), default="sqlite")
    arguments = wanted.parse_args()
    with fresh_instance(arguments.on):
        return measure(arguments.plays)


@contextmanager
def fresh_instance(on: str = "sqlite") -> Iterator[None]:
    """An instance with an empty database of its own: sqlite or postgresql."""
    if on == "postgresql":
        from tests.services import start_postgresql  # noqa: PLC0415  # only this way of running needs it

        os.environ["DATABASE_URL"] = start_postgresql()
    with tempfile.TemporaryDirectory(prefix="discoverdaily-benchmark-") as folder:
        (Path(folder) / "static").mkdir()
        _set_up(DATA_DIR=folder, STATIC_ROOT=str(Path(folder) / "static"), DJANGO_SETTINGS_MODULE="tests.settings")
        from django.core.management import call_command  # noqa: PLC0415  # the environment comes first

        call_command("migrate", verbosity=0)
        call_command("createcachetable", verbosity=0)
        yield


@contextmanager
def beside_the_sandbox(*options: str, **environment: str) -> Iterator[str]:
    """The address of a local Spotify of one's own, begun with the options, and an instance beside it that is not
    migrated yet."""
    folder = tempfile.mkdtemp(prefix="discoverdaily-benchmark-")
    sandbox = subprocess.Popen(  # noqa: S603  # nothing of it comes from outside
        [sys.executable, "-m", "discoverdaily.sandbox", "--port", "0", *options],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert sandbox.stdout
        url = sandbox.stdout.readline().removeprefix("Sandbox on ").strip()
        settings = {"DATA_DIR": folder, "SANDBOX_URL": url, "DJANGO_SETTINGS_MODULE": "discoverdaily.settings"}
        _set_up(**settings, **environment)
        yield url
    finally:
        sandbox.terminate()
        shutil.rmtree(folder, ignore_errors=True)


def _set_up(**environment: str) -> None:
    os.environ |= {"LOG_LEVEL": "ERROR", **environment}
    import django  # noqa: PLC0415  # the environment comes first

    django.setup()
