"""Files are read only where a page takes them and from who is signed in; large ones never into memory."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile
from django.test import Client, RequestFactory
from django.urls import resolve

from accounts.models import User

pytestmark = pytest.mark.django_db

TAKES_FILES = "/history/imports/"
LARGE = 300 * 1024


def large(size: int = LARGE) -> SimpleUploadedFile:
    return SimpleUploadedFile("large.json", b"[" + b" " * size + b"]")


class Unread:
    """A body that must not be looked at."""

    def read(self, *args: Any) -> bytes:
        pytest.fail("the body was read")

    readline = read


def sent_unread(client: Client, address: str) -> Any:
    """Sends a large body, of which only the size may be looked at."""
    more: dict[str, Any] = {"CONTENT_LENGTH": str(LARGE), "wsgi.input": Unread()}
    return client.generic("POST", address, b"x", "multipart/form-data; boundary=x", **more)


@pytest.mark.parametrize("address", ["/", "/top/", "/playlists/new/", "/accounts/sign-out/"])
def test_where_no_page_takes_files_none_are_read(client: Client, alice: User, address: str) -> None:
    for _ in ("a stranger", "somebody who is signed in"):
        assert sent_unread(client, address).status_code == 400
        client.force_login(alice)


def test_a_strangers_files_are_not_read(client: Client) -> None:
    answer = sent_unread(client, TAKES_FILES)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/accounts/sign-in/")


def test_more_than_the_page_takes_is_not_kept_and_said_at_the_field(
    client: Client, alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resolve(TAKES_FILES).func, "takes_files", LARGE)
    client.force_login(alice)
    answer = client.post(TAKES_FILES, {"files": [large(), large()]})
    assert answer.status_code == 422
    assert "Hand in fewer at a time" in answer.content.decode()
    assert not alice.imports.exists()


def test_a_large_file_lies_on_the_disk() -> None:
    request = RequestFactory().post(TAKES_FILES, {"files": large(3 * 1024 * 1024)})
    assert isinstance(request.FILES["files"], TemporaryUploadedFile)
    request.close()
