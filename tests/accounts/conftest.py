"""A browser that signs in: it follows each redirect, and answers the authorize page as a person would."""

import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest
from django.test import Client

from accounts.models import User
from tests.sandbox_server import SandboxServer


class Browser(Client):
    """Django's test client at the address Spotify knows, with what a person does at Spotify."""

    def __init__(self, sandbox: SandboxServer, **options: Any) -> None:
        super().__init__(SERVER_NAME="127.0.0.1", **options)
        self.sandbox = sandbox

    def begin(self, **fields: str) -> str:
        """Presses "Sign in with Spotify"; answers the authorize page's address."""
        response = self.post("/accounts/login/spotify/", fields)
        assert response.status_code == 302, response.content
        address: str = response["Location"]
        return address

    def agree(self, address: str, listener: str) -> str:
        """Chooses a listener on the authorize page ("" refuses); answers the address one is sent back to."""
        page = httpx2.get(address, trust_env=False)
        assert page.status_code == 200, page.text
        hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page.text))
        fields = {name: value.replace("&amp;", "&").replace("&#39;", "'") for name, value in hidden.items()}
        action = f"{self.sandbox.url}/authorize"
        answer = httpx2.post(action, data=fields | {"listener": listener}, trust_env=False)
        assert answer.status_code == 302, answer.text
        return answer.headers["Location"]

    def come_back(self, address: str) -> Any:
        """Opens the address Spotify sends the person back to."""
        parts = urlsplit(address)
        return self.get(f"{parts.path}?{parts.query}")

    def sign_in(self, listener: str, **fields: str) -> Any:
        """All of it; answers our last response."""
        return self.come_back(self.agree(self.begin(**fields), listener))


def query_of(address: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}


def signed_in(browser: Client) -> User | None:
    """Who is signed in there."""
    key = browser.session.get("_auth_user_id")
    return User.objects.get(pk=key) if key else None


def says(response: Any, status: int, words: str) -> None:
    """A page with these words and a way to try again, that nobody keeps."""
    page = response.content.decode()
    assert response.status_code == status, page
    assert words in page
    assert 'action="/accounts/login/spotify/"' in page
    assert response["Cache-Control"] == "no-store"


@pytest.fixture
def browser(sandbox: SandboxServer, db: None) -> Browser:
    return Browser(sandbox)


@pytest.fixture
def other_browser(sandbox: SandboxServer, db: None) -> Browser:
    return Browser(sandbox)
