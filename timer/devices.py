"""The person's players: which there are, which can be chosen, and moving the music to one of them."""

from dataclasses import astuple, dataclass, field
from typing import Any

from django.core.cache import cache
from django.utils.translation import gettext as _

from accounts.models import User
from discoverdaily import clock
from discoverdaily.spotify import objects
from discoverdaily.spotify.client import spotify_for
from discoverdaily.spotify.errors import Reason, ReconnectNeeded, SpotifyError
from discoverdaily.spotify.scopes import Scope
from discoverdaily.spotify.selectors import connection_of
from timer import wishes
from timer.models import Music, Session
from timer.playing import LOOK_AFTER, PATIENCE
from timer.wishes import Wish

STEERING = frozenset({Scope.READ_PLAYBACK, Scope.READ_CURRENTLY_PLAYING, Scope.CONTROL_PLAYBACK})
"""What a person must agree to before the timer steers their player."""
REMEMBERED_SECONDS = 3600


@dataclass(frozen=True, slots=True)
class Player:
    """One of the person's devices, as it is told and chosen."""

    id: str
    name: str
    kind: str = ""
    active: bool = False
    volume: int | None = None
    barred: str = ""
    """Why it cannot be chosen, in words; empty where it can."""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Players:
    """All of them, or the reason why nobody can say."""

    players: list[Player] = field(default_factory=list)
    trouble: str = ""

    @property
    def choosable(self) -> list[Player]:
        return [player for player in self.players if not player.barred]


def may_steer(person: User) -> None:
    """Raises ReconnectNeeded, without asking Spotify, where the person did not agree to all that steering needs."""
    connection = connection_of(person)
    if connection is None:
        raise ReconnectNeeded(Reason.NOT_CONNECTED)
    if not connection.usable:
        raise ReconnectNeeded(Reason(connection.refusal or Reason.REVOKED))
    if missing := STEERING - set(connection.scopes):
        raise ReconnectNeeded(Reason.MISSING_SCOPE, scopes=frozenset(map(str, missing)))


def players_of(person: User) -> Players:
    """The players that are awake, one call; they are remembered for the form that comes back."""
    try:
        may_steer(person)
        devices = spotify_for(person, patience=PATIENCE).devices()
    except SpotifyError as error:
        return Players(trouble=error.reason)
    players = [_player(device) for device in devices]
    cache.set(_kept_as(person), [astuple(player) for player in players], timeout=REMEMBERED_SECONDS)
    return Players(players)


def players_remembered(person: User) -> Players | None:
    """Those that were told of late; None where none were."""
    kept: list[tuple[Any, ...]] | None = cache.get(_kept_as(person))
    return None if kept is None else Players([Player(*each) for each in kept])


def player_move(*, music: Music, player: Player) -> None:
    """The music of a session goes on on another device, and plays there if time runs. Raises SpotifyError."""
    session = music.session
    turn = wishes.read(Wish, music.wish).turn(session.present.kind)
    plays = session.state == Session.State.RUNNING and not turn.pause
    spotify_for(session.person, patience=PATIENCE).transfer(player.id, play=plays or None)
    now = clock.now()
    Music.objects.filter(pk=music.pk).update(device_id=player.id, device_name=player.name)
    Music.objects.filter(pk=music.pk, step=Music.Step.NONE).update(due_at=now + LOOK_AFTER)


def _player(device: objects.Device) -> Player:
    barred = note = ""
    if device.is_restricted:
        barred = _("It lets no app steer it.")
    elif not device.id:
        barred = _("Spotify gives it no name by which it could be called.")
    elif device.is_private_session:
        note = _("in a private session: what plays is not kept in your history")
    return Player(
        id=device.id or "",
        name=device.name or _("A device without a name"),
        kind=device.type,
        active=device.is_active,
        volume=device.volume_percent if device.supports_volume else None,
        barred=barred,
        note=note,
    )


def _kept_as(person: User) -> str:
    return f"players:{person.pk}"
