"""What follows from what is seen to play, whatever that is."""

from collections.abc import Callable, Sequence

from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from discoverdaily.spotify.errors import Reason
from timer.seeing import DISTANCES, WORTH_IT, Seen, Verdict, distance, verdict
from timer.steering import Do, Order, place_after
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
    awaited=st.sampled_from(["", Do.SKIP.value, Do.BEGIN.value]),
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
    held = structs.replace(held, looks=1, awaited="")
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


# --- A skip that was taken, by a player that does it at once, late, or never ------------------------------------------


class SlowPlayer:
    """Plays `a` since long; does each command so many seconds after it was taken (None: never), one after another, and
    readers see what it does a while later."""

    def __init__(self, slow: Sequence[float | None], lag: float = 0) -> None:
        self._slow = iter(slow)
        self._lag = lag
        self._begun = [("a", -1000.0)]

    def take(self, now: float, leads_to: Callable[[str], str]) -> None:
        """A command, and where it leads from the song that plays when it is done."""
        slow = next(self._slow)
        if slow is not None:
            before, begun = self._begun[-1]
            self._begun.append((leads_to(before), max(begun, now + slow)))

    def at(self, now: float) -> tuple[str, float]:
        """Which song plays, and since when."""
        return [song for song in self._begun if song[1] <= now][-1]

    def seen(self, now: float) -> Seen:
        uri, begun = self.at(now - self._lag)
        return Seen(uri=uri, kind="track", is_playing=True, progress=round((now - begun) * 1000), seen_at=now)

    @property
    def heard(self) -> set[str]:
        """Every song that played, sooner or later."""
        return {uri for uri, _ in self._begun}


def looked_at(player: SlowPlayer, left: float) -> list[Verdict]:
    """All that is found after a skip at nought, with so many seconds left of the phase; what follows is done."""
    held = Held(source=0, uri="a", told_at=0, awaited=Do.SKIP.value, heard=True)
    player.take(0, following)
    now, told = 1.0, list[Verdict]()
    while now < left and len(told) < 10:
        found = verdict(player.seen(now), turn=Turn(), left=left - now, wish=Wish(sources=(FIVE,)), held=held)
        told.append(found)
        if found.order is not None:
            assert found.order == Order(Do.NAME)
            player.take(now, lambda _: following("a"))
            held.told_at = now
        held.looks += 1
        held.awaited = "" if found.heard or found.trouble else held.awaited
        now += found.wait or left
    return told


def following(uri: str) -> str:
    return FIVE.uris[place_after(FIVE, uri) or 0]


SLOW = st.none() | st.floats(0, 60)


@given(slow=st.tuples(SLOW, SLOW), lag=st.floats(0, 60), left=st.floats(1, 3600))
def test_however_slow_spotify_is_no_song_is_passed_over(
    slow: tuple[float | None, float | None], lag: float, left: float
) -> None:
    player = SlowPlayer(slow, lag)
    looked_at(player, left)
    assert player.heard <= {"a", "b"}


@given(slow=st.floats(0, 1), lag=st.floats(0, 1), left=st.floats(1, 3600))
def test_a_skip_that_is_done_a_moment_later_is_done(slow: float, lag: float, left: float) -> None:
    told = looked_at(SlowPlayer([slow], lag), left)
    assert not any(found.order or found.trouble for found in told)


@given(left=st.floats(1, 3600))
def test_a_skip_that_is_never_done_is_asked_for_once_more_where_time_allows(left: float) -> None:
    player = SlowPlayer([None, 0])
    told = looked_at(player, left)
    asked_again = "b" in player.heard
    assert asked_again is (left - 3 >= WORTH_IT)
    assert asked_again or left <= 3 or told[-1].trouble == Silence.UNCHANGED


@given(left=st.floats(20, 3600))
def test_a_player_that_changes_no_song_is_told(left: float) -> None:
    found = [found.trouble for found in looked_at(SlowPlayer([None, None]), left)]
    assert found[:3] == [None, None, Silence.UNCHANGED]


def test_to_begin_with_whatever_plays_changes_no_song() -> None:
    held = Held(source=0, uri="a", told_at=0, awaited=Do.BEGIN.value, looks=1)
    seen = Seen(uri="a", kind="track", is_playing=True, progress=100_000, seen_at=3)
    assert verdict(seen, turn=Turn(), left=30, wish=Wish(), held=held).heard
    assert verdict(seen, turn=Turn(), left=30, wish=Wish(sources=(FIVE,)), held=held).order == Order(Do.BEGIN, 0)


def test_looks_come_at_growing_distance() -> None:
    assert [distance(tries) for tries in range(8)] == [*DISTANCES, 60.0, 60.0, 60.0]
