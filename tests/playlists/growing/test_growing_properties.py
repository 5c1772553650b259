"""Whatever is asked for: limits hold, or it is said that they do not; nothing comes twice; never more than asked."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import User
from discoverdaily.listening.exclusions import LeftOut
from discoverdaily.listening.models import Track
from discoverdaily.music_data.local.tunables import Tunables
from playlists.growing import pool
from playlists.growing.growing import Grown, grow
from playlists.growing.pool import Wish
from playlists.growing.recommenders import Local
from playlists.growing.roots import roots_of
from tests.playlists.growing.conftest import grove

pytestmark = pytest.mark.django_db
NAMES = ("energy", "valence", "danceability")
shares = st.floats(0, 1)
limits = st.dictionaries(st.sampled_from(NAMES), st.tuples(shares, shares).map(sorted), max_size=3)
targets = st.dictionaries(st.sampled_from(NAMES), shares, max_size=2)


@pytest.fixture
def wish(alice: User) -> Iterator[Wish]:
    tracks = grove()
    words = [f"track:{tracks[0].spotify_id}", f"artist:{tracks[30].artist.spotify_id}"]
    with patch.object(pool, "RECOMMENDERS", (Local(),)):
        yield Wish(alice, words, roots_of(alice, words), Tunables(), per_artist=3, nothing_known=False, out=LeftOut())


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    limits=limits,
    target=targets,
    size=st.integers(10, 100),
    per_artist=st.integers(1, 10),
    whim=st.lists(st.integers(0, 9), max_size=2),
    places=st.sets(st.integers(0, 9), max_size=3),
)
def test_limits_hold_or_it_is_said_that_they_do_not(  # noqa: PLR0917  # one for each thing to ask for
    limits: dict[str, list[float]],
    target: dict[str, float],
    size: int,
    per_artist: int,
    whim: list[int],
    places: set[int],
    wish: Wish,
) -> None:
    minimum, maximum = ({name: pair[place] for name, pair in limits.items()} for place in (0, 1))
    asked = replace(wish, wanted=Tunables(target, minimum, maximum), per_artist=per_artist)
    tracks = list(Track.objects.order_by("pk").select_related("recording__features"))
    held = {place: Grown(str(tracks[6 * place + 10].spotify_id), pinned=True) for place in places}
    growth = grow(asked, size=size, held=held, whim=whim)

    ids = [pick.id for pick in growth.picks]
    by_id = {track.spotify_id: track for track in tracks}
    assert len(ids) == len(set(ids)) <= size
    assert len({by_id[key].recording_id for key in ids}) == len(ids)
    assert tracks[0].spotify_id not in ids
    if len(ids) == size:
        assert all(ids[place] == pick.id for place, pick in held.items())
    assert {pick.id for pick in held.values()} <= set(ids), "what is pinned stays"

    new = [by_id[key] for key in ids if key not in {pick.id for pick in held.values()}]
    if not held:
        assert max(Counter(track.artist_id for track in new).values(), default=0) <= per_artist
    said = {limit.attribute for limit in growth.relaxed}
    for name in limits:
        figures = [getattr(track.recording.features, name) for track in new]
        kept = all(minimum[name] - 1e-9 <= figure <= maximum[name] + 1e-9 for figure in figures)
        assert kept or name in said


@pytest.mark.parametrize("whim", [[], [3, 1]])
def test_the_same_question_has_the_same_answer(whim: list[int], wish: Wish) -> None:
    first, second = (grow(wish, size=20, held={}, whim=whim).picks for _ in range(2))
    assert first == second
