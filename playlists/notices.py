"""E-mails about saved playlists."""

import logging
from datetime import timedelta

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from playlists.models import Look, SavedPlaylist
from playlists.words import trouble

logger = logging.getLogger(__name__)

ONE_MAIL_IN = timedelta(days=1)
"""Lists that are suspended for one reason within this time are told in one e-mail: the first."""


def suspension_tell(*, saved: SavedPlaylist, reason: str) -> None:
    """Tells the person by e-mail, where they have one, that a list needs them; once for all lists with one trouble."""
    person = saved.person
    if not person.email or _told_already(saved, reason):
        return
    context = {
        "saved": saved,
        "trouble": trouble(reason),
        "address": settings.SITE_URL + saved.get_absolute_url(),
    }
    with translation.override(person.locale or settings.LANGUAGE_CODE):
        subject = _("Your playlist “%(name)s” needs you") % {"name": " ".join(saved.name.split())}
        words = render_to_string("playlists/suspended_email.txt", context)
    try:
        send_mail(subject, words, None, [person.email])
    except OSError:
        logger.exception("an e-mail about a suspended playlist could not be sent")


def _told_already(saved: SavedPlaylist, reason: str) -> bool:
    others = SavedPlaylist.objects.filter(person=saved.person, state=SavedPlaylist.State.SUSPENDED).exclude(pk=saved.pk)
    since = timezone.now() - ONE_MAIL_IN
    return Look.objects.filter(saved__in=others, outcome=Look.Outcome.FAILED, reason=reason, at__gte=since).exists()
