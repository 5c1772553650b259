"""What goes wrong on purpose: limits in their three shapes, outages, spoiled answers, answers that never arrive."""

import httpx2
import pytest

from tests.sandbox.asking import Asker, error_of
from tests.sandbox_server import SandboxServer

TOP = "/v1/me/top/*"


@pytest.mark.parametrize("kind", ["500", "502", "503"])
def test_an_outage_is_an_error_object_as_often_as_told(sandbox: SandboxServer, kind: str) -> None:
    mara = Asker(sandbox)
    sandbox.fault(TOP, kind, times=2)
    assert [mara.get("/me/top/tracks").status_code for _ in range(3)] == [int(kind), int(kind), 200]


def test_a_fault_is_for_the_paths_the_method_and_the_listener_it_names(sandbox: SandboxServer) -> None:
    mara, theo = Asker(sandbox), Asker(sandbox, "theo")
    sandbox.fault("/v1/me/playlists", "500", method="POST", listener="mara")
    assert mara.get("/me/playlists").status_code == 200
    assert theo.post("/me/playlists", {"name": "a"}).status_code == 201
    assert mara.post("/me/playlists", {"name": "a"}).status_code == 500
    sandbox.mend()
    assert mara.post("/me/playlists", {"name": "a"}).status_code == 201


def test_a_share_of_the_requests_can_fail(sandbox: SandboxServer) -> None:
    mara = Asker(sandbox)
    sandbox.fault("/v1/me", "502", share=0.3)
    failed = sum(mara.get("/me").status_code == 502 for _ in range(200))
    assert 35 < failed < 85


def test_a_limit_is_told_in_three_ways(sandbox: SandboxServer) -> None:
    mara = Asker(sandbox)
    sandbox.fault("/v1/me", "429", times=1, retry_after=86_236)
    answer = mara.get("/me")
    assert error_of(answer) == (429, "API rate limit exceeded", None)
    assert answer.headers["retry-after"] == "86236"
    sandbox.fault("/v1/me", "429_text", times=1)
    answer = mara.get("/me")
    assert (answer.status_code, answer.text) == (429, "Too many requests")
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    sandbox.fault("/v1/me", "quota", times=1)
    assert error_of(mara.get("/me")) == (429, "Too many requests", "QUOTA_EXCEEDED")


def test_so_many_requests_in_thirty_seconds(sandbox: SandboxServer) -> None:
    sandbox.settings(requests_per_30s=3, retry_after=60, limit_reason="QUOTA_EXCEEDED")
    mara = Asker(sandbox)
    assert [mara.get("/me").status_code for _ in range(4)] == [200, 200, 200, 429]
    sandbox.advance(31)
    still = mara.get("/me")
    assert error_of(still) == (429, "Too many requests", "QUOTA_EXCEEDED")
    assert 27 <= int(still.headers["retry-after"]) <= 29
    sandbox.advance(30)
    assert mara.get("/me").status_code == 200


def test_lifting_the_limit_lets_everything_through_at_once(sandbox: SandboxServer) -> None:
    sandbox.settings(requests_per_30s=1, retry_after=86_400)
    mara = Asker(sandbox)
    assert [mara.get("/me").status_code for _ in range(2)] == [200, 429]
    sandbox.settings(requests_per_30s=None)
    assert mara.get("/me").status_code == 200


def test_a_reset_connection_has_no_effect(sandbox: SandboxServer) -> None:
    mara = Asker(sandbox)
    before = len(sandbox.playlists("mara"))
    sandbox.fault("/v1/me/playlists", "reset", times=1)
    with pytest.raises((httpx2.ReadError, httpx2.RemoteProtocolError)):
        mara.post("/me/playlists", {"name": "a"})
    assert len(sandbox.playlists("mara")) == before
    assert sandbox.requests()[-1]["status"] is None


def test_a_reset_after_takes_effect_and_loses_the_answer(sandbox: SandboxServer) -> None:
    mara = Asker(sandbox)
    before = len(sandbox.playlists("mara"))
    sandbox.fault("/v1/me/playlists", "reset_after", times=1, method="POST")
    with pytest.raises((httpx2.ReadError, httpx2.RemoteProtocolError)):
        mara.post("/me/playlists", {"name": "Made and never told"})
    assert len(sandbox.playlists("mara")) == before + 1
    assert sandbox.requests()[-1]["status"] == 201


@pytest.mark.parametrize(("kind", "made"), [("timeout", 0), ("timeout_after", 1)])
def test_a_time_out_is_silence(sandbox: SandboxServer, kind: str, made: int) -> None:
    mara = Asker(sandbox)
    before = len(sandbox.playlists("mara"))
    sandbox.fault("/v1/me/playlists", kind, times=1)
    with pytest.raises(httpx2.ReadTimeout):
        mara.ask("POST", "/me/playlists", json={"name": "a"}, timeout=0.3)
    assert len(sandbox.playlists("mara")) == before + made


def test_a_500_after_takes_effect_all_the_same(sandbox: SandboxServer) -> None:
    mara = Asker(sandbox)
    before = len(sandbox.playlists("mara"))
    sandbox.fault("/v1/me/playlists", "500_after", times=1)
    assert mara.post("/me/playlists", {"name": "a"}).status_code == 500
    assert len(sandbox.playlists("mara")) == before + 1


def test_a_malformed_answer_is_no_json(sandbox: SandboxServer) -> None:
    mara = Asker(sandbox)
    sandbox.fault(TOP, "malformed", times=1)
    answer = mara.get("/me/top/tracks")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/json; charset=utf-8")
    with pytest.raises(ValueError, match="line"):
        answer.json()


def test_an_empty_and_a_half_answer_look_like_whole_ones(sandbox: SandboxServer) -> None:
    mara = Asker(sandbox)
    whole = mara.json("/me/top/tracks", limit=50)
    sandbox.fault(TOP, "half", times=1)
    half = mara.json("/me/top/tracks", limit=50)
    assert half == {**whole, "items": whole["items"][:25]}
    sandbox.fault(TOP, "empty", times=1)
    empty = mara.json("/me/top/tracks", limit=50)
    assert (empty["items"], empty["total"], empty["next"]) == ([], 0, None)
    sandbox.fault(TOP, "empty_body", times=1)
    assert mara.get("/me/top/tracks").content == b""


def test_the_token_endpoint_can_fail_too(sandbox: SandboxServer) -> None:
    form = {"grant_type": "refresh_token", "refresh_token": sandbox.token("mara")["refresh_token"]}
    sandbox.fault("/api/token", "503", listener="mara", times=1)
    answers = [sandbox.http.post("/api/token", data={**form, "client_id": "demo-client"}) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [503, 200]


def test_a_token_may_be_said_to_be_missing_for_no_reason(sandbox: SandboxServer) -> None:
    sandbox.fault("/v1/me", "401", times=1)
    assert error_of(Asker(sandbox).get("/me")) == (401, "Access token missing", None)


def test_answers_can_be_slow(sandbox: SandboxServer) -> None:
    mara = Asker(sandbox)
    sandbox.settings(latency=0.2)
    assert mara.get("/me").elapsed.total_seconds() >= 0.2


def test_a_player_that_hangs_takes_a_command_and_does_nothing(sandbox: SandboxServer) -> None:
    mara = Asker(sandbox)
    track = mara.json("/me/top/tracks", limit=1)["items"][0]["uri"]
    sandbox.fault("/v1/me/player/play", "ignored", times=1)
    assert mara.put("/me/player/play", {"uris": [track]}).status_code == 204
    assert mara.get("/me/player").status_code == 204
    assert mara.put("/me/player/play", {"uris": [track]}).status_code == 204


def test_a_command_may_be_restricted(sandbox: SandboxServer) -> None:
    sandbox.fault("/v1/me/player/next", "restricted")
    answer = Asker(sandbox).post("/me/player/next")
    assert error_of(answer) == (403, "Player command failed: Restriction violated", "UNKNOWN")
