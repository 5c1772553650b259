"""Seeds: the artists and tracks that a playlist grows from, five at most.

A seed goes by its word, `artist:ID` or `track:ID`, in forms, in addresses and in the database. What the word means is
read back from what we know. What only Spotify told so far is kept in the cache for a day, for a GET writes nothing
down; `seeds_store` does, once something is made of the seeds.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, cast

import msgspec
from django.conf import settings
from django.core.cache import cache
from django.db.models import OuterRef, Subquery

from accounts.models import User
from discoverdaily.listening.models import Artist, Track
from discoverdaily.listening.services import artists_store, tracks_store
from discoverdaily.spotify import objects
from discoverdaily.spotify.client import Lane, spotify_for
from discoverdaily.spotify.errors import Misused, NotFound

MOST = 5
KEPT_SECONDS = 24 * 3600
NOTHING = b""
"""What the cache keeps of an id that Spotify does not know."""
Kind = Literal["artist", "track"]
Told = objects.Artist | objects.Track
_TOLD: dict[str, type[Told]] = {"artist": objects.Artist, "track": objects.Track}
_WORD = re.compile(r"(artist|track):([0-9A-Za-z]{22})")
_LINK = re.compile(
    r"(?:https?://)?open\.spotify\.com/(?:intl-[a-z-]+/)?(\w+)/([^/?#\s]*)\S*|spotify:(\w+):(\S*)", re.IGNORECASE
)
_LINK_LIKE = re.compile(r"(?:https?://|spotify:|open\.spotify\.com/)\S", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Seed:
    """An artist or a track; `by`: who made a track; `cover`: name of a picture, as covers.py takes it. Without a name
    where nobody could tell it so far."""

    kind: Kind
    spotify_id: str
    name: str = ""
    by: str = ""
    cover: str = ""

    @property
    def word(self) -> str:
        """How it stands in forms and in the database."""
        return f"{self.kind}:{self.spotify_id}"

    @property
    def url(self) -> str:
        """Its page on Spotify."""
        return f"{settings.SPOTIFY_OPEN_URL}/{self.kind}/{self.spotify_id}"


def nameless(word: str) -> Seed | None:
    """The seed that a word stands for, of which nothing else is known; None for what is no word."""
    found = _WORD.fullmatch(word)
    return Seed(cast(Kind, found[1]), found[2]) if found else None


def is_link(text: str) -> bool:
    """Whether somebody pasted an address rather than typed a name."""
    return bool(_LINK_LIKE.match(text.strip()))


def linked(text: str) -> str:
    """The word of the artist or track that a link or URI of Spotify's leads to; empty where it leads to neither."""
    found = _LINK.fullmatch(text.strip())
    word = f"{found[1] or found[3]}:{found[2] or found[4]}" if found else ""
    kind, _, rest = word.partition(":")
    seed = nameless(f"{kind.lower()}:{rest}")
    return seed.word if seed else ""


def seed_of(told: Told) -> Seed:
    """The seed that Spotify told of."""
    if isinstance(told, objects.Artist):
        return Seed("artist", told.id, told.name, cover=told.cover())
    return Seed("track", told.id, told.name, ", ".join(artist.name for artist in told.artists), told.cover())


def seeds_of(words: Sequence[str]) -> list[Seed]:
    """The seeds in their order, as far as we know them: the rest is left out. Four queries at most, and one of the
    cache."""
    told = {seed.word: seed for seed in map(seed_of, _told(words).values())}
    # A picture of an artist that Spotify told is better than a cover of theirs.
    bare = [seed for word in words if (seed := nameless(word)) and not (word in told and told[word].cover)]
    artists = artists_known([seed.spotify_id for seed in bare if seed.kind == "artist"])
    tracks = tracks_known([seed.spotify_id for seed in bare if seed.kind == "track"])
    known = told | {seed.word: seed for seed in [*artists, *tracks]}
    return [known[word] for word in words if word in known]


def artists_known(ids: Sequence[str]) -> list[Seed]:
    """The artists we know by Spotify's ids, each with a cover of theirs, as no picture of them is kept. One query."""
    theirs = (
        Track.objects.filter(artist=OuterRef("pk")).exclude(cover="").order_by("-seen_at", "-pk").values("cover")[:1]
    )
    rows = Artist.objects.filter(spotify_id__in=ids).annotate(cover=Subquery(theirs)) if ids else ()
    return [Seed("artist", row.spotify_id or "", row.name, cover=row.cover or "") for row in rows]


def tracks_known(ids: Sequence[str]) -> list[Seed]:
    """The tracks likewise. Three queries."""
    rows = Track.objects.filter(spotify_id__in=ids).prefetch_related("credits__artist") if ids else ()
    return [Seed("track", row.spotify_id or "", row.name, row.artist_names, row.cover) for row in rows]


def seed_looked_up(person: User, word: str) -> Seed | None:
    """The seed as Spotify tells it now, kept for a day; None where there is no such thing. One call, or none where it
    was found to be nothing a while ago.

    Raises any other SpotifyError.
    """
    seed = nameless(word)
    if seed is None or cache.get(_kept_as(word)) == NOTHING:
        return None
    spotify = spotify_for(person, lane=Lane.PEOPLE)
    try:
        told = spotify.artist(seed.spotify_id) if seed.kind == "artist" else spotify.track(seed.spotify_id)
    except (NotFound, Misused):  # an id that cannot be one is as good as one that is not there
        cache.set(_kept_as(word), NOTHING, timeout=KEPT_SECONDS)
        return None
    told_keep(told)
    return seed_of(told)


def told_keep(told: Told) -> None:
    """What Spotify told stays known for a day."""
    cache.set(_kept_as(seed_of(told).word), msgspec.json.encode(told), timeout=KEPT_SECONDS)


def seeds_store(*, words: Sequence[str]) -> None:
    """What the words mean is written down with the other tracks and artists, as far as only the cache knew it."""
    told = _told(words).values()
    if tracks := [each for each in told if isinstance(each, objects.Track)]:
        tracks_store(tracks=tracks)
    if artists := [each for each in told if isinstance(each, objects.Artist)]:
        artists_store(artists=artists)


def _kept_as(word: str) -> str:
    return f"told:{word}"


def _told(words: Sequence[str]) -> dict[str, Told]:
    """What Spotify told of them within a day."""
    kept = cache.get_many({_kept_as(word) for word in words if nameless(word)})
    found = {}
    for word in words:
        raw = kept.get(_kept_as(word))
        try:
            told = msgspec.json.decode(raw, type=_TOLD[word.partition(":")[0]]) if raw else None
        except msgspec.MsgspecError:
            continue  # kept by an older version of the program
        if told:
            found[word] = told
    return found
