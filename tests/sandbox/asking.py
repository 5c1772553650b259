"""Asking the sandbox's Web API as one listener's app."""

import re
from collections.abc import Iterator
from html import unescape
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx2

from tests.sandbox_server import EVERY_SCOPE, SandboxServer


class Asker:
    """One access token and the endpoints below /v1. Answers come back as they are, whatever their status."""

    def __init__(self, sandbox: SandboxServer, listener: str = "mara", scope: str = EVERY_SCOPE) -> None:
        self.sandbox = sandbox
        self.listener = listener
        self.token = sandbox.token(listener, scope)
        self.headers = {"Authorization": f"Bearer {self.token['access_token']}"}

    def ask(self, method: str, path: str, **more: Any) -> httpx2.Response:
        headers = {**self.headers, **more.pop("headers", {})}
        return self.sandbox.http.request(method, f"/v1{path}", headers=headers, **more)

    def get(self, path: str, **params: Any) -> httpx2.Response:
        return self.ask("GET", path, params=params)

    def put(self, path: str, json: Any = None, **params: Any) -> httpx2.Response:
        return self.ask("PUT", path, json=json, params=params)

    def post(self, path: str, json: Any = None, **params: Any) -> httpx2.Response:
        return self.ask("POST", path, json=json, params=params)

    def delete(self, path: str, json: Any = None, **params: Any) -> httpx2.Response:
        return self.ask("DELETE", path, json=json, params=params)

    def json(self, path: str, **params: Any) -> Any:
        answer = self.get(path, **params)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def top_uris(self, count: int = 20) -> list[str]:
        return [item["uri"] for item in self.json("/me/top/tracks", limit=count)["items"]]

    def playlist(self, uris: list[str] | None = None, **details: Any) -> str:
        """The id of a new playlist with these songs in it."""
        made = self.post("/me/playlists", {"name": "Made for a test", "public": False, **details})
        assert made.status_code == 201, made.text
        key = str(made.json()["id"])
        for start in range(0, len(uris or []), 100):
            assert self.post(f"/playlists/{key}/items", {"uris": (uris or [])[start : start + 100]}).status_code == 201
        return key

    def pages(self, path: str, **params: Any) -> Iterator[Any]:
        """Each page, by following `next`."""
        page = self.json(path, **params)
        yield page
        while page["next"]:
            answer = self.sandbox.http.get(page["next"], headers=self.headers)
            assert answer.status_code == 200, answer.text
            page = answer.json()
            yield page


def error_of(answer: httpx2.Response) -> tuple[int, str | None, str | None]:
    """Status, message and reason of an error in the Web API's own shape."""
    error = answer.json()["error"]
    assert error["status"] == answer.status_code
    return answer.status_code, error.get("message"), error.get("reason")


def agree(sandbox: SandboxServer, url: str, listener: str) -> dict[str, str]:
    """Press "Continue as" on the authorize page; what the app is told on its redirect URI.

    With listener "" the person refuses.
    """
    page = sandbox.http.get(url)
    assert page.status_code == 200, page.text
    assert "Continue as" in page.text
    form = dict(re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', page.text))
    answer = sandbox.http.post("/authorize", data={**{key: unescape(form[key]) for key in form}, "listener": listener})
    assert answer.status_code == 302, answer.text
    return dict(parse_qsl(urlsplit(answer.headers["location"]).query))
