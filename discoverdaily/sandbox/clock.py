"""The one clock of the sandbox: real time and an offset that the controls move forward."""

import time
from datetime import UTC, datetime

from discoverdaily.sandbox.journal import Shelf

_OFFSET = "offset"


class Clock:
    """Seconds since the epoch (UTC), as the sandbox sees them. The offset outlives a restart."""

    def __init__(self, shelf: Shelf[float]) -> None:
        self._shelf = shelf

    @property
    def offset(self) -> float:
        return self._shelf.get(_OFFSET, 0.0)

    def timestamp(self) -> float:
        return time.time() + self.offset

    def now(self) -> datetime:
        return datetime.fromtimestamp(self.timestamp(), UTC)

    def advance(self, seconds: float) -> None:
        self._shelf[_OFFSET] = self.offset + seconds
