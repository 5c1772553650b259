"""Letters about somebody's account: plain text, in their language."""

import logging
from collections.abc import Mapping

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.functional import Promise

logger = logging.getLogger(__name__)

IN_AN_HOUR = 5
"""Letters that one person may ask for, and that one mailbox gets from whoever is not signed in."""


class TooManyLetters(Exception):
    """As many letters were sent within an hour as we send."""


class LetterNotSent(Exception):
    """The mail server did not take the letter."""


def letter_send(*, to: str, subject: Promise, template: str, locale: str = "", **context: object) -> None:
    """Sends what the text template says; a `path` among the context is made a `link` to it. Raises LetterNotSent."""
    known: Mapping[str, object] = context | {"link": f"{settings.SITE_URL}{context.get('path', '')}"}
    with translation.override(locale or settings.LANGUAGE_CODE):
        title, words = str(subject), render_to_string(template, dict(known))
    try:
        send_mail(title, words, None, [to])
    except OSError as error:
        logger.exception("a letter about somebody's account could not be sent")
        raise LetterNotSent from error
