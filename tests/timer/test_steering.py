"""Which commands follow from a cue: every way that a session can go, without a player."""

from hypothesis import given
from hypothesis import strategies as st

from timer.cues import Cue
from timer.plans import Kind
from timer.steering import Do, Order, changes, coming_songs, held_after, orders, place_after
from timer.wishes import Held, Source, Turn, Wish

FIVE = Source("Five", uris=tuple("abcde"))
LIST = Source("List", context="spotify:playlist:x")
VOLUMES = st.none() | st.integers(0, 100)
TURNS = st.builds(Turn, source=st.integers(0, 1), skip=st.booleans(), pause=st.booleans(), volume=VOLUMES)
WISHES = st.builds(
    Wish,
    sources=st.sampled_from([(FIVE, LIST), (LIST, Source()), (Source(), FIVE)]),
    turns=st.dictionaries(st.sampled_from([str(kind) for kind in Kind]), TURNS),
    shuffle=st.booleans(),
    at_end=st.sampled_from(["pause", "on"]),
    volume_before=VOLUMES,
)
MOVES = st.lists(st.tuples(st.sampled_from([Cue.PHASE, Cue.PAUSE, Cue.RESUME, Cue.SONG]), st.sampled_from(list(Kind))))


def after(given: list[Order], held: Held) -> Held:
    """As it is where the player does all it was told and the music was heard."""
    left = held_after(given, held, uri="", now=0)
    left.heard = True
    return left


@given(wish=WISHES, first=st.sampled_from(list(Kind)), moves=MOVES)
def test_one_change_a_cue_at_most_and_the_one_that_must_be_on_time_comes_first(
    wish: Wish, first: Kind, moves: list[tuple[Cue, Kind]]
) -> None:
    held = Held()
    for cue, kind in [(Cue.START, first), *moves, (Cue.OVER, first)]:
        given = orders(cue, kind, wish, held)
        main = [order for order in given if order.do not in (Do.VOLUME, Do.SHUFFLE)]
        assert len(main) <= 1
        if main and not any(order.do is Do.SHUFFLE for order in given):
            assert given[0] == main[0]
        if any(order.do is Do.SHUFFLE for order in given):
            assert main[0].do is Do.BEGIN
        held = after(given, held)


@given(wish=WISHES, first=st.sampled_from(list(Kind)), moves=MOVES)
def test_the_volume_is_given_back_at_the_end(wish: Wish, first: Kind, moves: list[tuple[Cue, Kind]]) -> None:
    held = Held()
    volume = wish.volume_before
    for cue, kind in [(Cue.START, first), *moves, (Cue.OVER, first)]:
        given = orders(cue, kind, wish, held)
        for order in given:
            volume = order.number if order.do is Do.VOLUME else volume
        held = after(given, held)
    if wish.volume_before is not None:
        assert volume == wish.volume_before


@given(wish=WISHES, kinds=st.lists(st.sampled_from(list(Kind)), min_size=1))
def test_each_phase_has_the_list_that_was_wished_or_the_silence(wish: Wish, kinds: list[Kind]) -> None:
    held, plays = Held(), False
    for number, kind in enumerate(kinds):
        given = orders(Cue.PHASE if number else Cue.START, kind, wish, held)
        for order in given:
            plays = order.do is not Do.STOP if order.do not in (Do.VOLUME, Do.SHUFFLE) else plays
        held = after(given, held)
        turn = wish.turn(kind)
        assert plays is not turn.pause
        assert turn.pause or held.source == turn.source


@given(wish=WISHES, kind=st.sampled_from(list(Kind)))
def test_pause_and_going_on_leave_the_music_as_it_was(wish: Wish, kind: Kind) -> None:
    held = after(orders(Cue.START, kind, wish, Held()), Held())
    paused = after(orders(Cue.PAUSE, kind, wish, held), held)
    assert paused.stopped
    again = orders(Cue.RESUME, kind, wish, paused)
    assert [order.do for order in again] == ([] if wish.turn(kind).pause else [Do.GO_ON])


def test_another_song_makes_up_for_a_phase_whose_command_it_replaced() -> None:
    wish = Wish(sources=(FIVE, LIST), turns={"rest": Turn(pause=True), "prepare": Turn(source=1, skip=False)})
    held = Held(source=0, heard=True)
    assert orders(Cue.SONG, Kind.WORK, wish, held) == [Order(Do.SKIP)]
    assert orders(Cue.SONG, Kind.REST, wish, held) == [Order(Do.STOP)]
    assert orders(Cue.SONG, Kind.PREPARE, wish, held) == [Order(Do.BEGIN, 1)]
    assert orders(Cue.SONG, Kind.PREPARE, wish, Held(source=1, heard=True)) == [Order(Do.SKIP)]


def test_what_our_pause_did_not_stop_is_not_let_play() -> None:
    held = Held(source=0, heard=True)  # the player refused to pause: it was silent
    assert orders(Cue.RESUME, Kind.WORK, Wish(sources=(FIVE,)), held) == []


def test_a_list_of_which_nothing_was_heard_begins_with_the_next_phase() -> None:
    wish = Wish(sources=(FIVE,))
    assert orders(Cue.PHASE, Kind.WORK, wish, Held(source=0, tries=1)) == [Order(Do.BEGIN, 0)]
    assert orders(Cue.PHASE, Kind.WORK, wish, Held(source=0)) == [Order(Do.SKIP)], "it was begun a moment ago"


@given(wish=WISHES, kinds=st.lists(st.sampled_from(list(Kind))))
def test_the_changes_of_phases_passed_over_are_those_they_would_have_brought(wish: Wish, kinds: list[Kind]) -> None:
    begun = after(orders(Cue.START, Kind.WORK, wish, Held()), Held())
    held, brought = begun, 0
    for kind in kinds:
        given = orders(Cue.PHASE, kind, wish, held)
        brought += len([order for order in given if order.do in (Do.SKIP, Do.BEGIN)])
        held = held_after(given, held, uri="", now=0)
    assert changes(kinds, wish, begun) == brought


@given(place=st.integers(0, 20))
def test_a_list_goes_round(place: int) -> None:
    songs = coming_songs(FIVE, place)
    assert sorted(songs) == list(FIVE.uris)
    assert place_after(FIVE, songs[-1]) == place % 5
    assert place_after(FIVE, "z") is None
