"""A day's songs in the order in which they were heard, each with its score and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING

from discoverdaily.listening.models import Rule
from discoverdaily.listening.selectors import Line, lines_of_day
from discoverdaily.listening.sounds import sounds_of
from mood.figures import or_none, spoken_in
from mood.model.model import MoodModel
from mood.reasons import Push, pushes_of, reasons, signed
from mood.tones import Tone, tone_of

if TYPE_CHECKING:
    from accounts.models import User

MOST = 500
"""Plays of one day that a page has room for."""

LISTED = 5
"""Features that a song's table tells one by one."""


@dataclass(frozen=True, slots=True)
class Sound:
    """What a model makes of a recording: within 0 and 1, None for what it cannot tell."""

    score: float | None
    pleasantness: float | None
    energy: float | None
    spoken: bool
    pushes: list[Push]


UNHEARD_OF = Sound(None, None, None, spoken=False, pushes=[])
"""Of what nobody knows how it sounds."""


@dataclass(frozen=True, slots=True)
class Song:
    """A song on a day's page: `times` times in a row, the first one at `line`."""

    line: Line
    times: int
    sound: Sound
    tone: Tone | None

    @property
    def reasons(self) -> str:
        """What pushed its score up or down."""
        return reasons(self.sound.pushes)

    @property
    def strongest(self) -> list[Push]:
        """Those that its table lists."""
        return self.sound.pushes[:LISTED]

    @property
    def all_else(self) -> str:
        """What the others come to; empty where there are none."""
        others = self.sound.pushes[LISTED:]
        return signed(sum(push.logits for push in others)) if others else ""


def songs_of(person: "User", day: date, *, rule: Rule, model: MoodModel | None, palette: str) -> list[Song]:
    """What counts of a day; without a model without scores. Five queries at most."""
    lines = lines_of_day(person, day, rule=rule, most=MOST)
    sounds = heard_by(model, {line.track.recording_id for line in lines}) if model else {}
    found = []
    for recording, plays in groupby(lines, key=lambda line: line.track.recording_id):
        first, *more = plays
        sound = sounds.get(recording, UNHEARD_OF)
        tone = None if sound.score is None or sound.spoken else tone_of(sound.score, palette)
        found.append(Song(first, 1 + len(more), sound, tone))
    return found


def heard_by(model: MoodModel, recordings: set[int]) -> dict[int, Sound]:
    """What the model makes of those recordings of which is known how they sound. One query."""
    sounds = sounds_of(recordings)
    if not len(sounds.recordings):
        return {}
    figures = sounds.figures
    spoken = spoken_in(figures)
    pushes, typical = model.contributions(figures), model.typical
    told = zip(*(or_none(values) for values in model.scores(figures)), strict=True)
    return {
        recording: Sound(
            score,
            pleasantness,
            energy,
            spoken=bool(spoken[row]),
            pushes=[] if score is None else pushes_of(pushes[row], figures[row], typical),
        )
        for row, (recording, (score, pleasantness, energy)) in enumerate(
            zip(sounds.recordings.tolist(), told, strict=True)
        )
    }


def distinct(songs: Sequence[Song]) -> list[Song]:
    """Each song once, in the order in which they were first heard."""
    once: dict[int, Song] = {}
    for song in songs:
        once.setdefault(song.line.track.recording_id, song)
    return list(once.values())
