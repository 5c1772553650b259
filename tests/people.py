"""A pytest plugin: Alice, who owns things; Bob, who owns others; staff; how they come to be connected to Spotify."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from social_django.models import UserSocialAuth

from accounts.models import User
from discoverdaily.spotify.models import Connection
from discoverdaily.spotify.scopes import NEEDED
from discoverdaily.spotify.sealing import sealed
from tests.sandbox_server import DEMO_CLIENT, SandboxServer


def connect(sandbox: SandboxServer, person: User, listener: str, *, scope: str = " ".join(NEEDED)) -> Connection:
    """Connects the person to one of the sandbox's listeners, as a sign-in would."""
    token = sandbox.token(listener, scope)
    social = UserSocialAuth.objects.create(
        user=person,
        provider="spotify",
        uid=listener,
        extra_data={name: sealed(token[name]) for name in ("access_token", "refresh_token")},
    )
    now = timezone.now()
    return Connection.objects.create(
        social=social,
        client_id=DEMO_CLIENT,
        spotify_id=listener,
        authorized_at=now,
        scopes=sorted(scope.split()),
        token_ends_at=now + timedelta(seconds=token["expires_in"]),
    )


@pytest.fixture
def alice(db: None, sandbox: SandboxServer) -> User:
    """Listens as Mara, in Berlin."""
    person = User.objects.create_user(
        display_name="Alice", email="alice@people.example", time_zone="Europe/Berlin", time_zone_known=True
    )
    connect(sandbox, person, "mara")
    return person


@pytest.fixture
def bob(db: None, sandbox: SandboxServer) -> User:
    """Listens as Theo, in New York."""
    person = User.objects.create_user(display_name="Bob", time_zone="America/New_York", time_zone_known=True)
    connect(sandbox, person, "theo")
    return person


@pytest.fixture
def staff(client: Client) -> Client:
    """Somebody of the staff who may do everything, signed in."""
    client.force_login(User.objects.create_superuser(username="staff", password="staff"))
    return client
