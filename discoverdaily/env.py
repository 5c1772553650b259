"""Values read from the environment, typed and loud: what cannot be read stops the start and says what was expected."""

import os
from collections.abc import Sequence
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured


def text(name: str, default: str = "") -> str:
    """The variable as it stands, without surrounding blanks; `default` where it is unset or empty."""
    return os.environ.get(name, "").strip() or default


def boolean(name: str, default: bool = False) -> bool:
    """`1 true yes on` or `0 false no off`, in any case.

    Raises ImproperlyConfigured for anything else: a misspelt "flase" must not switch something on.
    """
    word = text(name).lower()
    if not word:
        return default
    if word in {"1", "true", "yes", "on"}:
        return True
    if word in {"0", "false", "no", "off"}:
        return False
    raise ImproperlyConfigured(f"{name} is {word!r}; it must be one of 1, true, yes, on, 0, false, no, off.")


def integer(name: str, default: int, *, at_least: int, at_most: int) -> int:
    """A whole number within the bounds, both included.

    Raises ImproperlyConfigured otherwise.
    """
    word = text(name, str(default))
    try:
        number = int(word)
    except ValueError:
        raise ImproperlyConfigured(f"{name} is {word!r}; it must be a whole number.") from None
    if not at_least <= number <= at_most:
        raise ImproperlyConfigured(f"{name} is {number}; it must be from {at_least} to {at_most}.")
    return number


def choice(name: str, default: str, *, among: Sequence[str]) -> str:
    """One of a few words, in any case.

    Raises ImproperlyConfigured otherwise.
    """
    word = text(name, default).lower()
    if word not in among:
        raise ImproperlyConfigured(f"{name} is {word!r}; it must be one of {', '.join(among)}.")
    return word


def words(name: str, default: Sequence[str] = ()) -> list[str]:
    """A list separated by commas; blanks around the words and empty words are left out."""
    found = [word.strip() for word in os.environ.get(name, "").split(",") if word.strip()]
    return found or list(default)


def address(name: str, default: str) -> str:
    """An http(s) address without a slash at its end.

    Raises ImproperlyConfigured where it is not one, or names `localhost`, which Spotify refuses.
    """
    url = text(name, default).rstrip("/")
    if not url.startswith(("http://", "https://")):
        raise ImproperlyConfigured(f"{name} is {url!r}; it must start with http:// or https://.")
    if urlsplit(url).hostname == "localhost":
        raise ImproperlyConfigured(f"{name} is {url!r}; write 127.0.0.1 for localhost, which Spotify refuses.")
    return url
