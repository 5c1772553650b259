"""What our own programs write: of which request or job each line is, and of addresses without what opens something.

A letter's link, an invitation and a shared link stand in the address of the page they lead to, and Spotify's code in
the one that one comes back by. Whoever reads a log must not be able to follow them.
"""

import logging
import re
from contextvars import ContextVar

import msgspec

SECRETS = re.compile(
    r"(?P<kept>/shared/|/invited/|/email/confirm/|/password/reset/[^/\s]+/|/data/download/"
    r"|[?&](?:code|state|invitation|next)=)"
    r"[^\s/&\"'<>]+"
)
"""What stands before a secret in an address, and the secret. `next` may be any of them, once more."""
BLANK = r"\g<kept>…"


ASKED: ContextVar[str] = ContextVar("asked", default="-")
"""The id of the request that is being answered, or of the job that is being worked."""


def blanked(text: str) -> str:
    """The text with … for each secret that an address in it holds."""
    return SECRETS.sub(BLANK, text)


class WithoutSecrets(logging.Filter):
    """Lets every line through, its addresses blanked, those of its traceback as well."""

    def filter(self, record: logging.LogRecord) -> bool:
        try:
            line = record.getMessage()
        except (KeyError, TypeError, ValueError):  # words and values do not fit: no reason to stop who wrote the line
            line = f"{record.msg} {record.args}"
        record.msg, record.args = blanked(line), ()
        if record.exc_info and not record.exc_text:
            record.exc_text = logging.Formatter().formatException(record.exc_info)
        if record.exc_text:
            record.exc_text = blanked(record.exc_text)
        return True


class OfWhat(logging.Filter):
    """Lets every line through, and notes of which request or job it is."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.asked = ASKED.get()
        return True


class JsonLines(logging.Formatter):
    """A JSON object a line, for programs that collect logs."""

    def format(self, record: logging.LogRecord) -> str:
        told = {
            "time": self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            "request_id": getattr(record, "asked", ASKED.get()),
        }
        if record.exc_info and not record.exc_text:
            record.exc_text = self.formatException(record.exc_info)
        if record.exc_text:
            told["traceback"] = record.exc_text
        return msgspec.json.encode(told).decode()
