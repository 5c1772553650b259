"""Where letters go while no mail server is named."""

import io
import sys
from pathlib import Path
from typing import Any

import pytest
from django.utils.translation import gettext_lazy as _

from accounts.letters import letter_send

LINK = "/accounts/password/reset/here/"


class Console(io.StringIO):
    """What a program writes to: a terminal, or not."""

    def __init__(self, *, terminal: bool) -> None:
        super().__init__()
        self._terminal = terminal

    def isatty(self) -> bool:
        return self._terminal


@pytest.mark.parametrize("terminal", [True, False])
def test_a_letter_lies_in_a_file_is_shown_at_a_terminal_and_stands_in_no_log(
    tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, terminal: bool
) -> None:
    settings.EMAIL_BACKEND, settings.EMAIL_FILE_PATH = "accounts.mailbox.EmailBackend", tmp_path
    console = Console(terminal=terminal)
    monkeypatch.setattr(sys, "stdout", console)

    letter_send(to="ilse@people.example", subject=_("A letter"), template="accounts/confirm_letter.txt", path=LINK)

    [lies] = tmp_path.iterdir()
    for word in ("To: ilse@people.example", LINK):
        assert word in lies.read_text()
        assert (word in console.getvalue()) is terminal
        assert word not in caplog.text
    assert lies.name in caplog.text
