"""Are the roll-ups what the plays say? Added up again, one play after another, in the plainest way."""

from collections import defaultdict
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Model

from accounts.models import User
from discoverdaily.listening.models import (
    ArtistCount,
    Counting,
    HourCount,
    HourTotal,
    MonthTotal,
    Play,
    RecordingCount,
    Span,
)

Rows = dict[tuple[Any, ...], tuple[int, int, int, int]]


def check_roll_ups(person: User) -> None:
    """Raises AssertionError where a roll-up of the person's is not what their plays say."""
    expected = told_by_plays(person)
    for model, keys in {
        HourCount: ("day", "hour", "recording_id"),
        HourTotal: ("day", "hour"),
        MonthTotal: ("month", "weekday", "hour"),
        RecordingCount: ("span", "start", "recording_id"),
        ArtistCount: ("span", "start", "artist_id"),
    }.items():
        assert kept(model, keys, person) == expected[model], model.__name__


def kept(model: type[Model], keys: tuple[str, ...], person: User) -> Rows:
    rows = model._default_manager.filter(person=person)
    counters = ("plays_all", "plays_thirty", "plays_half", "ms_played")
    return {row[: len(keys)]: row[len(keys) :] for row in rows.values_list(*keys, *counters)}


def told_by_plays(person: User) -> dict[type[Model], Rows]:
    counting = Counting.objects.filter(person=person).first()
    sums: dict[type[Model], Any] = {model: defaultdict(lambda: [0, 0, 0, 0]) for model in MODELS}
    shown = Play.objects.filter(person=person, state=Play.State.SHOWN).select_related("track__recording")
    for play in shown:
        assert counting, "whoever has plays has something to count them by"
        recording, figures = play.track.recording, figures_of(play)
        day, hour = day_and_hour(play, counting)
        places: list[tuple[type[Model], tuple[Any, ...]]] = [
            (HourCount, (day, hour, recording.pk)),
            (HourTotal, (day, hour)),
            (MonthTotal, (day.replace(day=1), day.weekday(), hour)),
        ]
        for span, start in (
            (Span.MONTH, day.replace(day=1)),
            (Span.YEAR, date(day.year, 1, 1)),
            (Span.EVER, date(1970, 1, 1)),
        ):
            places.append((RecordingCount, (span, start, recording.pk)))
            places.append((ArtistCount, (span, start, recording.artist_id)))
        for model, place in places:
            sums[model][place] = [one + more for one, more in zip(sums[model][place], figures, strict=True)]
    return {model: {place: tuple(figures) for place, figures in rows.items()} for model, rows in sums.items()}


MODELS = (HourCount, HourTotal, MonthTotal, RecordingCount, ArtistCount)


def day_and_hour(play: Play, counting: Counting) -> tuple[date, int]:
    moved = counting.moving_to_zone and counting.moved_from is not None and play.played_at >= counting.moved_from
    zone = counting.moving_to_zone if moved else counting.zone
    starts_at = (counting.moving_to_start or 0) if moved else counting.day_starts_at
    local = play.played_at.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    return (local - timedelta(hours=starts_at)).date(), local.hour


def figures_of(play: Play) -> tuple[int, int, int, int]:
    ms, length = play.ms_played, play.track.length_ms
    if ms is None:
        return 1, 1, 1, length
    half = ms * 2 >= length if length else ms >= 30_000
    return 1, int(ms >= 30_000), int(half), ms
