"""Access tokens: renewed when they must be, by one worker at a time, and never lost by an outage."""

import logging
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from cryptography.fernet import Fernet
from django.core.management import CommandError, call_command
from django.db import connection as database
from django.db import connections, transaction
from django.utils import timezone
from social_django.models import UserSocialAuth

from accounts.models import User
from discoverdaily.spotify import services, tokens
from discoverdaily.spotify.client import spotify_for
from discoverdaily.spotify.errors import NotAllowed, Reason, ReconnectNeeded, RetryLater
from discoverdaily.spotify.models import ClientBudget, Connection
from discoverdaily.spotify.objects import Account, Token
from discoverdaily.spotify.sealing import opened
from discoverdaily.spotify.selectors import connection_of, connection_status
from discoverdaily.spotify.token_endpoint import token_for_refresh
from discoverdaily.spotify.tokens import sealed_tokens
from tests.sandbox_server import DEMO_CLIENT, SandboxServer


def known(person: User) -> Connection:
    connection = connection_of(person)
    assert connection is not None
    return connection


def kept(person: User, name: str) -> str | None:
    return opened(known(person).social.extra_data.get(name))


def expire(person: User) -> None:
    Connection.objects.filter(social__user=person).update(token_ends_at=timezone.now() + timedelta(seconds=30))


def token_calls(sandbox: SandboxServer) -> list[dict[str, Any]]:
    return [call for call in sandbox.requests() if call["path"] == "/api/token"]


@pytest.mark.django_db
def test_a_good_token_is_used_as_it_is(sandbox: SandboxServer, alice: User) -> None:
    spotify_for(alice).me()
    spotify_for(alice).me()
    assert token_calls(sandbox) == []


@pytest.mark.django_db
@pytest.mark.parametrize("rotate", [False, True])
def test_a_token_about_to_end_is_renewed_first(sandbox: SandboxServer, alice: User, rotate: bool) -> None:
    sandbox.settings(rotate_refresh_tokens=rotate)
    agreed, old, refresh = known(alice).authorized_at, kept(alice, "access_token"), kept(alice, "refresh_token")
    expire(alice)
    spotify_for(alice).me()
    spotify_for(alice).me()
    assert [call["status"] for call in token_calls(sandbox)] == [200]
    assert kept(alice, "access_token") not in (old, None)
    assert (kept(alice, "refresh_token") != refresh) is rotate
    after = known(alice)
    assert after.authorized_at == agreed, "refreshing does not move the six months"
    assert after.token_ends_at is not None
    assert after.token_ends_at > timezone.now() + timedelta(minutes=50)
    assert (after.lease, after.leased_until) == (None, None)


@pytest.mark.django_db
@pytest.mark.parametrize("rotate", [False, True])
def test_a_token_spotify_calls_expired_is_renewed_once_and_the_call_repeated(
    sandbox: SandboxServer, alice: User, rotate: bool
) -> None:
    sandbox.settings(rotate_refresh_tokens=rotate)
    sandbox.advance(3700)
    made = spotify_for(alice).create_playlist("Mine", public=False, description="")
    assert len(sandbox.playlists("mara")) >= 1
    calls = [(call["path"], call["status"]) for call in sandbox.requests()]
    assert calls == [("/v1/me/playlists", 401), ("/api/token", 200), ("/v1/me/playlists", 201)]
    assert [playlist["id"] for playlist in sandbox.playlists("mara")].count(made.id) == 1


@pytest.mark.django_db
def test_a_new_token_refused_again_is_an_outage_not_a_revocation(sandbox: SandboxServer, alice: User) -> None:
    sandbox.fault("/v1/me", "401")
    with pytest.raises(RetryLater) as caught:
        spotify_for(alice).me()
    assert caught.value.reason is Reason.UNAUTHORIZED
    assert len(token_calls(sandbox)) == 1
    assert known(alice).usable
    sandbox.mend()
    assert spotify_for(alice).me().id == "mara"


@pytest.mark.django_db
@pytest.mark.parametrize("six_months_over", [False, True])
def test_a_revoked_grant_asks_for_a_reconnect_and_deletes_the_dead_token_only(
    sandbox: SandboxServer, alice: User, six_months_over: bool
) -> None:
    before = known(alice)
    if six_months_over:
        sandbox.advance(185 * 24 * 3600)
    else:
        sandbox.revoke("mara")
    with pytest.raises(ReconnectNeeded) as caught:
        spotify_for(alice).me()
    assert caught.value.reason is Reason.REVOKED
    after = known(alice)
    assert not after.usable
    assert (after.spotify_id, after.scopes, after.authorized_at) == (
        before.spotify_id,
        before.scopes,
        before.authorized_at,
    )
    assert (kept(alice, "access_token"), kept(alice, "refresh_token")) == (None, None)
    assert connection_status(alice).trouble is Reason.REVOKED
    assert connection_status(alice).needs_reconnect
    sandbox.clear_requests()
    with pytest.raises(ReconnectNeeded) as caught:
        spotify_for(alice)
    assert caught.value.reason is Reason.REVOKED
    assert sandbox.requests() == [], "Spotify is not asked again"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        ("500", Reason.SERVER),
        ("503", Reason.SERVER),
        ("reset", Reason.CONNECTION),
        ("timeout", Reason.TIMEOUT),
        ("malformed", Reason.UNREADABLE),
        ("429", Reason.RATE),
    ],
)
def test_an_outage_of_the_token_endpoint_is_not_a_revocation(
    sandbox: SandboxServer, alice: User, settings: Any, kind: str, reason: Reason
) -> None:
    settings.SPOTIFY_TIMEOUT = 0.5
    expire(alice)
    refresh = kept(alice, "refresh_token")
    sandbox.fault("/api/token", kind, retry_after=5)
    with pytest.raises(RetryLater) as caught:
        spotify_for(alice).me()
    assert caught.value.reason is reason
    after = known(alice)
    assert after.usable
    assert after.refusal == ""
    assert after.lease is None
    assert kept(alice, "refresh_token") == refresh


@pytest.mark.django_db
def test_a_wait_of_the_token_endpoint_is_stored_shown_and_kept_to(
    sandbox: SandboxServer, alice: User, bob: User
) -> None:
    sandbox.fault("/api/token", "429", retry_after=86400, times=1)
    expire(alice)
    expire(bob)
    for person in (alice, bob):
        with pytest.raises(RetryLater) as caught:
            spotify_for(person).me()
        assert caught.value.reason is Reason.RATE
        assert caught.value.after is not None
        assert 86000 < caught.value.after.total_seconds() <= 86400
    assert len(token_calls(sandbox)) == 1
    assert connection_status(bob).trouble is Reason.RATE
    assert connection_status(bob).waits


@pytest.mark.django_db
def test_a_wait_of_the_token_endpoint_leaves_tokens_that_are_still_good_alone(
    sandbox: SandboxServer, alice: User, bob: User
) -> None:
    sandbox.fault("/api/token", "429", retry_after=86400, times=1)
    expire(alice)
    with pytest.raises(RetryLater):
        spotify_for(alice).me()
    assert spotify_for(bob).me().id == "theo"


@pytest.mark.django_db
def test_renewals_are_counted(sandbox: SandboxServer, alice: User, settings: Any) -> None:
    settings.SPOTIFY_CALLS_IN_30_SECONDS = 2
    for _ in range(2):
        expire(alice)
        spotify_for(alice).me()
    ClientBudget.objects.filter(client_id=DEMO_CLIENT).update(recent={})
    expire(alice)
    with pytest.raises(RetryLater) as caught:
        spotify_for(alice).me()
    assert caught.value.reason is Reason.BUSY
    assert len(token_calls(sandbox)) == 2
    assert known(alice).lease is None


@pytest.mark.django_db
def test_an_app_spotify_does_not_know_revokes_nobody(sandbox: SandboxServer, alice: User, settings: Any) -> None:
    settings.SPOTIFY_CLIENT_SECRET = "wrong"
    expire(alice)
    with pytest.raises(NotAllowed) as caught:
        spotify_for(alice).me()
    assert caught.value.reason is Reason.APP_REFUSED
    assert known(alice).usable


@pytest.mark.django_db
def test_without_a_secret_the_app_names_itself(sandbox: SandboxServer, alice: User, settings: Any) -> None:
    settings.SPOTIFY_CLIENT_SECRET = ""
    expire(alice)
    assert spotify_for(alice).me().id == "mara"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("rotate", [False, True])
def test_many_threads_at_once_renew_a_token_once(sandbox: SandboxServer, alice: User, rotate: bool) -> None:
    sandbox.settings(rotate_refresh_tokens=rotate, latency=0.1)
    expire(alice)

    def ask() -> str:
        try:
            return spotify_for(alice).me().id
        finally:
            connections.close_all()

    with ThreadPoolExecutor(6) as pool:
        answers = [future.result() for future in [pool.submit(ask) for _ in range(12)]]
    assert answers == ["mara"] * 12
    assert [call["status"] for call in token_calls(sandbox)] == [200]
    assert known(alice).usable


@pytest.mark.django_db
def test_a_dead_workers_lease_runs_out(sandbox: SandboxServer, alice: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("discoverdaily.spotify.tokens.WAIT_SECONDS", 0.1)
    expire(alice)
    mine = Connection.objects.filter(social__user=alice)
    mine.update(lease="0b5f4bf2-8d8e-4a52-9c1a-000000000000", leased_until=timezone.now() + timedelta(seconds=30))
    with pytest.raises(RetryLater) as caught:
        spotify_for(alice).me()
    assert caught.value.reason is Reason.BUSY
    assert token_calls(sandbox) == []
    mine.update(leased_until=timezone.now())
    assert spotify_for(alice).me().id == "mara"


@pytest.mark.django_db(transaction=True)
def test_a_consent_given_while_a_token_is_renewed_wins(
    sandbox: SandboxServer, alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The worker's old grant is revoked, and just then the person agrees anew: their new token must survive."""
    expire(alice)
    sandbox.revoke("mara")

    def agreed_meanwhile(client_id: str, *, refresh_token: str) -> Token:
        try:
            return token_for_refresh(client_id, refresh_token=refresh_token)
        finally:
            answer = sandbox.token("mara", "user-top-read")
            new = Token(
                access_token=answer["access_token"], refresh_token=answer["refresh_token"], scope="user-top-read"
            )
            social = UserSocialAuth.objects.get(user=alice)
            social.extra_data = sealed_tokens(new)
            social.save()
            services.connection_record(social=social, client_id=DEMO_CLIENT, account=Account(id="mara"), token=new)

    monkeypatch.setattr("discoverdaily.spotify.tokens.token_for_refresh", agreed_meanwhile)
    assert spotify_for(alice).me().id == "mara"
    assert known(alice).usable
    assert known(alice).scopes == ["user-top-read"]


@pytest.mark.django_db
@pytest.mark.parametrize("revoked", [False, True])
def test_an_account_taken_away_while_its_token_is_renewed_is_not_connected(
    sandbox: SandboxServer, alice: User, monkeypatch: pytest.MonkeyPatch, revoked: bool
) -> None:
    expire(alice)
    if revoked:
        sandbox.revoke("mara")

    def taken_away(client_id: str, *, refresh_token: str) -> Token:
        try:
            return token_for_refresh(client_id, refresh_token=refresh_token)
        finally:
            UserSocialAuth.objects.filter(user=alice).delete()

    monkeypatch.setattr("discoverdaily.spotify.tokens.token_for_refresh", taken_away)
    with pytest.raises(ReconnectNeeded) as caught:
        spotify_for(alice).me()
    assert caught.value.reason is Reason.NOT_CONNECTED


# --- At rest ---------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_no_token_stands_anywhere_in_the_open(
    sandbox: SandboxServer, alice: User, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    expire(alice)
    spotify_for(alice).me()
    tokens = [kept(alice, "access_token"), kept(alice, "refresh_token")]
    connection = known(alice)
    with database.cursor() as cursor:
        cursor.execute("SELECT extra_data FROM social_auth_usersocialauth")
        rows = str(cursor.fetchall())
        cursor.execute("SELECT * FROM spotify_connection")
        rows += str(cursor.fetchall())
    shown = rows + caplog.text + repr(connection) + repr(connection.social) + str(vars(connection))
    for token in tokens:
        assert token
        assert token not in shown


@pytest.mark.django_db
def test_keys_can_be_changed(sandbox: SandboxServer, alice: User, bob: User, settings: Any) -> None:
    old_keys, refresh = list(settings.TOKEN_KEYS), kept(alice, "refresh_token")
    new_key = Fernet.generate_key().decode()
    settings.TOKEN_KEYS = [new_key, *old_keys]
    assert kept(alice, "refresh_token") == refresh, "old keys still open"
    said = StringIO()
    call_command("rotate_keys", stdout=said)
    assert said.getvalue() == "2 resealed\n"
    settings.TOKEN_KEYS = [new_key]
    assert kept(alice, "refresh_token") == refresh
    assert spotify_for(bob).me().id == "theo"


@pytest.mark.django_db
def test_keys_are_changed_while_people_come_and_go(
    sandbox: SandboxServer, alice: User, bob: User, settings: Any
) -> None:
    settings.TOKEN_KEYS = [Fernet.generate_key().decode(), *settings.TOKEN_KEYS]
    looks = 0

    def alice_leaves(execute: Any, sql: str, *rest: Any) -> Any:
        nonlocal looks
        looks += sql.startswith("SELECT") and UserSocialAuth._meta.db_table in sql
        if looks == 2:  # the first lists all; from now on they are opened one by one
            looks += 1
            UserSocialAuth.objects.filter(user=alice).delete()
        return execute(sql, *rest)

    said = StringIO()
    with database.execute_wrapper(alice_leaves):
        call_command("rotate_keys", stdout=said)
    assert said.getvalue() == "1 resealed\n"
    settings.TOKEN_KEYS = settings.TOKEN_KEYS[:1]
    assert spotify_for(bob).me().id == "theo"


@pytest.mark.django_db
def test_a_lost_key_deletes_nothing(sandbox: SandboxServer, alice: User, settings: Any) -> None:
    keys = list(settings.TOKEN_KEYS)
    settings.TOKEN_KEYS = [Fernet.generate_key().decode()]
    UserSocialAuth.objects.update(modified=timezone.now() - timedelta(hours=25))
    with pytest.raises(ReconnectNeeded) as caught:
        spotify_for(alice).me()
    assert caught.value.reason is Reason.TOKEN_LOST
    assert connection_status(alice).trouble is Reason.TOKEN_LOST
    with pytest.raises(CommandError, match="1 hold a token"):
        call_command("rotate_keys", stdout=StringIO())
    settings.TOKEN_KEYS = keys
    assert spotify_for(alice).me().id == "mara"
    assert not connection_status(alice).attention


@pytest.mark.django_db
def test_what_a_newer_process_sealed_is_left_to_it_by_one_that_has_the_old_key_alone(
    sandbox: SandboxServer, alice: User, settings: Any
) -> None:
    old, both = list(settings.TOKEN_KEYS), [Fernet.generate_key().decode(), *settings.TOKEN_KEYS]
    sandbox.settings(rotate_refresh_tokens=True)
    settings.TOKEN_KEYS = both
    expire(alice)
    spotify_for(alice).me()  # a process that was started anew renews
    before = (known(alice).social.extra_data, Connection.objects.values().get())
    sandbox.clear_requests()
    settings.TOKEN_KEYS = old
    for _ in range(2):
        with pytest.raises(RetryLater) as caught:
            spotify_for(alice).me()
        assert (caught.value.reason, caught.value.after) == (Reason.BUSY, timedelta(minutes=1))
    assert sandbox.requests() == []
    assert (known(alice).social.extra_data, Connection.objects.values().get()) == before
    assert not connection_status(alice).attention, "nobody is asked to connect again"
    settings.TOKEN_KEYS = both
    assert spotify_for(alice).me().id == "mara"


@pytest.mark.django_db
def test_in_the_order_the_manual_names_no_process_ever_meets_what_it_cannot_read(
    sandbox: SandboxServer, alice: User, bob: User, settings: Any
) -> None:
    sandbox.settings(rotate_refresh_tokens=True)
    old, new = settings.TOKEN_KEYS[0], Fernet.generate_key().decode()
    restarts = ([old], [old, new]), ([old, new], [new, old]), ([new, old], [new])
    for turn, (before, after) in enumerate(restarts):
        if turn == 2:
            settings.TOKEN_KEYS = before
            call_command("rotate_keys", stdout=StringIO())
        for keys in (before, after, before, after):  # both kinds of process live for a while, and each renews
            settings.TOKEN_KEYS = keys
            for person in (alice, bob):
                expire(person)
                spotify_for(person).me()
    settings.TOKEN_KEYS = [new]
    assert spotify_for(alice).me().id == "mara"


@pytest.mark.django_db(transaction=True)
def test_a_consent_and_a_renewal_at_the_same_moment_wait_for_each_other_in_turn(
    alice: User, sandbox: SandboxServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    connection = known(alice)
    lease = tokens._claim(connection)
    assert lease
    told = sandbox.token("mara")
    token = Token(
        access_token=told["access_token"], expires_in=3600, refresh_token=told["refresh_token"], scope=told["scope"]
    )
    real = tokens._locked
    locked, renewed = threading.Event(), threading.Event()

    def slow(connection: Connection) -> UserSocialAuth:
        social = real(connection)
        locked.set()
        threading.Event().wait(0.3)  # the consent is written meanwhile
        return social

    def renew() -> None:
        try:
            tokens._store(connection, lease, token)
            renewed.set()
        finally:
            connections.close_all()

    monkeypatch.setattr(tokens, "_locked", slow)
    thread = threading.Thread(target=renew)
    thread.start()
    assert locked.wait(10)
    social = UserSocialAuth.objects.get()
    with transaction.atomic():  # in the order in which a sign-in writes
        social.save(update_fields=["extra_data", "modified"])
        services.connection_record(
            social=social, client_id=connection.client_id, account=Account(id="mara"), token=token
        )
    thread.join()
    assert renewed.is_set()
