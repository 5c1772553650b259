"""A pytest plugin: no line of any log holds a token, whatever the test is about.

The local Spotify's codes and tokens, the same sealed, the app's secret and whatever stands behind a name of theirs are
looked for in every line that reaches the root logger of the tests' own process, tracebacks and all. What the programs
write that tests start is not heard here.
"""

import logging
import re
from collections.abc import Generator

import pytest

from tests.sandbox_server import DEMO_SECRET

SECRET = re.compile(
    r"\b(?=[A-Za-z_-]*[0-9])[A-Za-z0-9_-]{100,}"  # codes and tokens, Spotify's and the sandbox's, and what is sealed
    r"|\bBearer\s+\S|\bBasic\s+[A-Za-z0-9+/=]{8}"
    r"|\b(?:access_token|refresh_token|code|code_verifier|client_secret)['\"]?\s*[=:]\s*['\"]?[\w-]{16}"
    rf"|{re.escape(DEMO_SECRET)}"
)


class Listener(logging.Handler):
    """Keeps the lines that hold a secret."""

    def __init__(self) -> None:
        super().__init__()
        self.told: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.hear(self.format(record))

    def hear(self, line: str) -> None:
        if SECRET.search(line):
            self.told.append(line)

    def taken(self) -> list[str]:
        """What was told since one last asked."""
        told, self.told = self.told, []
        return told


listener = Listener()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, None, None]:
    """Hears the test; it fails where a secret was told, by itself or by what made it ready."""
    root = logging.getLogger()
    if listener not in root.handlers:  # whoever set logging up anew threw it out
        root.addHandler(listener)
    yield
    if told := listener.taken():
        pytest.fail("A secret stands in a log:\n" + "\n".join(told), pytrace=False)
