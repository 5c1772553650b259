"""What a person played most in a period, counted by their own rule, each recording once under however many ids."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from django.db.models import OuterRef, Subquery

from discoverdaily.listening.counting import rule_of
from discoverdaily.listening.days import day_begins, today_of
from discoverdaily.listening.exclusions import LeftOut, recordings_left_out
from discoverdaily.listening.fields import EPOCH
from discoverdaily.listening.models import Artist, Play, Track
from discoverdaily.listening.periods import Counted, Period, artists_heard, recordings_heard

if TYPE_CHECKING:
    from accounts.models import User

MOST_TIED = 5_000
"""How many recordings are looked at where very many were played equally often; beyond, their keys decide."""


@dataclass(frozen=True, slots=True)
class Played:
    """A recording in its place: how often and how long (ms) it was played, and the track that stands for it."""

    recording: int
    plays: int
    ms: int
    track: Track
    cover: str


@dataclass(frozen=True, slots=True)
class MostPlayed:
    """The recordings played most, the most played first.

    `unplayable` counts those among them that are known by name and not by any of Spotify's ids; in `lines` they are
    unless the list is for a playlist.
    """

    lines: list[Played]
    unplayable: int


@dataclass(frozen=True, slots=True)
class PlayedArtist:
    """An artist and how often and how long (ms) they were played; `cover` of a track of theirs, as no picture of them
    is kept."""

    artist: Artist
    plays: int
    ms: int
    cover: str


class _Candidate(NamedTuple):
    """A recording that may be in the list. `track` stands for it; without an id of Spotify's it is not `playable`."""

    counted: Counted
    track: int
    playable: bool
    last_at: datetime


def most_played(
    person: "User", period: Period, *, size: int, out: LeftOut, for_playlist: Iterable[str] | None = None
) -> MostPlayed:
    """The first `size` recordings of the period, without what is left out.

    Of those played equally often the one heard last in the period comes first. A recording is shown as the track that
    its person heard last. `for_playlist` says which ids of Spotify's a playlist holds: what has no id is passed over
    then, and a recording that is in the playlist already keeps its id there.
    """
    rule = rule_of(person)
    limit = 2 * size + 50
    while True:
        counted = recordings_heard(person, period, rule=rule, limit=limit)
        found = _candidates(person, period, counted, out, frozenset(for_playlist or ()))
        kept = found if for_playlist is None else [each for each in found if each.playable]
        everything = len(counted) < limit or limit >= MOST_TIED
        if everything or (len(kept) >= size and kept[size - 1].counted.plays > counted[-1].plays):
            break  # whatever was played as often as the last one is among them
        limit = min(4 * limit, MOST_TIED)
    chosen = kept[:size]
    looked_at = found[: found.index(chosen[-1]) + 1] if len(chosen) == size else found
    return MostPlayed(_lines(chosen), sum(not each.playable for each in looked_at))


def artists_most_played(person: "User", period: Period, *, size: int, out: LeftOut) -> list[PlayedArtist]:
    """The first `size` artists of the period, without those left out."""
    rule = rule_of(person)
    counted = artists_heard(person, period, rule=rule, limit=size + len(out.artists))
    kept = [each for each in counted if each.key not in out.artists][:size]
    theirs = Track.objects.filter(artist=OuterRef("pk")).exclude(cover="").order_by("-seen_at").values("cover")[:1]
    artists = Artist.objects.annotate(cover=Subquery(theirs)).in_bulk([each.key for each in kept])
    return [
        PlayedArtist(artists[each.key], each.plays, each.ms, artists[each.key].cover or "")
        for each in kept
        if each.key in artists
    ]


def _candidates(
    person: "User", period: Period, counted: Sequence[Counted], out: LeftOut, rather: frozenset[str]
) -> list[_Candidate]:
    """The recordings that are not left out, in order, each with the track that stands for it."""
    away = recordings_left_out(out, [each.key for each in counted])
    kept = {each.key: each for each in counted if each.key not in away}
    heard: defaultdict[int, list[tuple[bool, bool, datetime, int]]] = defaultdict(list)
    for recording, key, spotify_id, last_at in _heard_last(person, period, kept):
        heard[recording].append((spotify_id in rather, bool(spotify_id), last_at or EPOCH, key))
    found = []
    for recording, tracks in heard.items():
        _, playable, _, track = max(tracks)
        last_at = max(last_at for _, _, last_at, _ in tracks)
        found.append(_Candidate(kept[recording], track, playable, last_at))
    return sorted(found, key=lambda each: (-each.counted.plays, -each.last_at.timestamp(), each.counted.key))


def _heard_last(
    person: "User", period: Period, recordings: Iterable[int]
) -> Iterable[tuple[int, int, str | None, datetime | None]]:
    """Recording, key, Spotify's id and last play in the period (or before it) of all tracks of the recordings."""
    plays = Play.objects.filter(track=OuterRef("pk"), person=person, state=Play.State.SHOWN)
    if period.last and period.last < today_of(person):
        plays = plays.filter(played_at__lt=day_begins(person, period.last + timedelta(days=1)))
    latest = plays.order_by("-played_at").values("played_at")[:1]
    tracks = Track.objects.filter(recording__in=list(recordings)).annotate(last_at=Subquery(latest))
    return tracks.values_list("recording", "pk", "spotify_id", "last_at")


def _lines(chosen: Sequence[_Candidate]) -> list[Played]:
    recordings = [each.counted.key for each in chosen]
    covers = dict(Track.objects.filter(recording__in=recordings).exclude(cover="").values_list("recording", "cover"))
    tracks = Track.objects.prefetch_related("credits__artist").in_bulk([each.track for each in chosen])
    return [
        Played(*each.counted, tracks[each.track], tracks[each.track].cover or covers.get(each.counted.key, ""))
        for each in chosen
    ]
