import pytest
from django.utils import timezone

from discoverdaily.spotify.errors import Reason
from playlists.models import Look, TimeRange
from playlists.top import Doubt
from playlists.words import OTHER, default_name, outcome_sentence, trouble


def changed() -> Look:
    return Look(at=timezone.now(), outcome=Look.Outcome.CHANGED)


@pytest.mark.parametrize(
    ("came", "left", "moved", "sentence"),
    [
        (3, 3, 12, "3 in, 3 out, 12 moved."),
        (0, 0, 27, "27 moved."),
        (1, 1, 0, "1 in, 1 out."),
        (0, 0, 0, "Written anew."),
    ],
)
def test_a_change_is_told_without_zeros(came: int, left: int, moved: int, sentence: str) -> None:
    assert outcome_sentence(changed(), came=came, left=left, moved=moved) == sentence


@pytest.mark.parametrize("outcome", Look.Outcome)
def test_every_outcome_has_a_sentence(outcome: Look.Outcome) -> None:
    assert outcome_sentence(Look(at=timezone.now(), outcome=outcome), came=0, left=0, moved=0).endswith(".")


@pytest.mark.parametrize(
    "reason",
    [
        *(Reason.RATE, Reason.QUOTA, Reason.SERVER, Reason.TIMEOUT, Reason.CONNECTION, Reason.UNREADABLE),
        *(Reason.NOT_CONNECTED, Reason.REVOKED, Reason.MISSING_SCOPE, Reason.UNREGISTERED, Reason.OWNER_PREMIUM),
        *Doubt,
    ],
)
def test_what_may_well_happen_is_told_in_words_of_its_own(reason: str) -> None:
    assert trouble(reason) is not OTHER


def test_an_unforeseen_reason_is_told_without_its_code() -> None:
    assert "unforeseen" not in str(trouble("unforeseen: KeyError").what)


def test_a_playlist_is_called_after_its_range() -> None:
    assert default_name(TimeRange.SHORT) == "Top tracks, four weeks"
