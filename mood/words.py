"""What a score is called."""

from bisect import bisect_right

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

_BOUNDS = (0.2, 0.4, 0.6, 0.8)
_WORDS: tuple[str | Promise, ...] = (_("blue"), _("quiet"), _("even"), _("warm"), _("bright"))


def feeling(score: float) -> str | Promise:
    """One of five words, from blue (sad) to bright (happy), each for a fifth of what there is."""
    return _WORDS[bisect_right(_BOUNDS, score)]
