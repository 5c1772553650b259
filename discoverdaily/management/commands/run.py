"""`manage.py run`: everything on this machine."""

import sys
from typing import Any

from django.core.management.base import BaseCommand

from discoverdaily.run.here import CannotStart, run


class Command(BaseCommand):
    help = "Runs everything on this machine: the web server, a worker with beat, and the local Spotify."
    requires_system_checks = ()  # `make test` runs them; here every line is for the person at the keyboard

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            run()
        except CannotStart as error:
            sys.exit(str(error))
