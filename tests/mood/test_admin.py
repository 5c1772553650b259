"""Staff see whether calendars are worked, and nothing of how anybody feels."""

import re

import pytest
from django.test import Client

from accounts.models import User
from mood.models import Mood
from tests.mood.days import coloured, rated

pytestmark = pytest.mark.django_db
LIST = "/admin/mood/mood/"


@pytest.fixture
def theo(db: None) -> User:
    person = User.objects.create_user(display_name="Theo")
    coloured(person, ("2026-03-14", 0.123), ("2026-03-15", 0.456))
    coloured(person, ("2026-03-16", None), stale=True)
    rated(person, "2026-03-14", 0.789, note="Nobody else reads this")
    Mood.objects.update(history_mean=0.3456, last_error="unforeseen: ModelUnfit")
    return person


def test_staff_see_how_many_days_wait_and_what_is_wrong(staff: Client, theo: User) -> None:
    said = staff.get(LIST).content.decode()
    assert re.search(r'field-days">3</td>.*?field-days_waiting">1</td>', said)
    assert "unforeseen: ModelUnfit" in said


def test_staff_see_no_score_no_rating_and_no_note_and_change_nothing(staff: Client, theo: User) -> None:
    mood = Mood.objects.get(person=theo)
    page = staff.get(f"{LIST}{mood.pk}/change/")
    assert page.status_code == 200
    said = staff.get(LIST).content.decode() + page.content.decode()
    for private in ("0.123", "0.456", "0.789", "Nobody else", "0.3456"):
        assert private not in said
    assert 'name="_save"' not in said
    assert staff.post(f"{LIST}{mood.pk}/change/", {"on": ""}).status_code == 403
    assert staff.get("/admin/mood/entry/").status_code == staff.get("/admin/mood/day/").status_code == 404
