"""Wrong passwords at the doors, counted by django-axes: for an account from a network address, from that address for
whichever accounts, and for that account from wherever.

The first is reached soon and shuts nobody out but from where the guesses come. The others are far above what slips of
many people's fingers come to, and stop who tries one password at many accounts, or many networks' at one.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

from axes.handlers.database import AxesDatabaseHandler
from axes.models import AccessAttempt
from axes.utils import reset
from django.conf import settings
from django.db.models import QuerySet, Sum
from django.http import HttpRequest
from django.utils import timezone

from accounts.limits import network_address_of
from accounts.models import User

FROM_ONE_ADDRESS = 60
AT_ONE_ACCOUNT = 100
"""Wrong passwords within AXES_COOLOFF_TIME after which none is looked at: from one address, and for one account;
AXES_FAILURE_LIMIT for one account from one address."""


class Handler(AxesDatabaseHandler):  # type: ignore[misc]  # axes is not typed
    """Counts as the library does, and by address and by account alone, too."""

    def get_failures(self, request: HttpRequest, credentials: Mapping[str, object] | None = None) -> int:
        """The largest of the counts, each as a part of AXES_FAILURE_LIMIT of what it may come to."""
        counts = _counted(account_named(request, credentials), network_address_of(request))
        return max((_sum(tried) * settings.AXES_FAILURE_LIMIT) // limit for tried, limit in counts)


def _counted(account: str | None, network: str | None) -> list[tuple[QuerySet[AccessAttempt], int]]:
    """What was tried of late, and how much of it is too much."""
    tried = _tried_of_late()
    counts = [(tried.filter(username=account, ip_address=network), settings.AXES_FAILURE_LIMIT)]
    if network:
        counts.append((tried.filter(ip_address=network), FROM_ONE_ADDRESS))
    if account:
        counts.append((tried.filter(username=account), AT_ONE_ACCOUNT))
    return counts


def _tried_of_late() -> QuerySet[AccessAttempt]:
    tried: QuerySet[AccessAttempt] = AccessAttempt.objects.filter(attempt_time__gt=timezone.now() - cool_off())
    return tried


def _sum(tried: QuerySet[AccessAttempt]) -> int:
    return tried.aggregate(failures=Sum("failures_since_start"))["failures"] or 0


def account_named(request: HttpRequest, credentials: Mapping[str, object] | None) -> str | None:
    """The address or username somebody typed, as failures are counted by."""
    name = (credentials or {}).get("username")
    return str(name).lower()[:255] if name else None


def locked_out_until(request: HttpRequest, account: str | None) -> datetime:
    """When there are few enough wrong passwords again for another to be looked at; now where there are."""
    ends = [_end(tried, limit) for tried, limit in _counted(account, network_address_of(request))]
    return max((end + cool_off() for end in ends if end), default=timezone.now())


def network_locked_out(request: HttpRequest) -> bool:
    """Whether it is nobody's account in particular, but whoever comes from there."""
    network = network_address_of(request)
    return network is not None and _sum(_tried_of_late().filter(ip_address=network)) >= FROM_ONE_ADDRESS


def _end(tried: QuerySet[AccessAttempt], limit: int) -> datetime | None:
    """The moment after which fewer than `limit` were wrong."""
    wrong = 0
    for each in tried.order_by("-attempt_time"):
        wrong += each.failures_since_start
        if wrong >= limit:
            moment: datetime = each.attempt_time
            return moment
    return None


def cool_off() -> timedelta:
    """How long after the last wrong password they are forgotten."""
    return settings.AXES_COOLOFF_TIME


def failures_forget(*, account: str, network_address: str | None = None) -> None:
    """Forgets wrong passwords for an account, from one network address or from everywhere."""
    reset(username=account.lower(), ip=network_address)


def slips_forget(*, person: User, network_address: str | None) -> None:
    """Forgets the wrong passwords that somebody typed before the right one, if their address is confirmed.

    Where it is not, it may be another's too, whose password they would guess at for ever by coming in in between.
    """
    if person.email:
        failures_forget(account=person.email, network_address=network_address)


def old_failures_forget() -> None:
    """Deletes what is no longer counted: the addresses somebody typed, and from where."""
    AccessAttempt.objects.filter(attempt_time__lt=timezone.now() - cool_off()).delete()
