"""How recordings sound: Spotify says it to apps under its older rules, ReccoBeats to everybody."""

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import NamedTuple

import msgspec

from discoverdaily.music_data import reccobeats
from discoverdaily.music_data.figures import Sound, sound_of
from discoverdaily.music_data.names import is_isrc, spotify_ids
from discoverdaily.music_data.regime import asked_of_spotify
from discoverdaily.spotify import objects
from discoverdaily.spotify.client import Spotify
from discoverdaily.spotify.errors import NotFound, RetryLater, SpotifyError

logger = logging.getLogger(__name__)

SPOTIFY = "spotify"
MOST_IDS = 100
"""How many tracks Spotify takes in one call."""
ASKED_WRONGLY = timedelta(hours=6)
"""How long to wait after a refusal that only we can mend."""


class Wanted(NamedTuple):
    """A recording whose sound is asked for, by whatever names it has."""

    key: int
    """What the asker knows it by."""
    spotify_ids: Sequence[str]
    isrc: str = ""


@dataclass(slots=True)
class Answer:
    """What is known of the recordings that were asked for."""

    told: dict[int, Sound] = field(default_factory=dict)
    """By their keys; not every one is whole. Of what is not here nobody knows anything, or `later` says otherwise."""
    later: RetryLater | None = None
    """Somebody could not be asked to the end: what is not whole is to be asked for again."""

    def knows(self, key: int) -> bool:
        """Whether nothing is left to ask about it."""
        return key in self.told and self.told[key].whole

    def take(self, key: int, sound: Sound) -> None:
        """Keeps the sound, unless there is one as good."""
        if key not in self.told or (sound.whole and not self.knows(key)):
            self.told[key] = sound


def features_of(wanted: Sequence[Wanted]) -> Answer:
    """How the recordings sound, asked for together. Of each provider's answers only whole ones are final.

    Never raises a SpotifyError: what was told before somebody failed is told all the same.
    """
    answer = Answer()
    try:
        _ask(wanted, answer, _spotify_names, MOST_IDS, _by_spotify)
        _ask(wanted, answer, _reccobeats_names, reccobeats.MOST_IDS, _by_reccobeats)
    except RetryLater as error:
        answer.later = error
    except SpotifyError as error:
        logger.exception("audio features were asked for in the wrong way")
        answer.later = RetryLater(error.reason, error.detail, after=ASKED_WRONGLY)
    return answer


Told = dict[str, Sound]
"""Sounds by names of theirs."""


def _ask(
    wanted: Sequence[Wanted],
    answer: Answer,
    names_of: Callable[[Wanted], list[str]],
    most: int,
    ask: Callable[[list[str]], Told],
) -> None:
    """Asks for every recording by its first name, and by all its others for those that are not known by it."""
    keys = {name: one.key for one in wanted for name in names_of(one)}
    for part in (slice(0, 1), slice(1, None)):
        names = [name for one in wanted if not answer.knows(one.key) for name in names_of(one)[part]]
        for batch in _batches(names, most):
            for name, sound in ask(batch).items():
                if name in keys:
                    answer.take(keys[name], sound)


def _batches(names: Sequence[str], most: int) -> Iterator[list[str]]:
    for start in range(0, len(names), most):
        yield list(names[start : start + most])


def _spotify_names(one: Wanted) -> list[str]:
    return spotify_ids(one.spotify_ids)


def _reccobeats_names(one: Wanted) -> list[str]:
    return [*_spotify_names(one), *([one.isrc] if is_isrc(one.isrc) else [])]


def _by_spotify(names: list[str]) -> Told:
    def ask(spotify: Spotify) -> tuple[objects.AudioFeatures | None, ...]:
        return spotify.audio_features(names)

    rows = asked_of_spotify("audio-features", ask) or ()
    return {row.id: sound_of(SPOTIFY, msgspec.structs.asdict(row)) for row in rows if row}


def _by_reccobeats(names: list[str]) -> Told:
    try:
        rows = reccobeats.audio_features(names)
    except NotFound:
        return {}
    told: Told = {}
    for row in rows:
        sound = sound_of(reccobeats.NAME, msgspec.structs.asdict(row))
        for name in filter(None, (row.spotify_id, row.code)):
            if name not in told or (sound.whole and not told[name].whole):
                told[name] = sound
    return told
