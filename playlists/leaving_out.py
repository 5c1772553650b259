"""Leaving out an artist or a track, everywhere or in one list, and taking that back."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, TextField, Value
from django.db.models.functions import Cast, StrIndex

from accounts.models import User
from discoverdaily import clock
from discoverdaily.listening.exclusions import (
    Line,
    artist_leave_out,
    exclusion_take_back,
    standing_for,
    track_leave_out,
)
from discoverdaily.listening.models import Artist, ArtistCount, Credit, Exclusion, Play, Track
from discoverdaily.listening.services import artists_store, tracks_store
from discoverdaily.spotify import objects
from playlists.models import Edition, ListExclusion, SavedPlaylist
from playlists.top import told_lately

SPOTIFY_ID, OUR_KEY = re.compile(r"[0-9A-Za-z]{22}"), re.compile(r"[0-9]{1,18}")


def track_named(person: User, name: str) -> Track | None:
    """A track by Spotify's id or by our key, if the person knows it: they heard its recording, leave it out already,
    were shown it among their top tracks of late, or had it in a saved playlist. Whether others heard it shows nowhere.

    One that we only know from a top list they were shown is kept from now on. The number of queries is the same
    whether it is anybody's or nobody's.
    """
    tracks = Track.objects.prefetch_related("credits__artist")
    if not SPOTIFY_ID.fullmatch(name):
        return tracks.filter(_known_track(person), pk=int(name)).first() if OUR_KEY.fullmatch(name) else None
    if known := tracks.filter(_known_track(person), spotify_id=name).first():
        return known
    if isinstance(told := told_lately(person, name), objects.Track):
        if not tracks.filter(spotify_id=name).exists():
            tracks_store(tracks=[told])
    elif not _in_a_saved_list(person, name):
        return None
    return tracks.filter(spotify_id=name).first()


def artist_named(person: User, name: str) -> Artist | None:
    """An artist likewise: the person heard something that credits them, leaves them out already, or was shown them."""
    if not SPOTIFY_ID.fullmatch(name):
        return Artist.objects.filter(_known_artist(person), pk=int(name)).first() if OUR_KEY.fullmatch(name) else None
    if known := Artist.objects.filter(_known_artist(person), spotify_id=name).first():
        return known
    if not isinstance(told := told_lately(person, name), objects.Artist):
        return None
    if not Artist.objects.filter(spotify_id=name).exists():
        artists_store(artists=[told])
    return Artist.objects.filter(spotify_id=name).first()


def _known_track(person: User) -> Q:
    """Whether they heard the recording, under whichever id, or leave it out."""
    heard = Exists(Play.objects.filter(person=person, track=OuterRef("pk")))
    return Q(
        Exists(Track.objects.filter(heard, recording=OuterRef("recording")))
        | Exists(Exclusion.objects.filter(person=person, recording=OuterRef("recording")))
        | Exists(ListExclusion.objects.filter(saved__person=person, recording=OuterRef("recording")))
    )


def _known_artist(person: User) -> Q:
    """Whether they heard something that credits the artist, or leave the artist out."""
    heard = Exists(Play.objects.filter(person=person, track=OuterRef("track")))
    return Q(
        Exists(ArtistCount.objects.filter(person=person, artist=OuterRef("pk")))
        | Exists(Credit.objects.filter(heard, artist=OuterRef("pk")))
        | Exists(Exclusion.objects.filter(person=person, artist=OuterRef("pk")))
        | Exists(ListExclusion.objects.filter(saved__person=person, artist=OuterRef("pk")))
    )


def _in_a_saved_list(person: User, spotify_id: str) -> bool:
    """Whether the track stood in any list that was written for them."""
    # Compared as text, capitals and all; what is looked for is letters and figures alone.
    place = StrIndex(Cast("track_ids", TextField()), Value(f'"{spotify_id}"'))
    return Edition.objects.filter(saved__person=person).alias(place=place).filter(place__gt=0).exists()


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
