"""Who gets what at every address: nobody, a stranger, the owner, staff without and with permission.

An address that the tables do not know fails; so does one that changes something because it was looked at, and one that
obeys a form of another site.
"""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.contrib import admin
from django.contrib.auth.models import Permission
from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from accounts.models import Announcement, Device, Download, Share, Switches, User
from accounts.switching import features
from discoverdaily import clock
from discoverdaily.listening.models import AudioFeatures, Exclusion, Import, Play, Removal, TrackDetails, TrackLookup
from discoverdaily.spotify.models import ClientBudget
from mood.models import OwnModel
from playlists.models import Edition, ListExclusion, Recipe, SavedPlaylist
from tests.accounts.everything import give_everything
from tests.addresses import ADMIN, ADMIN_DOOR, REFUSED, TABLE, UNTRIED, Answer, Answers
from tests.listening.songs import song
from tests.sandbox_server import SandboxServer
from timer.models import Preset, Session

COUNTED = ("cache", "spotify_clientbudget")
"""Tables that looking may change: what Spotify told is remembered for a while, and how much it was asked is counted."""
READS = re.compile(r"[\s(]*(SELECT|SAVEPOINT|RELEASE|ROLLBACK|PRAGMA|SET|DECLARE|CLOSE|FETCH)\b", re.IGNORECASE)


def named_routes(resolver: URLResolver, before: str = "", within: str = "") -> Iterator[tuple[str, str]]:
    """Every route of the project, and its name."""
    for entry in resolver.url_patterns:
        route = before + str(entry.pattern)
        if isinstance(entry, URLPattern):
            yield route, f"{within}{entry.name}"
        else:
            yield from named_routes(entry, route, f"{entry.namespace}:" if entry.namespace else within)


def pages_of_models() -> set[str]:
    """The routes that the admin makes for each model; they have a table and a test of their own."""
    pages = ("", "add/", *(f"<path:object_id>/{page}" for page in ("", "change/", "history/", "delete/")))
    models = (model._meta for model in admin.site._registry)
    return {f"admin/{model.app_label}/{model.model_name}/{page}" for model in models for page in pages}


def newest(model: Any, **whose: Any) -> int:
    return int(model.objects.filter(**whose).latest("pk").pk)


class House:
    """Two people with a row of every kind, staff with and without permission, and a browser for each and for nobody."""

    def __init__(self, owner: User, stranger: User) -> None:
        give_everything(owner, "one")
        give_everything(stranger, "two")
        cache.clear()  # what lies in it stands for something, and is none
        self.owner = owner
        staff = User.objects.create_user(is_staff=True)
        permitted = User.objects.create_user(is_staff=True)
        permitted.user_permissions.set(Permission.objects.all())
        User.objects.create_user()  # the newest person, to whom staff may do more than to themselves
        self.keys = [self._key(person) for person in (None, stranger, owner, staff, permitted)]
        self.places = self._places()
        self.writes: list[str] = []
        self.policy = ""

    def _announced(self) -> int:
        now = clock.now()
        return Announcement.objects.create(words="Soon", begins_at=now, ends_at=now + timedelta(days=1)).pk

    def _key(self, person: User | None) -> str:
        """A session's; its first page notes the browser."""
        if person is None:
            return ""
        client = Client(SERVER_NAME="127.0.0.1")
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        client.get("/privacy/")
        return client.cookies[settings.SESSION_COOKIE_NAME].value

    def _places(self) -> dict[str, object]:
        """What stands in the addresses of what is the owner's: by what goes before a `pk`, and by name."""
        owner = self.owner
        return {
            "accounts/announcements/": self._announced(),
            "accounts/devices/": newest(Device, person=owner),
            "accounts/shares/": newest(Share, person=owner),
            "create/": newest(Recipe, person=owner),
            "history/imports/": newest(Import, person=owner),
            "history/plays/": newest(Play, person=owner),
            "history/removals/": newest(Removal, person=owner),
            "mood/models/": newest(OwnModel, person=owner),
            "playlists/": newest(SavedPlaylist, person=owner),
            "playlists/left-out/": newest(Exclusion, person=owner),
            "playlists/left-out/list/": newest(ListExclusion, saved__person=owner),
            "timer/": newest(Session, person=owner),
            "timer/log/": newest(Session, person=owner),
            "timer/presets/": newest(Preset, person=owner),
            "edition_pk": newest(Edition, saved__person=owner),
            "name.zip": Download.objects.get(person=owner).name,
            "name": "ab" * 20,
            "day": "2026-11-01",
            "year": 2026,
            "month": 11,
            "playlist_id": "unknown",
            "backend": "spotify",
            "content_type_id": 1,
            "object_id": 1,
            "id": owner.pk,
            "app_label": "accounts",
            "url": "unknown/",
            "token": "wrong",
            "link": "wrong",
            "uidb64": "wrong",
        }

    def address(self, route: str) -> str:
        before, pk, _after = route.partition("<int:pk>")
        if pk:
            route = route.replace(pk, str(self.places[before]))
        route = route.replace("<str:name>.zip", f"{self.places['name.zip']}.zip")
        route = re.sub(r"\^?\(\?P(<\w+>)[^)]*\)(/?)\$", r"\1\2", route)  # regular expressions
        return "/" + re.sub(r"<(?:\w+:)?(\w+)>", lambda found: str(self.places[found[1]]), route)

    def ask(self, method: str, address: str, key: str, **options: Any) -> Answer:
        """What is answered; what it changed in the database is undone.

        `writes` tells what that was, `policy` what the page may load.
        """
        client = Client(SERVER_NAME="127.0.0.1", raise_request_exception=False, **options)
        if key:
            client.cookies[settings.SESSION_COOKIE_NAME] = key
        self.writes.clear()
        with transaction.atomic(), connection.execute_wrapper(self._note):
            response = client.generic(method, address)
            transaction.set_rollback(True)
        self.policy = response.get("Content-Security-Policy", "")
        if not response.has_header("Location"):
            return response.status_code
        return re.sub(r"\d+", "#", urlsplit(response["Location"]).path)

    def _note(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        counted = any(f'"{table}"' in sql for table in COUNTED)
        if not READS.match(sql) and not counted:
            self.writes.append(sql)
        return execute(sql, params, many, context)

    def all_ask(self, method: str, address: str) -> Answers:
        nobody, stranger, owner, staff, permitted = (self.ask(method, address, key) for key in self.keys)
        return (nobody, stranger, owner, staff, permitted)


def strict(policy: str) -> bool:
    """Whether a page loads from where it says, and runs nothing that stands in it."""
    return "default-src" in policy and "unsafe-" not in policy


def nobodys_rows() -> None:
    """Of what staff look after and nobody owns."""
    track = song("Somebody's")
    TrackDetails.objects.get_or_create(track=track)
    TrackLookup.objects.get_or_create(track=track)
    AudioFeatures.objects.get_or_create(recording=track.recording)
    ClientBudget.objects.get_or_create(client_id="some-app")
    Switches.objects.get_or_create()


@pytest.fixture
def house(alice: User, bob: User, sandbox: SandboxServer) -> House:
    return House(alice, bob)


def test_every_address_stands_in_the_table() -> None:
    routes = {route for route, _ in named_routes(get_resolver())}
    assert sorted(routes - pages_of_models()) == sorted(TABLE)
    assert sorted(model._meta.label for model in admin.site._registry) == sorted(ADMIN)


def test_whoever_looks_gets_what_is_theirs_and_changes_nothing(house: House) -> None:
    wrong = {}
    for route, (expected, _) in TABLE.items():
        for key, answer in zip(house.keys, expected, strict=True):
            found = house.ask("GET", house.address(route), key)
            if found != answer or house.writes or not strict(house.policy):
                wrong[route, house.keys.index(key)] = (found, house.writes[:3], house.policy)
    assert not wrong


def test_whoever_presses_reaches_what_is_theirs_alone(house: House) -> None:
    tried = {route: expected for route, (_, expected) in TABLE.items() if expected is not UNTRIED}
    found = {route: house.all_ask("POST", house.address(route)) for route in tried}
    assert found == tried


def test_what_staff_switched_off_answers_words_alone_and_all_else_as_before(house: House) -> None:
    names = dict(named_routes(get_resolver()))
    of_a_feature = {route for route in TABLE for feature in features() if feature.has(names[route])}
    tried = [(method, route) for route in TABLE for method in ("GET", "POST")]
    tried = [(method, route) for method, route in tried if TABLE[route][method == "POST"] is not UNTRIED]

    def answers() -> dict[tuple[str, str], Answer]:
        return {it: house.ask(it[0], house.address(it[1]), house.keys[2]) for it in tried}

    before = answers()
    Switches.objects.create(off=[feature.key for feature in features()])
    assert answers() == before | {it: 404 for it in tried if it[1] in of_a_feature}
    assert len(of_a_feature) > 70


def test_no_form_of_another_site_is_obeyed(house: House) -> None:
    obeyed = {route for route, (_, expected) in TABLE.items() if expected != REFUSED}
    owner = house.keys[2]
    found = {route: house.ask("POST", house.address(route), owner, enforce_csrf_checks=True) for route in obeyed}
    assert found == dict.fromkeys(obeyed, 403)


def test_the_admin_opens_to_staff_as_far_as_each_model_allows(house: House) -> None:
    nobodys_rows()
    outside = (ADMIN_DOOR, ADMIN_DOOR, ADMIN_DOOR)
    assert house.all_ask("GET", "/admin/") == (*outside, 200, 200)
    found, expected = {}, {}
    for model in admin.site._registry:
        row = newest(model)
        base = f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
        pages = {"changelist": "", "add": "add/"} | {name: f"{row}/{name}/" for name in ("change", "history", "delete")}
        for name, page in pages.items():
            found[base + page] = house.all_ask("GET", base + page)
            expected[base + page] = (*outside, 403, ADMIN[model._meta.label][name])
            assert not house.writes
            assert strict(house.policy)
    assert found == expected
