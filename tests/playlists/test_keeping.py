"""Earlier lists and looks are kept for as long as the settings say, and the latest always."""

from datetime import timedelta

import pytest
from pytest_django import Settings

from accounts.models import User
from discoverdaily import clock
from playlists.models import Edition, Look, SavedPlaylist
from playlists.tasks import forget_old_lists
from tests.playlists.conftest import wish

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def saved() -> SavedPlaylist:
    """Of 800, 731, 729 and 1 days ago."""
    saved = wish(User.objects.create_user(), due_at=None)
    for days in (800, 731, 729, 1):
        edition = Edition.objects.create(saved=saved, written_at=clock.now() - days * DAY, track_ids=[str(days)])
        Look.objects.create(saved=saved, at=edition.written_at, outcome=Look.Outcome.CHANGED, edition=edition)
    for days in (91, 89):
        Look.objects.create(saved=saved, at=clock.now() - days * DAY, outcome=Look.Outcome.UNCHANGED)
    return saved


def lists(saved: SavedPlaylist) -> list[str]:
    return [edition.track_ids[0] for edition in saved.editions.all()]


def ages(saved: SavedPlaylist) -> list[int]:
    return [(clock.now() - look.at) // DAY for look in saved.looks.all()]


def test_what_is_older_goes_and_what_is_not_stays(saved: SavedPlaylist) -> None:
    forget_old_lists()
    assert lists(saved) == ["1", "729"]
    assert ages(saved) == [1, 89]


def test_the_latest_of_each_playlist_stays_however_old_it_is(saved: SavedPlaylist) -> None:
    other = wish(User.objects.create_user(), due_at=None)
    old = Edition.objects.create(saved=other, written_at=clock.now() - 3000 * DAY, track_ids=["old"])
    Look.objects.create(saved=other, at=old.written_at, outcome=Look.Outcome.CREATED, edition=old)
    forget_old_lists()
    assert (lists(other), ages(other)) == (["old"], [3000])
    assert lists(saved) == ["1", "729"]


def test_a_list_that_is_to_be_restored_waits_for_that(saved: SavedPlaylist) -> None:
    saved.write(wanted_edition=saved.editions.last())
    forget_old_lists()
    assert lists(saved) == ["1", "729", "800"]


def test_nothing_set_is_kept_for_good(saved: SavedPlaylist, settings: Settings) -> None:
    settings.LISTS_KEPT_DAYS = settings.LOOKS_KEPT_DAYS = 0
    forget_old_lists()
    assert (len(lists(saved)), len(ages(saved))) == (4, 6)
