"""A person's download: all of theirs, nobody else's, never a token; written by due work and there for a day."""

import csv
import io
import json
import zipfile
from datetime import UTC, datetime, timedelta
from typing import Any
from unittest.mock import Mock

import pytest
import time_machine
from django.conf import settings
from django.contrib.sessions.models import Session as BrowserSession
from django.db import connection
from django.test import Client
from django.utils import timezone
from social_django.models import UserSocialAuth

from accounts import export
from accounts.export import download_ask, download_stop, download_work
from accounts.models import Download, DownloadPart, User
from accounts.tasks import work_due_downloads
from discoverdaily.due import LeaseLost
from discoverdaily.personal import personal_apps
from discoverdaily.spotify.sealing import SEALED, opened
from playlists.models import Edition, Recipe, SavedPlaylist
from tests.accounts.everything import give_everything, paths_to_people
from tests.deaths import Death, Killed
from tests.listening.songs import song
from timer.models import Preset

pytestmark = pytest.mark.django_db

DATA, ASK, STOP = "/accounts/data/", "/accounts/data/download/", "/accounts/data/download/stop/"
NOT_IN_IT = {
    "admin.LogEntry": "what staff did, which is the instance's",
    "accounts.DownloadPart": "the download itself",
    "accounts.Download": "as above",
    "accounts.Erasure": "there while the account is deleted, and gone with it",
    "accounts.User_groups": "what staff may do, which is the instance's",
    "accounts.User_user_permissions": "as above",
    "errands.Errand": "of the tests",
    "listening.ArtistCount": "counted from plays",
    "listening.HourCount": "as above",
    "listening.HourTotal": "as above",
    "listening.MonthTotal": "as above",
    "listening.RecordingCount": "as above",
    "listening.ImportPart": "the file one handed in oneself, until it is read",
    "sessions.Session": "the keys of one's sessions",
    "social_django.UserSocialAuth": "the tokens; what else it knows stands in the connection",
}


@pytest.fixture
def owner(alice: User, bob: User) -> User:
    """Alice, who has something of everything; so has Bob, and nothing of his may be seen."""
    give_everything(alice, "fieldfare")
    give_everything(bob, "nightjar")
    for person in (alice, bob):
        person.set_password("a calm harbour 7")
        person.save()
        Download.objects.filter(person=person).delete()
    return alice


@pytest.fixture
def browser(owner: User) -> Client:
    client = Client()
    client.force_login(owner, "accounts.backends.AddressAndPassword")
    return client


def written(client: Client) -> zipfile.ZipFile:
    """Asks for a download, has the worker write it, fetches it."""
    assert client.post(ASK)["Location"] == DATA
    work_due_downloads()
    ready = Download.objects.get(person=client.session["_auth_user_id"])
    assert ready.state == Download.State.READY, ready.last_error
    answer: Any = client.get(f"/accounts/data/download/{ready.name}.zip")
    content = b"".join(answer.streaming_content)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/zip")
    assert "attachment" in answer["Content-Disposition"]
    assert int(answer["Content-Length"]) == len(content) == ready.size
    assert "no-store" in answer["Cache-Control"]
    return zipfile.ZipFile(io.BytesIO(content))


def rows(archive: zipfile.ZipFile, name: str) -> Any:
    return json.loads(archive.read(f"{name}.json"))


def test_everything_is_in_it_twice_and_described(browser: Client, owner: User) -> None:
    archive = written(browser)
    assert archive.testzip() is None
    readme = archive.read("README.txt").decode()
    for config in personal_apps():
        for table in config.export(owner):
            told = rows(archive, table.name)
            lines_told = f"{len(told)} lines" if len(told) > 1 else "1 line" if told else "empty"
            assert f"{table.name}.json, {table.name}.csv ({lines_told})\n    {table.about}" in readme
            assert len(told) == table.count, table.name
            lines = list(csv.reader(io.StringIO(archive.read(f"{table.name}.csv").decode())))
            assert lines[0] == list(table.columns)
            assert len(lines) == 1 + len(told), table.name
            for name, words in table.columns.items():
                assert f"    {name}: {words}" in readme
            assert all(list(row) == lines[0] for row in told)
    assert "Everything that was kept of Alice on " in readme
    assert readme.index("\naccount.json") < readme.index("\nplays.json")
    assert all(entry.date_time[0] > 2025 for entry in archive.infolist()), "files of now, not of 1980"
    plays = rows(archive, "plays")
    assert [(play["told_by"], play["state"]) for play in plays] == [
        (["account"], "hidden"),
        (["capture"], "shown"),
        (["extended"], "shown"),
    ]
    assert plays[2]["played_at"] == "2026-11-20T12:00:00Z"
    assert rows(archive, "mood_entries")[0]["note"] == "a note of fieldfare"
    assert rows(archive, "playlist_editions")[0]["track_ids"] == ["fieldfare"]
    assert rows(archive, "account")[0]["email"] == "alice@people.example"
    assert rows(archive, "spotify_connection")[0]["spotify_id"] == "mara"


def test_its_readme_tells_first_of_what_there_is(browser: Client, owner: User) -> None:
    Preset.objects.filter(person=owner).delete()
    readme = written(browser).read("README.txt").decode()
    assert readme.index("timer_sessions.csv (1 line)") < readme.index("timer_presets.csv (empty)")


def test_what_stands_behind_the_ids_of_lists_is_told_by_name(browser: Client, owner: User) -> None:
    track = song("Slow Harbour")
    saved = SavedPlaylist.objects.filter(person=owner).get()
    Edition.objects.create(saved=saved, written_at=timezone.now(), track_ids=[track.spotify_id, "gone"])
    Recipe.objects.filter(person=owner).update(picks=[{"id": track.spotify_id}])
    told = {row["track_id"]: (row["title"], row["artists"]) for row in rows(written(browser), "playlist_tracks")}
    assert told == {
        track.spotify_id: ("Slow Harbour", [track.artist.name]),
        "gone": (None, []),
        "fieldfare": (None, []),
    }


def test_every_model_is_in_it_or_it_is_said_why_not(owner: User) -> None:
    """A new model of a person's needs a table; its rows are counted, and a table has as many."""
    tables = [table for config in personal_apps() for table in config.export(owner)]
    in_it = sum(table.count for table in tables if table.name != "playlist_tracks")  # which says what ids stand for
    there = 0
    for model, paths in paths_to_people().items():
        if paths and model._meta.label not in NOT_IN_IT:
            found = {row.pk for path in paths for row in model._default_manager.filter(**{path: owner.pk})}
            there += len(found)
            assert found, f"give_everything gives no {model._meta.label}"
    assert in_it == there


def test_no_secret_and_nothing_of_anybody_else_is_in_it(browser: Client, owner: User, bob: User) -> None:
    archive = written(browser)
    everything = "\n".join(archive.read(name).decode() for name in archive.namelist())
    owner.refresh_from_db()
    kept = UserSocialAuth.objects.get(user=owner).extra_data
    secrets = [kept[name] for name in SEALED] + [opened(kept[name]) for name in SEALED]
    secrets += [owner.password, owner.session_seed, settings.SECRET_KEY, *settings.TOKEN_KEYS]
    secrets += [session.session_key for session in BrowserSession.objects.all()]
    secrets += [share.token_hash for share in owner.shares.all()] + ["invitation fieldfare"]
    assert len([secret for secret in secrets if secret]) >= 10
    assert [secret for secret in secrets if secret and secret in everything] == []
    assert "fieldfare" in everything
    assert "nightjar" not in everything
    assert bob.username not in everything


def test_it_is_its_persons_alone(browser: Client, owner: User, bob: User) -> None:
    written(browser)
    address = f"/accounts/data/download/{Download.objects.get().name}.zip"
    assert len(Download.objects.get().name) >= 32
    second = Client()
    second.force_login(bob, "accounts.backends.AddressAndPassword")
    assert second.get(address).status_code == second.get(f"{ASK}nothing.zip").status_code == 404
    assert Client().get(address)["Location"].startswith("/accounts/sign-in/")
    for path in (ASK, STOP):
        assert Client().post(path)["Location"].startswith("/accounts/sign-in/")
        assert browser.get(path).status_code == 405
    second.post(STOP)
    assert browser.get(address).status_code == 200


def test_it_is_gone_after_a_day(browser: Client) -> None:
    start = datetime(2030, 1, 1, 12, tzinfo=UTC)
    with time_machine.travel(start, tick=False) as clock:
        browser.force_login(User.objects.get(display_name="Alice"), "accounts.backends.AddressAndPassword")
        written(browser)
        address = f"/accounts/data/download/{Download.objects.get().name}.zip"
        clock.shift(timedelta(hours=23))
        work_due_downloads()
        assert browser.get(address).status_code == 200
        clock.shift(timedelta(hours=1, seconds=1))
        work_due_downloads()
        assert browser.get(address).status_code == 404
        assert (Download.objects.count(), DownloadPart.objects.count()) == (0, 0)


def test_one_is_written_at_a_time(owner: User) -> None:
    first = download_ask(person=owner)
    assert download_ask(person=owner) == first
    work_due_downloads()
    assert download_ask(person=owner) != first, "what is ready gives way to a new one"
    assert Download.objects.filter(person=owner).count() == 1


def test_stopped_while_it_is_written_nothing_is_left_of_it(owner: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export, "PIECE", 100)
    download_ask(person=owner)
    (claimed,) = Download.claim(Download.objects.filter(person=owner), limit=1)
    real = export._Parts._keep

    def stopped_at_the_third(parts: Any, count: int) -> None:
        if parts._number == 2:
            download_stop(person=owner)
        real(parts, count)

    monkeypatch.setattr(export._Parts, "_keep", stopped_at_the_third)
    with pytest.raises(LeaseLost):
        download_work(download=claimed)
    assert not DownloadPart.objects.exclude(download__person=None).filter(download__person=owner).exists()


def test_who_is_killed_while_writing_is_followed_by_one_who_begins_again(
    browser: Client, owner: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export, "PIECE", 100)
    asked = download_ask(person=owner)
    (claimed,) = Download.claim(Download.objects.filter(pk=asked.pk), limit=1)
    with monkeypatch.context() as killed:
        killed.setattr(export, "_cell", Mock(side_effect=KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            download_work(download=claimed)
    assert claimed.parts.exists()
    Download.objects.update(leased_until=None)
    archive = written(browser)
    assert archive.testzip() is None
    assert rows(archive, "account")


def test_the_page_says_how_far_it_is(browser: Client, owner: User) -> None:
    assert "Write my download" in browser.get(DATA).content.decode()
    asked = download_ask(person=owner)
    Download.objects.update(rows=2_000, rows_done=500)
    fragment = browser.get(DATA, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in fragment
    assert 'value="25"' in fragment
    assert "500 of 2,000 lines" in fragment
    assert "every 2s" in fragment
    Download.objects.filter(pk=asked.pk).update(rows_done=0)
    work_due_downloads()
    page = browser.get(DATA).content.decode()
    assert "is ready" in page
    assert "every 2s" not in page
    assert "Write my download" in browser.post(STOP, headers={"HX-Request": "true"}).content.decode()
    assert not Download.objects.exists()


def test_plays_are_read_a_page_at_a_time_and_none_is_lost_between_pages(
    owner: User, monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: Any
) -> None:
    from discoverdaily.listening import exporting  # noqa: PLC0415
    from discoverdaily.listening.models import Play  # noqa: PLC0415
    from tests.listening.songs import NOON, heard, song  # noqa: PLC0415

    for title in ("One", "Two", "Three"):  # several at the same moment
        heard(owner, song(title), *(NOON - timedelta(days=number) for number in range(5)))
    monkeypatch.setattr(exporting, "PAGE", 4)
    plays = next(table for table in exporting.tables_of(owner) if table.name == "plays")
    with django_assert_num_queries(plays.count // 4 + 1 + (plays.count % 4 > 0)):
        found = [(row[0], row[2]) for row in plays.rows]
    assert len(found) == len(set(found)) == plays.count == Play.objects.filter(person=owner).count()
    assert found == sorted(found, key=lambda row: row[0])


def test_whoever_writes_it_may_die_at_any_word(browser: Client, owner: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export, "PIECE", 2_000)
    asked, deaths = download_ask(person=owner), 0
    for words in range(1, 400, 7):
        Download.objects.filter(pk=asked.pk).update(leased_until=None, due_at=timezone.now())
        try:
            with connection.execute_wrapper(Death(words)):
                work_due_downloads()
        except Killed:
            deaths += 1
        if Download.objects.get(pk=asked.pk).state == Download.State.READY:
            break  # though perhaps killed right after its last word
    assert deaths > 5
    ready = Download.objects.get(pk=asked.pk)
    answer: Any = browser.get(f"/accounts/data/download/{ready.name}.zip")
    archive = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))
    assert archive.testzip() is None
    assert len(rows(archive, "plays")) == 3
