"""How often: roll-ups of plays with a counter for each rule, so that a page never adds up a million of them.

Derived from plays and kept in step with them in the same transaction (counting.py); hidden and deleted plays count
nowhere. They are written by the ten thousand, by one module: so the database does not check their foreign keys, and
what they count is their key.
"""

from datetime import date

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from discoverdaily.due import Due
from discoverdaily.listening.fields import MomentField
from discoverdaily.listening.models.tracks import Artist, Recording

BEGINNING = date(1970, 1, 1)
"""The start of Span.EVER."""


class Rule(models.TextChoices):
    """What counts as a play. A play of unknown length counts: Spotify tells of none under half a minute."""

    THIRTY = "thirty", _("half a minute or more")
    HALF = "half", _("at least half the track")
    ALL = "all", _("every play, however short")

    @property
    def counter(self) -> str:
        """The field of a roll-up that counts by this rule."""
        return {"thirty": "plays_thirty", "half": "plays_half", "all": "plays_all"}[self.value]


class Span(models.IntegerChoices):
    """How long a roll-up's span is."""

    MONTH = 1, _("month")
    YEAR = 2, _("year")
    EVER = 3, _("ever")


class Counted(models.Model):
    """Counters of a person's plays, one for each rule, and how long they lasted. One of unknown length lasts as its
    track."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False, db_constraint=False
    )
    plays_all = models.PositiveIntegerField(default=0)
    plays_thirty = models.PositiveIntegerField(default=0)
    plays_half = models.PositiveIntegerField(default=0)
    ms_played = models.PositiveBigIntegerField(default=0)

    class Meta:
        abstract = True


class HourCount(Counted):
    """A person's plays of a recording in an hour of one of their days."""

    day = models.DateField(help_text=_("The person's own: it begins at the hour they chose."))
    hour = models.PositiveSmallIntegerField(help_text=_("0 to 23, on their clock."))
    recording = models.ForeignKey(
        Recording, on_delete=models.DO_NOTHING, related_name="+", db_index=False, db_constraint=False
    )

    pk = models.CompositePrimaryKey("person", "day", "hour", "recording")

    def __str__(self) -> str:
        return f"{self.day} {self.hour}: {self.plays_all}"


class HourTotal(Counted):
    """All of a person's plays in an hour of one of their days."""

    day = models.DateField()
    hour = models.PositiveSmallIntegerField()

    pk = models.CompositePrimaryKey("person", "day", "hour")

    def __str__(self) -> str:
        return f"{self.day} {self.hour}: {self.plays_all}"


class MonthTotal(Counted):
    """All of a person's plays in a month, at an hour of a weekday."""

    month = models.DateField(help_text=_("Its first day."))
    weekday = models.PositiveSmallIntegerField(help_text=_("0 Monday … 6 Sunday."))
    hour = models.PositiveSmallIntegerField()

    pk = models.CompositePrimaryKey("person", "month", "weekday", "hour")

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.weekday} {self.hour}: {self.plays_all}"


class RecordingCount(Counted):
    """A person's plays of a recording in a month, a year, or ever."""

    span = models.PositiveSmallIntegerField(choices=Span.choices)
    start = models.DateField(help_text=_("The first day of the month or year; of ever, the first of 1970."))
    recording = models.ForeignKey(
        Recording, on_delete=models.DO_NOTHING, related_name="+", db_index=False, db_constraint=False
    )

    pk = models.CompositePrimaryKey("person", "span", "start", "recording")

    def __str__(self) -> str:
        return f"{self.start}: {self.plays_all}"


class ArtistCount(Counted):
    """A person's plays of an artist's recordings in a month, a year, or ever."""

    span = models.PositiveSmallIntegerField(choices=Span.choices)
    start = models.DateField()
    artist = models.ForeignKey(
        Artist, on_delete=models.DO_NOTHING, related_name="+", db_index=False, db_constraint=False
    )

    pk = models.CompositePrimaryKey("person", "span", "start", "artist")

    def __str__(self) -> str:
        return f"{self.start}: {self.plays_all}"


class Counting(Due):
    """How a person's plays are counted: the rule they read by, and the zone and day's start their roll-ups stand in.

    A change of zone moves the roll-ups over from the newest play to the oldest: while `moving_to_zone` is set, plays
    from `moved_from` on stand in the new one already, and the rest in the old. So every play is counted once at any
    moment.
    """

    person = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="counting")
    rule = models.CharField(_("what counts"), max_length=8, choices=Rule.choices, default=Rule.THIRTY)
    zone = models.CharField(max_length=64, default="UTC")
    day_starts_at = models.PositiveSmallIntegerField(default=4, validators=[MaxValueValidator(23)])
    moving_to_zone = models.CharField(max_length=64, blank=True)
    moving_to_start = models.PositiveSmallIntegerField(null=True, blank=True)
    moved_from = MomentField(null=True, blank=True)

    class Meta(Due.Meta):
        verbose_name = _("what counts")
        verbose_name_plural = _("what counts")

    def __str__(self) -> str:
        return f"{self.person}: {self.get_rule_display()}"
