"""How often somebody may ask for what costs others something: letters to their mailbox, accounts, guesses at their own
password. Wrong passwords at the doors are counted elsewhere (guessing.py)."""

import hashlib
import ipaddress
from collections.abc import Iterable

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest

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
    """Where the request comes from: as the proxy in front of us says, if there is one.

    Of an IPv6 address the first half, with zeros after it: the other half is its owner's to choose.
    """
    forwarded = request.headers.get("X-Forwarded-For", "") if settings.BEHIND_PROXY else ""
    for address in (forwarded.rpartition(",")[2].strip(), request.META.get("REMOTE_ADDR", "")):
        try:
            return str(_network(ipaddress.ip_address(address)))
        except ValueError:
            continue
    return None


def _network(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
    if isinstance(address, ipaddress.IPv4Address):
        return address
    if address.ipv4_mapped:
        return address.ipv4_mapped
    return ipaddress.IPv6Network((int(address), 64), strict=False).network_address
