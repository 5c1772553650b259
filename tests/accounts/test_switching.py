"""Staff switch features off and on while the instance runs: pages say so, nothing leads there, work rests."""

import re
from collections.abc import Iterator
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.db import connection as database
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver, resolve
from django.urls.exceptions import Resolver404

from accounts.models import Switches, User
from accounts.sharing import share_make
from accounts.switching import features
from discoverdaily import clock
from discoverdaily.due import Due
from discoverdaily.listening.models import Import
from discoverdaily.listening.tasks import work_due_imports
from discoverdaily.personal import NothingToShare
from discoverdaily.spotify.models import OwnApp
from mood.models import Mood
from mood.tasks import score_ended_days
from playlists.growing.growing import Grown
from playlists.models import Recipe, SavedPlaylist
from playlists.tasks import refresh_due_playlists
from tests.accounts.everything import give_everything
from timer.models import Session
from timer.plans import Plan
from timer.services import session_start

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"
WORDS = "Switched off for now"
PAGES = {
    "mood": "/mood/",
    "top": "/top/",
    "playlists": "/playlists/",
    "create": "/create/",
    "timer": "/timer/",
    "imports": "/history/imports/",
    "sharing": "/accounts/shares/",
    "own_app": "/accounts/connection/own-app/",
}
"""Each feature's first page."""


def switch_off(*keys: str) -> None:
    Switches.objects.update_or_create(pk=1, defaults={"off": list(keys)})


def signed_in(person: User, **options: Any) -> Client:
    client = Client(**options)
    client.force_login(person, BACKEND)
    return client


def links_of(page: str) -> Iterator[str]:
    """Where the page leads or sends something, by the addresses' names."""
    for address in re.findall(r'(?:href|action|formaction|hx-get|hx-post)="(/[^"?#]*)', page):
        try:
            yield resolve(address).view_name
        except Resolver404:
            continue


def test_each_feature_has_a_first_page_and_pages_that_exist() -> None:
    names = {f"{name}:{page}" for name, (_, it) in get_resolver().namespace_dict.items() for page in it.reverse_dict}
    assert {feature.key for feature in features()} == set(PAGES)
    for feature in features():
        for page in (*feature.pages, *feature.stays):
            assert page in names | set(get_resolver().namespace_dict) | {"shared"}, page
        assert feature.has(resolve(PAGES[feature.key]).view_name)


def test_work_rests_with_features_that_there_are() -> None:
    named = {model.feature for model in apps.get_models() if issubclass(model, Due)}
    assert {"mood", "playlists", "imports"} == named - {""} <= set(PAGES)


@pytest.mark.parametrize("key", PAGES)
def test_what_is_off_says_so_and_nothing_on_other_pages_leads_there(alice: User, key: str) -> None:
    browser = signed_in(alice)
    feature = next(each for each in features() if each.key == key)
    switch_off(key)
    answer = browser.get(PAGES[key])
    page = answer.content.decode()
    assert answer.status_code == 404
    assert WORDS in page
    assert str(feature.title) in page
    others = ("/", "/history/", "/accounts/connection/", "/accounts/data/", "/playlists/left-out/", "/top/?save=1")
    for address in (*others, *PAGES.values()):
        assert not [name for name in links_of(browser.get(address).content.decode()) if feature.has(name)], address
    switch_off()
    assert browser.get(PAGES[key]).status_code == 200


def walked(browser: Client) -> dict[str, str]:
    """Every page that a link leads to from the first one, each kind of address once."""
    pages: dict[str, str] = {}
    ahead = ["/"]
    while ahead:
        address = ahead.pop()
        kind = re.sub(r"\d+", "#", address.partition("?")[0])
        if kind in pages or kind.startswith(("/static/", "/shared/")):
            continue
        answer = browser.get(address)
        if answer.get("Content-Type", "").startswith("text/html"):
            pages[kind] = answer.content.decode()
            ahead += [unescape(link) for link in re.findall(r'href="(/[^"#]*)', pages[kind])]
    return pages


@pytest.mark.parametrize("key", PAGES)
def test_nothing_that_somebody_with_everything_sees_leads_to_what_is_off(alice: User, key: str) -> None:
    give_everything(alice, "one")
    feature = next(each for each in features() if each.key == key)
    switch_off(key)
    pages = walked(signed_in(alice))
    assert len(pages) > 30
    assert {at: name for at, page in pages.items() for name in links_of(page) if feature.has(name)} == {}


def test_a_press_on_a_page_that_was_open_leads_to_the_words_and_does_nothing(alice: User) -> None:
    browser = signed_in(alice)
    switch_off("mood")
    answer = browser.post("/mood/2026-11-01/rating/", {"rating": "4"}, headers={"HX-Request": "true"})
    assert (answer.status_code, answer["HX-Redirect"]) == (200, "/mood/2026-11-01/rating/")
    assert browser.post("/mood/2026-11-01/rating/", {"rating": "4"}).status_code == 404
    assert not alice.mood_entries.exists()


def test_a_page_that_was_open_stays_where_one_of_its_cards_asks_for_itself(alice: User) -> None:
    imported = Import.objects.create(person=alice, asked_at=clock.now(), due_at=clock.now())
    browser = signed_in(alice)
    (asked,) = re.findall(r'hx-get="([^"]+)" hx-trigger="every', browser.get("/").content.decode())
    switch_off("imports")
    answer = browser.get(asked, headers={"HX-Request": "true"})
    assert (answer.status_code, answer.get("HX-Redirect")) == (200, None)
    assert f"import-card-{imported.pk}" in answer.content.decode()


def test_today_says_nothing_of_what_is_off(alice: User) -> None:
    Import.objects.create(person=alice, asked_at=clock.now(), due_at=clock.now())
    SavedPlaylist.objects.create(person=alice, name="Lanterns", time_range="short_term")
    browser = signed_in(alice)
    before = browser.get("/").content.decode()
    switch_off("imports", "playlists")
    after = browser.get("/").content.decode()
    for words in ("/history/imports/", "/playlists/"):
        assert words in before
        assert words not in after


def test_work_rests_while_its_feature_is_off_and_goes_on_afterwards(alice: User) -> None:
    now = clock.now()
    mood, _ = Mood.objects.get_or_create(person=alice)
    Mood.objects.filter(pk=mood.pk).update(due_at=now)
    saved = SavedPlaylist.objects.create(person=alice, name="Lanterns", time_range="short_term", due_at=now)
    recipe = Recipe.objects.create(person=alice, name="Grown", seeds=[])
    grown = SavedPlaylist.objects.create(person=alice, name="Grown", recipe=recipe, due_at=now)
    imported = Import.objects.create(person=alice, asked_at=now, due_at=now)
    due = [mood, saved, grown, imported]

    def work() -> list[bool]:
        """Which of them were not touched."""
        for ring in (score_ended_days, refresh_due_playlists, work_due_imports):
            ring()
        return [type(row)._default_manager.filter(pk=row.pk, due_at=now, attempts=0).exists() for row in due]

    switch_off("mood", "playlists", "imports")
    assert work() == [True, True, True, True]
    switch_off("create")
    assert work() == [False, False, True, False]
    switch_off()
    assert work() == [False, False, False, False]


def test_a_session_of_the_timer_goes_on_to_its_end_and_none_begins(alice: User) -> None:
    browser = signed_in(alice)
    session = session_start(person=alice, plan=Plan(work=20))
    address = f"/timer/{session.pk}/"
    switch_off("timer")
    assert browser.get(address).status_code == 200
    assert address in browser.get("/").content.decode()
    assert browser.post(address + "pause/").status_code == 302
    assert browser.post(address + "end/").status_code == 302
    page = browser.get(address).content.decode()
    assert not [name for name in links_of(page) if name in ("timer:setup", "timer:again", "timer:log")]
    assert browser.post(address + "again/").status_code == 404
    assert "/timer/" not in browser.get("/").content.decode()
    assert Session.objects.get().state == Session.State.ENDED


def test_links_open_nothing_while_sharing_or_what_they_show_is_off(alice: User, client: Client) -> None:
    _share, token = share_make(person=alice, what="top:short_term", named=False, lasts=timedelta(days=1))
    address = f"/shared/{token}/"
    assert client.get(address).status_code == 200
    for key in ("sharing", "top"):
        switch_off(key)
        assert client.get(address).status_code == 404
    with pytest.raises(NothingToShare):
        share_make(person=alice, what="top:short_term", named=False, lasts=timedelta(days=1))
    switch_off()
    assert client.get(address).status_code == 200


def test_whoever_brought_an_app_may_leave_it_while_none_can_be_brought(alice: User) -> None:
    browser = signed_in(alice)
    switch_off("own_app")
    back = "/accounts/connection/own-app/back/"
    assert back not in browser.get("/accounts/connection/").content.decode()
    OwnApp.objects.create(person=alice, client_id="0123456789abcdef0123456789abcdef")
    assert f'action="{back}"' in browser.get("/accounts/connection/").content.decode()
    assert browser.post(back).status_code == 302
    assert not OwnApp.objects.exists()


def test_what_grew_is_told_to_stay_where_nothing_can_be_saved(alice: User) -> None:
    recipe = Recipe.objects.create(person=alice, seeds=["track:some"], picks=[Grown("some").json()])
    browser = signed_in(alice)
    switch_off("playlists")
    page = browser.get(f"/create/{recipe.pk}/").content.decode()
    assert "Saving playlists is switched off for now" in page
    assert "save-form" not in re.sub(r'hx-include="[^"]*"', "", page)


def test_what_staff_switched_off_is_read_once_for_a_page(alice: User) -> None:
    browser = signed_in(alice)
    for address in ("/", "/mood/", "/accounts/data/", "/history/"):
        browser.get(address)
        with CaptureQueriesContext(database) as seen:
            browser.get(address)
        assert len([it for it in seen if '"accounts_switches"' in it["sql"]]) == 1, address


def test_staff_switch_features_and_registration_and_the_log_tells_which(staff: Client) -> None:
    address = "/admin/accounts/switches/1/change/"
    page = staff.get("/admin/accounts/switches/", follow=True)
    assert page.redirect_chain == [(address, 302)]
    assert page.content.decode().count(" checked") == len(PAGES)
    on = [key for key in PAGES if key not in ("timer", "mood")]
    assert staff.post(address, {"registration": "closed", "on": on}).status_code == 302
    assert set(Switches.objects.get().off) == {"timer", "mood"}
    assert staff.post(address, {"registration": "closed", "on": [*on, "mood"]}).status_code == 302
    logged = [it.get_change_message() for it in LogEntry.objects.order_by("pk")]
    assert logged == ["Registration: closed. Switched off: mood, timer.", "Switched on: mood."]
    overview = " ".join(staff.get("/admin/accounts/user/overview/").content.decode().split())
    assert 'Features that are off</a></th> <td><strong class="attention">Timer</strong>' in overview


def test_staff_who_may_only_look_see_what_is_on(alice: User) -> None:
    User.objects.filter(pk=alice.pk).update(is_staff=True)
    alice.user_permissions.add(Permission.objects.get(codename="view_switches"))
    browser = signed_in(User.objects.get(pk=alice.pk))
    switch_off("timer")
    page = browser.get("/admin/accounts/switches/1/change/").content.decode()
    assert "Mood, Top lists" in page
    assert "Timer" not in page
    assert browser.post("/admin/accounts/switches/1/change/", {"on": []}).status_code == 403


def test_staff_without_the_permission_switch_nothing(alice: User) -> None:
    User.objects.filter(pk=alice.pk).update(is_staff=True)
    browser = signed_in(User.objects.get(pk=alice.pk))
    assert browser.post("/admin/accounts/switches/1/change/", {"on": []}).status_code == 403
    assert not Switches.objects.exists()
