"""What went wrong between a person and Spotify, or on the way to their address, in words: what happened and what to
do."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from discoverdaily.spotify.errors import Reason, SpotifyError

Text = str | Promise


@dataclass(frozen=True, slots=True)
class Words:
    """A title, what happened, what to do, and the HTTP status of a page that says so."""

    title: Text
    happened: Text
    todo: Text
    status: int = 403


_LATER = _("Nothing of yours was changed. Wait a moment, then try again.")
_NOT_REACHED = Words(
    _("Spotify did not answer"),
    _("Spotify has trouble at the moment, or the way to it has."),
    _LATER,
    503,
)
_AGAIN = Words(
    _("This sign-in is no longer good"),
    _("It took longer than half an hour, was begun in another browser, was already used, or you signed out meanwhile."),
    _("Start again from here, in a browser that keeps cookies for this site. Nothing of yours was changed."),
    400,
)
_TOO_MUCH = Words(
    _("Spotify asks us to wait"),
    _("This instance has asked Spotify for more than it may."),
    _("Nothing of yours was changed. Everything here that needs no answer from Spotify goes on working."),
    503,
)

UNREGISTERED = Words(
    _("You are not on this app’s list yet"),
    _("Spotify lets an app like this one serve a few people only, and its owner has not put you on the list."),
    _("Ask whoever runs this instance to add your Spotify e-mail address at Spotify’s dashboard, then try again."),
)
OWNER_PREMIUM = Words(
    _("This instance’s Spotify app is switched off"),
    _("Spotify answers only while the owner of the app has Premium, and they have none at the moment."),
    _("Tell whoever runs this instance. After they have Premium again it may take Spotify a few hours."),
)
APP_REFUSED = Words(
    _("Spotify does not know this app"),
    _("The app’s id or its secret is wrong, so Spotify lets nobody in."),
    _("Tell whoever runs this instance; you can do nothing about it yourself."),
    503,
)

NOBODY_MAY_JOIN = Words(
    _("This instance takes nobody new at the moment"),
    _("Whoever runs it has closed it to new people. Who has an account comes in as always."),
    _("Ask them, or come back another day. Nothing of yours was kept."),
)
INVITATION_NEEDED = Words(
    _("Here one joins by invitation"),
    _("Whoever runs this instance sends links to those whom they invite. Who has an account comes in as always."),
    _("Ask them for a link and open it in this browser. Nothing of yours was kept."),
)
INVITATION_ENDED = Words(
    _("This invitation is over"),
    _("Everybody it was for has come, its last day has passed, or it was taken back."),
    _("Ask whoever sent it for another link. Nothing of yours was kept."),
    410,
)

SIGN_IN: dict[str, Words] = {
    "authorization_declined": Words(
        _("You did not agree, and that is fine"),
        _("Spotify was not connected. What was here before is as it was."),
        _("If it was by mistake, or you want to agree after all, try again."),
    ),
    "session_context_missing": _AGAIN,
    "state_mismatch": _AGAIN,
    "missing_parameter": _AGAIN,
    "identity_in_use": Words(
        _("This Spotify account belongs to another account here"),
        _("You are signed in, but in Spotify you chose an account that was connected to another one before."),
        _(
            "If that is somebody else’s, choose your own in Spotify and try again. If both are yours: sign out, sign "
            "in with Spotify, delete that account or disconnect Spotify from it, then sign in here and connect."
        ),
        409,
    ),
    "another_account": Words(
        _("This is not the Spotify account you connected"),
        _("Your playlists here live in another Spotify account than the one you chose just now."),
        _("Choose the same account in Spotify and try again. To use the other one, sign out here first."),
        409,
    ),
    "two_people": Words(
        _("We cannot tell whose Spotify account this is"),
        _("Spotify names it in two ways, and two accounts here were made with it, one under each name."),
        _("Tell whoever runs this instance, or sign in by e-mail to the one you want. Nothing was changed."),
        409,
    ),
    "nobody_may_join": NOBODY_MAY_JOIN,
    "invitation_needed": INVITATION_NEEDED,
    "invitation_ended": INVITATION_ENDED,
    "inactive": Words(
        _("This account is closed"),
        _("Whoever runs this instance has switched it off."),
        _("Ask them, if you think that is a mistake."),
    ),
    Reason.REVOKED: _AGAIN,
    Reason.UNREGISTERED: UNREGISTERED,
    Reason.OWNER_PREMIUM: OWNER_PREMIUM,
    Reason.APP_REFUSED: APP_REFUSED,
    Reason.RATE: _TOO_MUCH,
    Reason.QUOTA: _TOO_MUCH,
    Reason.BUSY: _TOO_MUCH,
    Reason.SERVER: _NOT_REACHED,
    Reason.TIMEOUT: _NOT_REACHED,
    Reason.CONNECTION: _NOT_REACHED,
    Reason.UNREADABLE: _NOT_REACHED,
    Reason.UNAUTHORIZED: _NOT_REACHED,
}
"""By a SpotifyError's reason, or by the code of social-auth's exception."""

SIGN_IN_UNFORESEEN = Words(
    _("Signing in did not work"),
    _("Something happened that we did not foresee; it has been written down."),
    _LATER,
    502,
)

CONNECTION: dict[Reason, Words] = {
    Reason.NOT_CONNECTED: Words(
        _("Spotify is not connected"),
        _("Your top lists and what you play come from there."),
        _("Connect your Spotify account. History that you bring yourself, its moods and the timer work without it."),
    ),
    Reason.REVOKED: Words(
        _("Spotify must be connected again"),
        _("You took the permission back in Spotify, or its six months are over."),
        _("Connect again. Nothing was deleted, and what waits goes on by itself."),
    ),
    Reason.TOKEN_LOST: Words(
        _("Spotify must be connected again"),
        _("The key to your connection can no longer be read here."),
        _("Connect again. Nothing was deleted, and what waits goes on by itself."),
    ),
    Reason.MISSING_SCOPE: Words(
        _("A permission is missing"),
        _("When you connected Spotify, not everything that is needed was agreed to."),
        _("Connect again and agree to what is asked; each permission says what it is for."),
    ),
    Reason.UNREGISTERED: UNREGISTERED,
    Reason.OWNER_PREMIUM: OWNER_PREMIUM,
    Reason.RATE: _TOO_MUCH,
    Reason.QUOTA: _TOO_MUCH,
}
"""By what stands in the way of a connection (`ConnectionStatus.trouble`)."""


def words_for(error: SpotifyError) -> Words:
    """What to say where Spotify was asked for a page and did not give what it needs."""
    return CONNECTION.get(error.reason) or SIGN_IN.get(error.reason) or _NOT_REACHED


def switched_off(title: Text) -> Words:
    """What to say in place of a feature, called by its `title`, that staff have switched off."""
    return Words(
        _("Switched off for now"),
        format_lazy("{}: {}", title, _("whoever runs this instance has switched this off for a while.")),
        _("Nothing of yours was deleted, and everything else goes on. Come back another day."),
        404,
    )


LINK_ENDED = Words(
    _("This link is no longer good"),
    _("It was used already, is older than a day, or you asked for another address since it was sent."),
    _("Nothing was changed just now. Look at the address we have, or ask for another letter."),
    410,
)
LOCKED_OUT = Words(
    _("That was not the password several times"),
    _("So that nobody finds it by guessing, no password is looked at for this account for a while."),
    _("Wait, or have a letter sent to choose a new password: then you can come in at once."),
    429,
)
NETWORK_LOCKED_OUT = Words(
    _("Many passwords were wrong"),
    _("They came from the network you are in. So that nobody finds one by guessing, none is looked at from there now."),
    _("Wait, or come in by Spotify where you have connected it: that goes on working."),
    429,
)
RESET_ENDED = Words(
    _("This link is no longer good"),
    _("It was used already, is older than an hour, or a newer letter was asked for and used."),
    _("Your password is as it was. Have another letter sent."),
    410,
)
ADDRESS_TAKEN = Words(
    _("Another account here uses this address"),
    _("One address belongs to one account, so it was not added to this one."),
    _("Sign in to the other account and remove it there, or give another address."),
    409,
)
