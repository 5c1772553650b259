"""Whoever leaves leaves nothing behind, and takes nothing of anybody else's along."""

import json
import pickle
from base64 import b64decode
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from axes.models import AccessAttempt
from django.apps import apps
from django.conf import settings
from django.contrib.sessions.models import Session as BrowserSession
from django.core.cache import cache
from django.db import connection as database
from django.test import Client

from accounts.erasing import account_close, person_erase
from accounts.export import download_ask, download_work
from accounts.limits import within
from accounts.models import Download, Erasure, User
from accounts.tasks import work_due_erasures
from discoverdaily import clock
from discoverdaily.due import LeaseLost
from discoverdaily.listening import erasing as listening_erasing
from discoverdaily.listening.models import Play
from playlists.models import SavedPlaylist
from tests.accounts.conftest import Browser
from tests.accounts.everything import give_everything, paths_to_people
from tests.deaths import Death, Killed
from tests.people import connect
from tests.playlists.conftest import look, wish
from tests.sandbox_server import SandboxServer

pytestmark = pytest.mark.django_db

LEAVE = "/accounts/data/delete/"
PASSWORD = "a calm harbour 7"
KEY, OTHERS = 987_654_321, 123_456_789
"""Keys of people that nothing else has, so that each place where they stand is found."""


def person_of(key: int, word: str, sandbox: SandboxServer, listener: str) -> User:
    person = User(pk=key, email=f"{word}@people.example", display_name=f"Ms {word}", username=f"user-{word}")
    person.set_password(PASSWORD)
    person.save()
    connect(sandbox, person, listener)
    give_everything(person, word)
    AccessAttempt.objects.create(username=person.email, ip_address="127.0.0.1", failures_since_start=1)
    within("letters of", person.pk, 5)
    letters = Path(settings.EMAIL_FILE_PATH)
    letters.mkdir(exist_ok=True)
    (letters / f"{word}.log").write_text(f"Subject: A letter\nTo: {person.email}\n\nMs {word}")
    return person


@pytest.fixture
def letters(settings: Any, tmp_path: Path) -> None:
    settings.EMAIL_FILE_PATH = settings.DATA_DIR / "emails"


@pytest.fixture
def owner(db: None, sandbox: SandboxServer, letters: None) -> User:
    """Has something of everything."""
    return person_of(KEY, "fieldfare", sandbox, "mara")


@pytest.fixture
def other(db: None, sandbox: SandboxServer, letters: None) -> User:
    """So has somebody else, who stays."""
    return person_of(OTHERS, "nightjar", sandbox, "theo")


@pytest.fixture
def browser(owner: User) -> Client:
    client = Client()
    client.force_login(owner, "accounts.backends.AddressAndPassword")
    return client


def rows_of(key: int) -> dict[str, int]:
    """How many rows of each model lead to a person."""
    found = {
        f"{model._meta.label} by {path}": model._default_manager.filter(**{path: key}).count()
        for model, paths in paths_to_people().items()
        for path in paths
    }
    return {name: count for name, count in found.items() if count}


def told_of(words: tuple[str, ...]) -> Iterator[str]:
    """Every place that holds one of the words: in any row, whatever its model, in the cache, in files, in sessions."""
    for model in apps.get_models(include_auto_created=True):
        names = [field.attname for field in model._meta.concrete_fields if field.attname]
        for row in model._default_manager.values(*names):
            yield from _found(model._meta.label, json.dumps(row, default=_text), words)
    for session in BrowserSession.objects.all():
        yield from _found("a session", json.dumps(session.get_decoded()), words)
    for file in Path(settings.DATA_DIR).rglob("*"):
        if file.is_file() and "sqlite3" not in file.name:
            yield from _found(f"{file}", f"{file} {file.read_text(errors='replace')}", words)
    for key, value in cached():
        yield from _found(f"the cache: {key}", f"{key} {value}", words)


def _found(where: str, text: str, words: tuple[str, ...]) -> Iterator[str]:
    return (f"{where}: {word}" for word in words if word in text)


def _text(value: Any) -> str:
    return bytes(value).decode(errors="replace") if isinstance(value, bytes | memoryview) else str(value)


def cached() -> Iterator[tuple[str, str]]:
    if settings.REDIS_URL:
        client = cache._cache.get_client()  # type: ignore[attr-defined]  # Redis's own
        for key in client.keys("*"):
            yield key.decode(), str(client.get(key))
        return
    with database.cursor() as cursor:
        cursor.execute("SELECT cache_key, value FROM cache")
        for key, value in cursor.fetchall():
            yield key, str(pickle.loads(b64decode(value)))  # noqa: S301  # ours


def test_nothing_of_who_leaves_is_left_anywhere(owner: User, other: User, browser: Client) -> None:
    """A new model with a way to a person is found by itself: it must hold something before, and nothing after."""
    assert settings.EMAIL_FILE_PATH
    mine, theirs = rows_of(KEY), rows_of(OTHERS)
    every = {f"{model._meta.label} by {path}" for model, paths in paths_to_people().items() for path in paths}
    assert every - mine.keys() == set(), "give_everything gives too little"
    words = (str(KEY), "fieldfare")
    assert len(list(told_of(words))) > 40
    before = sorted(told_of((str(OTHERS), "nightjar")))
    invented = {"listening.Track", "listening.Artist", "auth.Group", "accounts.Invitation", "listening.Recording"}

    answer = browser.post(LEAVE, {"password": PASSWORD, "playlists": "keep"})

    assert answer.status_code == 302
    assert rows_of(KEY) == {}
    assert [place for place in told_of(words) if place.partition(":")[0] not in invented] == []
    assert rows_of(OTHERS) == theirs
    assert sorted(told_of((str(OTHERS), "nightjar"))) == before


def test_deleted_in_small_pieces_it_is_the_same(
    owner: User, other: User, browser: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listening_erasing, "PIECE", 1)
    theirs = rows_of(OTHERS)
    browser.post(LEAVE, {"password": PASSWORD, "playlists": "keep"})
    assert (rows_of(KEY), rows_of(OTHERS)) == ({}, theirs)


def test_who_leaves_is_told_what_goes_and_then_that_it_is_gone(owner: User, browser: Client) -> None:
    page = " ".join(browser.get(LEAVE).content.decode().split())
    for line in ('Plays</th><td class="number">3<', 'Ratings and notes</th><td class="number">1<', "Saved playlists"):
        assert line in page
    page = browser.post(LEAVE, {"password": PASSWORD, "playlists": "keep"}, follow=True).content.decode()
    assert "Your account is deleted, with everything in it." in page
    assert "Use e-mail and password" in page, "the landing page"


@pytest.mark.parametrize(
    ("typed", "words"), [("", "Type your password"), ("not it at all 1", "This is not your password")]
)
def test_without_the_password_nothing_goes(owner: User, browser: Client, typed: str, words: str) -> None:
    before = rows_of(KEY)
    answer = browser.post(LEAVE, {"password": typed, "playlists": "leave"})
    page = answer.content.decode()
    assert (answer.status_code, words in page) == (422, True)
    assert 'value="leave"' in page.partition("checked")[0].rpartition("<input")[2], "what was chosen is kept"
    assert rows_of(KEY) == before


def test_passwords_are_not_guessed_here_for_ever(owner: User, browser: Client) -> None:
    for _ in range(10):
        browser.post(LEAVE, {"password": "wrong"})
    answer = browser.post(LEAVE, {"password": PASSWORD})
    assert (answer.status_code, "Try again in an hour" in answer.content.decode()) == (422, True)


def test_a_stranger_deletes_nobody(owner: User) -> None:
    for answer in (Client().get(LEAVE), Client().post(LEAVE, {"password": PASSWORD})):
        assert answer["Location"].startswith("/accounts/sign-in/")
    assert User.objects.filter(pk=KEY).exists()


def test_who_comes_in_by_spotify_alone_signs_in_there_once_more(db: None, sandbox: SandboxServer) -> None:
    client = Browser(sandbox)
    client.sign_in("mara")
    session = client.session
    del session["seen_at_spotify"]
    session.save()
    person = User.objects.get()
    assert "sign in there once more" in client.get(LEAVE).content.decode()
    assert client.post(LEAVE, {"playlists": "keep"}).status_code == 422
    assert User.objects.filter(pk=person.pk).exists()
    assert client.sign_in("mara", next=LEAVE)["Location"] == LEAVE
    assert "Spotify has just told us that it is you" in client.get(LEAVE).content.decode()
    assert client.post(LEAVE, {"playlists": "keep"}).status_code == 302
    assert not User.objects.filter(pk=person.pk).exists()


def test_what_spotify_said_long_ago_is_not_enough(sandbox: SandboxServer, db: None) -> None:
    client = Browser(sandbox)
    client.sign_in("mara")
    session = client.session
    session["seen_at_spotify"][1] -= 601
    session.save()
    assert client.post(LEAVE, {"playlists": "keep"}).status_code == 422


def test_playlists_in_spotify_are_kept_or_taken_out_as_wished(alice: User, bob: User, sandbox: SandboxServer) -> None:
    for person, listener, leaves in ((alice, "mara", True), (bob, "theo", False)):
        saved = look(wish(person, name="Autumn songs"))
        assert saved.exists
        erased = person_erase(person=person, leave_spotify=leaves)
        assert (erased.done, erased.left_spotify) == (True, True)
        assert (listener in sandbox.playlist(saved.spotify_id)["followers"]) is not leaves


def test_an_outage_at_spotify_does_not_stop_it_and_is_said(alice: User, sandbox: SandboxServer) -> None:
    alice.set_password(PASSWORD)
    alice.save()
    look(wish(alice, name="Autumn songs"))
    client = Client()
    client.force_login(alice, "accounts.backends.AddressAndPassword")
    sandbox.fault("/v1/me/library", "500")
    page = client.post(LEAVE, {"password": PASSWORD, "playlists": "leave"}, follow=True).content.decode()
    assert "Spotify did not answer, so your playlists are still there" in page
    assert not User.objects.filter(pk=alice.pk).exists()


def test_an_account_of_too_much_is_closed_at_once_and_the_worker_goes_on(
    owner: User, browser: Client, other: User
) -> None:
    elsewhere = Client()
    elsewhere.force_login(owner, "accounts.backends.AddressAndPassword")
    erased = person_erase(person=owner, at_most=timedelta(0))
    assert not erased.done
    assert browser.get("/accounts/data/").status_code == elsewhere.get("/accounts/data/").status_code == 302
    person = User.objects.get(pk=KEY)
    assert (person.is_active, person.email, person.display_name) == (False, None, "")
    assert not person.social_auth.exists(), "the tokens went at once"
    User.objects.create_user(email="fieldfare@people.example")  # the address is free
    theirs = rows_of(OTHERS)
    work_due_erasures()
    assert (rows_of(KEY), rows_of(OTHERS)) == ({}, theirs)


def test_a_process_that_dies_while_deleting_is_followed_by_another(
    owner: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def dies(person: User) -> Iterator[None]:
        yield
        raise KeyboardInterrupt

    with monkeypatch.context() as killed:
        killed.setattr("playlists.erasing.playlists_erase", dies)
        with pytest.raises(KeyboardInterrupt):
            person_erase(person=owner)
    assert not Play.objects.filter(person=owner).exists()
    assert SavedPlaylist.objects.filter(person=owner).exists()
    Erasure.objects.update(leased_until=None, due_at=clock.now())
    work_due_erasures()
    assert rows_of(KEY) == {}


@pytest.mark.django_db(transaction=True)
def test_whoever_deletes_may_die_at_any_word(owner: User, other: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listening_erasing, "PIECE", 1)
    theirs = rows_of(OTHERS)
    account_close(person=owner)
    deaths = 0
    for words in range(1, 400, 7):
        Erasure.objects.filter(person=owner).update(leased_until=None, due_at=clock.now())
        try:
            with database.execute_wrapper(Death(words)):
                work_due_erasures()
        except Killed:
            deaths += 1
        else:
            break
    cache.clear()  # no transaction takes it back
    assert deaths > 5
    assert (rows_of(KEY), rows_of(OTHERS)) == ({}, theirs)


def test_a_download_being_written_for_who_leaves_ends(owner: User, monkeypatch: pytest.MonkeyPatch) -> None:
    Download.objects.filter(person=owner).delete()
    download_ask(person=owner)
    (claimed,) = Download.claim(Download.objects.filter(person=owner), limit=1)
    person_erase(person=owner)
    with pytest.raises(LeaseLost):
        download_work(download=claimed)
    assert rows_of(KEY) == {}
