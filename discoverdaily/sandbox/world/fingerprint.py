"""Which world this is: what a state file names is of one world only."""

import hashlib
from functools import cache

from .catalogue import catalogue
from .listeners import listeners
from .podcasts import adverts, episodes, shows


@cache
def fingerprint() -> str:
    """Other hex digits as soon as there is one track, artist, album, show, episode, advert or listener more or less."""
    known = catalogue()
    everything = (known.tracks, known.artists, known.albums, shows(), episodes(), listeners())
    ids = sorted([*(key for kind in everything for key in kind), *(advert.id for advert in adverts())])
    return hashlib.sha256(" ".join(ids).encode()).hexdigest()
