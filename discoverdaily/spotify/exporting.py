"""What is kept of a person's connection, as files of their download: never a token."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from discoverdaily.personal import Table
from discoverdaily.spotify.models import Connection, OwnApp
from discoverdaily.tables import table_of

if TYPE_CHECKING:
    from accounts.models import User


def tables_of(person: "User") -> Iterator[Table]:
    """The connection: its state and scopes."""
    yield table_of(
        "spotify_connection",
        "The connection to Spotify. Its tokens are in no download.",
        Connection.objects.filter(social__user=person),
        {
            "spotify_id": "Spotify's name of the account",
            "account_id": "its id that never changes, where Spotify tells it",
            "client_id": "the Spotify app that was agreed to",
            "authorized_at": "when that was agreed to",
            "social__created": "when it was first connected",
            "scopes": "what the app may do",
            "missing_scopes": "what it lacked",
            "state": "whether it works",
            "refusal": "why Spotify last refused",
            "refused_at": "when",
            "premium": "whether the account has Premium, where known",
            "token_ends_at": "until when the present token is good",
        },
    )
    yield table_of(
        "spotify_app",
        "The Spotify app of your own through which you connect.",
        OwnApp.objects.filter(person=person),
        {"client_id": "its client id", "chosen_at": "when you chose it"},
    )
