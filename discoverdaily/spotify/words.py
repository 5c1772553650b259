"""What happened between us and Spotify, in words. What follows from it, each page says for itself."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from discoverdaily.spotify.errors import Reason

HAPPENED: dict[Reason, str | Promise] = {
    Reason.QUOTA: _("This app has used up what Spotify allows it for now."),
    Reason.SERVER: _("Spotify had trouble of its own."),
    Reason.TIMEOUT: _("Spotify did not answer in time."),
    Reason.CONNECTION: _("Spotify could not be reached."),
    Reason.UNAUTHORIZED: _("Spotify did not accept our key just now."),
    Reason.NOT_CONNECTED: _("Spotify is not connected."),
    Reason.REVOKED: _("Spotify no longer accepts your sign-in: it ends after six months, or when you take it back."),
    Reason.TOKEN_LOST: _("Your sign-in could not be read any more."),
    Reason.OWNER_PREMIUM: _("Spotify has shut this app until its owner has Premium again."),
    Reason.APP_REFUSED: _("Spotify does not accept this app. Whoever runs this site must look into it."),
}
"""By reason, where the same is said wherever it happens."""
