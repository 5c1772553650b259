"""Getting one's past from Spotify: when a person asked for their data, and being reminded once to fetch it."""

import logging
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from discoverdaily import clock
from discoverdaily.listening.models import ExportRequest, Source

if TYPE_CHECKING:
    from accounts.models import User

logger = logging.getLogger(__name__)

Kind = ExportRequest.Kind

WAIT = {Kind.EXTENDED: timedelta(days=30), Kind.ACCOUNT: timedelta(days=5)}
"""As long as Spotify says that it may take: account data five days, extended history thirty."""


def export_request_of(person: "User") -> ExportRequest | None:
    """What the person is waiting for."""
    return ExportRequest.objects.filter(person=person).first()


def export_request_note(*, person: "User", kind: Kind, asked_at: datetime) -> ExportRequest:
    """Notes that the person asked Spotify, and plans the one reminder; what they had asked for before is forgotten."""
    fields = {
        "kind": kind,
        "asked_at": asked_at,
        "due_at": asked_at + WAIT[kind],
        "reminded_at": None,
        "attempts": 0,
        "last_error": "",
        "lease": None,
        "leased_until": None,
    }
    return ExportRequest.objects.update_or_create(person=person, defaults=fields)[0]


def export_request_forget(*, person: "User") -> None:
    """It came, or was never asked for: there is nothing to wait for."""
    ExportRequest.objects.filter(person=person).delete()


def export_request_meet(*, person: "User", sources: int) -> None:
    """An export came in whose lines were told by these sources (Source, added up): nobody waits for it any longer.

    Who waits for the extended history goes on waiting when account data comes; the other way round the better one does
    for both.
    """
    if sources & Source.EXTENDED:
        export_request_forget(person=person)
    elif sources & Source.ACCOUNT:
        ExportRequest.objects.filter(person=person, kind=Kind.ACCOUNT).delete()


def export_request_remind(*, request: ExportRequest) -> None:
    """Reminds the person: on Today from now on, and by e-mail where they have an address. Once: it is noted first."""
    request.finish(due_at=None, reminded_at=clock.now())
    if address := request.person.email:
        _write(request, address)


def _write(request: ExportRequest, address: str) -> None:
    person = request.person
    with translation.override(person.locale or settings.LANGUAGE_CODE):
        subject = _("Your listening history should have come from Spotify")
        context = {
            "what": Kind(request.kind).label,
            "day": request.asked_at.astimezone(person.zone).date(),
            "address": settings.SITE_URL + reverse("listening:imports"),
        }
        words = render_to_string("listening/past_email.txt", context)
    try:
        send_mail(subject, words, None, [address])
    except OSError:
        logger.exception("a reminder of an export could not be sent")
