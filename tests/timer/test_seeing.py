"""What follows from what is seen to play, whatever that is."""

from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from discoverdaily.spotify.errors import Reason
from timer.seeing import DISTANCES, Seen, distance, verdict
from timer.steering import Do
from timer.wishes import Held, Source, Turn, Wish
from timer.words import Silence

FIVE = Source("Five", uris=tuple("abcde"))
LIST = Source("List", context="spotify:playlist:x")
WISHES = st.builds(
    Wish,
    sources=st.sampled_from([(FIVE, LIST), (Source(), LIST)]),
    shuffle=st.booleans(),
    past_intro=st.integers(0, 60),
)
HELD = st.builds(
    Held,
    source=st.none() | st.integers(0, 1),
    stopped=st.booleans(),
    woken=st.booleans(),
    uri=st.sampled_from(["", "a", "z"]),
    told_at=st.floats(0, 100),
    heard=st.booleans(),
    looks=st.integers(0, 5),
    tries=st.integers(0, 50),
)
SEEN = st.builds(
    Seen,
    uri=st.sampled_from(["a", "z"]),
    kind=st.sampled_from(["track", "episode", "ad", "unknown"]),
    is_playing=st.booleans(),
    progress=st.integers(0, 400_000),
    length=st.integers(0, 400_000),
    barred=st.booleans(),
    shuffle=st.none() | st.booleans(),
    seen_at=st.floats(100, 200),
)
TURNS = st.none() | st.builds(Turn, source=st.integers(0, 1))
LEFT = st.floats(0, 3600)


@given(seen=st.none() | SEEN, turn=TURNS, left=LEFT, wish=WISHES, held=HELD)
def test_no_look_ever_skips_and_none_comes_at_once(
    seen: Seen | None, turn: Turn | None, left: float, wish: Wish, held: Held
) -> None:
    found = verdict(seen, turn=turn, left=left, wish=wish, held=held)
    assert found.order is None or found.order.do is not Do.SKIP
    assert found.wait is None or found.wait >= 1
    if found.heard:
        assert seen is not None
        assert seen.is_playing


@given(seen=st.none() | SEEN, left=LEFT, wish=WISHES, held=HELD)
def test_what_is_to_be_silent_is_stopped_once_more_at_most(
    seen: Seen | None, left: float, wish: Wish, held: Held
) -> None:
    stops = 0
    held.looks = 0
    for _ in range(10):
        found = verdict(seen, turn=None, left=left, wish=wish, held=held)
        assert found.order is None or found.order.do is Do.STOP
        stops += found.order is not None
        held.looks += 1
    assert stops <= 1
    assert found.wait is None


@given(seen=SEEN, wish=WISHES, held=HELD)
def test_music_that_plays_is_looked_at_again_only_where_its_song_ends_within_the_phase(
    seen: Seen, wish: Wish, held: Held
) -> None:
    seen = structs.replace(seen, is_playing=True, kind="track", barred=False)
    held = structs.replace(held, looks=1)
    found = verdict(seen, turn=Turn(), left=30, wish=wish, held=held)
    assert (found.trouble, found.heard) == ("", True)
    rest = (seen.length - seen.progress) / 1000 + 1
    assert found.wait is None or found.wait == (rest if rest > 1 else 5), "beyond its end nobody knows"


def test_what_is_odd_is_looked_at_twice_before_anything_is_said() -> None:
    wish, silent = Wish(sources=(FIVE,)), Seen(uri="a", kind="track")
    for seen in (
        None,
        silent,
        Seen(uri="z", kind="track", is_playing=True, progress=90_000, length=200_000, seen_at=1),
    ):
        held = Held(source=0, uri="z", told_at=0)
        assert verdict(seen, turn=Turn(), left=30, wish=wish, held=held).trouble is None
    later = Held(source=0, looks=1)
    assert verdict(None, turn=Turn(), left=30, wish=wish, held=later).trouble == Reason.NO_ACTIVE_DEVICE
    assert verdict(silent, turn=Turn(), left=30, wish=wish, held=later).trouble == Silence.SILENT


def test_a_skip_that_does_not_wake_a_silent_player_is_followed_by_the_order_to_play() -> None:
    held = Held(source=0, heard=True, woken=True, looks=1)
    found = verdict(
        Seen(uri="b", kind="track", progress=10), turn=Turn(), left=30, wish=Wish(sources=(FIVE,)), held=held
    )
    assert found.order is not None
    assert found.order.do is Do.GO_ON


def test_looks_come_at_growing_distance() -> None:
    assert [distance(tries) for tries in range(8)] == [*DISTANCES, 60.0, 60.0, 60.0]
