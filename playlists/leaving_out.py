"""Leaving out an artist or a track, everywhere or in one list, and taking that back."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from accounts.models import User
from discoverdaily import clock
from discoverdaily.listening.exclusions import (
    Line,
    artist_leave_out,
    exclusion_take_back,
    standing_for,
    track_leave_out,
)
from discoverdaily.listening.models import Artist, ArtistCount, Exclusion, Play, Track
from discoverdaily.listening.services import artists_store, tracks_store
from discoverdaily.spotify import objects
from playlists.models import ListExclusion, SavedPlaylist
from playlists.top import told_lately

SPOTIFY_ID, OUR_KEY = re.compile(r"[0-9A-Za-z]{22}"), re.compile(r"[0-9]{1,18}")


def track_named(person: User, name: str) -> Track | None:
    """A track by Spotify's id, or by our key if the person has played it: keys can be guessed, and titles from
    somebody's own files are theirs. One that we only know from a top list they were shown is kept from now on."""
    tracks = Track.objects.prefetch_related("credits__artist")
    if not SPOTIFY_ID.fullmatch(name):
        theirs = OUR_KEY.fullmatch(name) and Play.objects.filter(track=int(name), person=person).exists()
        return tracks.filter(pk=int(name)).first() if theirs else None
    if not tracks.filter(spotify_id=name).exists():
        told = told_lately(person, name)
        tracks_store(tracks=[told] if isinstance(told, objects.Track) else [])
    return tracks.filter(spotify_id=name).first()


def artist_named(person: User, name: str) -> Artist | None:
    """An artist likewise."""
    if not SPOTIFY_ID.fullmatch(name):
        theirs = OUR_KEY.fullmatch(name) and ArtistCount.objects.filter(person=person, artist=int(name)).exists()
        return Artist.objects.filter(pk=int(name)).first() if theirs else None
    if not Artist.objects.filter(spotify_id=name).exists():
        told = told_lately(person, name)
        artists_store(artists=[told] if isinstance(told, objects.Artist) else [])
    return Artist.objects.filter(spotify_id=name).first()


def leave_out(*, person: User, what: Track | Artist, saved: SavedPlaylist | None) -> Exclusion | ListExclusion:
    """From now on it stays out of every list of the person, or of one; what was left out before stays so."""
    if saved is None:
        if isinstance(what, Artist):
            return artist_leave_out(person=person, artist=what)
        return track_leave_out(person=person, track=what)
    thing = {"artist": what} if isinstance(what, Artist) else {"recording": what.recording}
    found, _ = ListExclusion.objects.get_or_create(saved=saved, **thing, defaults={"made_at": clock.now()})
    return found


def take_back(*, exclusion: Exclusion | ListExclusion) -> None:
    """It may stand in lists again."""
    if isinstance(exclusion, Exclusion):
        exclusion_take_back(exclusion=exclusion)
    else:
        exclusion.delete()


def list_exclusions_hand_over(*, to: Mapping[int, int]) -> None:
    """Recordings are about to go into others: a list without the one is without the other, too."""
    rows = ListExclusion.objects.filter(recording__in=to)
    ListExclusion.objects.bulk_create(
        (
            ListExclusion(saved_id=row.saved_id, recording_id=to[row.recording_id or 0], made_at=row.made_at)
            for row in rows
        ),
        ignore_conflicts=True,
    )


@dataclass(frozen=True, slots=True)
class OneList:
    """A saved playlist and what is left out of it alone."""

    saved: SavedPlaylist
    lines: list[Line]


def left_out_lists(person: User) -> list[OneList]:
    """What the person leaves out of single lists, by list. Four queries."""
    rows = ListExclusion.objects.filter(saved__person=person).select_related("saved", "artist")
    rows = rows.order_by("saved", "-made_at", "-pk")
    tracks = standing_for([row.recording_id for row in rows if row.recording_id])
    lists: dict[int, OneList] = {}
    for row in rows:
        one = lists.setdefault(row.saved_id, OneList(row.saved, []))
        one.lines.append(Line(row.pk, row.artist, tracks.get(row.recording_id or 0), row.made_at))
    return list(lists.values())
