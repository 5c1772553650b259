"""`python -m discoverdaily.run.child MODULE ARGUMENT…`: a module as a program that never outlives its parent.

Its standard input is a pipe that only the parent holds, and that closes when the parent ends, however it ends.
"""

import os
import runpy
import signal
import sys
import threading
import time

GRACE = 6.0
"""Seconds from the request to end to the end."""


def end_with_the_parent() -> None:
    """Waits for the pipe to close; then asks this program to end, and after GRACE ends it with all it started."""
    while os.read(0, 1):
        pass
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(GRACE)
    os.killpg(0, signal.SIGKILL)


if __name__ == "__main__":
    threading.Thread(target=end_with_the_parent, daemon=True).start()
    sys.argv = sys.argv[1:]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
