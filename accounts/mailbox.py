"""Where letters go while no mail server is named: to a folder, and to the console."""

import logging
import sys
from typing import Any

from django.core.mail.backends.filebased import EmailBackend as Folder

logger = logging.getLogger(__name__)


class EmailBackend(Folder):
    """Writes each letter to a file, and shows it to whoever sits at the program's terminal.

    Where the console is kept (in a log, in a file) it tells the letter's file alone: links that open an account are
    nothing for logs, and the address of who leaves must not stay in them.
    """

    def write_message(self, message: Any) -> None:
        super().write_message(message)
        logger.info("a letter lies in %s", self._get_filename())  # type: ignore[attr-defined]  # not in the stubs
        if sys.stdout.isatty():
            sys.stdout.write(f"{message.message().as_string()}\n")
            sys.stdout.flush()
