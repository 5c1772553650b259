"""A program that runs beside this one: started again where it ends by itself, and never outliving us."""

import logging
import subprocess
import sys
import threading
from contextlib import suppress

logger = logging.getLogger(__name__)

AGAIN_AFTER = 1.0
"""Seconds from its end to its next start."""
A_MOMENT = 1.0


class Beside:
    """`python -m MODULE ARGUMENT…`, from `start` to `stop`, or to our own end, whatever that is."""

    def __init__(self, *module: str) -> None:
        self._module = module
        self._stopped = threading.Event()
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        threading.Thread(target=self._keep, daemon=True).start()

    def stop(self) -> None:
        """Asks it to end, and gives it a moment; it does not outlive us in any case."""
        self._stopped.set()
        if self._process is not None:
            self._process.terminate()
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(A_MOMENT)

    def _keep(self) -> None:
        while not self._stopped.is_set():
            self._process = subprocess.Popen(  # noqa: S603 - nothing of it comes from outside
                [sys.executable, "-m", "discoverdaily.run.child", *self._module],
                stdin=subprocess.PIPE,
                start_new_session=True,
            )
            code = self._process.wait()
            if not self._stopped.wait(AGAIN_AFTER):
                logger.error("%s ended with %d; it is started again", " ".join(self._module), code)
