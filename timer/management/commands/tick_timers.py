"""`manage.py tick_timers`: the loop that moves sessions on. The worker's role starts it beside the worker."""

import signal
import threading
from queue import SimpleQueue
from typing import Any

from django.core.management.base import BaseCommand

from discoverdaily.spotify import pacing
from timer.loop import Loop


class Command(BaseCommand):
    help = "Moves running timers on, until it is asked to end."
    requires_system_checks = []  # whoever starts it has checked, and pages need not be loaded for it

    def handle(self, *args: Any, **options: Any) -> None:
        pacing.handfuls.open = True
        ended: SimpleQueue[None] = SimpleQueue()  # a signal may be put there at any moment; an Event might be held
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: ended.put(None))
        stop = threading.Event()

        def tick() -> None:
            try:
                Loop(stop).run()
            finally:
                ended.put(None)

        thread = threading.Thread(target=tick)
        thread.start()
        ended.get()
        stop.set()
        thread.join()
