"""The keys an instance lives by: from the environment, or made once and kept in `var/`."""

import os
import tempfile
from collections.abc import Callable
from pathlib import Path

from discoverdaily import env


def key(variable: str, kept_in: Path, make: Callable[[], str]) -> str:
    """The key in the environment variable, or the one in the file, made with mode 0600 if it is not there.

    Two processes that start at once agree: the file appears whole under its name or not at all, and the first stays.
    """
    if given := env.text(variable):
        return given
    if not kept_in.exists():
        kept_in.parent.mkdir(parents=True, exist_ok=True)
        descriptor, draft = tempfile.mkstemp(prefix=f".{kept_in.name}.", dir=kept_in.parent)  # with mode 0600
        try:
            with os.fdopen(descriptor, "w") as file:
                file.write(make())
            os.link(draft, kept_in)
        except FileExistsError:
            pass  # another process made it in the meantime; its key is the one that counts
        finally:
            Path(draft).unlink()
    return kept_in.read_text().strip()
