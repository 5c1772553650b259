"""What may go wrong at Spotify's door, named for what the caller does next.

`reason` says why, in a short code that is kept in rows and logs and stays the same; pages turn it into words.
"""

from datetime import timedelta
from enum import StrEnum


class Reason(StrEnum):
    """Why Spotify, or our own door, did not do what was asked."""

    # try again later
    RATE = "rate"  # too many requests in Spotify's rolling window
    QUOTA = "quota"  # the app's allowance is used up
    BUSY = "busy"  # our own budget is used up, or another worker is renewing the same token
    SERVER = "server"  # 5xx
    TIMEOUT = "timeout"
    CONNECTION = "connection"  # refused, reset, or no such host
    UNREADABLE = "unreadable"  # an answer that is not what the endpoint answers
    UNAUTHORIZED = "unauthorized"  # a token made a moment ago was refused
    # ask the person to connect again
    NOT_CONNECTED = "not_connected"
    REVOKED = "revoked"  # invalid_grant: taken back, or six months old
    TOKEN_LOST = "token_lost"  # noqa: S105  # a reason, no password: no key of ours opens the token
    MISSING_SCOPE = "missing_scope"
    # not allowed
    UNREGISTERED = "unregistered"  # not on the list of people who may use the app
    OWNER_PREMIUM = "owner_premium"  # the app's owner has no Premium
    APP_REFUSED = "app_refused"  # Spotify does not know the app, or its secret is wrong
    RESTRICTED = "restricted"  # the player cannot do this now
    FORBIDDEN = "forbidden"
    # the rest
    PREMIUM_REQUIRED = "premium_required"
    NO_ACTIVE_DEVICE = "no_active_device"
    NOT_AVAILABLE = "not_available"
    NOT_FOUND = "not_found"
    MISUSED = "misused"


class SpotifyError(Exception):
    """What was asked of Spotify was not done, or its answer did not arrive."""

    def __init__(self, reason: Reason, detail: str = "", *, unsure: bool = False) -> None:
        """`detail`: Spotify's own words, for logs; `unsure`: the request may have taken effect all the same."""
        super().__init__(f"{reason}: {detail}" if detail else str(reason))
        self.reason = reason
        self.detail = detail
        self.unsure = unsure


class RetryLater(SpotifyError):
    """Nothing is wrong with the request: try it again, in `after` if that is known, else at a growing distance."""

    def __init__(
        self, reason: Reason, detail: str = "", *, after: timedelta | None = None, unsure: bool = False
    ) -> None:
        super().__init__(reason, detail, unsure=unsure)
        self.after = after


class ReconnectNeeded(SpotifyError):
    """Only the person can help: they connect Spotify again, agreeing to `scopes` where those are what is missing."""

    def __init__(self, reason: Reason, detail: str = "", *, scopes: frozenset[str] = frozenset()) -> None:
        super().__init__(reason, detail)
        self.scopes = scopes


class NotAllowed(SpotifyError):
    """Spotify will not do this for this person or app, however often it is asked; `reason` says what stands in the way.

    UNREGISTERED, OWNER_PREMIUM, APP_REFUSED: somebody must change something at Spotify. RESTRICTED: the player cannot
    do it in its present state. FORBIDDEN: it is somebody else's.
    """


class PremiumRequired(SpotifyError):
    """Spotify lets only Premium listeners do this."""

    def __init__(self, detail: str = "") -> None:
        super().__init__(Reason.PREMIUM_REQUIRED, detail)


class NoActiveDevice(SpotifyError):
    """No player is awake, or the one asked for is gone."""

    def __init__(self, detail: str = "") -> None:
        super().__init__(Reason.NO_ACTIVE_DEVICE, detail)


class NotAvailableToThisApp(SpotifyError):
    """Spotify has closed the endpoint to apps of this kind."""

    def __init__(self, detail: str = "") -> None:
        super().__init__(Reason.NOT_AVAILABLE, detail)


class NotFound(SpotifyError):
    """There is no such thing, or it is hidden from this person."""

    def __init__(self, detail: str = "") -> None:
        super().__init__(Reason.NOT_FOUND, detail)


class Misused(SpotifyError):
    """The request was wrong: a fault of ours, which asking again does not mend."""

    def __init__(self, detail: str = "") -> None:
        super().__init__(Reason.MISUSED, detail)
