"""Many workers at once, and in any order of events: each row is worked by one, and nobody settles another's."""

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
import time_machine
from django.db import connection
from django.utils import timezone
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from discoverdaily.due import LeaseLost, work
from tests.errands.models import Errand
from tests.test_due import MINUTE, claim


@pytest.mark.django_db(transaction=True)
def test_many_workers_at_once_do_each_piece_once() -> None:
    Errand.objects.bulk_create(Errand(name=str(n), due_at=timezone.now() - MINUTE) for n in range(40))
    together = threading.Barrier(4)
    worked: Counter[str] = Counter()

    def handle(row: Errand) -> None:
        worked[row.name] += 1
        row.finish(due_at=None, runs=row.runs + 1)

    def worker(_: int) -> int:
        try:
            together.wait()
            return work(Errand.objects.all(), handle)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        counts = list(pool.map(worker, range(4)))
    assert sum(counts) == 40
    assert set(worked.values()) == {1}
    assert set(Errand.objects.values_list("runs", "lease")) == {(1, None)}


@pytest.mark.django_db(transaction=True)
def test_two_who_claim_at_the_same_moment_never_get_the_same_row() -> None:
    together = threading.Barrier(3)

    def claimed(_: int) -> list[str]:
        try:
            together.wait()
            return [row.name for row in claim(limit=4)]
        finally:
            connection.close()

    for _ in range(5):
        Errand.objects.all().delete()
        Errand.objects.bulk_create(Errand(name=str(n), due_at=timezone.now() - MINUTE) for n in range(9))
        with ThreadPoolExecutor(3) as pool:
            names = [name for names in pool.map(claimed, range(3)) for name in names]
        assert len(names) == len(set(names))
        assert 4 <= len(names) <= 9


@dataclass
class Known:
    """What should be true of a row: when it is due, whose claim holds it and until when, how often it failed."""

    due_at: datetime | None
    claim: int = 0
    until: datetime | None = None
    attempts: int = 0


class TwoWorkers(RuleBasedStateMachine):
    """Two workers, one clock, any order of events: after each the rows are as a plain account of them says."""

    def __init__(self) -> None:
        super().__init__()
        self.now = datetime(2026, 11, 21, tzinfo=UTC)
        self.known: dict[int, Known] = {}
        self.claims = 0
        self.hands: list[list[tuple[int, Errand]]] = [[], []]

    @initialize()
    def empty(self) -> None:
        Errand.objects.all().delete()

    @rule(due=st.none() | st.integers(-30, 30))
    def add(self, due: int | None) -> None:
        due_at = None if due is None else self.now + due * MINUTE
        self.known[Errand.objects.create(due_at=due_at).pk] = Known(due_at)

    @rule(minutes=st.integers(1, 8))
    def time_passes(self, minutes: int) -> None:
        self.now += minutes * MINUTE

    @rule(worker=st.integers(0, 1), limit=st.integers(1, 3))
    def ring(self, worker: int, limit: int) -> None:
        free = [
            (row.due_at, key)
            for key, row in self.known.items()
            if row.due_at and row.due_at <= self.now and (row.until is None or row.until <= self.now)
        ]
        expected = [key for _, key in sorted(free)[:limit]]
        got = Errand.claim(Errand.objects.all(), limit=limit, now=self.now)
        assert [row.pk for row in got] == expected
        self.claims += 1
        for row in got:
            self.known[row.pk].claim, self.known[row.pk].until = self.claims, self.now + Errand.lease_for
            self.hands[worker].append((self.claims, row))

    @rule(worker=st.integers(0, 1), data=st.data(), how=st.sampled_from(["finish", "retry", "postpone", "hold"]))
    def settle(self, worker: int, data: st.DataObject, how: str) -> None:
        if not self.hands[worker]:
            return
        claim, row = data.draw(st.sampled_from(self.hands[worker]))
        due_at = self.now + data.draw(st.integers(0, 30)) * MINUTE
        known = self.known[row.pk]
        if known.claim != claim:
            with pytest.raises(LeaseLost):
                self.do(how, row, due_at)
            return
        self.do(how, row, due_at)
        if how == "hold":
            known.until = self.now + Errand.lease_for
            return
        self.hands[worker].remove((claim, row))
        attempts = {"finish": 0, "retry": known.attempts + 1, "postpone": known.attempts}[how]
        self.known[row.pk] = Known(due_at, attempts=attempts)

    def do(self, how: str, row: Errand, due_at: datetime) -> None:
        with time_machine.travel(self.now, tick=False):
            if how == "finish":
                row.finish(due_at=due_at)
            elif how == "retry":
                row.retry(due_at=due_at, error="again")
            elif how == "postpone":
                row.postpone(due_at=due_at)
            else:
                row.hold()

    @rule(data=st.data())
    def take_away(self, data: st.DataObject) -> None:
        if self.known:
            key = data.draw(st.sampled_from(sorted(self.known)))
            Errand.objects.filter(pk=key).update(due_at=None, lease=None, leased_until=None)
            self.known[key] = Known(None, attempts=self.known[key].attempts)

    @invariant()
    def rows_are_as_the_account_says(self) -> None:
        found = {
            key: (due_at, lease is not None, until, attempts)
            for key, due_at, lease, until, attempts in Errand.objects.values_list(
                "pk", "due_at", "lease", "leased_until", "attempts"
            )
        }
        assert found == {key: (row.due_at, bool(row.claim), row.until, row.attempts) for key, row in self.known.items()}


@pytest.mark.django_db
def test_two_workers_in_any_order_of_events_settle_only_what_they_hold() -> None:
    run_state_machine_as_test(
        TwoWorkers, settings=settings(max_examples=60, stateful_step_count=25, deadline=None, database=None)
    )
