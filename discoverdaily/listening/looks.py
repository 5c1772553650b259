"""When Spotify last told what a person plays, and what is in the way, as pages say it."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils import formats, timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from discoverdaily import clock
from discoverdaily.listening.capture import AT_MOST_EVERY
from discoverdaily.listening.models import Capture
from discoverdaily.spotify.errors import Reason

if TYPE_CHECKING:
    from accounts.models import User

_t = gettext_lazy
SOON = _t("We ask again soon.")
DAILY = _t("We ask again every day.")
WHEN_ALLOWED = _t("We ask again as soon as Spotify lets us.")
RECONNECT = _t("Connect Spotify again, and your plays are kept from then on. What you have is as it was.")

TROUBLES: dict[str, tuple[Promise, Promise]] = {
    Reason.RATE: (_t("Spotify asked us to wait."), WHEN_ALLOWED),
    Reason.QUOTA: (_t("This app has used up what Spotify allows it for now."), WHEN_ALLOWED),
    Reason.BUSY: (_t("Many people are looked after at this moment."), _t("You are next.")),
    Reason.SERVER: (_t("Spotify had trouble of its own."), SOON),
    Reason.TIMEOUT: (_t("Spotify did not answer in time."), SOON),
    Reason.CONNECTION: (_t("Spotify could not be reached."), SOON),
    Reason.UNREADABLE: (_t("Spotify’s answer could not be read."), SOON),
    Reason.UNAUTHORIZED: (_t("Spotify did not accept our key just now."), SOON),
    Reason.NOT_CONNECTED: (_t("Spotify is not connected."), RECONNECT),
    Reason.REVOKED: (_t("Spotify no longer accepts your sign-in."), RECONNECT),
    Reason.TOKEN_LOST: (_t("Your sign-in could not be read any more."), RECONNECT),
    Reason.MISSING_SCOPE: (
        _t("We may not see what you play: the permission for it is missing."),
        _t("Connect Spotify again and agree to it, and your plays are kept from then on."),
    ),
    Reason.UNREGISTERED: (
        _t("Your Spotify account is not on this app’s list of users. Ask whoever runs this site to add it."),
        DAILY,
    ),
    Reason.OWNER_PREMIUM: (_t("Spotify has shut this app until its owner has Premium again."), DAILY),
    Reason.APP_REFUSED: (_t("Spotify does not accept this app. Whoever runs this site must look into it."), DAILY),
}
"""By `Capture.last_error`: what is wrong, and what follows."""
OTHER = (_t("Something went wrong when Spotify was asked what you play."), SOON)


@dataclass(frozen=True, slots=True)
class Look:
    """How it stands with asking Spotify what a person plays; `new`: how many plays were new just now."""

    capture: Capture
    new: int | None = None

    @property
    def under_way(self) -> bool:
        """Whether Spotify is being asked at this moment."""
        return self.capture.leased_until is not None and self.capture.leased_until > clock.now()

    @property
    def wanted(self) -> bool:
        """Whether who opens a page should have Spotify asked: it may be, and the last time is two minutes ago."""
        asked_at = self.capture.asked_at
        long_ago = asked_at is None or asked_at <= clock.now() - AT_MOST_EVERY
        return self.capture.due_at is not None and long_ago and not self.under_way

    @property
    def rests(self) -> bool:
        """Whether only its person can set it going again."""
        return self.capture.due_at is None

    @property
    def sentence(self) -> str:
        """What there is to say."""
        if self.under_way:
            return _("Spotify is being asked just now what you played.")
        if self.capture.last_error:
            what, then = TROUBLES.get(self.capture.last_error, OTHER)
            return f"{what} {then}"
        if self.capture.looked_at is None:
            return _("Spotify has not been asked yet what you play.")
        told = {"when": _time(self.capture.looked_at)}
        if self.new is None:
            return _("Last asked Spotify at %(when)s.") % told
        if not self.new:
            return _("Nothing new at %(when)s.") % told
        return ngettext("One new play at %(when)s.", "%(new)d new plays at %(when)s.", self.new) % {
            **told,
            "new": self.new,
        }


def look_of(person: "User", new: int | None = None) -> Look | None:
    """None where Spotify was never connected. One query."""
    capture = Capture.objects.filter(person=person).first()
    return Look(capture, new) if capture else None


def _time(moment: datetime) -> str:
    """The time; of another day, the day, too."""
    local, now = timezone.localtime(moment), timezone.localtime(clock.now())
    return formats.date_format(local, "H:i" if local.date() == now.date() else "j F, H:i")
