"""Staff see saved playlists and may ask for a refresh or a rest; they write nothing by hand."""

from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.utils import timezone

from accounts.models import User
from playlists.models import SavedPlaylist
from tests.playlists.conftest import look, wish

pytestmark = pytest.mark.django_db
LIST = "/admin/playlists/savedplaylist/"


@pytest.fixture
def saved(alice: User) -> SavedPlaylist:
    return look(wish(alice, name="Autumn songs"))


def act(staff: Client, action: str, saved: SavedPlaylist) -> Any:
    return staff.post(LIST, {"action": action, "_selected_action": [saved.pk]}, follow=True)


def test_staff_find_a_saved_playlist_by_its_person(staff: Client, saved: SavedPlaylist) -> None:
    assert "Autumn songs" in staff.get(f"{LIST}?q=alice@people").content.decode()
    assert "Autumn songs" not in staff.get(f"{LIST}?q=nobody").content.decode()


def test_staff_see_every_look_and_no_token(staff: Client, saved: SavedPlaylist) -> None:
    text = staff.get(f"{LIST}{saved.pk}/change/").content.decode()
    assert "made in Spotify" in text
    assert str(saved.person.social_auth.get().extra_data["refresh_token"]) not in text
    assert 'type="submit"' not in text.partition('id="savedplaylist_form"')[2].partition("</form>")[0]


def test_refresh_now_makes_it_due(staff: Client, saved: SavedPlaylist) -> None:
    assert b"1 due now" in act(staff, "refresh_now", saved).content
    saved.refresh_from_db()
    assert saved.due_at is not None
    assert saved.due_at <= timezone.now()


def test_pause_rests_it(staff: Client, saved: SavedPlaylist) -> None:
    act(staff, "pause", saved)
    saved.refresh_from_db()
    assert (saved.state, saved.due_at) == (SavedPlaylist.State.PAUSED, None)


def test_staff_who_may_only_look_change_nothing(client: Client, saved: SavedPlaylist) -> None:
    looker = User.objects.create_user(username="looker", is_staff=True)
    looker.user_permissions.add(Permission.objects.get(codename="view_savedplaylist"))
    client.force_login(looker)
    assert "Autumn songs" in client.get(LIST).content.decode()
    act(client, "pause", saved)
    saved.refresh_from_db()
    assert saved.state == SavedPlaylist.State.ACTIVE


def test_a_person_who_is_not_staff_is_kept_out(saved: SavedPlaylist, client: Client) -> None:
    client.force_login(saved.person)
    assert client.get(LIST).status_code == 302


@pytest.mark.parametrize("count", [1, 8])
def test_the_list_costs_the_same_number_of_queries_however_long(
    count: int, staff: Client, alice: User, django_assert_max_num_queries: Any
) -> None:
    for number in range(count):
        wish(alice, name=f"{number}", due_at=None)
    with django_assert_max_num_queries(9):
        staff.get(LIST)


def test_staff_tell_lists_of_own_counts_from_others(staff: Client, saved: SavedPlaylist, alice: User) -> None:
    wish(alice, name="Own counts", time_range="", period="ever", due_at=None)
    text = staff.get(f"{LIST}?period__isempty=0").content.decode()
    assert "Own counts" in text
    assert "Autumn songs" not in text
