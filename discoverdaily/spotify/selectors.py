"""What is known of a person's connection to Spotify."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import Q, QuerySet
from social_django.models import UserSocialAuth

from discoverdaily import clock
from discoverdaily.spotify.errors import Reason
from discoverdaily.spotify.models import ClientBudget, Connection, OwnApp
from discoverdaily.spotify.objects import Account, Token
from discoverdaily.spotify.pacing import renewals_of

if TYPE_CHECKING:
    from accounts.models import User

WARN_BEFORE = timedelta(days=30)


def connection_of(person: "User") -> Connection | None:
    """The person's connection, with its social-auth row; None where there is none."""
    return (
        Connection.objects.filter(social__user=person)
        .select_related("social")
        .order_by("-authorized_at", "-pk")
        .first()
    )


def usable_connections() -> QuerySet[Connection]:
    """Everybody's connections that Spotify can be asked through now, with their people, whoever agreed last first."""
    connected = Connection.objects.filter(state=Connection.State.CONNECTED, social__user__is_active=True)
    # Who lacks a scope can still ask for all that needs none.
    allowed = connected.filter(refusal__in=("", Reason.MISSING_SCOPE))
    return allowed.select_related("social__user").order_by("-authorized_at", "-pk")


def app_of(person: "User | None") -> str:
    """The client id of the app through which a person connects: their own, else the instance's."""
    own = OwnApp.objects.filter(person=person).first() if person else None
    return own.client_id if own else settings.SPOTIFY_CLIENT_ID


class TwoPeople(Exception):
    """A Spotify account's two ids are known here as two people's: which of them it is cannot be told."""


def social_of(account: Account) -> UserSocialAuth | None:
    """The social-auth row of a Spotify account: by the id that never changes, or by the one older rows know.

    Raises TwoPeople.
    """
    same = Q(spotify_id=account.id)
    if account.account_id:
        same = Q(account_id=account.account_id) | Q(spotify_id=account.id, account_id="")
    found = list(Connection.objects.filter(same).select_related("social__user").order_by("-account_id", "pk"))
    if len({connection.social.user_id for connection in found}) > 1:
        raise TwoPeople
    return found[0].social if found else None


def allows_more(social: UserSocialAuth, client_id: str, token: Token) -> bool:
    """Whether the connection that stands was agreed to for more than this token, and holds.

    A stranger who signs in is asked only for what everybody needs: we cannot know yet what they agreed to before, and
    keeping the narrower token would take it back.
    """
    standing = Connection.objects.filter(
        social=social, state=Connection.State.CONNECTED, client_id=client_id, refusal=""
    )
    connection = standing.first()
    return connection is not None and token.scope is not None and {*connection.scopes} > {*token.scope.split()}


@dataclass(frozen=True, slots=True)
class ConnectionStatus:
    """How a person's connection stands, as pages tell it."""

    connection: Connection | None
    trouble: Reason | None = None
    """What stands in the way: of connecting again (NOT_CONNECTED, REVOKED, TOKEN_LOST, MISSING_SCOPE), of the app
    (UNREGISTERED, OWNER_PREMIUM), or of the moment (RATE, QUOTA: Spotify wants us to wait `until`)."""
    until: datetime | None = None
    ends_soon: datetime | None = None
    """Set within thirty days of the end of Spotify's six months, and after it."""

    @property
    def ended(self) -> bool:
        """Whether the six months are over, though Spotify has refused nothing yet."""
        return self.ends_soon is not None and self.ends_soon <= clock.now()

    @property
    def needs_reconnect(self) -> bool:
        """Whether the person can mend it by connecting again."""
        return self.trouble in (
            Reason.NOT_CONNECTED,
            Reason.REVOKED,
            Reason.TOKEN_LOST,
            Reason.MISSING_SCOPE,
        )

    @property
    def waits(self) -> bool:
        """Whether it will mend itself at `until`."""
        return self.until is not None

    @property
    def attention(self) -> bool:
        """Whether there is anything to tell."""
        return self.trouble is not None or self.ends_soon is not None


def connection_status(person: "User") -> ConnectionStatus:
    """How the person's connection stands now."""
    connection = connection_of(person)
    if connection is None:
        return ConnectionStatus(None, Reason.NOT_CONNECTED)
    now = clock.now()
    ends_soon = connection.ends_at if connection.ends_at - now <= WARN_BEFORE else None
    if not connection.usable or connection.refusal:
        return ConnectionStatus(connection, Reason(connection.refusal or Reason.REVOKED), ends_soon=ends_soon)
    needed = (connection.client_id, renewals_of(connection.client_id))
    cooling_down = ClientBudget.objects.filter(client_id__in=needed, cooldown_until__gt=now)
    budget = cooling_down.order_by("-cooldown_until").first()
    if budget is not None:
        return ConnectionStatus(connection, Reason(budget.cooldown_reason), budget.cooldown_until, ends_soon)
    return ConnectionStatus(connection, ends_soon=ends_soon)
