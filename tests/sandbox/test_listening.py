"""Top lists and what was played of late, with their limits, pages and cursors."""

from datetime import datetime
from typing import Any

import pytest

from tests.sandbox.asking import Asker, error_of
from tests.sandbox_server import SandboxServer

DAY = 86_400


@pytest.mark.parametrize("kind", ["tracks", "artists"])
@pytest.mark.parametrize("time_range", ["short_term", "medium_term", "long_term"])
def test_a_top_list_is_paged_without_gap_or_repeat(sandbox: SandboxServer, kind: str, time_range: str) -> None:
    mara = Asker(sandbox)
    pages = list(mara.pages(f"/me/top/{kind}", limit=50, time_range=time_range))
    ids = [item["id"] for page in pages for item in page["items"]]
    assert len(ids) == len(set(ids)) == pages[0]["total"]
    assert pages[0]["previous"] is None
    assert [len(page["items"]) for page in pages[:-1]] == [50] * (len(pages) - 1)
    if len(pages) > 1:
        assert f"time_range={time_range}" in pages[0]["next"]


@pytest.mark.parametrize(
    ("params", "message"),
    [
        ({"limit": 0}, "Invalid limit"),
        ({"limit": 51}, "Invalid limit"),
        ({"limit": "many"}, "Invalid limit"),
        ({"offset": -1}, "Invalid offset"),
        ({"time_range": "forever"}, "Invalid time range"),
    ],
)
def test_a_top_list_refuses_what_is_out_of_bounds(sandbox: SandboxServer, params: dict[str, Any], message: str) -> None:
    assert error_of(Asker(sandbox).get("/me/top/tracks", **params)) == (400, message, None)


def test_twenty_of_six_months_is_what_one_gets_unasked(sandbox: SandboxServer) -> None:
    mara = Asker(sandbox)
    unasked = mara.json("/me/top/tracks")
    assert unasked["limit"] == len(unasked["items"]) == 20
    assert unasked["items"] == mara.json("/me/top/tracks", time_range="medium_term")["items"]


def test_past_the_end_of_a_top_list_there_is_an_empty_page(sandbox: SandboxServer) -> None:
    page = Asker(sandbox).json("/me/top/tracks", limit=50, offset=5000)
    assert (page["items"], page["next"]) == ([], None)


def test_who_never_played_has_empty_lists(sandbox: SandboxServer) -> None:
    pia = Asker(sandbox, "pia")
    top = pia.json("/me/top/tracks")
    assert (top["items"], top["total"], top["next"]) == ([], 0, None)
    recent = pia.json("/me/player/recently-played")
    assert (recent["items"], recent["next"], recent["cursors"]) == ([], None, None)


def test_a_top_list_drifts_from_day_to_day_and_not_within_one(sandbox: SandboxServer) -> None:
    mara = Asker(sandbox)
    before = mara.top_uris(50)
    assert mara.top_uris(50) == before
    sandbox.advance(2 * DAY)
    sandbox.settings(access_token_ttl=10 * DAY)
    assert Asker(sandbox).top_uris(50) != before


def test_recently_played_is_newest_first_and_fifty_in_all(sandbox: SandboxServer) -> None:
    mara = Asker(sandbox)
    page = mara.json("/me/player/recently-played", limit=50)
    moments = [item["played_at"] for item in page["items"]]
    assert len(moments) == 50
    assert moments == sorted(moments, reverse=True)
    assert {len(moment) for moment in moments} == {24}
    stamps = [round(datetime.fromisoformat(moment).timestamp() * 1000) for moment in moments]
    assert page["cursors"] == {"after": str(stamps[0]), "before": str(stamps[-1])}
    past = mara.sandbox.http.get(page["next"], headers=mara.headers).json()
    assert (past["items"], past["cursors"], past["next"]) == ([], None, None)
    assert "total" not in page


def test_recently_played_before_and_after_leave_out_the_cursor_itself(sandbox: SandboxServer) -> None:
    mara = Asker(sandbox)
    every = mara.json("/me/player/recently-played", limit=50)["items"]
    page = mara.json("/me/player/recently-played", limit=10)
    older = mara.json("/me/player/recently-played", limit=10, before=page["cursors"]["before"])
    assert older["items"] == every[10:20]
    newer = mara.json("/me/player/recently-played", limit=50, after=older["cursors"]["after"])
    assert newer["items"] == every[:10]


def test_recently_played_takes_one_cursor_only(sandbox: SandboxServer) -> None:
    mara = Asker(sandbox)
    assert mara.get("/me/player/recently-played", after=1, before=2).status_code == 400
    assert error_of(mara.get("/me/player/recently-played", limit=51)) == (400, "Invalid limit", None)


def test_history_goes_on_by_itself(sandbox: SandboxServer) -> None:
    sandbox.settings(access_token_ttl=10 * DAY)
    theo = Asker(sandbox, "theo")
    newest = theo.json("/me/player/recently-played", limit=1)["cursors"]["after"]
    sandbox.advance(DAY)
    later = theo.json("/me/player/recently-played", limit=50, after=newest)["items"]
    assert len(later) == 50


def test_a_song_played_here_shows_up_a_moment_after_its_end(sandbox: SandboxServer) -> None:
    pia = Asker(sandbox, "pia")
    song = pia.json("/search", q="a", type="track")["tracks"]["items"][0]
    pia.put("/me/player/play", {"uris": [song["uri"]]})
    sandbox.advance(song["duration_ms"] / 1000 + 1)
    assert pia.json("/me/player/recently-played")["items"] == []
    sandbox.advance(10)
    (item,) = pia.json("/me/player/recently-played")["items"]
    assert item["track"]["uri"] == song["uri"]
    assert item["context"] is None


def test_a_song_left_within_thirty_seconds_does_not_count(sandbox: SandboxServer) -> None:
    pia = Asker(sandbox, "pia")
    first, second, third = [item["uri"] for item in pia.json("/search", q="a", type="track")["tracks"]["items"][:3]]
    pia.put("/me/player/play", {"uris": [first, second, third]})
    sandbox.advance(20)
    pia.post("/me/player/next")
    sandbox.advance(40)
    pia.post("/me/player/next")
    sandbox.advance(10)
    played = [item["track"]["uri"] for item in pia.json("/me/player/recently-played")["items"]]
    assert played == [second]


def test_what_is_played_in_a_private_session_is_not_told(sandbox: SandboxServer) -> None:
    sandbox.listener("pia", private_session=True)
    pia = Asker(sandbox, "pia")
    song = pia.json("/search", q="a", type="track")["tracks"]["items"][0]
    pia.put("/me/player/play", {"uris": [song["uri"]]})
    assert pia.json("/me/player/devices")["devices"][0]["is_private_session"] is True
    sandbox.advance(600)
    assert pia.json("/me/player/recently-played")["items"] == []


def test_a_private_session_hides_what_is_heard_in_it_and_nothing_before(sandbox: SandboxServer) -> None:
    pia = Asker(sandbox, "pia")
    songs = pia.json("/search", q="a", type="track")["tracks"]["items"][:3]
    pia.put("/me/player/play", {"uris": [song["uri"] for song in songs]})
    for song, private in zip(songs, (True, False, True), strict=True):
        sandbox.advance(song["duration_ms"] / 1000)
        sandbox.listener("pia", private_session=private)
    sandbox.advance(60)
    played = [item["track"]["uri"] for item in pia.json("/me/player/recently-played")["items"]]
    assert played == [songs[2]["uri"], songs[0]["uri"]]


def test_a_song_half_heard_is_told_when_it_is_left_and_not_before(sandbox: SandboxServer) -> None:
    pia = Asker(sandbox, "pia")
    uris = [song["uri"] for song in pia.json("/search", q="a", type="track")["tracks"]["items"][:2]]
    pia.put("/me/player/play", {"uris": uris})
    sandbox.advance(45)
    assert pia.json("/me/player/recently-played")["items"] == []
    pia.post("/me/player/next")
    assert pia.json("/me/player/recently-played")["items"] == []
    sandbox.advance(6)
    (item,) = pia.json("/me/player/recently-played")["items"]
    assert item["track"]["uri"] == uris[0]


def test_what_was_told_once_is_never_untold(sandbox: SandboxServer) -> None:
    """The world's own history gives way to music played here before it is told, not after; a pause changes nothing."""
    hour = datetime.fromisoformat(sandbox.state()["now"]).hour
    sandbox.advance((17 - hour) % 24 * 3600)
    sandbox.settings(access_token_ttl=10 * DAY)
    theo = Asker(sandbox, "theo")
    theo.put("/me/player/play", {"uris": theo.top_uris(20)})
    theo.put("/me/player/repeat", state="context")
    told: set[str] = set()
    for minute in range(120):
        sandbox.advance(60)
        if minute % 20 == 19:
            theo.put(f"/me/player/{'pause' if minute % 40 == 19 else 'play'}")
        now = {item["played_at"] for item in theo.json("/me/player/recently-played", limit=50)["items"]}
        assert {moment for moment in told if moment >= min(now)} <= now
        assert not told or min(now - told, default="9") > max(told)
        told |= now
    assert len(told) > 60
