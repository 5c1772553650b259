"""What the demo listeners played."""

import statistics
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from discoverdaily.sandbox.world import Play, catalogue, episodes, listeners, playlists, plays, saved_tracks
from discoverdaily.sandbox.world.history import day_bounds, day_plays
from discoverdaily.sandbox.world.podcasts import episode_plays

NOW = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
EVERYBODY = list(listeners())
MUSIC_LOVERS = [listener for listener in EVERYBODY if listener != "pia"]


def _last(listener: str, days: int) -> list[Play]:
    return plays(listener, NOW - timedelta(days=days), NOW)


def test_the_listeners_differ() -> None:
    assert len(listeners()) >= 4
    assert {listener.product for listener in listeners().values()} == {"premium", "free"}
    assert len({listener.timezone for listener in listeners().values()}) == len(listeners())
    assert len({listener.account_id for listener in listeners().values()}) == len(listeners())
    assert all(ZoneInfo(listener.timezone) for listener in listeners().values())


def test_an_unknown_listener_is_refused() -> None:
    with pytest.raises(KeyError):
        plays("nobody", NOW - timedelta(days=1), NOW)


def test_a_brand_new_listener_has_played_and_kept_nothing() -> None:
    assert plays("pia", NOW - timedelta(days=900), NOW + timedelta(days=30)) == []
    assert playlists("pia") == ()
    assert saved_tracks("pia") == ()


@pytest.mark.parametrize("listener", MUSIC_LOVERS)
def test_plays_are_ordered_never_overlap_and_are_of_known_tracks(listener: str) -> None:
    played = _last(listener, 60)
    assert played
    assert all(before.ended_at <= after.started_at for before, after in pairwise(played))
    for play in played:
        assert play.started_at.tzinfo is UTC
        assert play.played_at == play.ended_at == play.started_at + timedelta(milliseconds=play.ms_played)
        assert 0 <= play.ms_played <= catalogue().tracks[play.track_id].duration_ms
        assert play.skipped or play.ms_played == catalogue().tracks[play.track_id].duration_ms


@pytest.mark.parametrize("listener", MUSIC_LOVERS)
def test_nothing_is_played_before_joining_or_before_its_release(listener: str) -> None:
    joined = listeners()[listener].joined
    begin = datetime(joined.year, joined.month, joined.day, tzinfo=UTC)
    assert plays(listener, begin - timedelta(days=400), begin - timedelta(days=1)) == []
    first = plays(listener, begin - timedelta(days=1), begin + timedelta(days=30))
    assert first
    music = catalogue()
    liked = [play for play in first if not (play.context_uri or "").startswith(("spotify:album", "spotify:playlist"))]
    for play in liked:
        assert music.albums[music.tracks[play.track_id].album_id].released <= play.started_at.date()


@pytest.mark.parametrize("listener", MUSIC_LOVERS)
def test_a_day_is_the_same_whatever_was_asked_before(listener: str) -> None:
    day = date(2026, 5, 14)
    first = day_plays(listener, day)
    day_plays.cache_clear()
    plays(listener, NOW - timedelta(days=3), NOW)
    assert day_plays(listener, day) == first


def test_histories_join_without_seam_as_the_clock_moves() -> None:
    start, middle, end = (datetime(2026, 6, day, 19, 17, tzinfo=UTC) for day in (1, 5, 9))
    assert plays("mara", start, middle) + plays("mara", middle, end) == plays("mara", start, end)
    after_the_catalogue = datetime(2028, 2, 28, tzinfo=UTC)
    assert plays("mara", after_the_catalogue, after_the_catalogue + timedelta(days=7))


def test_a_play_that_goes_on_now_is_not_told_yet() -> None:
    play = _last("theo", 2)[20]
    cut = play.started_at + timedelta(milliseconds=play.ms_played // 2)
    assert plays("theo", cut - timedelta(days=1), cut)[-1].played_at <= play.started_at


@pytest.mark.parametrize(
    ("listener", "day", "hours"),
    [
        ("mara", date(2025, 3, 29), 23),
        ("mara", date(2025, 10, 25), 25),
        ("theo", date(2025, 3, 8), 23),
        ("theo", date(2025, 11, 1), 25),
        ("wanqing", date(2025, 10, 25), 24),
    ],
)
def test_days_when_the_clocks_change_stay_within_their_bounds(listener: str, day: date, hours: int) -> None:
    begin, end = day_bounds(listener, day)
    assert end - begin == timedelta(hours=hours)
    days = [day_plays(listener, day + timedelta(days=offset)) for offset in (-1, 0, 1)]
    assert all(begin <= play.started_at and play.played_at <= end for play in days[1])
    whole = [play for part in days for play in part]
    assert all(before.ended_at <= after.started_at for before, after in pairwise(whole))


def test_the_heavy_listener_plays_about_three_hundred_a_day() -> None:
    assert 260 < len(_last("theo", 28)) / 28 < 330
    assert 20 < len(_last("mara", 90)) / 90 < 45


def test_the_ordinary_listener_has_clear_seasons_two_years_running() -> None:
    def valence(year: int, month: int) -> float:
        found = plays("mara", datetime(year, month, 1, tzinfo=UTC), datetime(year, month + 1, 1, tzinfo=UTC))
        features = (catalogue().tracks[play.track_id].features for play in found)
        return statistics.fmean(known.valence for known in features if known)

    for year in (2025, 2026):
        assert valence(year, 7) - valence(year, 1) > 0.15


def test_histories_hold_skips_private_sittings_repeats_gaps_and_night_hours() -> None:
    played = _last("mara", 365)
    assert any(play.skipped and play.ms_played < 30_000 for play in played)
    assert any(play.incognito for play in played)
    assert not any(play.is_reported for play in played if play.incognito or play.ms_played < 30_000)
    assert any(len({play.track_id for play in played[at : at + 5]}) == 1 for at in range(len(played) - 5))
    days = {play.started_at.date() for play in played}
    year = [date(2026, 1, 1) + timedelta(days=number) for number in range(300)]
    assert any({day, day + timedelta(days=1)}.isdisjoint(days) for day in year)
    shanghai = ZoneInfo("Asia/Shanghai")
    hours = Counter(play.started_at.astimezone(shanghai).hour for play in _last("wanqing", 90))
    assert sum(hours[hour] for hour in (22, 23, 0, 1, 2)) > sum(hours[hour] for hour in range(8, 18))


@pytest.mark.parametrize("listener", MUSIC_LOVERS)
def test_a_context_holds_the_track_played_from_it(listener: str) -> None:
    owned = {f"spotify:playlist:{playlist.id}": set(playlist.track_ids) for playlist in playlists(listener)}
    contexts = Counter[str]()
    for play in _last(listener, 60):
        kind, _, key = (play.context_uri or "none::").removeprefix("spotify:").partition(":")
        contexts[kind] += 1
        if kind == "album":
            assert play.track_id in catalogue().albums[key].track_ids
        elif kind == "playlist":
            assert play.track_id in owned[f"spotify:playlist:{key}"]
    assert contexts["none"]
    assert contexts["playlist"] or not owned


def test_podcasts_are_heard_between_the_songs() -> None:
    heard = episode_plays("mara", NOW - timedelta(days=365), NOW)
    assert {play.video for play in heard} == {True, False}
    songs = _last("mara", 366)
    for play in heard:
        assert 0 < play.ms_played <= episodes()[play.episode_id].duration_ms
        assert all(song.ended_at <= play.started_at or song.started_at >= play.ended_at for song in songs)
