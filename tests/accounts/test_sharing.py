"""A link shows one thing of a person's to whoever has it, as long as they wish, and nothing else."""

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from accounts.models import Share, User
from accounts.sharing import share_make, shown_by
from accounts.tasks import forget_what_ended
from discoverdaily.personal import NothingToShare, personal_apps
from mood.models import Day, Entry, Mood
from playlists.models import SavedPlaylist
from tests.playlists.conftest import look, wish
from tests.sandbox_server import SandboxServer

pytestmark = pytest.mark.django_db

SHARES = "/accounts/shares/"
WEEK = timedelta(days=7)
NOVEMBER = {"what": "mood:2026-11", "days": "7"}


@pytest.fixture
def saved(alice: User) -> SavedPlaylist:
    return look(wish(alice, name="Autumn songs", size=10))


@pytest.fixture
def owner(alice: User) -> User:
    """Has a scored day with a note."""
    Mood.objects.create(person=alice)
    Day.objects.create(
        person=alice, day=date(2026, 11, 3), score=0.7, plays=23, tracks=9, known=9, scored_by="x", stale=False
    )
    Entry.objects.create(
        person=alice, day=date(2026, 11, 3), rating=0.2, note="a secret", tags=["rain"], written_at=datetime.now(UTC)
    )
    return alice


@pytest.fixture
def browser(owner: User) -> Client:
    client = Client()
    client.force_login(owner, "accounts.backends.AddressAndPassword")
    return client


def made(client: Client, **wish: str) -> str:
    """Makes a link; answers its path."""
    page = client.post(SHARES, wish).content.decode()
    found = re.search(r'value="https?://[^/]+(/shared/[\w-]{43}/)"', page)
    assert found, page
    return found[1]


def text_of(answer: Any) -> str:
    page: str = answer.content.decode()
    assert answer.status_code == 200, page
    return " ".join(page.split())


def test_who_has_nothing_to_share_is_told_so_and_asked_nothing(client: Client) -> None:
    client.force_login(User.objects.create_user(), "accounts.backends.AddressAndPassword")
    page = text_of(client.get(SHARES))
    assert "There is nothing to share yet." in page
    assert "Make a link" not in page


def test_a_month_is_shown_to_whoever_has_the_link_and_no_more_than_its_picture(browser: Client, owner: User) -> None:
    path = made(browser, **NOVEMBER)
    answer = Client().get(path)
    page = text_of(answer)
    assert "<h1>Mood of November 2026</h1>" in page
    assert "<svg" in page
    assert "3 November: " in page
    for hidden in ("a secret", "rain", "23 plays", "Alice", owner.username, "alice@", "mara", "/mood/2026"):
        assert hidden not in page, hidden
    assert "Somebody has shared this with you." in page
    assert '<meta name="robots" content="noindex, nofollow">' in page
    assert answer["X-Robots-Tag"] == "noindex, nofollow"
    assert answer["Referrer-Policy"] == "same-origin", "with less, browsers do not say whose form is pressed here"
    assert "no-store" in answer["Cache-Control"]


def test_a_year_a_ranking_and_a_saved_playlist_can_be_shared_too(
    browser: Client, saved: SavedPlaylist, sandbox: SandboxServer
) -> None:
    assert "<svg" in text_of(Client().get(made(browser, what="mood:2026", days="1")))
    top = text_of(Client().get(made(browser, what="top:short_term", days="1")))
    listed = text_of(Client().get(made(browser, what=f"saved:{saved.pk}", days="1")))
    assert "<h1>Top tracks, four weeks</h1>" in top
    assert "<h1>Autumn songs</h1>" in listed
    for page, count in ((top, 50), (listed, 10)):
        assert page.count('<span class="rank">') == count
        assert "leave-out" not in page
        assert "/covers/" not in page, "covers are for who is signed in"
        assert "hx-get" not in page


def test_a_link_is_told_once_and_kept_as_a_hash(browser: Client) -> None:
    path = made(browser, **NOVEMBER)
    token = path.split("/")[2]
    assert token not in browser.get(SHARES).content.decode()
    assert token not in str(list(Share.objects.values()))
    assert len(Share.objects.get().token_hash) == 64


def test_the_name_stands_on_it_only_where_that_was_chosen(browser: Client) -> None:
    path = made(browser, named="on", **NOVEMBER)
    assert "Shared by Alice." in text_of(Client().get(path))


def plain(answer: Any) -> str:
    """The page without its own address, and what keeps forms from being forged, which is another one each time."""
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"|/shared/[\w-]+/', "", answer.content.decode())


def headers(answer: Any) -> dict[str, str]:
    """The answer's, but for the id that is another one each time."""
    return {name: value for name, value in answer.headers.items() if name != "X-Request-ID"}


def test_wrong_over_and_taken_back_are_one_answer(browser: Client, owner: User) -> None:
    over, back, closed = (made(browser, **NOVEMBER) for _ in range(3))
    with time_machine.travel(datetime.now(UTC) + timedelta(days=6, hours=23)):
        assert Client().get(over).status_code == 200
    share = Share.objects.order_by("pk")[1]
    page = browser.post(f"{SHARES}{share.pk}/take-back/", follow=True).content.decode()
    assert "The link opens nothing any more." in page
    with time_machine.travel(datetime.now(UTC) + timedelta(days=7, seconds=5)):
        ended, gone, wrong = (Client().get(path) for path in (over, back, f"/shared/{'x' * 43}/"))
    assert ended.status_code == gone.status_code == wrong.status_code == 404
    assert plain(ended) == plain(gone) == plain(wrong)
    assert headers(ended) == headers(gone) == headers(wrong)
    User.objects.filter(pk=owner.pk).update(is_active=False)
    assert Client().get(closed).status_code == 404


def test_what_is_over_is_deleted_by_itself_and_what_is_not_stays(browser: Client) -> None:
    made(browser, **NOVEMBER)
    lasting = made(browser, what="mood:2026-11", days="30")
    with time_machine.travel(datetime.now(UTC) + timedelta(days=7, seconds=5)):
        forget_what_ended()
        assert Share.objects.count() == 1
        assert Client().get(lasting).status_code == 200


def test_what_is_no_longer_there_is_not_found(browser: Client, saved: SavedPlaylist, owner: User) -> None:
    listed, month = made(browser, what=f"saved:{saved.pk}", days="1"), made(browser, **NOVEMBER)
    saved.delete()
    Mood.objects.update(on=False)
    assert Client().get(listed).status_code == Client().get(month).status_code == 404


def test_nobody_shares_what_is_somebody_elses(browser: Client, bob: User) -> None:
    others = look(wish(bob, name="His songs"))
    for what in (f"saved:{others.pk}", "mood:2019-01", "mood:rubbish", "top:rubbish", "rubbish", ""):
        answer = browser.post(SHARES, {"what": what, "days": "7"})
        assert answer.status_code == 422, what
        with pytest.raises(NothingToShare):
            share_make(person=User.objects.get(display_name="Alice"), what=what, named=False, lasts=WEEK)
    assert browser.post(SHARES, {"what": "mood:2026-11", "days": "9999"}).status_code == 422
    assert not Share.objects.exists()


def test_somebody_elses_links_are_neither_seen_nor_taken_back(browser: Client, bob: User, owner: User) -> None:
    path = made(browser, **NOVEMBER)
    second = Client()
    second.force_login(bob, "accounts.backends.AddressAndPassword")
    back = f"{SHARES}{Share.objects.get().pk}/take-back/"
    assert second.post(back).status_code == 404
    assert "November" not in second.get(SHARES).content.decode()
    for stranger in (Client().get(SHARES), Client().post(back)):
        assert stranger["Location"].startswith("/accounts/sign-in/")
    assert browser.get(back).status_code == 405
    assert Client().get(path).status_code == 200


def test_every_section_refuses_a_choice_that_is_none(alice: User, rf: Any) -> None:
    for config in personal_apps():
        for section in config.share_sections():
            for choice in ("", "x", "-1", "99999999999999999999", "2026-13", "0000", "٣"):
                with pytest.raises(NothingToShare):
                    section.render(alice, rf.get("/"), choice)
    assert shown_by("x", rf.get("/")) is None


def test_the_queries_of_a_shared_page_do_not_grow(
    browser: Client, owner: User, django_assert_max_num_queries: Any
) -> None:
    path = made(browser, **NOVEMBER)
    with django_assert_max_num_queries(6):
        Client().get(path)
    for _ in range(10):
        made(browser, **NOVEMBER)
    with django_assert_max_num_queries(25):
        browser.get(SHARES)
