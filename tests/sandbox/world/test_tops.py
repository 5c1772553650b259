"""Top lists, and how they drift."""

import statistics
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from discoverdaily.sandbox.world import Play, TimeRange, catalogue, listeners, plays, top_artists, top_tracks

NOW = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)


def _entries_a_day(listener: str, time_range: TimeRange, days: int = 28, size: int = 50) -> list[int]:
    """How many of the first fifty are new from each day to the next."""
    lists = [top_tracks(listener, time_range, NOW + timedelta(days=day))[:size] for day in range(days)]
    return [len(set(after) - set(before)) for before, after in pairwise(lists)]


@pytest.mark.parametrize("listener", ["mara", "theo", "luzia", "wanqing"])
def test_the_short_list_changes_a_little_every_day(listener: str) -> None:
    entries = _entries_a_day(listener, "short_term")
    assert 2 <= statistics.fmean(entries) <= 8
    assert max(entries) <= 14
    assert sum(count == 0 for count in entries) <= 1


@pytest.mark.parametrize("listener", ["mara", "luzia"])
def test_longer_ranges_drift_more_slowly(listener: str) -> None:
    short, medium, long = (
        statistics.fmean(_entries_a_day(listener, r)) for r in ("short_term", "medium_term", "long_term")
    )
    assert short > medium >= long > 0


def test_places_move_up_and_down_from_one_day_to_the_next() -> None:
    today, tomorrow = (top_tracks("mara", "short_term", NOW + timedelta(days=day))[:50] for day in (0, 1))
    moves = [today.index(key) - tomorrow.index(key) for key in tomorrow if key in today]
    assert any(move > 0 for move in moves)
    assert any(move < 0 for move in moves)


def test_a_list_stays_the_same_all_day() -> None:
    morning, night = datetime(2026, 11, 20, 5, tzinfo=UTC), datetime(2026, 11, 21, 3, tzinfo=UTC)
    assert top_tracks("mara", "short_term", morning) == top_tracks("mara", "short_term", night)


def test_the_first_places_are_those_played_most() -> None:
    played = [play.track_id for play in plays("mara", NOW - timedelta(days=29), NOW) if play.is_reported]
    listed = top_tracks("mara", "short_term", NOW)
    assert set(listed) <= set(played)
    assert statistics.fmean(map(played.count, listed[:10])) > 3 * statistics.fmean(map(played.count, listed[100:]))


def test_lists_are_of_known_things_without_repeats() -> None:
    for listener in listeners():
        tracks, artists = (top(listener, "medium_term", NOW) for top in (top_tracks, top_artists))
        assert len(set(tracks)) == len(tracks) <= 500
        assert set(tracks) <= set(catalogue().tracks)
        assert len(set(artists)) == len(artists)
        assert set(artists) <= set(catalogue().artists)


def test_a_brand_new_listener_has_empty_lists() -> None:
    assert top_tracks("pia", "long_term", NOW) == []
    assert top_artists("pia", "short_term", NOW) == []


def test_one_listener_has_a_list_shorter_than_fifty() -> None:
    assert 10 < len(top_tracks("otis", "long_term", NOW)) < 50


def test_an_unknown_listener_is_refused() -> None:
    with pytest.raises(KeyError):
        top_tracks("nobody", "short_term", NOW)


def test_plays_of_ones_own_making_count_from_the_day_after() -> None:
    unheard = next(key for key in catalogue().tracks if key not in top_tracks("mara", "long_term", NOW))
    extra = [Play(unheard, NOW - timedelta(minutes=4 * n), 180_000, None, False, False, False) for n in range(1, 40)]
    assert unheard not in top_tracks("mara", "short_term", NOW, extra)
    tomorrow = NOW + timedelta(days=1)
    assert top_tracks("mara", "short_term", tomorrow, extra)[0] == unheard
    assert catalogue().tracks[unheard].artist_ids[0] in top_artists("mara", "short_term", tomorrow, extra)[:10]


def test_private_short_and_unknown_plays_of_ones_own_do_not_count() -> None:
    known = next(iter(catalogue().tracks))
    yesterday = NOW - timedelta(days=2)
    ignored = [
        Play(known, yesterday, 200_000, None, False, False, True),
        Play(known, yesterday, 29_999, None, False, True, False),
        Play("0" * 22, yesterday, 200_000, None, False, False, False),
    ]
    assert top_tracks("pia", "short_term", NOW, ignored) == []
