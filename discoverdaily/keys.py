"""The keys an instance lives by: from the environment, or made once and kept in `var/`."""

import os
import tempfile
from collections.abc import Callable
from pathlib import Path

from cryptography.fernet import Fernet
from django.core.exceptions import ImproperlyConfigured

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


def sealing_keys(given: str) -> list[str]:
    """The Fernet keys of TOKEN_KEYS, which are separated by commas.

    Raises ImproperlyConfigured where there is none, or something that is no such key; it says which, never what.
    """
    keys = [word.strip() for word in given.split(",") if word.strip()]
    if not keys:
        raise ImproperlyConfigured("TOKEN_KEYS holds no key.")
    for place, each in enumerate(keys, start=1):
        try:
            Fernet(each)
        except ValueError:
            told = f"Number {place} of TOKEN_KEYS is no Fernet key: 32 bytes, as URL-safe base64."
            raise ImproperlyConfigured(told) from None
    return keys
