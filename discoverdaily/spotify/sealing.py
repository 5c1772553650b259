"""Tokens are sealed before they are kept, under keys of their own that can be changed (settings.TOKEN_KEYS)."""

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings

SEALED = ("access_token", "refresh_token")
"""What of a token answer, and so of a social-auth row, is kept sealed."""


def _keys() -> MultiFernet:
    return MultiFernet([Fernet(key) for key in settings.TOKEN_KEYS])


def sealed(text: str) -> str:
    """The text, unreadable without the first key."""
    return _keys().encrypt(text.encode()).decode()


def opened(text: object) -> str | None:
    """What was sealed; None where nothing was, or where no key of ours opens it."""
    if not isinstance(text, str):
        return None
    try:
        return _keys().decrypt(text.encode()).decode()
    except InvalidToken:
        return None


def resealed(text: str) -> str | None:
    """The same, sealed with the first key; None where no key of ours opens it."""
    try:
        return _keys().rotate(text.encode()).decode()
    except InvalidToken:
        return None
