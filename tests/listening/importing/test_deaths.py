"""Workers that die at any moment: another goes on, and nothing is counted twice."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import User
from discoverdaily import clock
from discoverdaily.due import Due, LeaseLost, handle_safely
from discoverdaily.listening.importing import columns, parts, reading, working
from discoverdaily.listening.importing.services import import_ask, import_remove
from discoverdaily.listening.importing.words import progress_said
from discoverdaily.listening.importing.working import MOST_ATTEMPTS, import_work
from discoverdaily.listening.models import ArtistCount, HourCount, HourTotal, Import, ImportPart, RecordingCount
from discoverdaily.listening.plays import Stored
from tests.listening.importing.conftest import (
    NOON,
    account,
    accounted,
    brought_in,
    extended,
    file,
    lines_to,
    plays_of,
    work,
)

pytestmark = pytest.mark.django_db


class Killed(BaseException):
    """The worker is no more: nothing after this line happens, and nobody tidies up."""


STEPS = [
    (Due, "hold"),
    (Due, "finish"),
    (reading, "sorted_out"),
    (reading, "set_apart"),
    (working, "import_read"),
    (reading, "newest_first"),
    (working, "tracks_named"),
    (working, "plays_store"),
    (working, "counts_remove"),
    (working, "gaps_check"),
    (parts.Parts, "_piece"),
]
"""Where death may come, before and after."""


def die_at(at: int, patched: pytest.MonkeyPatch) -> None:
    """From now on, death comes at the so manieth moment of all those in STEPS."""
    moments = iter(range(at + 1))

    def pass_by() -> None:
        if next(moments, None) == at:
            raise Killed

    for where, name in STEPS:
        real = getattr(where, name)

        def step(*args: Any, _real: Any = real, **kwargs: Any) -> Any:
            pass_by()
            answer = _real(*args, **kwargs)
            pass_by()
            return answer

        patched.setattr(where, name, step)


def work_until_death(imported: Import, at: int) -> bool:
    """A worker takes the import; answers whether it lived. Where it dies, its lease runs out a while later."""
    Import.objects.filter(pk=imported.pk).update(leased_until=None)
    try:
        with pytest.MonkeyPatch.context() as patched:
            die_at(at, patched)
            for row in Import.claim(Import.objects.filter(pk=imported.pk), limit=1):
                handle_safely(row, lambda row: import_work(row=row))
    except Killed:
        return False
    return True


def counted(person: User) -> list[Any]:
    """The person's plays, and all that was counted of them."""
    figures = ("plays_all", "plays_thirty", "plays_half", "ms_played")
    return [
        plays_of(person),
        *(
            sorted(rows.objects.filter(person=person, plays_all__gt=0).values_list(*keys, *figures))
            for rows, keys in (
                (HourCount, ("day", "hour", "recording")),
                (HourTotal, ("day", "hour")),
                (RecordingCount, ("span", "start", "recording")),
                (ArtistCount, ("span", "start", "artist")),
            )
        ),
    ]


LISTENS = st.lists(st.tuples(st.integers(0, 400), st.integers(0, 3), st.integers(0, 200)), max_size=30)
"""Minutes after noon, track, seconds."""
DEATHS = st.lists(st.integers(0, 70), max_size=5)


@given(LISTENS, LISTENS, DEATHS, DEATHS)
@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.differing_executors],
)
def test_whenever_workers_die_the_account_is_the_same(
    monkeypatch: pytest.MonkeyPatch, exact: Any, rough: Any, deaths: list[int], later_deaths: list[int]
) -> None:
    monkeypatch.setattr(columns, "PIECE", 8)
    monkeypatch.setattr(working, "PIECE", 8)
    lines = [(extended, exact, "endsong_0.json"), (account, rough, "StreamingHistory0.json")]
    files = [
        file([made(n, at=NOON + timedelta(minutes=at), **{FIELD[made]: ms * 1000}) for at, n, ms in heard], name)
        for made, heard, name in lines
    ]
    with transaction.atomic():
        calm, stormy = User.objects.create_user(), User.objects.create_user()
        expected = work(import_ask(person=calm, files=files))
        imported = import_ask(person=stormy, files=files)
        for at in deaths:
            if work_until_death(imported, at):
                break
        imported = work(imported)
        assert imported.state == Import.State.DONE
        assert accounted(imported) == accounted(expected)
        assert counted(stormy) == counted(calm)
        import_remove(imported=imported)
        for at in later_deaths:
            if work_until_death(imported, at):
                break
        assert work(imported).state == Import.State.REMOVED
        assert counted(stormy) == [[], [], [], [], []]
        assert not ImportPart.objects.exists()
        transaction.set_rollback(True)


FIELD = {extended: "ms_played", account: "msPlayed"}


@pytest.fixture
def person(db: None) -> User:
    return User.objects.create_user(display_name="Alice")


def test_an_import_that_kills_every_worker_is_given_up(person: User) -> None:
    imported = import_ask(person=person, files=[file(lines_to(2))])
    for _ in range(MOST_ATTEMPTS):
        assert not work_until_death(imported, 4)
    imported = work(imported)
    assert imported.state == Import.State.FAILED
    assert progress_said(imported).startswith("Something went wrong on our side again and again, so we stopped.")
    assert not ImportPart.objects.exists()


def test_a_removal_that_kills_every_worker_is_given_up_and_may_be_asked_for_again(person: User) -> None:
    imported = brought_in(person, file(lines_to(2)))
    import_remove(imported=imported)
    for _ in range(MOST_ATTEMPTS):
        assert not work_until_death(imported, 4)
    imported = work(imported)
    assert (imported.state, imported.due_at, len(plays_of(person))) == (Import.State.DONE, None, 2)
    assert "you can have it taken out again below" in progress_said(imported)
    import_remove(imported=imported)
    imported = work(imported)
    assert (imported.state, imported.last_error, plays_of(person)) == (Import.State.REMOVED, "", [])


def test_a_removal_that_gets_on_is_not_given_up(person: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(working, "PIECE", 1)
    imported = brought_in(person, file(lines_to(MOST_ATTEMPTS + 3)))
    import_remove(imported=imported)
    for _ in range(MOST_ATTEMPTS + 1):
        assert not work_until_death(imported, 7)  # with the second piece at hand
    assert work(imported).state == Import.State.REMOVED


def test_what_we_did_not_foresee_is_tried_again_later(person: User, monkeypatch: pytest.MonkeyPatch) -> None:
    imported = import_ask(person=person, files=[file(lines_to(2))])
    with monkeypatch.context() as patched:
        patched.setattr(working, "plays_store", lambda **_: 1 / 0)
        imported = work(imported)
    assert imported.due_at
    assert imported.due_at > clock.now()
    assert progress_said(imported).startswith("Something went wrong on our side. We go on by ourselves")
    imported = work(imported)
    assert (imported.state, accounted(imported), imported.last_error) == (Import.State.DONE, {"new": 2}, "")


def test_a_worker_that_comes_late_settles_nothing(person: User, monkeypatch: pytest.MonkeyPatch) -> None:
    imported = import_ask(person=person, files=[file(lines_to(2))])
    (slow,) = Import.claim(Import.objects.filter(pk=imported.pk), limit=1)
    work(imported)
    with pytest.raises(LeaseLost):
        import_work(row=slow)
    assert accounted(Import.objects.get()) == {"new": 2}
    assert len(plays_of(person)) == 2


def test_a_mistake_in_our_account_is_shown_and_not_hidden(person: User, monkeypatch: pytest.MonkeyPatch) -> None:
    imported = import_ask(person=person, files=[file(lines_to(2))])
    monkeypatch.setattr(working, "plays_store", lambda **_: Stored(0, 1))
    imported = work(imported)
    assert imported.state == Import.State.DONE
    assert "we miscounted" in progress_said(imported)
