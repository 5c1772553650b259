"""A real Chromium on a real server, with the local Spotify beside it."""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread, current_thread
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.core.servers.basehttp import ThreadedWSGIServer
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from tests.chromium import PATIENCE

PHONE, DESK = (390, 844), (1440, 900)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker("browser")


class PatientServer(ThreadedWSGIServer):
    """Knows who is on the line: what one test's pages still ask for must not write among the next one's rows."""

    lines: set[Thread] = set()

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        self.lines.add(current_thread())
        super().process_request_thread(request, client_address)
        self.lines.discard(current_thread())

    @classmethod
    def wait_until_all_hung_up(cls) -> None:
        for line in list(cls.lines):
            line.join(timeout=10)


@pytest.fixture(scope="session")
def live_server() -> Iterator[LiveServer]:
    """The product where its settings say it stands, for 127.0.0.1 is another host than `localhost`."""
    server = LiveServer(f"127.0.0.1:{settings.PORT}", start=False)
    server.thread.server_class = PatientServer
    server.start()
    yield server
    server.stop()


@dataclass
class Watch:
    """What happened in a browser that should not have: words on the console, and requests to others."""

    home: str
    complaints: list[str] = field(default_factory=list)
    asked: set[str] = field(default_factory=set)

    def over(self, context: BrowserContext) -> None:
        context.on("console", lambda said: self.complaints.append(said.text) if said.type == "error" else None)
        context.on("weberror", lambda error: self.complaints.append(str(error.error)))
        context.on("request", lambda request: self.asked.add("{0.scheme}://{0.netloc}".format(urlsplit(request.url))))

    def assert_calm(self) -> None:
        """No complaint, and nobody asked but ourselves."""
        self.assert_calm_but_for(self.home)

    def assert_calm_but_for(self, other: str) -> None:
        """No complaint, and nobody asked but ourselves and one other."""
        assert not self.complaints
        assert self.asked <= {self.home, other}


@dataclass
class Visit:
    """Somebody with a browser: `page` is their tab, `watch` what it must not do."""

    page: Page
    watch: Watch

    def go(self, path: str) -> Page:
        self.page.goto(self.watch.home + path)
        return self.page

    def be(self, person: User) -> None:
        """Is signed in as the person."""
        client = Client()
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        value = client.cookies[settings.SESSION_COOKIE_NAME].value
        self.page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": self.watch.home}])

    def picture(self, name: str) -> None:
        """Kept in the folder SCREENSHOTS, where one is named."""
        if folder := os.environ.get("SCREENSHOTS"):
            path = Path(folder) / f"{re.sub(r'[^a-z0-9]+', '-', name.lower()).strip('-')}.png"
            self.page.screenshot(path=path, full_page=True)


class Visitors:
    """Opens browsers of any size."""

    def __init__(self, chromium: Browser, home: str) -> None:
        self.chromium, self.home = chromium, home
        self.contexts: list[BrowserContext] = []

    def visit(self, size: tuple[int, int] = PHONE, *, scripts: bool = True) -> Visit:
        context = self.chromium.new_context(
            viewport={"width": size[0], "height": size[1]},
            color_scheme="light",
            java_script_enabled=scripts,
            timezone_id="Asia/Tokyo",
            reduced_motion="reduce",
        )
        context.set_default_timeout(PATIENCE)
        self.contexts.append(context)
        watch = Watch(self.home)
        watch.over(context)
        return Visit(context.new_page(), watch)


@pytest.fixture
def visitors(chromium: Browser, live_server: LiveServer) -> Iterator[Visitors]:
    visitors = Visitors(chromium, live_server.url)
    yield visitors
    for context in visitors.contexts:
        context.close()
    PatientServer.wait_until_all_hung_up()


@pytest.fixture
def visit(visitors: Visitors) -> Visit:
    """Somebody with a phone."""
    return visitors.visit()
