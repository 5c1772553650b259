"""The broker of a laptop: Celery's messages as files in a folder, each of which appears whole or not at all.

kombu's own transport makes a message's file before it writes it, and takes files without asking whether they are
finished: a worker that looks in between finds nothing it can read, and ends.
"""

import uuid
from pathlib import Path
from time import monotonic
from typing import Any

from kombu.transport import filesystem
from kombu.utils.json import dumps


class Channel(filesystem.Channel):
    def _put(self, queue: str, payload: Any, **kwargs: Any) -> None:  # type: ignore[override]  # kombu disagrees with itself
        """Puts a message onto the queue; its name sorts by the time, as kombu's do."""
        file = Path(self.data_folder_out) / f"{round(monotonic() * 1000)}_{uuid.uuid4()}.{queue}.msg"
        draft = file.with_name(f".{file.name}.part")
        draft.write_text(dumps(payload))
        draft.replace(file)


class Transport(filesystem.Transport):
    """What settings.CELERY_BROKER_TRANSPORT names where there is no Redis."""

    Channel = Channel
