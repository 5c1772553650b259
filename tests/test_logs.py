"""Logs hold no address that opens something: neither ours, nor what the programs write that an instance runs."""

import html
import json
import logging
import re
import signal
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Self

import httpx2
import pytest
from cryptography.fernet import Fernet
from django.db import connection
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from pytest_django import Settings

from discoverdaily.celery import app
from discoverdaily.logs import ASKED, JsonLines, OfWhat, WithoutSecrets, blanked
from discoverdaily.settings import LOGGING
from tests.no_secrets_in_logs import SECRET
from tests.programs import wait_until
from tests.test_run import House

TOKEN = "k7Wq2vT-n5_xB9fJ3sHd8LmZ1cR6yPa4"


def routes(resolver: URLResolver, before: str = "/") -> Iterator[str]:
    for each in resolver.url_patterns:
        path = f"{before}{each.pattern}"
        if isinstance(each, URLPattern):
            yield path
        else:
            yield from routes(each, path)


@pytest.mark.parametrize("route", [it for it in routes(get_resolver()) if "<str:" in it and "backend" not in it])
def test_whatever_word_of_ours_stands_in_an_address_is_blanked(route: str) -> None:
    """The numbers of rows and the names of playlists open nothing to a stranger; a word might."""
    assert TOKEN not in blanked(f"Not Found: {re.sub('<str:(?!uidb64)[^>]+>', TOKEN, route)}")


@pytest.mark.parametrize(
    ("line", "written"),
    [
        ("Not Found: /shared/abc/", "Not Found: /shared/…/"),
        (
            '"GET /accounts/complete/spotify/?code=AQ&state=x HTTP/1.1"',
            '"GET /accounts/complete/spotify/?code=…&state=… HTTP/1.1"',
        ),
        ("/accounts/sign-in/?next=%2Faccounts%2Femail%2Fconfirm%2Fabc%2F", "/accounts/sign-in/?next=…"),
        ("/accounts/password/reset/Mg/abc-def/", "/accounts/password/reset/Mg/…/"),
        ("/accounts/password/reset/sent/", "/accounts/password/reset/sent/"),
        ("Unprocessable Entity: /top/?range=long_term", "Unprocessable Entity: /top/?range=long_term"),
    ],
)
def test_the_rest_of_a_line_stays(line: str, written: str) -> None:
    assert blanked(line) == written


def test_every_line_goes_through_the_filter_with_its_traceback() -> None:
    assert LOGGING["handlers"]["console"]["filters"] == ["without_secrets", "of_what"]  # type: ignore[index]
    try:
        {"": 1}["/shared/abc/"]
    except KeyError:
        told = sys.exc_info()
    record = logging.LogRecord("any", logging.ERROR, "any.py", 1, "%s went wrong", ("/shared/xyz/",), told)
    assert WithoutSecrets().filter(record)
    written = logging.Formatter().format(record)
    assert written.startswith("/shared/…/ went wrong")
    assert "KeyError: '/shared/…/'" in written


class Heard(logging.Handler):
    """Keeps lines as the console has them."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[dict[str, str]] = []
        self.addFilter(WithoutSecrets())
        self.addFilter(OfWhat())
        self.setFormatter(JsonLines())

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(json.loads(self.format(record)))


def test_a_line_whose_words_and_values_do_not_fit_stops_nobody_and_is_blanked_too() -> None:
    record = logging.LogRecord("any", logging.ERROR, "any.py", 1, "%d of %s", ("/shared/xyz/",), None)
    assert WithoutSecrets().filter(record)
    assert logging.Formatter().format(record) == "%d of %s ('/shared/…/',)"


@pytest.fixture
def said() -> Iterator[list[dict[str, str]]]:
    heard, root = Heard(), logging.getLogger()
    root.addHandler(heard)
    yield heard.lines
    root.removeHandler(heard)


@pytest.mark.django_db
def test_each_line_of_a_request_carries_the_id_that_its_answer_tells(
    client: Client, said: list[dict[str, str]]
) -> None:
    answers = [client.get("/nothing/here/"), client.get("/nothing/there/")]
    ids = [answer["X-Request-ID"] for answer in answers]
    assert len(set(ids)) == 2
    assert [(line["message"], line["request_id"]) for line in said] == [
        ("Not Found: /nothing/here/", ids[0]),
        ("Not Found: /nothing/there/", ids[1]),
    ]
    assert said[0].keys() == {"time", "level", "logger", "message", "request_id"}
    logging.getLogger("any").warning("afterwards")
    assert said[-1]["request_id"] == "-"


@pytest.mark.parametrize(
    ("behind", "told", "believed"),
    [
        (True, "from-the-proxy-0001", True),
        (False, "from-somebody-0001", False),
        (True, "short", False),
        (True, "two words\nmore", False),
        (True, "x" * 65, False),
    ],
)
def test_a_proxys_id_is_taken_where_the_proxy_is_believed_and_it_is_one(
    client: Client, settings: Settings, behind: bool, told: str, believed: bool
) -> None:
    settings.BEHIND_PROXY = behind
    answer = client.get("/healthz", headers={"X-Request-ID": told})
    assert (answer["X-Request-ID"] == told) is believed
    assert len(answer["X-Request-ID"]) >= 8


def test_each_line_of_a_job_carries_the_jobs_id_and_then_what_was_before(said: list[dict[str, str]]) -> None:
    def job() -> None:
        logging.getLogger("any").warning("at work")

    asked = ASKED.set("a request")
    done = app.task(name="tests.a_job")(job).apply(task_id="job-1")
    logging.getLogger("any").warning("afterwards")
    ASKED.reset(asked)
    app.tasks.unregister("tests.a_job")
    assert done.successful()
    ours = [(line["message"], line["request_id"]) for line in said if line["logger"] == "any"]
    assert ours == [("at work", "job-1"), ("afterwards", "a request")]


def test_a_traceback_is_in_the_line_that_tells_of_it(said: list[dict[str, str]]) -> None:
    try:
        {"": 1}["/shared/abc/"]
    except KeyError:
        logging.getLogger("any").exception("went wrong")
    assert said[0]["message"] == "went wrong"
    assert "KeyError: '/shared/…/'" in said[0]["traceback"]


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/shared/x/", "/accounts/invited/x/", "/accounts/password/reset/x/y/"])
def test_no_other_site_is_told_the_address_of_such_a_page(client: Client, path: str) -> None:
    assert client.get(path)["Referrer-Policy"] in ("same-origin", "no-referrer")


# --- What the programs of an instance write --------------------------------------------------------------------------


class Visitor:
    """A browser of the running house's, as far as it notes what nobody else may read."""

    def __init__(self, house: House) -> None:
        self.house, self.secrets = house, set[str]()
        self.http = httpx2.Client(
            base_url=f"http://127.0.0.1:{house.port}", follow_redirects=True, trust_env=False, timeout=60
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.http.close()

    def get(self, path: str) -> str:
        return self._seen(self.http.get(path))

    def post(self, path: str, **fields: str) -> str:
        token = self.http.cookies["csrftoken"]
        return self._seen(self.http.post(path, data=fields | {"csrfmiddlewaretoken": token}))

    def _seen(self, answer: httpx2.Response) -> str:
        self.secrets |= {value for value in self.http.cookies.values() if len(value) > 20}
        for each in (*answer.history, answer):
            self.secrets |= {v for k, v in each.url.params.items() if k in ("code", "state", "code_challenge")}
        return answer.text

    def spotify(self, listener: str) -> str:
        """Signs in with it."""
        page = self.post("/accounts/login/spotify/", next="/")
        hidden = {name: html.unescape(value) for name, value in HIDDEN.findall(page)}
        address = f"http://127.0.0.1:{self.house.sandbox_port}/authorize"
        return self._seen(self.http.post(address, data=hidden | {"listener": listener}))

    def link(self, page: str, before: str) -> str:
        """The path of the link in the page, or the letter, that begins so; what it ends with is nobody else's."""
        found = re.findall(rf"{before}[^\s\"<&]+", page)
        assert found, page
        self.secrets.add(found[-1].removeprefix(before).strip("/"))
        return str(found[-1])

    def letter(self) -> str:
        """The latest."""
        letters = sorted((self.house.data / "emails").glob("*.log"), key=lambda it: it.stat().st_mtime)
        return letters[-1].read_text()


HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')
PASSWORDS = ("a calm harbour 7", "slow tram, last stop", "not this one 9")


def walk(ina: Visitor, stranger: Visitor, staff: Visitor) -> None:
    """Through every door, by every link that opens something: as it is meant, and as it is not."""
    ina.get("/accounts/sign-up/")
    ina.post("/accounts/sign-up/", email="ina@people.example", password1=PASSWORDS[0], password2=PASSWORDS[0])
    confirm = ina.link(ina.letter(), "/accounts/email/confirm/")
    stranger.get(confirm)  # asked to sign in first, with the link in the address
    stranger.get("/accounts/sign-in/")
    stranger.spotify("theo")
    assert stranger.http.get(confirm).status_code == 404  # it is not theirs
    assert stranger.http.post(confirm).status_code == 403  # as from another site
    ina.get(confirm)
    assert "Confirmed." in ina.post(confirm)

    ina.post("/accounts/sign-out/")
    ina.get("/accounts/sign-in/")
    ina.post("/accounts/sign-in/", username="ina@people.example", password=PASSWORDS[2])
    ina.post("/accounts/password/reset/", email="ina@people.example")
    uid = re.search(r"/accounts/password/reset/\w+/", ina.letter())
    assert uid
    reset = ina.link(ina.letter(), uid[0])
    assert "Choose a new password" in ina.get(reset)
    ina.post(f"{uid[0]}set-password/", new_password1=PASSWORDS[1], new_password2=PASSWORDS[1])
    ina.get(reset)  # good once
    ina.post("/accounts/sign-in/", username="ina@people.example", password=PASSWORDS[1])
    assert "Top" in ina.spotify("mara")

    offers = re.findall(r'<option value="(top:[^"]*)"', ina.get("/accounts/shares/"))
    shared = ina.link(ina.post("/accounts/shares/", what=html.unescape(offers[0]), days="7"), "/shared/")
    pk = re.search(r"/accounts/shares/(\d+)/take-back/", ina.get("/accounts/shares/"))
    assert pk
    assert stranger.http.get(shared).status_code == 200
    ina.post(pk[0])
    assert stranger.http.get(shared).status_code == 404

    staff.get("/admin/login/")
    secret = (staff.house.data / "staff_password").read_text()
    staff.post("/admin/login/", username="staff", password=secret, next="/admin/")
    ends = {"ends_at_0": "2099-01-01", "ends_at_1": "12:00"}
    page = staff.post("/admin/accounts/invitation/add/", note="", seats="1", **ends)
    invitation = staff.link(page, "/accounts/invited/")
    assert stranger.http.post(invitation).status_code == 403
    stranger.get("/accounts/sign-in/")
    stranger.post("/accounts/sign-out/")
    stranger.get(invitation)
    ina.secrets |= stranger.secrets | staff.secrets | {secret, *PASSWORDS}


def tokens_of(house: House) -> set[str]:
    """Spotify's, opened and sealed."""
    key = Fernet((house.data / "token_keys").read_text().strip())
    with closing(sqlite3.connect(house.data / "discoverdaily.sqlite3")) as database:
        rows = [json.loads(row) for (row,) in database.execute("SELECT extra_data FROM social_auth_usersocialauth")]
    sealed = {row[name] for row in rows for name in ("access_token", "refresh_token")}
    assert sealed
    return sealed | {key.decrypt(token.encode()).decode() for token in sealed}


@pytest.mark.skipif(connection.vendor != "sqlite", reason="it runs on SQLite; once is enough")
def test_nothing_that_opens_something_stands_in_what_the_programs_write(tmp_path: Path) -> None:
    house = House(tmp_path)
    loud = {"LOG_LEVEL": "DEBUG", "GUNICORN_CMD_ARGS": "--access-logfile=- --log-level=debug"}
    with house.running(**loud) as process:
        with Visitor(house) as ina, Visitor(house) as stranger, Visitor(house) as staff:
            walk(ina, stranger, staff)
            asked = f"http://127.0.0.1:{house.sandbox_port}/_control/requests"
            worked = "/v1/me/player/recently-played"  # by the worker, with a token
            wait_until(lambda: worked in ina.http.get(asked).text, log=house.log, seconds=60)
        secrets = ina.secrets | tokens_of(house)
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=20) == 0
    written = {log.name: log.read_text() for log in (house.data / "logs").iterdir()}
    assert "GET /shared/…/" in written["web-server.log"], "requests are told, without what opens something"
    assert "Not Found: /shared/…/" in written["web-server.log"]
    assert set(written) >= {"web-server.log", "worker.log", "local-Spotify.log"}
    told = [
        f"{name}: {line}"
        for name, text in written.items()
        for line in text.splitlines()
        if SECRET.search(line) or any(secret in line for secret in secrets)
    ]
    assert told == []
