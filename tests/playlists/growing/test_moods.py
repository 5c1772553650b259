"""A mood alone is a beginning, too: seeds of one's own that feel so."""

import pytest
from django.test import Client

from accounts.models import User
from discoverdaily.listening.exclusions import artist_leave_out
from discoverdaily.listening.models import Track
from playlists.growing.moods import seeds_of_mood
from playlists.growing.presets import PRESETS
from tests.listening.songs import heard, times
from tests.playlists.conftest import page
from tests.playlists.growing.conftest import sounds, word

pytestmark = pytest.mark.django_db
CALM = PRESETS["calm-evening"]


@pytest.fixture
def calm(alice: User, leaves: list[Track]) -> list[Track]:
    """Of what Alice heard two are calm, of two artists; another calm one she never heard."""
    for track in leaves:
        sounds(track, energy=0.9)
    chosen = [leaves[0], leaves[1], leaves[6], leaves[12]]
    for place, track in enumerate(chosen):
        sounds(track, energy=0.2 + place / 100, acousticness=0.7)
    for track in [*chosen[:3], leaves[20]]:
        heard(alice, track, *times(2))
    return chosen


def test_seeds_of_a_mood_are_ones_own_one_by_each_artist(alice: User, bob: User, calm: list[Track]) -> None:
    assert [seed.word for seed in seeds_of_mood(alice, CALM, most=5)] == [word(calm[2]), word(calm[1])]
    assert seeds_of_mood(bob, CALM, most=5) == []


def test_what_is_left_out_is_no_seed(alice: User, calm: list[Track]) -> None:
    artist_leave_out(person=alice, artist=calm[2].artist)
    assert [seed.word for seed in seeds_of_mood(alice, CALM, most=5)] == [word(calm[1])]


def test_a_mood_brings_seeds_where_there_are_none(owner: Client, calm: list[Track]) -> None:
    said = page(owner, "/create/?mood=calm-evening")
    assert f'value="{word(calm[2])}"' in said
    with_one = page(owner, f"/create/?mood=calm-evening&seed={word(calm[3])}")
    assert f'value="{word(calm[2])}"' not in with_one


def test_where_nothing_feels_so_the_mood_goes_with_any_seed(second: Client, calm: list[Track]) -> None:
    said = page(second, "/create/?mood=calm-evening")
    assert 'name="seed"' not in said
    assert 'value="0.25"' in said
    page(second, "/create/?mood=nonsense")
