"""Asking Spotify what was played last, before it forgets."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from discoverdaily.due import Due
from discoverdaily.listening.fields import MomentField


class Capture(Due):
    """The standing order to ask for a person's plays, and what is known of how they listen."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="capture")
    newest_at = MomentField(null=True, blank=True, help_text=_("The newest play Spotify has told of; empty: none yet."))
    asked_at = models.DateTimeField(null=True, blank=True, help_text=_("When Spotify was last asked."))
    looked_at = models.DateTimeField(null=True, blank=True, help_text=_("When Spotify last answered."))
    told = models.JSONField(
        default=list, blank=True, editable=False, help_text=_("What it answered: moment and Spotify's id of each play.")
    )
    habits = models.JSONField(default=dict, blank=True, help_text=_("How they listen, as pace.py keeps it."))

    class Meta(Due.Meta):
        verbose_name = _("capture")
        verbose_name_plural = _("captures")

    def __str__(self) -> str:
        return str(self.person)


class Gap(models.Model):
    """Plays may be missing between two moments: Spotify had more to tell than it remembers."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="gaps")
    after = MomentField(null=True, blank=True, help_text=_("The last play known before it; empty: none was."))
    before = MomentField(help_text=_("The first play known after it."))
    found_at = models.DateTimeField()
    filled_at = models.DateTimeField(null=True, blank=True, help_text=_("When an import brought what was missing."))

    class Meta:
        verbose_name = _("gap")
        verbose_name_plural = _("gaps")
        ordering = ("-before",)
        constraints = (models.UniqueConstraint(fields=["person", "before"], name="a_gap_once"),)

    def __str__(self) -> str:
        return f"{self.person}: {self.after} – {self.before}"
