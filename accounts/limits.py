"""How often somebody may ask for what costs others something: letters to their mailbox, accounts, guesses."""

import hashlib

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest

HOUR = 3600
"""Seconds."""


def within(what: str, whose: object, times: int) -> bool:
    """Whether this is among the first so many times within an hour; it counts as one of them."""
    name = hashlib.sha256(f"{what} {whose}".encode()).hexdigest()
    return any(cache.add(f"limit:{name}:{place}", True, timeout=HOUR) for place in range(times))


def network_address_of(request: HttpRequest) -> str:
    """Where the request comes from: as the proxy in front of us says, if there is one."""
    forwarded = request.headers.get("X-Forwarded-For", "") if settings.BEHIND_PROXY else ""
    return forwarded.rpartition(",")[2].strip() or str(request.META.get("REMOTE_ADDR", ""))
