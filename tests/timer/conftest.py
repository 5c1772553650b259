"""Sessions for the tests of the timer."""

from collections.abc import Iterator

import pytest
import time_machine

from timer import playing, services
from timer.cues import Cue
from timer.models import Music, Session


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[Cue]:
    """What the music is told, in this order; it is told all the same."""
    cues: list[Cue] = []
    real = playing.cue_set

    def cue_set(*, session: Session, cue: Cue) -> Music | None:
        cues.append(cue)
        return real(session=session, cue=cue)

    monkeypatch.setattr(services, "cue_set", cue_set)
    return cues


@pytest.fixture
def at_six() -> Iterator[time_machine.Traveller]:
    """It is six in the evening, and time passes as the test has it: `at_six.shift(seconds)`."""
    with time_machine.travel("2026-11-20T18:00:00Z", tick=False) as traveller:
        yield traveller
