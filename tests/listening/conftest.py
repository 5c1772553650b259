"""What the tests of this room share."""

import pytest

from tests.collection import Collection
from tests.sandbox_server import SandboxServer


@pytest.fixture
def collection(sandbox: SandboxServer) -> Collection:
    return Collection(sandbox)
