"""What time it is for the product: the machine's, and later where the demo let days pass."""

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Barrier, Thread

import pytest
import time_machine
from pytest_django import Settings

from discoverdaily import clock
from tests.programs import ROOT
from tests.sandbox_server import SandboxServer

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
WEEK = timedelta(days=7)


@pytest.fixture(autouse=True)
def _folder(settings: Settings, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path


def test_nobody_having_moved_it_it_is_the_machines_time() -> None:
    with time_machine.travel(NOON, tick=False):
        assert (clock.now(), clock.passed()) == (NOON, timedelta())


@pytest.mark.parametrize("ahead", [WEEK, timedelta(microseconds=1), timedelta(days=3660, microseconds=7), -WEEK])
def test_it_is_later_by_what_it_was_moved_until_it_is_moved_again(ahead: timedelta) -> None:
    clock.move(WEEK * 2)
    clock.move(ahead)
    with time_machine.travel(NOON, tick=False):
        assert (clock.now(), clock.passed()) == (NOON + ahead, ahead)
    clock.move(timedelta())
    with time_machine.travel(NOON, tick=False):
        assert clock.now() == NOON


@pytest.mark.parametrize("text", ["", "soon", "\0"])
def test_a_file_that_cannot_be_read_moves_nothing(tmp_path: Path, text: str) -> None:
    (tmp_path / clock.FILE).write_text(text)
    assert clock.passed() == timedelta()


def test_against_the_real_spotify_no_day_passes_early(settings: Settings) -> None:
    clock.move(WEEK)
    settings.SANDBOX = False
    with time_machine.travel(NOON, tick=False):
        assert clock.now() == NOON


def test_another_process_on_the_machine_knows(tmp_path: Path) -> None:
    clock.move(WEEK)
    ask = "import django; django.setup(); from discoverdaily import clock; print(clock.passed().days)"
    variables = {"DATA_DIR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "discoverdaily.settings"}
    answer = subprocess.run(
        [sys.executable, "-c", ask], cwd=ROOT, env=os.environ | variables, capture_output=True, text=True, check=True
    )
    assert answer.stdout.strip() == "7"


def test_two_presses_at_once_leave_the_time_of_one_of_them(tmp_path: Path) -> None:
    together, failures = Barrier(8), list[Exception]()

    def press(days: int) -> None:
        together.wait()
        try:
            for _ in range(20):
                clock.move(timedelta(days=days))
        except Exception as error:  # noqa: BLE001  # a thread's error would pass unseen
            failures.append(error)

    threads = [Thread(target=press, args=(days,)) for days in range(1, 9)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures
    assert clock.passed().days in range(1, 9)
    assert [file.name for file in tmp_path.iterdir()] == [clock.FILE]


def test_a_test_can_let_days_pass_for_spotify_and_for_us(sandbox: SandboxServer) -> None:
    sandbox.next_day()
    sandbox.next_day(2)
    assert clock.passed() == timedelta(seconds=sandbox.state()["offset"]) == timedelta(days=3)
