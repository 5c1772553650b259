"""Work is a row that knows when it is next due: claimed by one, settled once, lost by nobody."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from discoverdaily.due import (
    FIRST_RETRY,
    LONGEST_RETRY,
    LeaseLost,
    NotNow,
    growing_distance,
    work,
    work_together,
)
from tests.errands.models import Errand

MINUTE = timedelta(minutes=1)


def errand(name: str = "errand", *, due: timedelta | None = -MINUTE) -> Errand:
    """A row that is due so far from now; None: never."""
    return Errand.objects.create(name=name, due_at=None if due is None else timezone.now() + due)


def claim(limit: int = 10) -> list[Errand]:
    return Errand.claim(Errand.objects.all(), limit=limit)


@pytest.mark.django_db
def test_what_is_due_is_claimed_longest_due_first_and_nothing_else() -> None:
    errand("late", due=-MINUTE)
    errand("later", due=-2 * MINUTE)
    errand("tomorrow", due=timedelta(days=1))
    errand("never", due=None)
    assert [row.name for row in claim(limit=1)] == ["later"]
    assert [row.name for row in claim()] == ["late"]
    assert claim() == []


@pytest.mark.django_db
def test_a_claim_stays_within_the_rows_it_was_asked_for() -> None:
    errand("mine")
    errand("theirs")
    assert [row.name for row in Errand.claim(Errand.objects.filter(name="mine"), limit=5)] == ["mine"]


@pytest.mark.django_db
def test_a_claim_reads_no_more_rows_than_it_takes() -> None:
    errand()
    with CaptureQueriesContext(connection) as asked:
        claim(limit=1)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")  # of so few rows it would else read all
        for query in asked:
            if query["sql"].startswith(("SELECT", "UPDATE")):
                explain = "EXPLAIN" if connection.vendor == "postgresql" else "EXPLAIN QUERY PLAN"
                cursor.execute(f"{explain} {query['sql']}")
                plan = str(cursor.fetchall())
                assert "SCAN" not in plan
                assert "Seq Scan" not in plan


@pytest.mark.django_db
def test_finishing_forgets_failures_and_sets_what_was_done() -> None:
    errand()
    (row,) = claim()
    row.retry(due_at=timezone.now(), error="x" * 500)
    (row,) = claim()
    assert (row.attempts, row.last_error) == (1, "x" * 200)
    tomorrow = timezone.now() + timedelta(days=1)
    row.finish(due_at=tomorrow, name="done")
    row.refresh_from_db()
    assert (row.due_at, row.attempts, row.last_error, row.name) == (tomorrow, 0, "", "done")
    assert (row.lease, row.leased_until) == (None, None)


@pytest.mark.django_db
def test_postponing_is_nobodys_failure() -> None:
    errand()
    (row,) = claim()
    row.postpone(due_at=timezone.now() + MINUTE)
    row.refresh_from_db()
    assert (row.attempts, row.last_error, row.lease) == (0, "", None)


SETTLE: dict[str, Callable[[Errand], None]] = {
    "finish": lambda row: row.finish(due_at=None, name="changed"),
    "retry": lambda row: row.retry(due_at=timezone.now(), error="changed", name="changed"),
    "postpone": lambda row: row.postpone(due_at=timezone.now()),
    "hold": lambda row: row.hold(name="changed"),
}


@pytest.mark.django_db
@pytest.mark.parametrize("settle", SETTLE.values(), ids=SETTLE.keys())
def test_a_worker_that_comes_late_changes_nothing(settle: Callable[[Errand], None]) -> None:
    errand()
    (late,) = claim()
    with time_machine.travel(timezone.now() + Errand.lease_for + MINUTE, tick=False):
        (holder,) = claim()
        before = Errand.objects.values().get()
        with pytest.raises(LeaseLost):
            settle(late)
        assert Errand.objects.values().get() == before
        settle(holder)


@pytest.mark.django_db
@pytest.mark.parametrize("settle", SETTLE.values(), ids=SETTLE.keys())
def test_a_row_taken_away_on_purpose_cannot_be_settled(settle: Callable[[Errand], None]) -> None:
    errand()
    (row,) = claim()
    Errand.objects.update(due_at=None, lease=None, leased_until=None)
    before = Errand.objects.values().get()
    with pytest.raises(LeaseLost):
        settle(row)
    assert Errand.objects.values().get() == before


@pytest.mark.django_db
def test_a_late_workers_record_is_rolled_back_with_its_finish() -> None:
    errand()
    (row,) = claim()
    Errand.objects.update(lease=None)

    def record_and_finish() -> None:
        with transaction.atomic():
            errand("a record of what was done", due=None)
            row.finish(due_at=None)

    with pytest.raises(LeaseLost):
        record_and_finish()
    assert not Errand.objects.filter(name="a record of what was done").exists()


@pytest.mark.django_db
def test_holding_keeps_a_long_job_ones_own() -> None:
    errand()
    start = timezone.now()
    with time_machine.travel(start, tick=False) as clock:
        (row,) = claim()
        clock.shift(Errand.lease_for - MINUTE)
        row.hold()
        clock.shift(2 * MINUTE)
        assert claim() == []
        row.finish(due_at=None)


@pytest.mark.django_db
def test_one_rows_trouble_never_touches_anothers(caplog: pytest.LogCaptureFixture) -> None:
    for name in ("first", "broken", "stolen", "last"):
        errand(name)

    def handle(row: Errand) -> None:
        if row.name == "broken":
            raise ZeroDivisionError("a secret")
        if row.name == "stolen":
            Errand.objects.filter(pk=row.pk).update(lease=None, due_at=None)
        row.finish(due_at=None, runs=1)

    before = timezone.now()
    assert work(Errand.objects.all(), handle) == 4
    assert set(Errand.objects.filter(runs=1).values_list("name", flat=True)) == {"first", "last"}
    broken = Errand.objects.get(name="broken")
    assert (broken.attempts, broken.last_error, broken.lease) == (1, "unforeseen: ZeroDivisionError", None)
    assert broken.due_at is not None
    assert 0.9 * FIRST_RETRY <= broken.due_at - before <= 1.1 * FIRST_RETRY + MINUTE
    assert "unforeseen: errands.Errand" in caplog.text
    assert "lease lost: errands.Errand" in caplog.text


@pytest.mark.django_db
def test_an_unforeseen_error_after_the_row_was_lost_changes_nothing() -> None:
    errand()

    def handle(row: Errand) -> None:
        Errand.objects.filter(pk=row.pk).update(lease=None, due_at=None)
        raise ZeroDivisionError

    assert work(Errand.objects.all(), handle) == 1
    assert Errand.objects.get().attempts == 0


@pytest.mark.django_db
def test_an_unforeseen_error_in_the_transaction_that_settles_is_a_failure_all_the_same() -> None:
    """What was settled is rolled back, so the row is still held: by us."""
    errand()
    Errand.objects.update(attempts=2)

    @transaction.atomic
    def handle(row: Errand) -> None:
        row.finish(due_at=None, runs=1)
        raise ZeroDivisionError

    assert work(Errand.objects.all(), handle) == 1
    broken = Errand.objects.get()
    assert (broken.attempts, broken.last_error, broken.runs) == (3, "unforeseen: ZeroDivisionError", 0)
    assert broken.lease is None


@pytest.mark.django_db
def test_a_ring_ends_though_a_row_is_due_again_at_once() -> None:
    errand()
    assert work(Errand.objects.all(), lambda row: row.finish(due_at=timezone.now())) == 1
    assert work(Errand.objects.all(), lambda row: row.finish(due_at=timezone.now())) == 1


@pytest.mark.django_db
def test_a_row_that_was_paused_while_others_were_worked_is_left_alone() -> None:
    errand("first", due=-2 * MINUTE)
    errand("second")

    def handle(row: Errand) -> None:
        Errand.objects.filter(name="second").update(due_at=None)
        row.finish(due_at=None, runs=1)

    assert work(Errand.objects.all(), handle) == 1
    assert Errand.objects.get(name="second").runs == 0


@pytest.mark.django_db
def test_a_ring_ends_where_what_all_rows_need_is_used_up() -> None:
    for name in ("first", "second", "third"):
        errand(name)
    asked: list[str] = []

    def handle(row: Errand) -> None:
        asked.append(row.name)
        if row.name == "second":
            raise NotNow(after=MINUTE, why="used up")
        row.finish(due_at=None, runs=1)

    before = timezone.now()
    assert work(Errand.objects.all(), handle) == 1
    assert asked == ["first", "second"]
    second, third = Errand.objects.get(name="second"), Errand.objects.get(name="third")
    assert second.due_at is not None
    assert timedelta() <= second.due_at - before - MINUTE < MINUTE
    assert (second.attempts, second.last_error, second.lease) == (0, "used up", None)
    assert third.lease is None
    assert work(Errand.objects.all(), handle) == 1, "the next ring goes on with the others"


@pytest.mark.django_db
def test_a_row_put_off_without_a_word_keeps_its_last_error() -> None:
    errand()
    Errand.objects.update(last_error="server", attempts=2)

    def handle(row: Errand) -> None:
        raise NotNow(after=MINUTE)

    work(Errand.objects.all(), handle)
    assert Errand.objects.values_list("last_error", "attempts").get() == ("server", 2)


@pytest.mark.django_db
def test_a_row_lost_before_it_could_be_put_off_is_left_alone() -> None:
    errand()

    def handle(row: Errand) -> None:
        Errand.objects.update(lease=None, due_at=None)
        raise NotNow(after=MINUTE)

    assert work(Errand.objects.all(), handle) == 0
    assert Errand.objects.get().due_at is None


@pytest.mark.django_db
def test_many_rows_are_asked_for_together_and_settled_one_by_one(caplog: pytest.LogCaptureFixture) -> None:
    for name in ("first", "broken", "stolen", "last", "another batch"):
        errand(name)
    asked: list[list[str]] = []

    def ask(rows: list[Errand]) -> int:
        asked.append([row.name for row in rows])
        return len(asked)

    def settle(row: Errand, found: int) -> None:
        if row.name == "broken":
            raise ZeroDivisionError
        if row.name == "stolen":
            Errand.objects.filter(pk=row.pk).update(lease=None, due_at=None)
        row.finish(due_at=None, runs=found)

    assert work_together(Errand.objects.all(), ask, settle, limit=4) == 5
    assert asked == [["first", "broken", "stolen", "last"], ["another batch"]]
    done = dict(Errand.objects.filter(runs__gt=0).values_list("name", "runs"))
    assert done == {"first": 1, "last": 1, "another batch": 2}
    broken = Errand.objects.get(name="broken")
    assert (broken.attempts, broken.last_error, broken.lease) == (1, "unforeseen: ZeroDivisionError", None)
    assert "lease lost" in caplog.text


@pytest.mark.django_db
def test_what_cannot_be_asked_for_is_every_rows_trouble() -> None:
    for name in ("first", "second"):
        errand(name)

    def ask(rows: list[Errand]) -> int:
        raise ZeroDivisionError

    assert work_together(Errand.objects.all(), ask, lambda row, _: row.finish(due_at=None), limit=2) == 2
    assert set(Errand.objects.values_list("attempts", "lease")) == {(1, None)}


@pytest.mark.django_db
@pytest.mark.parametrize("put_off", ["ask", "settle"])
def test_a_batch_with_a_row_put_off_is_the_last_of_its_ring(put_off: str) -> None:
    for name in ("first", "second", "third"):
        errand(name)

    def ask(rows: list[Errand]) -> None:
        if put_off == "ask":
            raise NotNow(after=MINUTE)

    def settle(row: Errand, found: None) -> None:
        if row.name == "first":
            raise NotNow(after=MINUTE)
        row.finish(due_at=None, runs=1)

    before = timezone.now()
    assert work_together(Errand.objects.all(), ask, settle, limit=2) == 2
    assert Errand.objects.get(name="second").runs == (put_off == "settle"), "the others of the batch are settled"
    waiting = Errand.objects.filter(due_at__gt=before)
    assert set(waiting.values_list("attempts", "lease")) == {(0, None)}
    assert len(waiting) == (2 if put_off == "ask" else 1)
    assert Errand.objects.get(name="third").lease is None


@pytest.mark.django_db
def test_a_ring_works_no_more_batches_than_it_was_told() -> None:
    for number in range(5):
        errand(str(number))
    done = work_together(Errand.objects.all(), len, lambda row, _: row.finish(due_at=None), limit=2, most=2)
    assert done == 4


@pytest.mark.django_db
def test_with_nothing_due_nothing_is_worked() -> None:
    assert work(Errand.objects.all(), SETTLE["finish"]) == 0


@given(st.integers(min_value=0, max_value=2**31))
def test_the_distance_grows_from_five_minutes_and_stays_within_six_hours(attempts: int) -> None:
    assert 0.9 * FIRST_RETRY <= growing_distance(attempts) <= 1.1 * LONGEST_RETRY
    assert growing_distance(attempts + 2) > growing_distance(attempts) or attempts >= 5
