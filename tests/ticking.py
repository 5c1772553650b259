"""The timer's loop, for tests in which time passes by itself. The test's database must be seen by other threads."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from timer.loop import Loop


@contextmanager
def ticking() -> Iterator[None]:
    """The loop runs, as it does beside a worker."""
    stop = threading.Event()
    thread = threading.Thread(target=Loop(stop).run)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()
