"""What is said when the music does not do what was wished: what happened, and what to do. The timer goes on."""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from discoverdaily.spotify.errors import Reason
from discoverdaily.spotify.words import HAPPENED


class Silence(StrEnum):
    """What keeps the music from playing although Spotify refused nothing."""

    SILENT = "silent"  # the command was taken, and nothing plays
    ADVERT = "advert"
    SPEECH = "speech"  # an episode of a podcast
    LIST_OVER = "list_over"  # at its end, and we do not know the list
    NO_LIST = "no_list"  # gone, or hidden from this person
    UNCHANGED = "unchanged"  # another song was asked for, and the one before goes on


@dataclass(frozen=True, slots=True)
class Trouble:
    """`what` happened; what follows, or what to do, `then`. `reconnect`: connecting Spotify again mends it; `allow`: a
    permission does; `devices`: choosing a device, or waking one."""

    what: str | Promise
    then: str | Promise = ""
    reconnect: bool = False
    allow: bool = False
    devices: bool = False


BY_ITSELF = _("The timer goes on; the music comes back by itself.")
WAKE = _(
    "Open Spotify on the device you want to hear, play any song for a moment, and press “Look again”. "
    "The timer goes on meanwhile."
)
RECONNECT = _("Connect Spotify again, and the music comes back. The timer goes on meanwhile.")
WITHOUT = _("The timer goes on without music.")

TROUBLES: dict[str, Trouble] = {
    Reason.RATE: Trouble(_("Spotify asked this app to wait."), BY_ITSELF),
    Reason.QUOTA: Trouble(HAPPENED[Reason.QUOTA], BY_ITSELF),
    Reason.BUSY: Trouble(_("Many people steer their music at this moment."), BY_ITSELF),
    Reason.SERVER: Trouble(HAPPENED[Reason.SERVER], BY_ITSELF),
    Reason.TIMEOUT: Trouble(HAPPENED[Reason.TIMEOUT], BY_ITSELF),
    Reason.CONNECTION: Trouble(HAPPENED[Reason.CONNECTION], BY_ITSELF),
    Reason.UNREADABLE: Trouble(_("Spotify’s answer could not be read."), BY_ITSELF),
    Reason.UNAUTHORIZED: Trouble(HAPPENED[Reason.UNAUTHORIZED], BY_ITSELF),
    Reason.NOT_CONNECTED: Trouble(HAPPENED[Reason.NOT_CONNECTED], RECONNECT, reconnect=True),
    Reason.REVOKED: Trouble(HAPPENED[Reason.REVOKED], RECONNECT, reconnect=True),
    Reason.TOKEN_LOST: Trouble(HAPPENED[Reason.TOKEN_LOST], RECONNECT, reconnect=True),
    Reason.MISSING_SCOPE: Trouble(
        _("The timer may not steer your player yet."),
        _("Let it, and the music comes in. The timer goes on meanwhile."),
        allow=True,
    ),
    Reason.UNREGISTERED: Trouble(
        _("Your Spotify account is not on this app’s list of users. Whoever runs this site can add it."), WITHOUT
    ),
    Reason.OWNER_PREMIUM: Trouble(HAPPENED[Reason.OWNER_PREMIUM], WITHOUT),
    Reason.APP_REFUSED: Trouble(HAPPENED[Reason.APP_REFUSED], WITHOUT),
    Reason.PREMIUM_REQUIRED: Trouble(
        _("Spotify lets apps steer the music of Premium listeners only."),
        _("Play what you like in Spotify itself: the timer goes on, and changes no song."),
    ),
    Reason.NO_ACTIVE_DEVICE: Trouble(
        _("No device of yours is awake in Spotify, or the one you chose is not."), WAKE, devices=True
    ),
    Reason.RESTRICTED: Trouble(
        _("The device does not let itself be steered now."),
        _("Choose another one, or play on it by hand. The timer goes on."),
        devices=True,
    ),
    Silence.SILENT: Trouble(_("Spotify took the command, but nothing plays."), WAKE, devices=True),
    Silence.ADVERT: Trouble(
        _("An advert is playing; Spotify lets nobody skip it."), _("After it the songs change with the timer again.")
    ),
    Silence.SPEECH: Trouble(
        _("A podcast is playing, and Spotify did not skip it."),
        _("Choose music in Spotify, and the songs change with the timer again."),
    ),
    Silence.LIST_OVER: Trouble(
        _("The list is at its end."), _("Choose what plays next in Spotify; the timer goes on.")
    ),
    Silence.NO_LIST: Trouble(
        _("Spotify does not find the list any more, or it is hidden from you."),
        _("Play something else in Spotify: the songs still change with the timer."),
    ),
    Silence.UNCHANGED: Trouble(
        _("Spotify did not change the song, though we asked it to."), _("The next change comes as planned.")
    ),
}
GONE = Trouble(_("This device is not there any more."), _("Wake it, look again, or choose another."))
OTHER = Trouble(_("Spotify refused what we asked."), BY_ITSELF)

BEFORE: dict[str, Trouble] = {
    Reason.NOT_CONNECTED: Trouble(
        HAPPENED[Reason.NOT_CONNECTED], _("Connect it for music, or begin without."), reconnect=True
    ),
    Reason.REVOKED: Trouble(
        HAPPENED[Reason.REVOKED], _("Connect it again for music, or begin without."), reconnect=True
    ),
    Reason.TOKEN_LOST: Trouble(
        HAPPENED[Reason.TOKEN_LOST], _("Connect it again for music, or begin without."), reconnect=True
    ),
    Reason.MISSING_SCOPE: Trouble(
        _("For music, the timer must be let steer your player."), _("Or begin without music."), allow=True
    ),
    Reason.NO_ACTIVE_DEVICE: Trouble(
        _("No device of yours is awake in Spotify."),
        _("Open Spotify on the one you want to hear, play any song for a moment, and press “Look again”."),
        devices=True,
    ),
}
TRY_LATER = _("Try again in a moment, or begin without music.")


AWAY = frozenset({Reason.SERVER, Reason.TIMEOUT, Reason.CONNECTION, Reason.UNREADABLE})
"""How one and the same outage shows, now this way, now that."""


def still(told: str, reason: str) -> str:
    """What to tell of what went wrong just now, after what was told: of an outage one thing, until it is over."""
    return told if told in AWAY and reason in AWAY else reason


def trouble(reason: str) -> Trouble:
    """What a reason kept with a session's music means while the session runs."""
    return TROUBLES.get(reason, OTHER)


def choosing_trouble(reason: str) -> Trouble:
    """The same while one still chooses."""
    found = trouble(reason)
    return BEFORE.get(reason) or Trouble(found.what, TRY_LATER, found.reconnect, found.allow, found.devices)


def cut_told(name: str, songs: int) -> str:
    """A list is longer than what is read of it."""
    return gettext("“%(name)s” is longer: its first %(songs)d songs are played.") % {"name": name, "songs": songs}


def unknown_told(unknown: int, of: int) -> str:
    """Of so many songs that were put in the order of their energy, nobody knows how these sound."""
    words = ngettext(
        "%(unknown)d of %(of)d songs has no known energy; it comes last.",
        "%(unknown)d of %(of)d songs have no known energy; they come last.",
        unknown,
    )
    return words % {"unknown": unknown, "of": of}
