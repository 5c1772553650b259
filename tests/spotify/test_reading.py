"""Answers that are not quite right: a bad item is left out, a broken envelope is not believed."""

import pytest

from discoverdaily.spotify import reading
from discoverdaily.spotify.errors import Reason, RetryLater
from discoverdaily.spotify.objects import Image, Token, picture

TRACK = b'{"id":"1","name":"A","type":"track","uri":"spotify:track:1"}'


def test_a_bad_item_is_counted_and_left_out() -> None:
    body = b'{"items":[' + TRACK + b',null,{"id":"2"},{"id":3,"name":"C"}],"total":4,"limit":50,"offset":0}'
    page = reading.answer(reading.page(reading.track), body)
    assert [track.id for track in page] == ["1"]
    assert page.left_out == 3
    assert not page.whole


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"[]",
        b"{}",
        b'{"items":null}',
        b'{"items":{}}',
        b'{"items":[' + TRACK,
        b'{"items":[' + TRACK + b'],"total":"many"}',
        b"<html>502</html>",
        b"\xff\xfe",
    ],
)
def test_a_broken_envelope_means_try_later(body: bytes) -> None:
    with pytest.raises(RetryLater) as caught:
        reading.answer(reading.page(reading.track), body)
    assert caught.value.reason is Reason.UNREADABLE
    assert not caught.value.unsure


def test_an_unreadable_answer_to_a_write_leaves_it_unsure() -> None:
    with pytest.raises(RetryLater) as caught:
        reading.answer(reading.snapshot_id, b"{}", unsure=True)
    assert caught.value.unsure


@pytest.mark.parametrize(
    ("total", "limit", "offset", "whole"),
    [(1, 50, 0, True), (2, 50, 0, False), (51, 1, 0, True), (51, 50, 50, True), (0, 50, 0, True), (51, 50, 0, False)],
)
def test_a_page_knows_whether_it_is_whole(total: int, limit: int, offset: int, whole: bool) -> None:
    body = b'{"items":[%b],"total":%d,"limit":%d,"offset":%d}' % (TRACK, total, limit, offset)
    assert reading.answer(reading.page(reading.track), body).whole is whole


def test_past_the_end_of_the_plays_there_are_no_cursors() -> None:
    page = reading.answer(reading.page(reading.play), b'{"items":[],"next":null,"cursors":null,"limit":50,"href":""}')
    assert (page.items, page.after, page.before) == ((), None, None)


@pytest.mark.parametrize("name", ["item", "track"])
def test_a_place_in_a_playlist_is_read_under_both_names(name: str) -> None:
    item = reading.answer(reading.playlist_item, b'{"%b":%b,"added_at":null}' % (name.encode(), TRACK))
    assert item.track is not None
    assert item.uri == "spotify:track:1"


def test_what_is_no_track_keeps_its_place_in_a_playlist() -> None:
    local = b'{"id":null,"name":"Mine","type":"track","uri":"spotify:local:::Mine:1","is_local":true}'
    episode = b'{"id":"e","name":"Talk","type":"episode","uri":"spotify:episode:e"}'
    page = reading.answer(
        reading.page(reading.playlist_item),
        b'{"items":[{"item":null},{"item":%b,"is_local":true},{"item":%b}],"total":3,"limit":50}' % (local, episode),
    )
    assert [item.track for item in page] == [None, None, None]
    assert [item.uri for item in page] == ["", "spotify:local:::Mine:1", "spotify:episode:e"]
    assert page.whole


@pytest.mark.parametrize("body", [b"", b"  \n"])
def test_an_empty_answer_means_that_nothing_plays(body: bytes) -> None:
    assert reading.answer(reading.playback, body) is None


def test_an_advert_is_neither_track_nor_episode() -> None:
    state = reading.answer(reading.playback, b'{"is_playing":true,"currently_playing_type":"ad","item":null}')
    assert state is not None
    assert (state.kind, state.track, state.episode) == ("ad", None, None)


def test_only_what_is_disallowed_is_told() -> None:
    state = reading.answer(
        reading.playback, b'{"is_playing":true,"actions":{"disallows":{"pausing":true,"resuming":false}}}'
    )
    assert state is not None
    assert state.disallows == {"pausing"}


def test_a_batch_keeps_its_order_and_says_what_is_unknown() -> None:
    read = reading.named_list("tracks", reading.track)
    assert [track and track.id for track in reading.answer(read, b'{"tracks":[null,' + TRACK + b"]}")] == [None, "1"]
    with pytest.raises(RetryLater):
        reading.answer(read, b'{"artists":[]}')


def test_a_picture_is_ours_to_show_only_from_spotifys_image_host(settings: object) -> None:
    host = settings.SPOTIFY_IMAGE_URL  # type: ignore[attr-defined]
    small, large = "a" * 40, "b" * 40
    images = [
        Image(f"{host}/{large}", 640),
        Image(f"{host}/{small}", 64),
        Image(f"https://elsewhere.example/{small}", 300),
    ]
    assert picture(images, at_least=160) == large
    assert picture(images, at_least=64) == small
    assert picture([images[1]], at_least=160) == small
    assert picture(images[2:], at_least=160) == ""
    assert picture([Image(f"{host}/../secrets", 640)], at_least=160) == ""
    assert picture([Image(f"{host}/{large}")], at_least=160) == large
    assert picture([], at_least=160) == ""


def test_a_token_never_shows_itself() -> None:
    token = Token(access_token="very-secret", refresh_token="more-secret", scope="a b")
    assert "secret" not in f"{token} {token!r}"
