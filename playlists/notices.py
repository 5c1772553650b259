"""E-mails about saved playlists."""

import logging
from datetime import timedelta

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from playlists.models import Look, SavedPlaylist
from playlists.words import trouble_of

logger = logging.getLogger(__name__)

ONE_MAIL_IN = timedelta(days=1)
"""Lists that are suspended for one reason within this time are told in one e-mail: the first."""


def suspension_tell(*, look: Look) -> None:
    """Tells the person by e-mail, where they have one, that a list needs them since this look; once for all lists
    with one trouble."""
    saved, person = look.saved, look.saved.person
    if not person.email or _told_already(look):
        return
    context = {
        "saved": saved,
        "trouble": trouble_of(saved),
        "address": settings.SITE_URL + saved.get_absolute_url(),
    }
    with translation.override(person.locale or settings.LANGUAGE_CODE):
        subject = _("Your playlist “%(name)s” needs you") % {"name": saved.name}
        words = render_to_string("playlists/suspended_email.txt", context)
    try:
        send_mail(subject, words, None, [person.email])
    except OSError:
        logger.exception("an e-mail about a suspended playlist could not be sent")


def _told_already(look: Look) -> bool:
    """Whether another list of theirs was suspended for the same reason before this one. Of two at the same moment the
    earlier row tells: at worst both do, never neither."""
    others = Look.objects.filter(
        saved__person=look.saved.person,
        saved__state=SavedPlaylist.State.SUSPENDED,
        outcome=Look.Outcome.FAILED,
        reason=look.reason,
        at__gte=look.at - ONE_MAIL_IN,
        pk__lt=look.pk,
    )
    return others.exclude(saved=look.saved).exists()
