"""The song that a person played most in one of their months, for pages that have few queries to spare."""

from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet, Subquery

from discoverdaily.listening.models import Artist, Credit, Exclusion, RecordingCount, Rule, Span, Track
from discoverdaily.listening.most_played import Played

if TYPE_CHECKING:
    from accounts.models import User


def song_of_month(person: "User", month: date, *, rule: Rule) -> Played | None:
    """The recording that counts most often in the month that begins on `month`, unless the person leaves it or any of
    its artists out; None where nothing counts. Two queries."""
    counted = RecordingCount.objects.filter(person=person, span=Span.MONTH, start=month, **{f"{rule.counter}__gt": 0})
    artists = _artists_out(person)
    kept = counted.exclude(recording__in=_recordings_out(person)).exclude(recording__artist__in=artists)
    kept = kept.exclude(Exists(Credit.objects.filter(track__recording=OuterRef("recording"), artist__in=artists)))
    most = kept.order_by(f"-{rule.counter}", "-ms_played", "recording")
    counters = counted.filter(recording=OuterRef("recording"))
    tracks = list(
        Track.objects.filter(recording=Subquery(most.values("recording")[:1]))
        .annotate(counted=Subquery(counters.values(rule.counter)[:1]), heard=Subquery(counters.values("ms_played")[:1]))
        .prefetch_related(Prefetch("credits", Credit.objects.select_related("artist")))
    )
    if not tracks:
        return None
    track = max(tracks, key=lambda track: (bool(track.seen_at), bool(track.spotify_id), track.pk))
    cover = track.cover or next((other.cover for other in tracks if other.cover), "")
    return Played(track.recording_id, track.counted, track.heard, track, cover)


def _recordings_out(person: "User") -> QuerySet[Exclusion, int | None]:
    return Exclusion.objects.filter(person=person, recording__isnull=False).values_list("recording", flat=True)


def _artists_out(person: "User") -> QuerySet[Artist, int]:
    """Whoever is left out, and those who are told from them by name alone (see exclusions.py)."""
    chosen = Artist.objects.filter(pk__in=Exclusion.objects.filter(person=person).exclude(artist=None).values("artist"))
    names, names_alone = chosen.values("name_key"), chosen.filter(spotify_id=None).values("name_key")
    same = Q(pk__in=chosen.values("pk")) | Q(spotify_id=None, name_key__in=names) | Q(name_key__in=names_alone)
    return Artist.objects.filter(same).values_list("pk", flat=True)
