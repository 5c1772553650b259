"""Everything the sandbox remembers, as frozen records, and the controls' settings.

Times are seconds since the epoch on the sandbox's clock.
"""

from typing import Annotated, Any, Literal, TypeVar

from msgspec import Meta, Struct, convert, to_builtins

SIX_MONTHS = 182 * 86_400

Seconds = Annotated[float, Meta(ge=0)]
Count = Annotated[int, Meta(ge=1)]
FaultKind = Literal[
    "500", "502", "503", "504", "timeout", "reset", "malformed", "empty", "empty_body", "half", "garbage",
    "401", "429", "429_text", "quota", "500_after", "502_after", "reset_after", "timeout_after",
    "restricted", "ignored",
]  # fmt: skip


class Record(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A frozen record; `msgspec.structs.replace` makes a changed copy."""


R = TypeVar("R", bound=Record)


class Settings(Record, frozen=True):
    """What the controls may set for the whole sandbox. skips_wake: whether a skip lets a paused player play."""

    regime: Literal["restricted", "legacy"] = "restricted"
    owner_premium: bool = True
    allow_list: tuple[str, ...] | None = None
    access_token_ttl: Seconds = 3600
    refresh_token_ttl: Seconds = SIX_MONTHS
    code_ttl: Seconds = 600
    rotate_refresh_tokens: bool = False
    latency: Annotated[float, Meta(ge=0, le=60)] = 0
    requests_per_30s: Count | None = None
    retry_after: Annotated[int, Meta(ge=0)] = 30
    limit_reason: Literal["QUOTA_EXCEEDED"] | None = None
    text_bodies: bool = False
    skips_wake: bool = True
    player_lag: Annotated[float, Meta(ge=0, le=60)] = 0.3
    history_lag: Annotated[float, Meta(ge=0, le=3600)] = 5


class Fault(Record, frozen=True):
    """Something to go wrong with requests whose path fits the glob.

    times: how often still, None without end; share: part of the fitting requests, drawn by lot; kinds that end in
    "_after" let the request take effect and lose the answer; "ignored" answers well and does nothing, as a player that
    hangs does.
    """

    path: str
    kind: FaultKind
    method: Literal["GET", "POST", "PUT", "DELETE"] | None = None
    times: Count | None = None
    retry_after: Annotated[int, Meta(ge=0)] = 30
    listener: str | None = None
    share: Annotated[float, Meta(gt=0, le=1)] = 1.0


class Client(Record, frozen=True):
    """A registered app. Without a secret it can sign in by PKCE alone."""

    client_id: Annotated[str, Meta(min_length=1, max_length=200)]
    secret: str | None = None
    redirect_uris: tuple[str, ...] = ()
    name: str = ""


class Code(Record, frozen=True):
    """An authorization code, good once."""

    client_id: str
    listener: str
    redirect_uri: str
    scopes: tuple[str, ...]
    challenge: str | None
    expires_at: float
    used: bool = False


class Grant(Record, frozen=True):
    """What one listener agreed to for one client. authorized_at is set at consent only."""

    client_id: str
    listener: str
    scopes: tuple[str, ...]
    authorized_at: float
    pkce: bool
    refresh_token: str
    revoked: bool = False


class AccessToken(Record, frozen=True):
    """grant is None for client credentials."""

    client_id: str
    grant: str | None
    expires_at: float


class Device(Record, frozen=True):
    """A Spotify Connect device. One that is asleep is neither listed nor found."""

    id: str | None
    name: str
    type: str = "Computer"
    is_active: bool = False
    is_restricted: bool = False
    supports_volume: bool = True
    volume_percent: Annotated[int, Meta(ge=0, le=100)] | None = 60
    asleep: bool = False


class Browser(Record, frozen=True):
    """A tab that is a device by the Web Playback SDK; heard_at: by the machine's own clock, which nobody moves."""

    listener: str
    device: Device
    heard_at: float


class ListenerSettings(Record, frozen=True):
    """What the controls changed about one listener. scopes: granted at consent whatever was asked."""

    product: Literal["premium", "free"] | None = None
    scopes: tuple[str, ...] | None = None
    devices: tuple[Device, ...] | None = None
    private_session: bool = False


class PlaylistItem(Record, frozen=True):
    uri: str
    added_at: float
    added_by: str


class Playlist(Record, frozen=True):
    """revision counts the changes of its items and details; followers are listener ids, its owner among them."""

    id: str
    owner: str
    name: str
    description: str
    public: bool
    collaborative: bool
    items: tuple[PlaylistItem, ...] = ()
    followers: tuple[str, ...] = ()
    other_followers: int = 0
    revision: int = 1
    image: bytes | None = None

    @property
    def uris(self) -> list[str]:
        return [item.uri for item in self.items]


class Played(Record, frozen=True):
    """One play through the sandbox's player."""

    uri: str
    ended_at: float
    ms_played: int
    context_uri: str | None
    shuffle: bool
    skipped: bool
    private: bool


class Playback(Record, frozen=True):
    """What a listener's player does.

    line: the URIs being played, in their own order; order: places in line in playing order; at: the place in order that
    was reached. queue: what goes before the line. While playing, `since` is the moment at which the item would have
    begun if never paused or sought; while paused progress_ms holds. heard_ms: what was heard of the item before
    `stretch_at`, the moment from which it has been playing without a break. volumes: by device, where changed.
    """

    device: str | None = None
    context_uri: str | None = None
    line: tuple[str, ...] = ()
    order: tuple[int, ...] = ()
    at: int = 0
    queue: tuple[str, ...] = ()
    item: str | None = None
    is_playing: bool = False
    since: float = 0
    progress_ms: int = 0
    heard_ms: int = 0
    stretch_at: float = 0
    repeat: Literal["off", "context", "track"] = "off"
    shuffle: bool = False
    songs_since_advert: int = 0
    changed_at: float = 0
    commanded_at: float = 0
    volumes: dict[str, int] = {}


class Player(Record, frozen=True):
    """now is what the player does; until visible_at readers still see what it did before."""

    now: Playback = Playback()
    before: Playback = Playback()
    visible_at: float = 0


def patched(record: R, patch: dict[str, Any]) -> R:
    """A copy of the record with the patch over it, checked against its type.

    Raises msgspec.ValidationError with words when a field is unknown or its value does not fit.
    """
    return convert({**to_builtins(record, builtin_types=(bytes,)), **patch}, type(record))
