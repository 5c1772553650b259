"""The song that a person played most in one of their months, for pages that have few queries to spare."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery

from discoverdaily.listening.models import Artist, Credit, Exclusion, RecordingCount, Rule, Span, Track

if TYPE_CHECKING:
    from accounts.models import User


@dataclass(frozen=True, slots=True)
class Favourite:
    """A song: its track's title and Spotify's id of it, if there is one; who made it; how often it was played; its
    cover."""

    title: str
    artists: str
    plays: int
    cover: str
    spotify_id: str


def song_of_month(person: "User", month: date, *, rule: Rule) -> Favourite | None:
    """The recording that counts most often in the month that begins on `month`, unless the person leaves it or any of
    its artists out; None where nothing counts. One query."""
    counted = RecordingCount.objects.filter(person=person, span=Span.MONTH, start=month, **{f"{rule.counter}__gt": 0})
    artists = _artists_out(person)
    kept = counted.exclude(recording__in=_recordings_out(person)).exclude(recording__artist__in=artists)
    kept = kept.exclude(Exists(Credit.objects.filter(track__recording=OuterRef("recording"), artist__in=artists)))
    most = kept.order_by(f"-{rule.counter}", "-ms_played", "recording")
    counters = counted.filter(recording=OuterRef("recording"))
    tracks = list(  # each as often as it has artists
        Track.objects.filter(recording=Subquery(most.values("recording")[:1]))
        .annotate(counted=Subquery(counters.values(rule.counter)[:1]), by=F("credits__artist__name"))
        .order_by("credits__position")
    )
    if not tracks:
        return None
    track = max(tracks, key=lambda track: (bool(track.seen_at), bool(track.spotify_id), track.pk))
    cover = track.cover or next((other.cover for other in tracks if other.cover), "")
    artists_of_it = ", ".join(each.by for each in tracks if each == track and each.by)
    return Favourite(track.name, artists_of_it, track.counted, cover, track.spotify_id or "")


def _recordings_out(person: "User") -> QuerySet[Exclusion, int | None]:
    return Exclusion.objects.filter(person=person, recording__isnull=False).values_list("recording", flat=True)


def _artists_out(person: "User") -> QuerySet[Artist, int]:
    """Whoever is left out, and those who are told from them by name alone (see exclusions.py)."""
    chosen = Artist.objects.filter(pk__in=Exclusion.objects.filter(person=person).exclude(artist=None).values("artist"))
    names, names_alone = chosen.values("name_key"), chosen.filter(spotify_id=None).values("name_key")
    same = Q(pk__in=chosen.values("pk")) | Q(spotify_id=None, name_key__in=names) | Q(name_key__in=names_alone)
    return Artist.objects.filter(same).values_list("pk", flat=True)
