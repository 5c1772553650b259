"""Every page of the admin that a link leads to, walked as somebody with every right: nothing that is a person's secret
stands on any, and none asks the database more among many people than among few."""

import re
from collections.abc import Iterator
from html import unescape

import pytest
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.db import connection as database
from django.test import Client
from django.test.utils import CaptureQueriesContext
from social_django.models import UserSocialAuth

from accounts.admin_actions import ACTIONS
from accounts.models import Announcement, Device, Download, Invitation, Share, Switches, User
from discoverdaily.listening.models import AudioFeatures, ImportFile, TrackDetails, TrackLookup
from discoverdaily.spotify.models import ClientBudget
from discoverdaily.spotify.sealing import opened
from mood.models import Entry, OwnModel
from playlists.models import Recipe
from tests.accounts.everything import give_everything
from tests.listening.songs import song
from timer.models import Music, Preset, Session

pytestmark = pytest.mark.django_db
PEOPLE = "/admin/accounts/user/"
LEFT_OUT = ("/admin/logout/", "/admin/password_change/", "/admin/jsi18n/")
MARK = "whispered"


class Walk:
    """Follows every link of the admin, each kind of address once; `asked`: how often the database was, by address."""

    def __init__(self, staff: Client) -> None:
        self._staff = staff
        self.pages: dict[str, str] = {}
        self.asked: dict[str, int] = {}
        self._lie_ahead = ["/admin/"]
        while self._lie_ahead:
            self._visit(self._lie_ahead.pop())

    def _visit(self, address: str) -> None:
        kind = re.sub(r"/\d+/", "/#/", address)
        if kind in self.pages or address.startswith(LEFT_OUT):
            return
        with CaptureQueriesContext(database) as seen:
            answer = self._staff.get(address)
        assert answer.status_code in (200, 302), address
        page = answer.content.decode()
        self.pages[kind], self.asked[kind] = page, len(seen)
        links = [unescape(link) for link in re.findall(r'href="([^"#]+)"', page)]
        here, _, chosen = address.partition("?")
        for link in links:
            there = here + link if link.startswith("?") else link
            if there.startswith("/admin/") and not (chosen and "?" in there):  # no filter on top of another
                self._lie_ahead.append(there.replace("?_changelist_filters=", "?").split("?_")[0])


def nobodys_rows() -> None:
    track = song("Somebody's")
    TrackDetails.objects.get_or_create(track=track, defaults={"attempts": 1, "last_error": "unknown"})
    TrackLookup.objects.get_or_create(track=track)
    AudioFeatures.objects.get_or_create(recording=track.recording)
    ClientBudget.objects.get_or_create(client_id="some-app")
    Switches.objects.get_or_create()


def whisper(person: User) -> list[str]:
    """Writes a mark wherever the person tells something that is nobody's business; answers all that is secret."""
    Entry.objects.filter(person=person).update(note=f"{MARK} note", tags=[f"{MARK} tag"], rating=2)
    OwnModel.objects.filter(person=person).update(content=MARK, happy=[MARK], name=MARK)
    Session.objects.filter(person=person).update(title=MARK)
    Music.objects.filter(session__person=person).update(device_name=MARK, playing={"title": MARK})
    Preset.objects.filter(person=person).update(name=MARK)
    ImportFile.objects.filter(of__person=person).update(name=MARK)
    Recipe.objects.filter(person=person).update(seeds=[MARK])
    Device.objects.filter(person=person).update(user_agent=MARK)
    person.set_password(MARK)
    person.session_seed = f"{MARK} seed"
    person.save()
    kept = UserSocialAuth.objects.get(user=person).extra_data
    sealed = [kept["access_token"], kept["refresh_token"]]
    hashes = [Share.objects.get(person=person).token_hash, Invitation.objects.get(made_by=person).token_hash]
    session = Device.objects.filter(person=person).values_list("session_id", flat=True).get()
    download = Download.objects.get(person=person)
    return [MARK, person.password, *sealed, *filter(None, map(opened, sealed)), *hashes, session, download.name]


@pytest.fixture
def everybody(alice: User) -> User:
    give_everything(alice, "one")
    nobodys_rows()
    return alice


def confirmations(staff: Client) -> Iterator[tuple[str, str, int]]:
    """Of each action on all people: its name, the page that asks, and how often that asked the database."""
    chosen = list(User.objects.values_list("pk", flat=True))
    for action in ACTIONS:
        with CaptureQueriesContext(database) as seen:
            answer = staff.post(PEOPLE, {"action": action.__name__, "_selected_action": chosen})
        assert answer.status_code == 200, action.__name__
        yield action.__name__, answer.content.decode(), len(seen)


def test_no_page_tells_what_is_a_persons_secret(staff: Client, everybody: User) -> None:
    secrets = whisper(everybody)
    pages = Walk(staff).pages | {f"{name} the people": page for name, page, _ in confirmations(staff)}
    told = {address: secret for address, page in pages.items() for secret in secrets if secret in page}
    assert not told
    models = {f"/admin/{it._meta.app_label}/{it._meta.model_name}/" for it in admin.site._registry}
    walked = {address for address in pages if address in models or "/#/change/" in address}
    assert models < walked, "every list was there"
    assert len(walked) >= 2 * len(models) - 2, "and a row of each"


def test_nobody_is_found_by_a_secret(staff: Client, everybody: User) -> None:
    secrets = whisper(everybody)
    for model, its in admin.site._registry.items():
        if its.search_fields:
            for secret in secrets:
                answer = staff.get(f"/admin/{model._meta.app_label}/{model._meta.model_name}/", {"q": secret})
                assert answer.context["cl"].result_count == 0, (model, secret)


def test_the_log_of_what_staff_do_tells_no_secret(staff: Client, everybody: User) -> None:
    secrets = whisper(everybody)
    for action in ACTIONS:
        confirmed = {"action": action.__name__, "_selected_action": [everybody.pk], "confirmed": "yes"}
        assert staff.post(PEOPLE, confirmed).status_code == 302
    logged = [(it.object_repr, it.get_change_message()) for it in LogEntry.objects.exclude(object_repr="one")]
    assert len(logged) >= len(ACTIONS) - 1
    assert not [secret for words in logged for word in words for secret in secrets if secret in word]


def test_no_page_asks_more_of_the_database_among_many_than_among_few(staff: Client, everybody: User, bob: User) -> None:
    give_everything(bob, "two")

    def asked() -> dict[str, int]:
        return Walk(staff).asked | {name: number for name, _, number in confirmations(staff)}

    Walk(staff)  # what is read once and kept is read by now
    before = asked()
    for number in range(6):
        give_everything(User.objects.create_user(display_name=f"Person {number}"), f"word {number}")
        ClientBudget.objects.create(client_id=f"app {number}")
    Announcement.objects.update(words="All alike.")
    after = asked()
    assert {address: number for address, number in after.items() if number > before.get(address, number)} == {}
