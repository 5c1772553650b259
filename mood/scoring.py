"""Scores the days of a person that are marked, the newest first; at the end of each of their days, that one."""

import logging
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
from django.db import transaction

from discoverdaily import clock
from discoverdaily.due import growing_distance
from discoverdaily.listening.bulk import BEGINNING
from discoverdaily.listening.days import day_begins, today_of
from discoverdaily.listening.selectors import rule_of
from discoverdaily.listening.sounds import Heard, Sounds, heard_ever, heard_on, sounds_ever, sounds_on
from mood.figures import Figures, Floats, History, Songs, figures_of, or_none, spoken_in
from mood.model.files import ModelUnfit
from mood.model.model import MoodModel
from mood.models import Day, Mood
from mood.scorers import scorer_of
from mood.services import ONE_DAY, all_days_mark

if TYPE_CHECKING:
    from accounts.models import User

logger = logging.getLogger(__name__)

AT_ONCE = 200
"""Days that are scored in one transaction."""
WRITTEN = ("plays", "tracks", "known", "spoken", "score", "steady", "low", "high", "pleasantness", "energy")


def mood_work(*, mood: Mood) -> None:
    """Works one claimed row until no day is marked; it is due again when the running day ends. Raises LeaseLost.

    Where the person's model cannot be used nothing is written; why is kept, and it is tried again later.
    """
    try:
        scorer = scorer_of(mood)
    except ModelUnfit as error:
        logger.warning("mood of person %s: %s", mood.person_id, error)
        mood.retry(due_at=clock.now() + growing_distance(mood.attempts), error=str(error))
        return
    _begin(mood, scorer)
    while _step(mood, scorer):
        pass


@transaction.atomic
def _begin(mood: Mood, scorer: MoodModel) -> None:
    """Marks days that ended since the last time; and all of them where the model is another by now, or the history
    that the steady score leans on looks different."""
    mood.hold()  # whoever marks days waits for us, and we for them
    person, today, history = mood.person, today_of(mood.person), history_of(mood)
    marked = Day.objects.filter(person=person, stale=True).exclude(day=today).exists()
    if history is None or marked or mood.scored_through != today:
        now = _history_now(person, scorer)
        if history is None or now.is_far_from(history):
            mood.hold(history_mean=now.mean, history_variance=now.variance, fingerprint="")
    if mood.fingerprint != scorer.fingerprint:
        all_days_mark(person=person)
    elif mood.scored_through is not None and mood.scored_through != today:
        Day.objects.filter(person=person, day__gte=mood.scored_through - ONE_DAY).update(stale=True)
    mood.hold(fingerprint=scorer.fingerprint, scored_through=today)


@transaction.atomic
def _step(mood: Mood, scorer: MoodModel) -> bool:
    """Scores the newest marked days; plans the next time where there are none. Answers whether there may be more."""
    mood.hold()
    person, history = mood.person, history_of(mood)
    days = list(Day.objects.filter(person=person, stale=True).order_by("-day").values_list("day", flat=True)[:AT_ONCE])
    if not days or history is None:
        mood.finish(due_at=day_begins(person, today_of(person) + ONE_DAY))
        return False
    figures = figures_of(songs_on(person, days, scorer), history)
    _write(person, days, figures, scorer)
    return True


def history_of(mood: Mood) -> History | None:
    """What the person's steady scores lean on; None before their first."""
    if mood.history_mean is None or mood.history_variance is None:
        return None
    return History(mood.history_mean, mood.history_variance)


def _history_now(person: "User", scorer: MoodModel) -> History:
    recordings, plays = heard_ever(person, rule=rule_of(person))
    ever = Heard(np.zeros_like(recordings), recordings, plays)  # all of it as if on one day
    music = songs_scored(ever, sounds_ever(person), scorer).music
    return History.of(music.scores, music.plays)


def songs_on(person: "User", days: Sequence[date], scorer: MoodModel) -> Songs:
    """What was heard on these days, with the songs' scores."""
    return songs_scored(heard_on(person, days, rule=rule_of(person)), sounds_on(person, days), scorer)


def songs_scored(heard: Heard, sounds: Sounds, scorer: MoodModel) -> Songs:
    """What was heard, with the songs' scores."""
    score, pleasantness, energy = scorer.scores(sounds.figures)
    rows = np.searchsorted(sounds.recordings, heard.recordings)
    known = rows < len(sounds.recordings)
    known[known] = sounds.recordings[rows[known]] == heard.recordings[known]

    def of_each(values: Floats) -> Floats:
        told = np.full(len(rows), np.nan)
        told[known] = values[rows[known]]
        return told

    spoken = np.zeros(len(rows), dtype=np.bool_)
    spoken[known] = spoken_in(sounds.figures)[rows[known]]
    return Songs(heard.days, heard.plays, of_each(score), of_each(pleasantness), of_each(energy), spoken)


def _write(person: "User", days: Sequence[date], figures: Figures, scorer: MoodModel) -> None:
    """A row for each day on which anything counts; the other days have none."""
    columns = [or_none(getattr(figures, name)) for name in WRITTEN]
    rows = {
        date.fromordinal(BEGINNING + day): dict(zip(WRITTEN, row, strict=True))
        for day, *row in zip(figures.days.tolist(), *columns, strict=True)
    }
    Day.objects.bulk_create(
        [Day(person=person, day=day, stale=False, scored_by=scorer.fingerprint, **row) for day, row in rows.items()],
        update_conflicts=True,
        unique_fields=["person", "day"],
        update_fields=["stale", "scored_by", *WRITTEN],
    )
    Day.objects.filter(person=person, day__in=[day for day in days if day not in rows]).delete()
