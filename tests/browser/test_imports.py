"""Exports handed in with a real browser: by plain forms and in the background, watched, stopped, taken out; and the
page that tells how to get one's past."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from discoverdaily import clock
from discoverdaily.listening.importing.problems import Problem
from discoverdaily.listening.models import ExportRequest, Import, ImportFile
from discoverdaily.listening.past import Kind, export_request_note
from tests.browser.conftest import DESK, Visit, Visitors
from tests.browser.test_pages import ON_BOTH, assert_well_made
from tests.listening.importing.conftest import brought_in, file, lines_to, work, zipped

IMPORTS, PAST = "/history/imports/", "/history/past/"
State = Import.State


@pytest.fixture
def history(tmp_path: Path) -> Path:
    """A zip as Spotify sends it."""
    path = tmp_path / "my_spotify_data.zip"
    path.write_bytes(zipped({"Spotify Extended Streaming History/endsong_0.json": lines_to(300)}).read())
    return path


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "holiday.jpg"
    path.write_bytes(b"\xff\xd8\xff\xe0" + b"sand" * 100)
    return path


@pytest.fixture
def person(alice: User, visit: Visit) -> Visit:
    """Alice with her phone."""
    visit.be(alice)
    return visit


def stands_at(person: User, state: State, **fields: Any) -> Import:
    """An import that stays where it is."""
    now = clock.now()
    imported = Import.objects.create(person=person, state=state, asked_at=now, size=140_000_000, **fields)
    ImportFile.objects.create(of=imported, name="my_spotify_extended_streaming_history.zip", size=18_000_000)
    return imported


def in_every_state(person: User) -> Iterator[tuple[str, Import]]:
    now = clock.now()
    when: dict[str, Any] = {"first_at": now - timedelta(days=900), "last_at": now}
    counted: dict[str, Any] = {"lines": 212_024, "outcomes": {"new": 110_000, "known": 2_000, "short": 3_000}, **when}
    yield "waiting", stands_at(person, State.WAITING)
    yield "reading", stands_at(person, State.READING, read=48_000_000, lines=73_421)
    yield (
        "settling",
        stands_at(person, State.SETTLING, settled=115_000, settled_from=now - timedelta(days=400), **counted),
    )
    yield "removing", stands_at(person, State.REMOVING, settled=40_000, **counted)
    yield "cancelled", stands_at(person, State.CANCELLED, settled=115_000, ended_at=now, **counted)
    failed = stands_at(person, State.FAILED, ended_at=now)
    ImportFile.objects.create(
        of=failed, name="a very long name of a photo of a beach.jpg", size=9, problem=Problem.PICTURE
    )
    yield "failed", failed


def test_imports_are_well_made_in_every_state(visitors: Visitors, alice: User) -> None:
    visit = visitors.visit(DESK)
    visit.be(alice)
    assert_well_made(visit, visit.go(IMPORTS), "imports, none yet")
    for name, imported in in_every_state(alice):
        assert_well_made(visit, visit.go(imported.get_absolute_url()), f"import {name}")
        assert_well_made(visit, visit.go("/"), f"today import {name}")
        assert_well_made(visit, visit.go(IMPORTS), f"imports {name}")
        Import.objects.update(state=State.REMOVED)
    done = brought_in(alice, file(lines_to(20)), file(b"[]" + b"x" * 10, "spoilt.json"))
    page = visit.go(done.get_absolute_url())
    assert_well_made(visit, page, "import done")
    page.get_by_role("link", name="Take out again what it brought").click()
    page.locator("dialog:modal").wait_for()
    assert_well_made(visit, page, "import remove")
    visit.watch.assert_calm()


@ON_BOTH
def test_the_way_to_ones_past_is_well_made(visitors: Visitors, alice: User, size: tuple[int, int]) -> None:
    visit = visitors.visit(size)
    visit.be(alice)
    page = visit.go(PAST)
    assert_well_made(visit, page, "past", size)
    visit.watch.assert_calm()
    page.get_by_label("When did you ask?").fill("")
    page.get_by_role("button", name="Note it").click()
    page.get_by_text("Choose the day.").wait_for()
    assert_well_made(visit, page, "past with words", size)
    page.get_by_label("When did you ask?").fill(clock.now().date().isoformat())
    page.get_by_role("button", name="Note it").click()
    page.get_by_role("heading", name="On its way").wait_for()
    assert_well_made(visit, page, "past waiting", size)
    ExportRequest.objects.update(reminded_at=clock.now(), due_at=None)
    assert_well_made(visit, visit.go(PAST), "past reminded", size)
    assert_well_made(visit, visit.go("/"), "today past", size)


def hand_in(page: Page, *paths: Path) -> None:
    page.get_by_label("Choose the file, or drop it into the frame").set_input_files(list(paths))
    page.get_by_role("button", name="Bring it in").click()


def test_an_export_is_handed_in_and_watched_to_its_end(person: Visit, alice: User, history: Path) -> None:
    page = person.go(IMPORTS)
    hand_in(page, history)
    page.get_by_text("It waits for its turn.").wait_for()
    imported = Import.objects.get()
    assert page.url.endswith(imported.get_absolute_url())
    work(imported)
    page.get_by_role("heading", name="What became of each line").wait_for()
    assert page.get_by_role("row", name="All lines 300").is_visible()
    assert page.evaluate("document.querySelectorAll('main [hx-trigger]').length") == 0
    person.watch.assert_calm()


def test_what_asks_for_itself_leaves_the_keyboard_where_it_is(person: Visit, alice: User) -> None:
    imported = stands_at(alice, State.READING, read=1, lines=1)
    page = person.go(imported.get_absolute_url())
    stop = page.get_by_role("button", name="Stop it")
    stop.focus()
    Import.objects.update(lines=4321)
    page.get_by_text("4,321 lines so far").wait_for()
    expect(stop).to_be_focused()
    page.evaluate("document.activeElement.blur()")
    Import.objects.update(lines=8765)
    page.get_by_text("8,765 lines so far").wait_for()
    assert page.evaluate("document.activeElement === document.body")


def test_leaving_the_page_does_no_harm(person: Visit, history: Path) -> None:
    hand_in(person.go(IMPORTS), history)
    person.page.get_by_text("It waits for its turn.").wait_for()
    page = person.go("/")
    page.get_by_role("heading", name="Your listening history is coming in").wait_for()
    work(Import.objects.get())
    page.get_by_role("heading", name="Your listening history has come in").wait_for()
    page.get_by_role("link", name="See what came in").click()
    page.get_by_role("heading", name="What became of each line").wait_for()


def test_it_is_stopped_with_the_keyboard(person: Visit, history: Path) -> None:
    hand_in(person.go(IMPORTS), history)
    stop = person.page.get_by_role("button", name="Stop it")
    stop.focus()
    person.page.keyboard.press("Enter")
    person.page.get_by_text("Stopped. What had come in stays").wait_for()
    assert Import.objects.get().state == State.CANCELLED


@pytest.mark.parametrize("scripts", [True, False])
def test_a_photo_is_refused_at_the_field(visitors: Visitors, alice: User, photo: Path, *, scripts: bool) -> None:
    visit = visitors.visit(scripts=scripts)
    visit.be(alice)
    page = visit.go(IMPORTS)
    hand_in(page, photo)
    page.get_by_text("“holiday.jpg” is a picture").wait_for()
    if scripts:  # without them a page comes anew, and no page may choose a file
        chosen = page.get_by_label("Choose the file, or drop it into the frame")
        assert chosen.evaluate("it => it.files[0].name") == "holiday.jpg"
    assert not Import.objects.exists()


def test_without_scripts_everything_works(visitors: Visitors, alice: User, history: Path) -> None:
    visit = visitors.visit(scripts=False)
    visit.be(alice)
    page = visit.go(IMPORTS)
    hand_in(page, history)
    page.get_by_text("It waits for its turn.").wait_for()
    work(Import.objects.get())
    page.reload()
    page.get_by_text("Done: 300 new plays").wait_for()
    page.get_by_role("link", name="Take out again what it brought").click()
    page.get_by_role("button", name="Take them out").click()
    page.get_by_text("Being removed").wait_for()
    work(Import.objects.get())
    page.reload()
    page.get_by_text("What it brought was taken out again.").wait_for()
    page = visit.go(PAST)
    page.get_by_role("button", name="Note it").click()
    page.get_by_role("heading", name="On its way").wait_for()
    page.get_by_role("button", name="It came").click()
    page.get_by_text("Hand it in here, just as it came.").wait_for()
    assert not ExportRequest.objects.exists()


def test_who_waits_is_led_from_today_to_handing_in(person: Visit, alice: User) -> None:
    export_request_note(person=alice, kind=Kind.EXTENDED, asked_at=clock.now() - timedelta(days=31))
    ExportRequest.objects.update(reminded_at=clock.now(), due_at=None)
    page = person.go("/")
    page.get_by_role("link", name="It did not come").click()
    page.get_by_role("heading", name="It should have come by now").wait_for()
    page.get_by_role("button", name="It came").click()
    page.get_by_role("heading", name="Hand in what Spotify sent you").wait_for()
