"""Reads of a period: any days of a person's, as whole years, whole months and the days at the edges."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Sum

from discoverdaily.listening.counting import counting_of
from discoverdaily.listening.models import HourCount, RecordingCount, Rule, Span, Track

if TYPE_CHECKING:
    from accounts.models import User


@dataclass(frozen=True, slots=True)
class Period:
    """The person's own days, both included; None: open."""

    first: date | None = None
    last: date | None = None

    @property
    def days(self) -> dict[str, date]:
        """As a filter on `day`."""
        bounds = {"day__gte": self.first, "day__lte": self.last}
        return {name: day for name, day in bounds.items() if day is not None}


def recordings_counted(
    person: "User", period: Period, *, rule: Rule, limit: int | None = None
) -> list[tuple[int, int]]:
    """(recording, plays), the most played first, of those with any; equal ones in the order of their keys."""
    rows = HourCount.objects.filter(person=person, **period.days).values("recording")
    counted = rows.annotate(plays=Sum(rule.counter)).filter(plays__gt=0).order_by("-plays", "recording")
    return list(counted.values_list("recording", "plays")[:limit])


def artists_counted(person: "User", period: Period, *, rule: Rule, limit: int | None = None) -> list[tuple[int, int]]:
    """(artist, plays), likewise."""
    rows = HourCount.objects.filter(person=person, **period.days).values("recording__artist")
    counted = rows.annotate(plays=Sum(rule.counter)).filter(plays__gt=0).order_by("-plays", "recording__artist")
    return list(counted.values_list("recording__artist", "plays")[:limit])


def play_counts(person: "User", track_spotify_ids: Iterable[str]) -> dict[str, int]:
    """How often the person ever played each track, by Spotify's id and their own rule; 0 for those never played."""
    ids = set(track_spotify_ids)
    counter = Rule(counting_of(person).rule).counter
    tracks = dict(Track.objects.filter(spotify_id__in=ids).values_list("spotify_id", "recording"))
    plays = dict(
        RecordingCount.objects.filter(person=person, span=Span.EVER, recording__in=set(tracks.values())).values_list(
            "recording", counter
        )
    )
    return {track_id: plays.get(tracks.get(track_id, 0), 0) for track_id in ids}
