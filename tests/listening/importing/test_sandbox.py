"""The local Spotify's own exports: every listen they tell of is in the history once, in whatever order they come."""

from datetime import datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import User
from discoverdaily.listening.models import HourTotal, Import, Play
from discoverdaily.sandbox.world.history import plays
from tests.listening.importing.conftest import accounted, brought_in
from tests.sandbox_server import SandboxServer

pytestmark = pytest.mark.django_db


def export(sandbox: SandboxServer, kind: str) -> SimpleUploadedFile:
    """What Mara gets when she asks Spotify for her data."""
    answer = sandbox.http.get(f"/export/mara/{kind}.zip")
    assert answer.status_code == 200
    return SimpleUploadedFile(f"my_spotify_data_{kind}.zip", answer.content)


def heard_by_mara(sandbox: SandboxServer) -> set[datetime]:
    """When each play ended that lasted a second and was not private, to the second."""
    now = datetime.fromisoformat(sandbox.state()["now"])
    since = now - timedelta(days=4_000)
    heard = [play for play in plays("mara", since, now) if play.ms_played >= 1_000 and not play.incognito]
    return {play.ended_at.replace(microsecond=0) for play in heard}


@pytest.mark.parametrize("order", ["extended account", "account extended", "extended+account"])
def test_each_listen_is_there_once_in_whatever_order_the_exports_come(
    alice: User, sandbox: SandboxServer, order: str
) -> None:
    for kinds in order.split():
        imported = brought_in(alice, *(export(sandbox, kind) for kind in kinds.split("+")))
        assert imported.state == Import.State.DONE
        accounted(imported)
    moments = list(Play.objects.filter(person=alice, state=Play.State.SHOWN).values_list("played_at", flat=True))
    assert len(moments) == len(set(moments))
    assert set(moments) == heard_by_mara(sandbox)
    assert sum(HourTotal.objects.filter(person=alice).values_list("plays_all", flat=True)) == len(moments)
