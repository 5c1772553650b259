"""Seals all tokens with the first of TOKEN_KEYS, after which the others may be dropped.

The order in which nobody ever meets a token that they cannot read, each step with every web, worker and beat started
anew before the next: the new key after the old one (`old,new`), so that all can read it; before it (`new,old`), so that
all seal with it; this command; the new key alone.
"""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from discoverdaily.spotify.services import tokens_reseal


class Command(BaseCommand):
    help = "Seals every Spotify token anew with the first of TOKEN_KEYS; then the older keys may be dropped."

    def handle(self, *args: Any, **options: Any) -> None:
        """Raises CommandError where some token opens with none of the keys."""
        done, unreadable = tokens_reseal()
        self.stdout.write(f"{done} resealed")
        if unreadable:
            raise CommandError(f"{unreadable} hold a token that none of TOKEN_KEYS opens; keep every older key.")
