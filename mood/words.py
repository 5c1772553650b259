"""What a score is called."""

from bisect import bisect_right

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

_BOUNDS = (20, 40, 60, 80)
FEELINGS: tuple[str | Promise, ...] = (_("blue"), _("quiet"), _("even"), _("warm"), _("bright"))
_DAYS: tuple[str | Promise, ...] = (
    _("A blue day"),
    _("A quiet day"),
    _("An even day"),
    _("A warm day"),
    _("A bright day"),
)


def points(score: float) -> int:
    """A score as it is shown: 0 sad, 100 happy."""
    return round(100 * score)


def fifth_of(score: float) -> int:
    """Which fifth of the points it is in, from 0 to 4."""
    return bisect_right(_BOUNDS, points(score))


def feeling(score: float) -> str | Promise:
    """One of five words, from blue (sad) to bright (happy), each for a fifth of the points."""
    return FEELINGS[fifth_of(score)]


def day_feeling(score: float) -> str | Promise:
    """What a day with such a score is called: A warm day."""
    return _DAYS[fifth_of(score)]
