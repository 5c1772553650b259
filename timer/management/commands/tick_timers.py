"""`manage.py tick_timers`: the loop that moves sessions on. The worker's role starts it beside the worker."""

import signal
import threading
from types import FrameType
from typing import Any

from django.core.management.base import BaseCommand

from timer.loop import Loop


class Command(BaseCommand):
    help = "Moves running timers on, until it is asked to end."
    requires_system_checks = []  # whoever starts it has checked, and pages need not be loaded for it

    def handle(self, *args: Any, **options: Any) -> None:
        stop = threading.Event()

        def end(number: int, frame: FrameType | None) -> None:
            stop.set()

        signal.signal(signal.SIGTERM, end)
        signal.signal(signal.SIGINT, end)
        Loop(stop).run()
