"""What may be asked for: names that cannot be one are never sent."""

import re
from collections.abc import Iterable

_ID = re.compile(r"[0-9A-Za-z]{22}")
_ISRC = re.compile(r"[A-Z]{2}[A-Z0-9]{3}[0-9]{7}")


def spotify_ids(names: Iterable[str]) -> list[str]:
    """Those among them that can be ids of Spotify's tracks."""
    return [name for name in names if _ID.fullmatch(name)]


def is_isrc(name: str) -> bool:
    """Whether it can be an ISRC, written without hyphens."""
    return _ISRC.fullmatch(name) is not None
