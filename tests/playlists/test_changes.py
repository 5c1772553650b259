from hypothesis import given
from hypothesis import strategies as st

from playlists.changes import changes_between

LISTS = st.lists(st.sampled_from("abcdefghijklmnop"), unique=True, max_size=12)


@given(before=LISTS, now=LISTS)
def test_every_track_is_accounted_for_once(before: list[str], now: list[str]) -> None:
    changes = changes_between(before, now)
    assert [place.track_id for place in changes.places] == now
    assert set(changes.left) == set(before) - set(now)
    assert changes.came == len(set(now) - set(before))
    assert changes.came + changes.rose + changes.fell + changes.count("same") == len(now)


@given(before=LISTS, now=LISTS)
def test_the_list_before_can_be_told_from_the_changes(before: list[str], now: list[str]) -> None:
    changes = changes_between(before, now)
    ranks = {place.before: place.track_id for place in changes.places if place.before}
    left = iter(changes.left)
    assert [ranks[rank] if rank in ranks else next(left) for rank in range(1, len(before) + 1)] == before


@given(same=LISTS)
def test_nothing_changed_where_the_lists_are_the_same(same: list[str]) -> None:
    assert not changes_between(same, same).any


def test_places_say_how_far_they_moved() -> None:
    changes = changes_between(["a", "b", "c", "d"], ["c", "a", "e", "b"])
    assert [(place.movement, place.by) for place in changes.places] == [("up", 2), ("down", 1), ("new", 0), ("down", 2)]
    assert changes.left == ("d",)
