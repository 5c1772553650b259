"""`make run`: everything on one machine, started and stopped as one."""

import html
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2
import psutil
import pytest
from django.db import connection

from discoverdaily import clock
from discoverdaily.run.probe import answers
from tests.programs import ROOT, program, wait_until
from tests.services import free_ports

pytestmark = pytest.mark.skipif(connection.vendor != "sqlite", reason="it runs on SQLite; once is enough")


class House:
    """A copy of DiscoverDaily in a folder and on ports of its own."""

    def __init__(self, folder: Path) -> None:
        self.port, self.sandbox_port = free_ports(2)
        self.log = folder / "printed"
        self.data = folder / "var"
        self.variables = {
            "DATA_DIR": str(self.data),
            "PORT": str(self.port),
            "SANDBOX_PORT": str(self.sandbox_port),
            "DJANGO_SETTINGS_MODULE": "discoverdaily.settings",
        }

    @contextmanager
    def running(self, **variables: str) -> Iterator[subprocess.Popen[bytes]]:
        """Started, until its three lines are there."""
        with program("manage.py", "run", log=self.log, **self.variables | variables) as process:
            wait_until(lambda: len(self.printed()) == 3 or process.poll() is not None, log=self.log, seconds=300)
            yield process

    def printed(self) -> list[str]:
        return self.log.read_text().splitlines()

    def refused(self, **variables: str) -> str:
        """What it says when it does not start."""
        done = subprocess.run(
            [sys.executable, "manage.py", "run"],
            cwd=ROOT,
            env=os.environ | self.variables | variables,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert (done.returncode, done.stdout) == (1, "")
        return done.stderr.strip()

    def silent(self) -> bool:
        """Whether nothing of it listens any more."""
        return not any(listening(port) for port in (self.port, self.sandbox_port))


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


def listening(port: int) -> bool:
    with socket.socket() as caller:
        return caller.connect_ex(("127.0.0.1", port)) == 0


def test_one_command_starts_everything_says_so_in_three_lines_and_ends_at_an_interrupt(house: House) -> None:
    with house.running() as process:
        address, trying, staff = house.printed()
        assert address == f"DiscoverDaily is at http://127.0.0.1:{house.port}/"
        assert trying == "Try it: choose a demo listener, no account needed"
        password = (house.data / "staff_password").read_text()
        assert staff == f"Staff sign in at http://127.0.0.1:{house.port}/admin/ as staff, password {password}"
        assert answers(house.port, "/")
        assert answers(house.port, "/readyz")
        assert answers(house.sandbox_port, "/_control/health")
        for secret in ("secret_key", "token_keys", "staff_password"):
            assert (house.data / secret).stat().st_mode & 0o777 == 0o600
        already = house.refused(PORT=str(free_ports(1)[0]))
        assert already == f"DiscoverDaily is already running, at http://127.0.0.1:{house.port}/"
        sandbox = f"http://127.0.0.1:{house.sandbox_port}/_control"
        httpx2.post(f"{sandbox}/clock", json={"advance": 86_400}, trust_env=False).raise_for_status()
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=12) == 0
    assert house.printed()[3:] == ["Stopping ..."]
    assert house.silent()
    with house.running() as process:  # a second start goes on where it was, on the local Spotify's day
        assert house.printed()[2] == staff
        assert float((house.data / clock.FILE).read_text()) == 86_400
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=12) == 0
    assert house.silent()


def test_a_part_that_stops_by_itself_is_named_and_ends_the_rest(house: House) -> None:
    with house.running() as process:
        (sandbox,) = (
            part for part in psutil.Process(process.pid).children() if "discoverdaily.sandbox" in part.cmdline()
        )
        sandbox.kill()
        assert process.wait(timeout=15) == 1
    log = house.data / "logs" / "local-Spotify.log"
    assert house.printed()[3:] == [f"The local Spotify stopped by itself. Its log: {log}"]
    assert house.silent()


def test_killed_outright_it_leaves_nothing_behind(house: House) -> None:
    with house.running() as process:
        process.kill()
        process.wait()
        wait_until(house.silent, log=house.log, seconds=15)


def test_a_port_in_use_is_named_with_the_variable_that_moves_it(house: House) -> None:
    for variable, port in (("PORT", house.port), ("SANDBOX_PORT", house.sandbox_port)):
        with socket.create_server(("127.0.0.1", port)):
            assert house.refused() == f"Port {port} is in use; set {variable} to a free one."
    same = {"PORT": str(house.port), "SANDBOX_PORT": str(house.port)}
    assert house.refused(**same) == f"PORT and SANDBOX_PORT are both {house.port}; they must differ."


def test_a_setting_that_cannot_be_read_is_told_without_a_traceback(house: House) -> None:
    assert house.refused(PORT="eight") == "PORT is 'eight'; it must be a whole number."


def test_a_database_that_does_not_answer_is_told_without_a_traceback(house: House) -> None:
    url = f"postgresql://nobody@127.0.0.1:{house.port}/nothing"
    words = house.refused(DATABASE_URL=url, SPOTIFY_CLIENT_ID="an-app")
    assert words.startswith("The database does not answer: ")
    assert "Traceback" not in words


def test_against_the_real_spotify_no_sandbox_is_started_and_the_second_line_says_what_to_register(house: House) -> None:
    with house.running(SPOTIFY_CLIENT_ID="an-app"):
        redirect_uri = f"http://127.0.0.1:{house.port}/accounts/complete/spotify/"
        assert house.printed()[1] == (
            f"Signing in goes to Spotify with the app an-app; its redirect URI must be {redirect_uri}"
        )
        assert answers(house.port, "/readyz")
        assert not listening(house.sandbox_port)
        assert not answers(house.port, "/demo/next-day/")


def test_a_demo_listener_who_signs_in_has_two_years_within_twenty_seconds(house: House) -> None:
    with house.running(), httpx2.Client(base_url=f"http://127.0.0.1:{house.port}", trust_env=False) as browser:
        sign_in(browser, house, "mara")
        assert "Your listening history is" in browser.get("/").text
        done = re.compile(r"Done: \d+,\d{3} new plays")
        log = house.data / "logs" / "worker.log"
        wait_until(lambda: bool(done.search(browser.get("/history/imports/").text)), log=log, seconds=20)
        assert "Your listening history is" not in browser.get("/").text


def sign_in(browser: httpx2.Client, house: House, listener: str) -> None:
    """Comes in by the local Spotify, as a browser would."""
    home = str(browser.base_url).rstrip("/")
    token = hidden_fields(browser.get("/").text)["csrfmiddlewaretoken"]
    begun = browser.post(
        "/accounts/login/spotify/",
        data={"csrfmiddlewaretoken": token, "next": "/", "time_zone": "Europe/Berlin"},
        headers={"Referer": f"{home}/"},
    )
    asked = hidden_fields(httpx2.get(begun.headers["Location"], trust_env=False).text)
    agreed = httpx2.post(
        f"http://127.0.0.1:{house.sandbox_port}/authorize", data=asked | {"listener": listener}, trust_env=False
    )
    assert browser.get(agreed.headers["Location"].removeprefix(home)).headers["Location"] == "/"


def hidden_fields(page: str) -> dict[str, str]:
    return {
        name: html.unescape(value)
        for name, value in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page)
    }


def test_an_unknown_role_says_which_there_are(tmp_path: Path) -> None:
    log = tmp_path / "log"
    with program("-m", "discoverdaily.run", "wbe", log=log) as process:
        assert process.wait(timeout=20) == 1
    words = log.read_text()
    assert words.startswith("There is no role 'wbe'. There are:\n")
    assert re.findall(r"^  (\w+)", words, re.MULTILINE) == ["web", "worker", "beat", "migrate"]


def test_the_roles_migrate_and_web_serve_an_instance(house: House, tmp_path: Path) -> None:
    log = tmp_path / "log"
    with program("-m", "discoverdaily.run", "migrate", log=log, **house.variables) as process:
        assert process.wait(timeout=60) == 0, log.read_text()
    with program("-m", "discoverdaily.run", "web", log=log, **house.variables):
        wait_until(lambda: answers(house.port, "/readyz"), log=log)
        probe = [sys.executable, "-m", "discoverdaily.run.probe"]
        assert subprocess.run(probe, env=os.environ | house.variables, check=False).returncode == 0
    assert subprocess.run(probe, env=os.environ | house.variables, check=False).returncode == 1
