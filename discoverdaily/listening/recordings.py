"""Tracks as files name them, and which of them are one recording."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from django.db import transaction

from discoverdaily.listening.keys import name_key
from discoverdaily.listening.learning import learning_want
from discoverdaily.listening.models import Artist, Credit, Recording, Track


class Named(NamedTuple):
    """A track as an export names it: `spotify_id` "" in account data; `heard_ms` how long it ran where it was heard to
    its end, else 0."""

    spotify_id: str
    title: str
    artist: str
    album: str
    heard_ms: int


@transaction.atomic
def tracks_named(*, named: Sequence[Named]) -> list[int]:
    """The Tracks' keys, in order; what is not known yet is made."""
    keys = [_track(each) for each in named]
    learning_want(tracks=set(keys))
    return keys


def _track(named: Named) -> int:
    title = name_key(named.title)
    if named.spotify_id:
        known = Track.objects.filter(spotify_id=named.spotify_id).first()
        if known:
            return known.pk
    key = name_key(named.artist)
    artist = Artist.objects.filter(name_key=key).order_by("pk").first()
    if artist is None:
        artist = Artist.objects.create(name=named.artist[:300], name_key=key)
    same = Track.objects.filter(artist=artist, title_key=title).order_by("pk")
    if not named.spotify_id:
        known = same.first()
        if known:
            return known.pk
    nameless = same.filter(spotify_id=None).first()
    if nameless:
        Track.objects.filter(pk=nameless.pk).update(spotify_id=named.spotify_id)
        return nameless.pk
    track = Track.objects.create(
        spotify_id=named.spotify_id or None,
        recording=Recording.objects.create(artist=artist),
        name=named.title[:500],
        title_key=title,
        artist=artist,
        album=named.album[:500],
        heard_ms=named.heard_ms,
    )
    Credit.objects.create(track=track, artist=artist, position=0)
    return track.pk


def recordings_regroup(*, tracks: Iterable[int]) -> None:
    """Puts tracks of which something was learnt with their recording. (To come.)"""
