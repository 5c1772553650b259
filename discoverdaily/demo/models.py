"""What the demo does for its listeners by and by."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from discoverdaily.due import Due


class Export(Due):
    """A listener's data, to be fetched from the local Spotify and handed in as they would themselves.

    Made when they first sign in, with the last two years; it stays, so that this happens once. Asked for again on
    *Get your past*, it brings everything.
    """

    class Kind(models.TextChoices):
        EXTENDED = "extended", _("extended streaming history")
        ACCOUNT = "account", _("account data")

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="demo_export",
        db_constraint=False,  # the table stays where the demo ends, and nobody knows of it then
    )
    kind = models.CharField(max_length=8, choices=Kind.choices, default=Kind.EXTENDED)
    since = models.DateTimeField(null=True, blank=True, help_text=_("Only what was heard from then on; empty: all."))

    feature: ClassVar[str] = "imports"

    class Meta(Due.Meta):
        verbose_name = _("export of a demo listener")
        verbose_name_plural = _("exports of demo listeners")

    def __str__(self) -> str:
        return str(self.person)
