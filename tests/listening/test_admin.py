"""Staff see how learning about tracks stands, and write nothing by hand."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from discoverdaily.listening.features import features_learn
from discoverdaily.listening.importing.problems import NOT_TAKEN_OUT
from discoverdaily.listening.learning import learning_want, lookups_want
from discoverdaily.listening.models import AudioFeatures, Import
from discoverdaily.listening.recordings import tracks_named
from tests.collection import Collection
from tests.listening.importing.conftest import brought_in, file, lines_to
from tests.sandbox_server import SandboxServer

pytestmark = pytest.mark.django_db
LIST = "/admin/listening/audiofeatures/"


@pytest.fixture
def some(collection: Collection, sandbox: SandboxServer) -> Collection:
    """Of five recordings two are known, one was told wrongly, one is unknown, one waits."""
    sandbox.fault("/reccobeats/v1/audio-features", "garbage", times=1)
    for names in ([*collection.known[:3], collection.unknown[0]], [collection.known[4]]):
        keys = tracks_named(named=[collection.named(name) for name in names])
        learning_want(tracks=keys)
        if len(names) > 1:
            features_learn()
    return collection


def test_staff_see_how_many_are_known_wait_and_are_unknown(staff: Client, some: Collection) -> None:
    page = staff.get(LIST).content.decode()
    known = AudioFeatures.objects.filter(found_at__isnull=False).count()
    refused = sum(len(row.refused) for row in AudioFeatures.objects.all())
    assert known
    assert refused
    words = f"Known of {known} recordings; 1 wait, {4 - known} are unknown to everybody asked. "
    assert words + f"Figures refused: {refused}." in page


@pytest.mark.parametrize("state", ["known", "waiting", "unknown", "refused"])
def test_staff_find_them_by_state(staff: Client, some: Collection, state: str) -> None:
    page = staff.get(f"{LIST}?state={state}").content.decode()
    shown = [row for row in AudioFeatures.objects.all() if f"{LIST}{row.pk}/change/" in page]
    assert shown
    for row in shown:
        assert {
            "known": row.found_at is not None,
            "waiting": row.found_at is None and row.attempts == 0,
            "unknown": row.attempts == 1,
            "refused": bool(row.refused),
        }[state]


def test_the_queries_do_not_grow_with_the_rows(staff: Client, collection: Collection) -> None:
    def queries(names: list[str]) -> int:
        learning_want(tracks=tracks_named(named=[collection.named(name) for name in names]))
        with CaptureQueriesContext(connection) as asked:
            assert staff.get(LIST).status_code == 200
        return len(asked)

    queries(collection.known[:1])
    assert queries(collection.known[:2]) == queries(collection.known[:40])


@pytest.mark.parametrize("model", ["trackdetails", "tracklookup", "audiofeatures"])
def test_staff_see_what_is_wanted_and_change_nothing(staff: Client, collection: Collection, model: str) -> None:
    keys = tracks_named(named=[collection.named(collection.known[0])])
    learning_want(tracks=keys)
    lookups_want(tracks=keys)
    title = collection.items[collection.known[0]]["name"]
    page = staff.get(f"/admin/listening/{model}/?q={collection.known[0]}").content.decode()
    assert title in page or title.replace("'", "&#x27;") in page
    assert staff.get(f"/admin/listening/{model}/add/").status_code == 403


def test_staff_have_taken_out_again_what_could_not_be_taken_out(staff: Client, bob: User) -> None:
    stuck, fine = brought_in(bob, file(lines_to(2))), brought_in(bob, file(lines_to(2)))
    Import.objects.filter(pk=stuck.pk).update(last_error=NOT_TAKEN_OUT)
    chosen = {"action": "take_out_again", "_selected_action": [stuck.pk, fine.pk]}
    page = staff.post("/admin/listening/import/", chosen, follow=True).content.decode()
    assert "1 due now" in page
    assert set(Import.objects.values_list("pk", "state")) == {(stuck.pk, "removing"), (fine.pk, "done")}
