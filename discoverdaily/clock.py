"""What time it is for the product.

It is the machine's time, but for the demo, where days pass at a press: the local Spotify's clock is moved on, and ours
with it. How far is kept in a small file in DATA_DIR, so that every process on the machine knows.
"""

import tempfile
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.utils import timezone

FILE = "demo-clock"


def now() -> datetime:
    """The moment it is, aware, in UTC."""
    return timezone.now() + passed() if settings.SANDBOX else timezone.now()


def passed() -> timedelta:
    """How far the demo's time has been moved on; nothing where it never was."""
    try:
        return timedelta(seconds=float(_file().read_text()))
    except (OSError, ValueError):
        return timedelta()


def move(ahead: timedelta) -> None:
    """From now on it is so much later than the machine's time. Only the demo asks for it."""
    with tempfile.NamedTemporaryFile("w", dir=_file().parent, delete=False) as draft:
        draft.write(str(ahead.total_seconds()))
    Path(draft.name).replace(_file())  # at once: another process may be reading, or moving it, too


def _file() -> Path:
    return Path(settings.DATA_DIR) / FILE
