"""An export from a person's hands to their plays."""

import pytest

from accounts.models import User
from discoverdaily.listening.models import Import, ImportPart
from tests.listening.importing.conftest import accounted, brought_in, extended, file, lines_to, plays_of

pytestmark = pytest.mark.django_db


def test_lines_become_plays_and_each_is_accounted_for(bob: User) -> None:
    lines = [
        *lines_to(5),
        extended(5, ms_played=999),
        extended(6, incognito_mode=True),
        extended(7, spotify_track_uri=None, master_metadata_track_name=None, spotify_episode_uri="spotify:episode:1"),
        extended(8, spotify_track_uri=None, master_metadata_track_name=None),
        extended(9, ts="1970-01-01T00:00:00Z"),
        extended(10, ts="2100-01-01T00:00:00Z"),
        extended(11, ms_played=-1),
        extended(12, ms_played="long"),
        extended(0),
    ]
    imported = brought_in(bob, file(lines))
    assert imported.state == Import.State.DONE
    assert accounted(imported) == {
        "new": 5,
        "known": 1,
        "short": 1,
        "private": 1,
        "not_music": 1,
        "nameless": 1,
        "undated": 3,
        "unreadable": 1,
    }
    assert [title for _, _, title in plays_of(bob)] == [f"Song {number}" for number in range(5)]
    assert not ImportPart.objects.exists()
