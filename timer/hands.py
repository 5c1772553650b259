"""Threads that do what they are given, first come, first served."""

import logging
import threading
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from queue import Empty, SimpleQueue

from django.db import connections

logger = logging.getLogger(__name__)

Job = Callable[[], object]


class InTurn:
    """Hands for what is seldom and must keep its order: jobs of the same key are done one after another.

    Between jobs they keep no connection to the database.
    """

    def __init__(self, most: int) -> None:
        self._hands = [Hands(1) for _ in range(most)]

    @property
    def given(self) -> int:
        """How many jobs were given and are not done."""
        return sum(hand.given for hand in self._hands)

    def give(self, key: int, job: Job) -> None:
        """Has it done after what was given for the key before."""
        self._hands[key % len(self._hands)].give(partial(_do_and_let_go, job))


def _do_and_let_go(job: Job) -> None:
    try:
        job()
    finally:
        connections.close_all()


class Hands:
    """At most so many threads, started as they are needed, each with a database connection of its own.

    They never keep the program from ending. What a job did not foresee is logged, and the next one begins with another
    connection.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._jobs: SimpleQueue[Job | None] = SimpleQueue()
        self._threads: list[threading.Thread] = []
        self._lock = threading.Lock()
        self._given = 0
        self._afresh = 0

    @property
    def given(self) -> int:
        """How many jobs were given and are not done."""
        return self._given

    def give(self, job: Job) -> None:
        """Has it done as soon as a thread is free."""
        with self._lock:
            if self._given >= len(self._threads) < self._most:
                thread = threading.Thread(target=self._work, daemon=True)
                thread.start()  # which a machine may refuse: then none is counted that does not work
                self._threads.append(thread)
            self._given += 1
        self._jobs.put(job)

    def begin_afresh(self) -> None:
        """Whatever connection is open may be dead: each thread takes another for its next job."""
        self._afresh += 1

    def stop(self, seconds: float) -> None:
        """No job that did not begin yet is begun; waits for the others, but not longer than that."""
        with suppress(Empty):
            while True:
                self._jobs.get_nowait()
        for _ in self._threads:
            self._jobs.put(None)
        for thread in self._threads:
            thread.join(seconds)

    def _work(self) -> None:
        afresh = self._afresh
        while (job := self._jobs.get()) is not None:
            if afresh != self._afresh:
                afresh = self._afresh
                connections.close_all()
            self._do(job)
        connections.close_all()

    def _do(self, job: Job) -> None:
        try:
            job()
        except Exception:  # whatever it is, the others' work goes on
            logger.exception("unforeseen")
            connections.close_all()
        finally:
            with self._lock:
                self._given -= 1
