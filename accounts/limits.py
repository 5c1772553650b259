"""How often somebody may ask for what costs others something: letters to their mailbox, accounts, guesses.

Wrong passwords at the doors are counted by django-axes, by account and network address together: so nobody shuts
somebody else out from where that person is.
"""

import hashlib
import ipaddress
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from axes.models import AccessAttempt
from axes.utils import reset
from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.utils import timezone

HOUR = 3600
"""Seconds."""
LETTERS, GUESSES = "letters of", "guesses at the password of"
LETTERS_TO, RESETS_TO = "letters to", "letters of reset to"
"""What is counted: of a person by their key, to a mailbox by its address."""
MOST = 10
"""The most that any of these may be within an hour."""


def within(what: str, whose: object, times: int) -> bool:
    """Whether this is among the first so many times within an hour; it counts as one of them."""
    return any(cache.add(key, True, timeout=HOUR) for key in _places(what, whose, times))


def limits_forget(*, key: int, addresses: Iterable[str]) -> None:
    """Leaves nothing in the cache of what was counted for a person, known by their key, and for their mailboxes."""
    whose: list[tuple[str, object]] = [(LETTERS, key), (GUESSES, key)]
    whose += [(what, address) for address in addresses for what in (LETTERS_TO, RESETS_TO)]
    cache.delete_many([place for what, who in whose for place in _places(what, who, MOST)])


def _places(what: str, whose: object, times: int) -> list[str]:
    name = hashlib.sha256(f"{what} {whose}".encode()).hexdigest()
    return [f"limit:{name}:{place}" for place in range(times)]


def network_address_of(request: HttpRequest) -> str | None:
    """Where the request comes from: as the proxy in front of us says, if there is one."""
    forwarded = request.headers.get("X-Forwarded-For", "") if settings.BEHIND_PROXY else ""
    for address in (forwarded.rpartition(",")[2].strip(), request.META.get("REMOTE_ADDR", "")):
        try:
            return str(ipaddress.ip_address(address))
        except ValueError:
            continue
    return None


def account_named(request: HttpRequest, credentials: Mapping[str, object] | None) -> str | None:
    """The address or username somebody typed, as failures are counted by."""
    name = (credentials or {}).get("username")
    return str(name).lower()[:255] if name else None


def locked_out_until(request: HttpRequest, account: str | None) -> datetime:
    """When wrong passwords for the account, from this network address, are forgotten."""
    tried = AccessAttempt.objects.filter(username=account, ip_address=network_address_of(request))
    latest = tried.values_list("attempt_time", flat=True).order_by("-attempt_time").first()
    return (latest or timezone.now()) + cool_off()


def cool_off() -> timedelta:
    """How long after the last wrong password they are forgotten."""
    return settings.AXES_COOLOFF_TIME


def failures_forget(*, account: str, network_address: str | None = None) -> None:
    """Forgets wrong passwords for an account, from one network address or from everywhere."""
    reset(username=account.lower(), ip=network_address)


def old_failures_forget() -> None:
    """Deletes what is no longer counted: the addresses somebody typed, and from where."""
    AccessAttempt.objects.filter(attempt_time__lt=timezone.now() - cool_off()).delete()
