"""What a session can be played from: the person's playlists, recipes and moods, and what a pasted link leads to.

A list goes by its word in forms: `playlist:ID`, `album:ID`, `artist:ID`, `recipe:KEY`, `mood:NAME`; `none` is no music,
`on` whatever the person plays, `own` their own songs, fast for work and calm for rest.
"""

import random
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from django.core.cache import cache
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from discoverdaily.spotify.client import Spotify, spotify_for
from discoverdaily.spotify.errors import Misused, NotAllowed, NotAvailableToThisApp, NotFound, SpotifyError
from playlists.growing.moods import seeds_of_mood
from playlists.growing.presets import PRESETS
from playlists.models import Recipe, uris
from timer.devices import may_steer
from timer.playing import PATIENCE
from timer.wishes import MOST_SONGS, Source

NONE, ON, OWN = "none", "on", "own"
MOST_PLAYLISTS = 200
MOST_OWN = 50
MOST_DIGITS = 19
KEPT_SECONDS = 300
_PAGE = 50
_WORD = re.compile(r"(playlist|album|artist):([0-9A-Za-z]{22})")
_LINK = re.compile(
    r"(?:https?://)?open\.spotify\.com/(?:intl-[a-z-]+/)?(\w+)/([0-9A-Za-z]+)(?:[/?#]\S*)?|spotify:(\w+):([0-9A-Za-z]+)",
    re.IGNORECASE,
)
Choice = tuple[str, str | Promise]


@dataclass(frozen=True, slots=True)
class Lists:
    """What there is to choose from, as words and what they are called; `lengths`: how many songs playlists
    have, by their words; `trouble`: why playlists are missing."""

    playlists: list[Choice] = field(default_factory=list)
    recipes: list[Choice] = field(default_factory=list)
    moods: list[Choice] = field(default_factory=list)
    trouble: str = ""
    pasted: list[Choice] = field(default_factory=list)
    lengths: Mapping[str, int] = field(default_factory=dict)

    def names(self) -> dict[str, str | Promise]:
        """What each is called, by its word."""
        return dict([*self.pasted, *self.playlists, *self.recipes, *self.moods])

    def own_names(self) -> dict[str, str | Promise]:
        """Of the person's own playlists."""
        return dict(self.playlists)

    def with_pasted(self, names: Mapping[str, str]) -> "Lists":
        """And those that were chosen by a link the last time, by their words."""
        own = self.own_names()
        return replace(self, pasted=[(word, name) for word, name in names.items() if word not in own])

    def choices(self) -> list[Choice | tuple[str | Promise, list[Choice]]]:
        """As a select shows them, in groups; none of the groups is empty."""
        groups = (
            (_("By a link, last time"), self.pasted),
            (_("Your playlists"), self.playlists),
            (_("Your recipes"), self.recipes),
            (_("A mood"), self.moods),
        )
        return [(label, choices) for label, choices in groups if choices]

    def named(self, words: str) -> "Lists":
        """Those playlists whose names hold all of these words; the rest stays as it is."""
        wanted = words.casefold().split()
        found = [(word, name) for word, name in self.playlists if all(each in str(name).casefold() for each in wanted)]
        return replace(self, playlists=found)


def lists_of(person: User) -> Lists:
    """Three queries, and what Spotify tells of the person's playlists, which is kept for a few minutes."""
    recipes: list[Choice] = [
        (f"recipe:{key}", name)
        for key, name in Recipe.objects.filter(person=person)
        .exclude(name="")
        .exclude(picks=[])
        .values_list("pk", "name")
    ]
    moods: list[Choice] = [(f"mood:{preset.name}", preset.label) for preset in PRESETS.values()]
    try:
        playlists = _playlists(person)
    except SpotifyError as error:
        return Lists([], recipes, moods, error.reason)
    named: list[Choice] = [(word, name) for word, name, _songs in playlists]
    return Lists(named, recipes, moods, lengths={word: songs for word, _name, songs in playlists})


def is_list(word: str) -> bool:
    """Whether it is the word of one of Spotify's lists."""
    return bool(_WORD.fullmatch(word))


def linked(text: str) -> str:
    """The word of the playlist, album or artist that a link or URI leads to; empty where it leads to none."""
    found = _LINK.fullmatch(text.strip())
    word = f"{(found[1] or found[3]).lower()}:{found[2] or found[4]}" if found else ""
    return word if _WORD.fullmatch(word) else ""


def _playlists(person: User) -> list[tuple[str, str, int]]:
    may_steer(person)
    key = f"timer-playlists:{person.pk}"
    kept: list[tuple[str, str, int]] | None = cache.get(key)
    if kept is not None:
        return kept
    spotify, found = spotify_for(person, patience=PATIENCE), list[tuple[str, str, int]]()
    for offset in range(0, MOST_PLAYLISTS, _PAGE):
        page = spotify.my_playlists(limit=_PAGE, offset=offset)
        found += [(f"playlist:{it.id}", it.name, it.items_total or 0) for it in page if it.id]
        if page.next is None:
            break
    cache.set(key, found, timeout=KEPT_SECONDS)
    return found


class NotToBePlayed(Exception):
    """There is nothing in it that could be played; the words say why."""


class Told(NamedTuple):
    """What a list of Spotify's is called, and how many songs it has; empty and 0 where that is not known."""

    name: str = ""
    length: int = 0


def source_of(person: User, word: str, told: Told, *, songs: bool = False, shuffle: bool = False) -> Source:
    """What stands behind a word. `told`: what is known of it already; `songs`: whether it is to be gone back
    to, so that its songs must be known; at most MOST_SONGS of them are.

    Raises NotToBePlayed, and SpotifyError.
    """
    kind, _unused, key = word.partition(":")
    if kind == "recipe":
        return _recipe(person, key, shuffle=shuffle)
    if kind == "mood" and key in PRESETS:
        found = [f"spotify:track:{seed.spotify_id}" for seed in seeds_of_mood(person, PRESETS[key], most=MOST_OWN)]
        if not found:
            raise NotToBePlayed(gettext("None of the songs you have played is known to feel so."))
        return Source(str(PRESETS[key].label), uris=_mixed(found, shuffle=shuffle))
    if not _WORD.fullmatch(word):
        return Source()
    try:
        return _of_spotify(spotify_for(person, patience=PATIENCE), word, told, songs=songs, shuffle=shuffle)
    except (NotFound, Misused):
        raise NotToBePlayed(gettext("Spotify does not find it, or it is hidden from you.")) from None


def songs_of(spotify: Spotify, kind: str, key: str) -> list[str]:
    """URIs of the songs of a playlist or album that can be played, the first MOST_SONGS; empty for an artist, and for a
    playlist that Spotify does not open to this app. Raises SpotifyError."""
    found: list[str] = []
    try:
        for offset in range(0, MOST_SONGS if kind in ("playlist", "album") else 0, _PAGE):
            if kind == "playlist":
                items = spotify.playlist_items(key, limit=_PAGE, offset=offset)
                found += [item.uri for item in items if item.track is not None and not item.is_local]
                more = items.next
            else:
                tracks = spotify.album_tracks(key, limit=_PAGE, offset=offset)
                found += [track.uri for track in tracks]
                more = tracks.next
            if more is None:
                break
    except (NotAllowed, NotAvailableToThisApp):
        return []
    return list(dict.fromkeys(found))


def _recipe(person: User, key: str, *, shuffle: bool) -> Source:
    recipe = (
        Recipe.objects.filter(person=person, pk=key).first() if key.isdecimal() and len(key) < MOST_DIGITS else None
    )
    if recipe is None or not recipe.picks:
        raise NotToBePlayed(gettext("Nothing grew by this recipe yet."))
    return Source(recipe.name, uris=_mixed(uris(recipe.track_ids), shuffle=shuffle))


def _of_spotify(spotify: Spotify, word: str, told: Told, *, songs: bool, shuffle: bool) -> Source:
    kind, _unused, key = word.partition(":")
    name, length = told if told.name else _told(spotify, kind, key)
    given = songs_of(spotify, kind, key) if songs else []
    if given:
        return Source(name, uris=_mixed(given, shuffle=shuffle), length=length)
    return Source(name, context=f"spotify:{word}", length=length)


def _told(spotify: Spotify, kind: str, key: str) -> Told:
    if kind == "playlist":
        playlist = spotify.playlist(key)
        return Told(playlist.name, playlist.items_total or 0)
    if kind == "album":
        album = spotify.album(key)
        return Told(album.name, album.total_tracks or 0)
    return Told(spotify.artist(key).name)


def _mixed(given: list[str], *, shuffle: bool) -> tuple[str, ...]:
    return tuple(random.sample(given, len(given)) if shuffle else given)
