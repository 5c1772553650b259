"""The number of queries of each page does not grow with the data."""

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from discoverdaily.spotify.models import ClientBudget
from playlists.models import Edition, Look, SavedPlaylist
from tests.playlists.conftest import SAVE, page, wish

pytestmark = pytest.mark.django_db
DAY = 86_400


def many(alice: User, count: int) -> SavedPlaylist:
    """A number of lists with as many editions and looks each."""
    tracks = [f"{number:022}" for number in range(50)]
    for number in range(count):
        saved = wish(alice, name=f"List {number}", due_at=None)
        for turn in range(count):
            edition = Edition.objects.create(
                saved=saved, written_at=timezone.now(), track_ids=[*tracks[turn:], *tracks[:turn]]
            )
            Look.objects.create(saved=saved, at=timezone.now(), outcome=Look.Outcome.CHANGED, edition=edition)
    return saved


@pytest.mark.parametrize(
    "address",
    ["/", "/top/", "/playlists/", "/playlists/{saved.pk}/", "/playlists/{saved.pk}/editions/{edition.pk}/", SAVE],
)
def test_the_number_of_queries_does_not_grow_with_the_data(address: str, owner: Client, alice: User) -> None:
    def queries() -> int:
        cache.clear()
        ClientBudget.objects.update(recent={})
        with CaptureQueriesContext(connection) as captured:
            show(saved)
        return len(captured)

    def show(saved: SavedPlaylist) -> None:
        page(owner, address.format(saved=saved, edition=saved.editions.all()[0]))

    saved = many(alice, 2)
    show(saved)
    few = queries()
    saved = many(alice, 12)
    assert queries() == few
