"""Running timers among the programs of an instance that are killed or started again: they go on."""

import os
import shutil
import signal
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import datetime, timedelta
from pathlib import Path

import psutil
import pytest

from discoverdaily.run.probe import answers
from tests.programs import database_url, program, wait_until
from tests.sandbox_server import SandboxServer
from tests.services import free_ports
from tests.timer.music import Stage
from timer.models import Session
from timer.plans import Plan

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]

EVERY_TWO_SECONDS = Plan(work=2, total=120)
SETTINGS = "discoverdaily.settings"


@pytest.fixture
def stage(transactional_db: None, sandbox: SandboxServer) -> Stage:
    return Stage(sandbox)


@contextmanager
def worker(log: Path, **variables: str) -> Iterator[psutil.Process]:
    """The worker's role and the loop beside it."""
    with program("-m", "discoverdaily.run", "worker", log=log, DATABASE_URL=database_url(), **variables) as process:
        yield psutil.Process(process.pid)


def loops(process: psutil.Process) -> list[psutil.Process]:
    with suppress(psutil.NoSuchProcess):
        return [child for child in process.children(recursive=True) if "tick_timers" in child.cmdline()]
    return []


def ticked(times: int, log: Path) -> int:
    """So many more phases began by themselves; answers which one it is now."""
    phase = Session.objects.get().phase
    wait_until(lambda: Session.objects.get().phase >= phase + times, log=log, seconds=60)
    return Session.objects.get().phase


def skips(stage: Stage) -> list[float]:
    """At which interval's end each came, such as 3.02 for a skip 40 ms after the end of the third."""
    started = Session.objects.get().started_at
    calls = [call for call in stage.sandbox.requests() if call["path"] == "/v1/me/player/next"]
    return [(datetime.fromisoformat(call["arrived"]) - started) / timedelta(seconds=2) for call in calls]


def each_once(stage: Stage, *, since: int, at_most_without: int, log: Path) -> bool:
    """From one interval to the present one none had two skips, and so many at most had none."""
    present = Session.objects.get().phase
    wait_until(lambda: max(skips(stage), default=0) >= present, log=log)
    came = [int(skip) for skip in skips(stage) if skip >= since]
    return len(set(came)) == len(came) >= max(came) - since + 1 - at_most_without


def test_a_loop_that_is_killed_is_started_again_and_the_session_goes_on(stage: Stage, tmp_path: Path) -> None:
    log = tmp_path / "worker.log"
    stage.begin(plan=EVERY_TWO_SECONDS)
    with worker(log) as process:
        first = ticked(2, log)
        (loop,) = loops(process)
        loop.kill()
        ticked(4, log)
        assert "is started again" in log.read_text()
        assert each_once(stage, since=first, at_most_without=4, log=log)  # one second, and what a start takes


def test_a_worker_that_is_killed_takes_its_loop_along_and_another_ones_goes_on(stage: Stage, tmp_path: Path) -> None:
    logs = [tmp_path / name for name in ("first.log", "second.log")]
    with ExitStack() as programs:
        first, second = (programs.enter_context(worker(log)) for log in logs)
        wait_until(lambda: bool(loops(first) and loops(second)), log=logs[1])
        (orphan,) = loops(first)
        stage.begin(plan=EVERY_TWO_SECONDS)
        begun = ticked(2, logs[0])
        first.kill()
        ticked(3, logs[1])
        wait_until(lambda: not orphan.is_running() or orphan.status() == psutil.STATUS_ZOMBIE, log=logs[0])
        assert each_once(stage, since=begun, at_most_without=1, log=logs[1])


def test_the_web_server_started_again_changes_nothing(stage: Stage, tmp_path: Path) -> None:
    log, (port,) = tmp_path / "log", free_ports(1)
    variables = {"DATABASE_URL": database_url(), "PORT": str(port), "DJANGO_SETTINGS_MODULE": SETTINGS}
    stage.begin(plan=EVERY_TWO_SECONDS)
    with worker(tmp_path / "worker.log"):
        first = ticked(1, log)
        for _ in range(2):
            with program("-m", "discoverdaily.run", "web", log=log, **variables) as web:
                wait_until(lambda: answers(port, "/healthz"), log=log, seconds=60)
                ticked(1, log)
                os.killpg(web.pid, signal.SIGKILL)
        assert each_once(stage, since=first, at_most_without=0, log=log)


@pytest.mark.skipif(shutil.which("redis-server") is None, reason="there is no redis-server on the path")
def test_redis_gone_and_back_changes_nothing(stage: Stage, tmp_path: Path) -> None:
    log, (port,) = tmp_path / "worker.log", free_ports(1)
    redis = ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(tmp_path)]

    def killed_after(do: Callable[[], object]) -> None:
        server = subprocess.Popen(redis, stdout=subprocess.DEVNULL)
        try:
            do()
        finally:
            server.kill()
            server.wait()

    def begin_with_a_worker() -> None:
        programs.enter_context(worker(log, REDIS_URL=f"redis://127.0.0.1:{port}/0"))
        ticked(1, log)

    stage.begin(plan=EVERY_TWO_SECONDS)
    with ExitStack() as programs:
        killed_after(begin_with_a_worker)
        first = ticked(1, log)
        ticked(1, log)
        killed_after(lambda: ticked(2, log))
        assert each_once(stage, since=first, at_most_without=0, log=log)
