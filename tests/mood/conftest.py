"""When it is, and who looks, for tests of the calendar."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import time_machine
from django.test import Client

from accounts.models import User


@pytest.fixture
def saturday() -> Iterator[time_machine.Traveller]:
    """It is the afternoon of 21 November 2026."""
    with time_machine.travel(datetime(2026, 11, 21, 14, tzinfo=UTC), tick=False) as traveller:
        yield traveller


@pytest.fixture
def spring() -> Iterator[time_machine.Traveller]:
    """It is the afternoon of 10 April 2026."""
    with time_machine.travel(datetime(2026, 4, 10, 14, tzinfo=UTC), tick=False) as traveller:
        yield traveller


@pytest.fixture
def owner(alice: User, client: Client) -> User:
    """Whose calendar it is; the client is theirs."""
    client.force_login(alice)
    return alice
