"""Spotify's exports on their way in."""

from datetime import timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from discoverdaily.due import Due
from discoverdaily.listening.fields import MomentField


class Outcome(models.TextChoices):
    """What became of a line of an export. Every line has exactly one."""

    NEW = "new", _("new")
    KNOWN = "known", _("already known")
    SHORT = "short", _("under a second")
    NOT_MUSIC = "not_music", _("podcast, audiobook or video")
    PRIVATE = "private", _("private session")
    NAMELESS = "nameless", _("without a track")
    UNDATED = "undated", _("an impossible date or length")
    UNREADABLE = "unreadable", _("unreadable")


class Import(Due):
    """An export being brought in: read into compact columns, then settled newest first, a piece at a time."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        READING = "reading", _("being read")
        SETTLING = "settling", _("being sorted in")
        DONE = "done", _("done")
        CANCELLED = "cancelled", _("cancelled")
        FAILED = "failed", _("could not be read")
        REMOVING = "removing", _("being removed")
        REMOVED = "removed", _("removed again")

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="imports")
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    asked_at = models.DateTimeField()
    begun_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    size = models.PositiveBigIntegerField(default=0, help_text=_("Bytes to read, unpacked."))
    read = models.PositiveBigIntegerField(default=0, help_text=_("Bytes read."))
    lines = models.PositiveIntegerField(default=0, help_text=_("Lines read."))
    settled = models.PositiveIntegerField(default=0, help_text=_("Lines sorted in or set aside."))
    settled_from = MomentField(
        null=True, blank=True, help_text=_("Every line from this moment on is sorted in; where to go on after a crash.")
    )
    outcomes = models.JSONField(default=dict, help_text=_("How many lines had each outcome."))
    sources = models.PositiveSmallIntegerField(default=0, help_text=_("What kinds of export it held, added up."))
    first_at = MomentField(null=True, blank=True, help_text=_("The oldest play in it."))
    last_at = MomentField(null=True, blank=True, help_text=_("The newest play in it."))

    lease_for = timedelta(minutes=1)
    feature: ClassVar[str] = "imports"

    class Meta(Due.Meta):
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ("-asked_at", "-pk")

    def __str__(self) -> str:
        return f"{self.person}, {self.asked_at:%Y-%m-%d %H:%M}"

    def get_absolute_url(self) -> str:
        return reverse("listening:import", args=[self.pk])

    @property
    def going_on(self) -> bool:
        """Whether there is still something to be done."""
        return self.state in GOING_ON


GOING_ON = (Import.State.WAITING, Import.State.READING, Import.State.SETTLING, Import.State.REMOVING)
"""States in which there is still something to be done."""


class ImportFile(models.Model):
    """One file as it was handed in: a zip or a JSON file."""

    of = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="files")
    name = models.CharField(max_length=200)
    size = models.PositiveBigIntegerField(help_text=_("Bytes as handed in."))
    problem = models.CharField(max_length=40, blank=True, help_text=_("Why it could not be read, as one word."))
    problem_in = models.CharField(max_length=200, blank=True, help_text=_("The file within it that could not be read."))
    lines = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("pk",)
        verbose_name = _("file of an import")
        verbose_name_plural = _("files of imports")

    def __str__(self) -> str:
        return self.name


class ImportPart(models.Model):
    """A piece of a file's bytes, until the import has ended: any worker on any machine can read it."""

    file = models.ForeignKey(ImportFile, on_delete=models.CASCADE, related_name="parts")
    number = models.PositiveIntegerField()
    content = models.BinaryField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["file", "number"], name="import_part_once"),)

    def __str__(self) -> str:
        return f"{self.file}, {self.number}"


class ExportRequest(Due):
    """A person asked Spotify for their data on a day; we remind them once to fetch it."""

    class Kind(models.TextChoices):
        EXTENDED = "extended", _("extended streaming history")
        ACCOUNT = "account", _("account data")

    person = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="export_request")
    kind = models.CharField(max_length=8, choices=Kind.choices, default=Kind.EXTENDED)
    asked_at = models.DateTimeField()
    reminded_at = models.DateTimeField(null=True, blank=True)

    feature: ClassVar[str] = "imports"

    class Meta(Due.Meta):
        verbose_name = _("request for an export")
        verbose_name_plural = _("requests for exports")

    def __str__(self) -> str:
        return str(self.person)
