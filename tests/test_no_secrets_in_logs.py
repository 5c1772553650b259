"""That the logs of all tests are searched for secrets, and what would be found there."""

import logging
from collections.abc import Iterator

import pytest

from discoverdaily.spotify.sealing import sealed
from tests.no_secrets_in_logs import Listener, listener
from tests.sandbox_server import DEMO_SECRET, SandboxServer


@pytest.fixture
def logger() -> logging.Logger:
    """One that nobody else hears."""
    own = logging.getLogger("alone")
    own.propagate = False
    return own


@pytest.fixture
def heard(logger: logging.Logger) -> Iterator[Listener]:
    own = Listener()
    logger.addHandler(own)
    yield own
    logger.removeHandler(own)


def test_every_test_is_listened_to() -> None:
    assert listener in logging.getLogger().handlers


@pytest.mark.parametrize("name", ["access_token", "refresh_token"])
def test_a_token_is_heard_open_and_sealed(
    sandbox: SandboxServer, logger: logging.Logger, heard: Listener, name: str
) -> None:
    token = sandbox.token("mara")[name]
    logger.info("It is %s.", token)
    logger.info("Sealed: %s", {name: sealed(token)})
    logger.error("It went wrong.", exc_info=ValueError(token))
    assert len(heard.taken()) == 3


@pytest.mark.parametrize(
    "line",
    [
        "Authorization: Bearer short",
        "Authorization: Basic ZGVtby1jbGllbnQ6ZGVtbw==",
        "GET /accounts/complete/spotify/?code=AQDfJ2kq81xTzz0Qw7&state=x",
        '{"refresh_token": "AQDfJ2kq81xTzz0Qw7"}',
        f"the secret is {DEMO_SECRET}",
    ],
)
def test_a_secret_is_heard_by_its_name(logger: logging.Logger, heard: Listener, line: str) -> None:
    logger.warning(line)
    assert heard.taken() == [line]


@pytest.mark.parametrize(
    "line", ["Spotify refused: invalid_grant, Refresh token revoked", "Unprocessable Entity: /timer/", "code 400"]
)
def test_an_ordinary_line_is_none(logger: logging.Logger, heard: Listener, line: str) -> None:
    logger.warning(line)
    assert heard.taken() == []
