"""Reads Spotify's answers at the edge: bytes in, objects out.

A list is read item by item: a bad item is counted and left out. A broken envelope means that the answer cannot be
trusted at all: RetryLater(UNREADABLE).
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TypeVar

import msgspec

from discoverdaily.spotify.errors import Reason, RetryLater
from discoverdaily.spotify.objects import (
    Album,
    Artist,
    Context,
    Device,
    Episode,
    Found,
    Page,
    Playback,
    PlayHistory,
    Playlist,
    PlaylistItem,
    Queue,
    Track,
)

T = TypeVar("T")
Read = Callable[[bytes | msgspec.Raw], T]
Nothing = msgspec.Raw(b"null")


def one(kind: type[T]) -> Read[T]:
    """Reads one object of the kind."""
    decoder = msgspec.json.Decoder(kind)

    def read(body: bytes | msgspec.Raw) -> T:
        return decoder.decode(body)

    return read


def answer(read: Read[T], body: bytes, *, unsure: bool = False) -> T:
    """The answer as `read` reads it.

    Raises RetryLater(UNREADABLE); `unsure`: the request was a write, which has then been done.
    """
    try:
        return read(body)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        # The message names the field at fault, never what stood in it.
        raise RetryLater(Reason.UNREADABLE, str(error), unsure=unsure) from None


def each(read: Read[T], items: Sequence[msgspec.Raw]) -> tuple[tuple[T, ...], int]:
    """The items that can be read, and how many cannot."""
    good: list[T] = []
    for raw in items:
        try:
            good.append(read(raw))
        except msgspec.MsgspecError:
            continue
    return tuple(good), len(items) - len(good)


class _Cursors(msgspec.Struct):
    after: str | None = None
    before: str | None = None


class _Envelope(msgspec.Struct):
    items: list[msgspec.Raw]
    total: int | None = None
    limit: int | None = None
    offset: int | None = None
    next: str | None = None
    cursors: _Cursors | None = None


_envelope = msgspec.json.Decoder(_Envelope)


def _milliseconds(cursor: str | None) -> int | None:
    return int(cursor) if cursor and cursor.isdecimal() else None


def page(read_item: Read[T]) -> Read[Page[T]]:
    """Reads a page of items."""

    def read(body: bytes | msgspec.Raw) -> Page[T]:
        found = _envelope.decode(body)
        items, left_out = each(read_item, found.items)
        cursors = found.cursors or _Cursors()
        return Page(
            items=items,
            total=found.total,
            limit=found.limit,
            offset=found.offset or 0,
            next=found.next,
            left_out=left_out,
            after=_milliseconds(cursors.after),
            before=_milliseconds(cursors.before),
        )

    return read


track = one(Track)
artist = one(Artist)
album = one(Album)
playlist = one(Playlist)
play = one(PlayHistory)


class _Head(msgspec.Struct):
    """What tells a track from an episode, a local file or something new."""

    uri: str
    type: str = ""
    id: str | None = None
    is_local: bool = False


_head = msgspec.json.Decoder(_Head)
_episode = msgspec.json.Decoder(Episode)


def track_or_episode(raw: bytes | msgspec.Raw) -> tuple[Track | None, Episode | None]:
    """The track or the episode that stands there; neither for nothing, a local file or anything else."""
    if bytes(raw) == b"null":
        return None, None
    head = _head.decode(raw)
    if head.id is None or head.is_local:
        return None, None
    if head.type == "episode":
        return None, _episode.decode(raw)
    return (track(raw), None) if head.type in ("track", "") else (None, None)


class _PlaylistItem(msgspec.Struct):
    item: msgspec.Raw = Nothing
    track: msgspec.Raw = Nothing
    added_at: datetime | None = None
    is_local: bool = False


_playlist_item = msgspec.json.Decoder(_PlaylistItem)


def playlist_item(body: bytes | msgspec.Raw) -> PlaylistItem:
    """Reads a place in a playlist, under its new name (`item`) or its old one (`track`)."""
    place = _playlist_item.decode(body)
    raw = place.track if bytes(place.item) == b"null" else place.item
    if bytes(raw) == b"null":
        return PlaylistItem(uri="", added_at=place.added_at, is_local=place.is_local)
    uri = _head.decode(raw).uri
    return PlaylistItem(uri=uri, track=track_or_episode(raw)[0], added_at=place.added_at, is_local=place.is_local)


class _Actions(msgspec.Struct):
    disallows: dict[str, bool | None] | None = None


class _Playback(msgspec.Struct):
    is_playing: bool = False
    currently_playing_type: str = "unknown"
    item: msgspec.Raw = Nothing
    progress_ms: int | None = None
    timestamp: int | None = None
    device: Device | None = None
    shuffle_state: bool | None = None
    repeat_state: str | None = None
    context: Context | None = None
    actions: _Actions | None = None


_playback = msgspec.json.Decoder(_Playback)


def playback(body: bytes | msgspec.Raw) -> Playback | None:
    """Reads what plays now; None where nothing does (an empty answer)."""
    if not bytes(body).strip():
        return None
    state = _playback.decode(body)
    track_now, episode_now = track_or_episode(state.item)
    disallows = (state.actions.disallows if state.actions else None) or {}
    return Playback(
        is_playing=state.is_playing,
        kind=state.currently_playing_type,
        track=track_now,
        episode=episode_now,
        progress_ms=state.progress_ms,
        timestamp=state.timestamp,
        device=state.device,
        shuffle=state.shuffle_state,
        repeat=state.repeat_state,
        context=state.context,
        disallows=frozenset(name for name, is_so in disallows.items() if is_so),
    )


class _Queue(msgspec.Struct):
    currently_playing: msgspec.Raw = Nothing
    queue: list[msgspec.Raw] = []


_queue = msgspec.json.Decoder(_Queue)


def queue(body: bytes | msgspec.Raw) -> Queue:
    """Reads the queue."""
    found = _queue.decode(body)
    coming, _ = each(lambda raw: track_or_episode(raw)[0], found.queue)
    return Queue(current=track_or_episode(found.currently_playing)[0], tracks=tuple(filter(None, coming)))


class _Devices(msgspec.Struct):
    devices: list[msgspec.Raw]


def devices(body: bytes | msgspec.Raw) -> tuple[Device, ...]:
    """Reads the players that are awake."""
    return each(one(Device), msgspec.json.decode(body, type=_Devices).devices)[0]


class _Found(msgspec.Struct):
    tracks: msgspec.Raw = Nothing
    artists: msgspec.Raw = Nothing
    albums: msgspec.Raw = Nothing
    playlists: msgspec.Raw = Nothing


def found(body: bytes | msgspec.Raw) -> Found:
    """Reads what a search found."""
    parts = msgspec.json.decode(body, type=_Found)

    def part(read_item: Read[T], raw: msgspec.Raw) -> Page[T] | None:
        return None if bytes(raw) == b"null" else page(read_item)(raw)

    return Found(
        tracks=part(track, parts.tracks),
        artists=part(artist, parts.artists),
        albums=part(album, parts.albums),
        playlists=part(playlist, parts.playlists),
    )


class _Snapshot(msgspec.Struct):
    snapshot_id: str


def snapshot_id(body: bytes | msgspec.Raw) -> str:
    """Reads the name of a playlist's new state."""
    return msgspec.json.decode(body, type=_Snapshot).snapshot_id


def named_list(key: str, read_item: Read[T]) -> Read[tuple[T | None, ...]]:
    """Reads `{key: [...]}` of a batch in the order asked for: None for what is unknown or cannot be read."""

    def read(body: bytes | msgspec.Raw) -> tuple[T | None, ...]:
        raws = msgspec.json.decode(body, type=dict[str, msgspec.Raw])
        if key not in raws:
            raise msgspec.ValidationError(f"Object missing required field `{key}`")
        items: list[T | None] = []
        for raw in msgspec.json.decode(raws[key], type=list[msgspec.Raw]):
            readable, _ = each(read_item, [raw])
            items.append(readable[0] if readable else None)
        return tuple(items)

    return read
