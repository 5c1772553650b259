"""What staff switch while the instance runs: who may join, and which features are off.

The switches are one row, read once for each request that needs them and once for each ring of the bell. They are kept
in no cache: what staff press holds for every process from its next request on.
"""

from collections.abc import Collection
from functools import cache

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from accounts.models import Switches
from discoverdaily.personal import Feature, personal_apps, switched_off

_KNOWN = "_switched_off"
"""Where a request keeps what was read for it."""


def switches() -> Switches:
    """What staff have changed; an unsaved row that changes nothing where they have not."""
    return Switches.objects.filter(pk=1).first() or Switches(pk=1)


def features() -> list[Feature]:
    """All that can be switched off, in the order of the apps."""
    return [feature for each in personal_apps() for feature in each.features()]


def features_off() -> Collection[str]:
    """The keys of those that are off; one query."""
    return Switches.objects.filter(pk=1).values_list("off", flat=True).first() or ()


def off_for(request: HttpRequest) -> frozenset[str]:
    """As `switched_off`, with one query for a request at most."""
    known: frozenset[str] | None = getattr(request, _KNOWN, None)
    if known is None:
        known = switched_off()
        setattr(request, _KNOWN, known)
    return known


def feature_missing(request: HttpRequest) -> Feature | None:
    """The feature that is off and to which the request's address belongs."""
    match = request.resolver_match
    asked = _features_at(match.view_name) if match else ()
    return next((feature for feature in asked if feature.key in off_for(request)), None)


@cache
def _features_at(address: str) -> tuple[Feature, ...]:
    return tuple(feature for feature in features() if feature.has(address))


def told(request: HttpRequest) -> dict[str, object]:
    """For every page: `switched_off`, read only where a page asks."""
    return {"switched_off": SimpleLazyObject(lambda: off_for(request))}
