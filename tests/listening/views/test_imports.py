"""The pages of imports: handing in, watching, stopping, taking out again; the owner, a second person, a stranger."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.models import User
from discoverdaily import clock
from discoverdaily.due import work as work_due
from discoverdaily.listening.importing.working import import_work
from discoverdaily.listening.models import ExportRequest, Import, Outcome, Play
from discoverdaily.listening.past import Kind, export_request_note
from tests.listening.importing.conftest import brought_in, extended, file, lines_to, plays_of, work, zipped

pytestmark = pytest.mark.django_db

IMPORTS = "/history/imports/"
FRAGMENT = {"HX-Request": "true", "HX-Current-URL": f"http://127.0.0.1{IMPORTS}"}


@pytest.fixture
def owner(alice: User, client: Client) -> Client:
    client.force_login(alice)
    return client


@pytest.fixture
def second(bob: User) -> Client:
    second = Client()
    second.force_login(bob)
    return second


def page(client: Client, address: str, **more: Any) -> str:
    answer = client.get(address, **more)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def handed_in(client: Client, *files: SimpleUploadedFile, **more: Any) -> Any:
    return client.post(IMPORTS, {"files": list(files)}, **more)


def stands_at(imported: Import, state: Import.State, **fields: Any) -> Import:
    Import.objects.filter(pk=imported.pk).update(state=state, **fields)
    return Import.objects.get(pk=imported.pk)


def test_files_are_handed_in_by_a_plain_form(owner: Client, alice: User) -> None:
    answer = handed_in(owner, file(lines_to(3)), zipped({"endsong_0.json": lines_to(5)}))
    imported = Import.objects.get()
    assert (imported.person, imported.state) == (alice, Import.State.WAITING)
    assert imported.files.count() == 2
    assert answer.status_code == 302
    assert answer["Location"] == imported.get_absolute_url()


def test_in_the_background_the_whole_page_goes_to_the_import(owner: Client) -> None:
    answer = handed_in(owner, file(lines_to(3)), headers=FRAGMENT)
    assert answer["HX-Redirect"] == Import.objects.get().get_absolute_url()


@pytest.mark.parametrize("more", [{}, {"headers": FRAGMENT}])
def test_who_comes_when_there_is_no_room_hears_so(owner: Client, settings: Any, more: Any) -> None:
    settings.IMPORTS_WAITING_GB = 0
    answer = handed_in(owner, file(lines_to(3)), **more)
    assert answer.status_code == 422
    assert "there is no room for more right now" in answer.content.decode()


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ([], "Choose the zip from Spotify"),
        ([SimpleUploadedFile("holiday.jpg", b"\xff\xd8\xff\xe0 a beach")], "“holiday.jpg” is a picture"),
        ([SimpleUploadedFile("watched.json", b'[{"titleUrl": "https://video.example"}]')], "“watched.json” holds"),
        ([SimpleUploadedFile("my_data.zip", zipped({"a.json": []}).read()[:60])], "“my_data.zip” is spoilt"),
        ([zipped({"Playlist1.json": {}}, "my_data.zip")], "“my_data.zip” holds no listening history"),
        ([SimpleUploadedFile(f"{number}.json", b"[]") for number in range(101)], "more than 100 files"),
    ],
)
def test_what_cannot_be_taken_is_said_at_the_field(owner: Client, files: list[SimpleUploadedFile], words: str) -> None:
    answer = handed_in(owner, *files)
    said = answer.content.decode()
    assert answer.status_code == 422
    assert words in said
    assert 'aria-invalid="true"' in said
    assert "files-problems" in said
    assert not Import.objects.exists()


def test_in_the_background_only_the_words_come_and_the_files_stay_chosen(owner: Client) -> None:
    answer = handed_in(owner, SimpleUploadedFile("holiday.jpg", b"\xff\xd8\xff\xe0"), headers=FRAGMENT)
    assert answer.status_code == 422
    said = answer.content.decode()
    assert "holiday.jpg" in said
    assert "<form" not in said


def test_a_form_of_somebody_elses_making_is_refused(alice: User) -> None:
    forged = Client(enforce_csrf_checks=True)
    forged.force_login(alice)
    assert handed_in(forged, file(lines_to(3))).status_code == 403
    assert not Import.objects.exists()


def test_while_it_goes_on_the_page_asks_for_itself_and_afterwards_it_is_left_alone(owner: Client) -> None:
    handed_in(owner, file(lines_to(3)))
    imported = Import.objects.get()
    for address in (imported.get_absolute_url(), f"{imported.get_absolute_url()}card/", IMPORTS):
        assert 'hx-trigger="every' in page(owner, address)
    work(imported)
    for address in (imported.get_absolute_url(), f"{imported.get_absolute_url()}card/", IMPORTS):
        assert 'hx-trigger="every' not in page(owner, address)


def test_how_far_it_is_stands_in_a_bar_and_in_words(owner: Client) -> None:
    handed_in(owner, file(lines_to(3)))
    imported = stands_at(Import.objects.get(), Import.State.READING, read=500_000, size=2_000_000, lines=1234)
    said = page(owner, imported.get_absolute_url())
    assert '<progress max="100" value="6"' in said
    assert "1,234 lines so far" in said
    assert "488.3 KB of 1.9 MB" in said
    month = clock.now() - timedelta(days=100)
    imported = stands_at(imported, Import.State.SETTLING, lines=2000, settled=1000, settled_from=month)
    said = page(owner, imported.get_absolute_url())
    assert "1,000 of 2,000 lines are sorted in" in said
    assert f"back to {month:%B %Y}" in said


def test_every_line_is_accounted_for_by_reason_with_the_sum(owner: Client, alice: User) -> None:
    song = extended(1)
    lines = [
        *lines_to(4),
        song,
        extended(7, ms_played=10),
        extended(8, incognito_mode=True),
        extended(9, spotify_track_uri=None, master_metadata_track_name=None, spotify_episode_uri="spotify:episode:x"),
        extended(10, ts="1970-01-01T00:00:00Z"),
    ]
    imported = brought_in(alice, file(lines))
    said = page(owner, imported.get_absolute_url())
    for outcome in (Outcome.KNOWN, Outcome.SHORT, Outcome.PRIVATE, Outcome.NOT_MUSIC, Outcome.UNDATED):
        assert str(outcome.label)[1:] in said
    assert 'All lines</th><td class="number">9</td>' in said
    assert "Done: 4 new plays from 9 lines." in said


def test_problems_of_a_part_are_told_on_its_page_and_on_today(owner: Client, alice: User) -> None:
    imported = brought_in(alice, file(lines_to(2)), SimpleUploadedFile("holiday.jpg", b"\xff\xd8\xff\xe0"))
    assert imported.state == Import.State.DONE
    for address in (imported.get_absolute_url(), "/"):
        assert "“holiday.jpg” is a picture" in page(owner, address)


def test_trouble_leaves_today_after_some_days_or_with_the_next_import(owner: Client, alice: User) -> None:
    spoilt = SimpleUploadedFile("holiday.jpg", b"\xff\xd8\xff\xe0")
    imported = brought_in(alice, file(lines_to(2)), spoilt)
    stands_at(imported, Import.State.DONE, ended_at=clock.now() - timedelta(days=3))
    assert "holiday.jpg" not in page(owner, "/")
    brought_in(alice, file(lines_to(2)), spoilt)
    assert "holiday.jpg" in page(owner, "/")
    brought_in(alice, file(lines_to(2)))
    assert "holiday.jpg" not in page(owner, "/")


def test_today_and_the_history_tell_of_an_import_as_long_as_it_goes_on(owner: Client) -> None:
    assert "coming in" not in page(owner, "/")
    handed_in(owner, file(lines_to(3)))
    for address in ("/", "/history/"):
        assert "Your listening history is coming in" in page(owner, address)
    work(Import.objects.get())
    for address in ("/", "/history/"):
        assert "coming in" not in page(owner, address)


def test_it_is_stopped_by_a_press(owner: Client) -> None:
    handed_in(owner, file(lines_to(3)))
    address = Import.objects.get().get_absolute_url()
    said = " ".join(owner.post(f"{address}stop/", follow=True).content.decode().split())
    assert "Stopped. What had come in stays until you remove it." in said
    assert Import.objects.get().state == Import.State.CANCELLED


def test_what_it_brought_is_taken_out_again_as_due_work_once_one_said_yes(owner: Client, alice: User) -> None:
    kept = brought_in(alice, file(lines_to(2)))
    imported = brought_in(alice, file([extended(number) for number in range(50, 60)]))
    address = f"{imported.get_absolute_url()}remove/"
    assert "Of the 10 plays" in page(owner, address)
    assert len(plays_of(alice)) == 12
    answer = owner.post(address)
    assert answer["Location"] == imported.get_absolute_url()
    assert "being taken out again" in page(owner, imported.get_absolute_url())
    assert "is taken out again" in page(owner, "/")
    work(imported)
    assert "was taken out again" in page(owner, imported.get_absolute_url())
    assert set(Play.objects.values_list("brought_by", flat=True)) == {kept.pk}


def test_what_came_in_ends_the_wait_for_it(owner: Client, alice: User) -> None:
    export_request_note(person=alice, kind=Kind.EXTENDED, asked_at=clock.now())
    handed_in(owner, file(lines_to(2)))
    work_due(Import.objects.all(), lambda row: import_work(row=row))
    assert not ExportRequest.objects.exists()


def test_a_second_person_gets_404_for_every_verb(second: Client, alice: User) -> None:
    imported = brought_in(alice, file(lines_to(2)))
    going_on = stands_at(brought_in(alice, file(lines_to(3))), Import.State.WAITING)
    before = list(Import.objects.order_by("pk").values())
    for each in (imported, going_on):
        for path in ("", "card/", "stop/", "remove/"):
            for method in (second.get, second.post, second.put, second.delete):
                expected = {404, 405}
                assert method(f"{each.get_absolute_url()}{path}").status_code in expected
        for path in ("", "card/", "remove/"):
            assert second.get(f"{each.get_absolute_url()}{path}").status_code == 404
        for path in ("stop/", "remove/"):
            assert second.post(f"{each.get_absolute_url()}{path}").status_code == 404
    assert list(Import.objects.order_by("pk").values()) == before
    assert "Handed in" not in page(second, IMPORTS)


def test_a_stranger_is_asked_to_sign_in(alice: User) -> None:
    imported = brought_in(alice, file(lines_to(2)))
    address = imported.get_absolute_url()
    for method, path in [
        ("get", IMPORTS),
        ("post", IMPORTS),
        ("get", address),
        ("get", f"{address}card/"),
        ("post", f"{address}stop/"),
        ("get", f"{address}remove/"),
        ("post", f"{address}remove/"),
    ]:
        answer = getattr(Client(), method)(path)
        assert answer.status_code == 302
        assert answer["Location"].startswith("/accounts/sign-in/")


def test_the_page_of_all_costs_as_much_for_many_as_for_one(
    owner: Client, alice: User, django_assert_max_num_queries: Any
) -> None:
    for number in range(12):
        brought_in(alice, file([extended(number)]))
    with django_assert_max_num_queries(6):
        page(owner, IMPORTS)
