"""A person's mood calendar: how it is kept, its days, and what the person says of them."""

from datetime import timedelta
from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from discoverdaily.due import Due

SHARE = [MinValueValidator(0), MaxValueValidator(1)]
FEWEST = 3
"""Distinct songs, of which is known how they sound, below which a day has no score."""
NORMAL, HIGH = 8, 13
"""Distinct songs from which a day's score is trusted as usual, and more than that."""


class OwnModel(Due):
    """A model that a person has trained from playlists of their own: asked for, then trained as due work."""

    class State(models.TextChoices):
        """How far it is."""

        ASKED = "asked", _("in training")
        READY = "ready", _("trained")
        FAILED = "failed", _("not trained")

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="own_mood_models")
    name = models.CharField(_("name"), max_length=80)
    happy = models.JSONField(help_text=_("Playlists of happy songs: Spotify's id and the name of each."))
    sad = models.JSONField(help_text=_("Playlists of sad songs, likewise."))
    state = models.CharField(max_length=6, choices=State.choices, default=State.ASKED)
    problem = models.CharField(max_length=40, blank=True, help_text=_("Why it was not trained; see own_models.py."))
    songs = models.JSONField(
        default=dict, blank=True, help_text=_("Spotify's ids of each playlist's songs, while it is in training.")
    )
    content = models.TextField(blank=True, editable=False, help_text=_("The model as it is written to a file."))
    report = models.JSONField(default=dict, blank=True, editable=False, help_text=_("How good it is."))
    fingerprint = models.CharField(max_length=16, blank=True, editable=False)
    asked_at = models.DateTimeField()

    feature: ClassVar[str] = "mood"

    class Meta(Due.Meta):
        verbose_name = _("own mood model")
        verbose_name_plural = _("own mood models")

    def __str__(self) -> str:
        return self.name


class Mood(Due):
    """How a person's days are coloured, and when days of theirs are next to be scored: at once where some are marked,
    else at the end of the running one."""

    class Shown(models.TextChoices):
        """What the calendar shows where the person said themselves how a day was."""

        COMPUTED = "computed", _("the music's")
        OWN = "own", _("my own, where there is one")
        BOTH = "both", _("both side by side")

    class Palette(models.TextChoices):
        """Which colours stand for sad to happy."""

        SPECTRUM = "spectrum", _("blue, green, yellow")
        CLEAR = "clear", _("for any kind of eye")

    person = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="mood")
    on = models.BooleanField(_("on"), default=True, help_text=_("Off: nothing is computed, and nothing kept."))
    model = models.CharField(max_length=40, default="default", help_text=_("The name of a model that came with it."))
    own_model = models.ForeignKey(
        OwnModel, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", help_text=_("Instead of it.")
    )
    fingerprint = models.CharField(
        max_length=16, blank=True, editable=False, help_text=_("Of the model in which all days were last marked.")
    )
    scored_through = models.DateField(null=True, blank=True, editable=False, help_text=_("The last day that began."))
    history_mean = models.FloatField(null=True, blank=True, editable=False, help_text=_("Of their songs, in logits."))
    history_variance = models.FloatField(null=True, blank=True, editable=False)
    shown = models.CharField(_("the calendar shows"), max_length=8, choices=Shown.choices, default=Shown.COMPUTED)
    palette = models.CharField(_("colours"), max_length=8, choices=Palette.choices, default=Palette.SPECTRUM)
    picture = models.CharField(_("picture"), max_length=20, blank=True, help_text=_("Empty: another each month."))

    lease_for: ClassVar[timedelta] = timedelta(minutes=5)
    feature: ClassVar[str] = "mood"

    class Meta(Due.Meta):
        verbose_name = _("mood calendar")
        verbose_name_plural = _("mood calendars")

    def __str__(self) -> str:
        return str(self.person)


class Day(models.Model):
    """A person's day by its music. Those without a play that counts have no row."""

    class Trust(models.TextChoices):
        """How far a day's score can be trusted; empty: there is none."""

        NONE = "", _("not enough music")
        LOW = "low", _("little music")
        NORMAL = "normal", _("enough music")
        HIGH = "high", _("much music")

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="mood_days")
    day = models.DateField(help_text=_("The person's own: it begins at the hour they chose."))
    stale = models.BooleanField(default=True, help_text=_("To be scored, or to be scored anew."))
    scored_by = models.CharField(
        max_length=16, blank=True, help_text=_("The model's fingerprint; empty: never scored.")
    )
    plays = models.PositiveIntegerField(default=0, help_text=_("That count by the person's rule."))
    tracks = models.PositiveIntegerField(default=0, help_text=_("Distinct."))
    known = models.PositiveIntegerField(default=0, help_text=_("Distinct songs of which is known how they sound."))
    spoken = models.PositiveIntegerField(default=0, help_text=_("Distinct tracks that are speech, and do not count."))
    score = models.FloatField(null=True, blank=True, help_text=_("The median of the day's plays: 0 sad, 1 happy."))
    steady = models.FloatField(null=True, blank=True, help_text=_("See figures.py."))
    low = models.FloatField(null=True, blank=True, help_text=_("Where the 90 % interval of the steady score begins."))
    high = models.FloatField(null=True, blank=True)
    pleasantness = models.FloatField(null=True, blank=True)
    energy = models.FloatField(null=True, blank=True)

    class Meta:
        verbose_name = _("mood of a day")
        verbose_name_plural = _("moods of days")
        constraints = (models.UniqueConstraint(fields=["person", "day"], name="a_day_has_one_mood"),)
        indexes = (models.Index(fields=["person", "day"], condition=Q(stale=True), name="days_to_be_scored"),)

    def __str__(self) -> str:
        return f"{self.day}: {'–' if self.score is None else round(self.score, 3)}"

    @property
    def trust(self) -> "Day.Trust":
        """How far its score can be trusted."""
        if self.score is None:
            return Day.Trust.NONE
        return Day.Trust.LOW if self.known < NORMAL else Day.Trust.NORMAL if self.known < HIGH else Day.Trust.HIGH

    @property
    def unknown(self) -> int:
        """Distinct tracks of which nobody could tell yet how they sound."""
        return self.tracks - self.known - self.spoken


class Entry(models.Model):
    """What a person says of a day of theirs."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="mood_entries")
    day = models.DateField()
    rating = models.FloatField(
        _("how it was"), null=True, blank=True, validators=SHARE, help_text=_("0 sad, 1 happy; pleasantness.")
    )
    energy = models.FloatField(_("how lively"), null=True, blank=True, validators=SHARE)
    tags = models.JSONField(_("tags"), default=list, blank=True)
    note = models.TextField(_("note"), max_length=4000, blank=True)
    written_at = models.DateTimeField()

    class Meta:
        verbose_name = _("journal entry")
        verbose_name_plural = _("journal entries")
        constraints = (models.UniqueConstraint(fields=["person", "day"], name="a_day_has_one_entry"),)

    def __str__(self) -> str:
        return str(self.day)
