"""What a person is told of their connection to Spotify, and how it ends."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.doors import spotify_unlink
from accounts.erasing import spotify_data_delete
from accounts.models import Care, User
from discoverdaily.listening.models import Play, Source
from discoverdaily.music_data.probing import AUDIO_FEATURES, RECOMMENDATIONS
from discoverdaily.music_data.regime import known_of
from discoverdaily.spotify.models import Connection
from discoverdaily.spotify.scopes import NEEDED, ONCE_WANTED


@dataclass(frozen=True, slots=True)
class Permission:
    """Something Spotify lets us do or does not, under its own name and why we ask; `wanted`: it is missed."""

    name: str
    why: str | Promise
    granted: bool
    wanted: bool


@dataclass(frozen=True, slots=True)
class Ability:
    """What can be done through the connection: whether, and in words; None: nobody knows yet."""

    title: str | Promise
    can: bool | None
    words: str | Promise


def permissions_of(connection: Connection) -> list[Permission]:
    """Each permission we may ask for, and any other that was given before."""
    known = NEEDED | ONCE_WANTED
    granted, missing = set(connection.scopes), set(connection.missing_scopes)
    rows = [Permission(name, why, name in granted, name in NEEDED or name in missing) for name, why in known.items()]
    others = sorted(granted - {str(name) for name in known})
    return rows + [Permission(name, _("given before; we do not use it"), True, False) for name in others]


def abilities_of(connection: Connection) -> list[Ability]:
    """What was found out, honestly."""
    features = known_of(AUDIO_FEATURES, connection.client_id)
    recommends = known_of(RECOMMENDATIONS, connection.client_id)
    return [
        Ability(_("Premium"), connection.premium, _PREMIUM[connection.premium]),
        Ability(_("How songs sound"), features, _FEATURES[features]),
        Ability(_("Recommendations"), recommends, _RECOMMENDATIONS[recommends]),
    ]


_PREMIUM: dict[bool | None, Promise] = {
    True: _("You have it: the timer can steer your music."),
    False: _("Not here, as far as Spotify told us. The timer then runs without music; all else works."),
    None: _("Spotify no longer says so by itself. We learn it when the timer first steers your music."),
}
_FEATURES: dict[bool | None, Promise] = {
    True: _("Spotify tells us."),
    False: _("Spotify no longer tells apps like this one. ReccoBeats tells us, song by song, whatever it knows."),
    None: _("We have not found out yet whether Spotify tells us."),
}
_RECOMMENDATIONS: dict[bool | None, Promise] = {
    True: _("Spotify itself recommends for Create."),
    False: _(
        "Spotify no longer recommends for apps like this one. Create works with ReccoBeats and what you listen to."
    ),
    None: _("We have not found out yet whether Spotify recommends."),
}


def left_of_spotify(person: User) -> bool:
    """Whether what Spotify told is still kept of who is no longer connected: they were once, and none of it was deleted
    since; or plays are left that nobody but Spotify told."""
    told = Play.objects.filter(person=person, source=Source.CAPTURE)
    return Care.objects.filter(person=person).exists() or told.exists()


def connection_end(*, person: User, forget: bool) -> None:
    """Deletes the person's tokens at once; with `forget` what Spotify told of them, too. Raises LastDoor.

    Call it outside any transaction.
    """
    spotify_unlink(person=person)
    if forget:
        spotify_data_delete(person=person)
