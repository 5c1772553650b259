"""Sessions, the music that goes with them, and presets."""

from datetime import datetime, timedelta
from functools import cached_property
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from discoverdaily import clock
from discoverdaily.due import Due
from timer import wishes
from timer.plans import Phase, Plan
from timer.presets import setup_address, share_address
from timer.wishes import MOST_SONGS, Wish
from timer.words import Trouble, cut_told, trouble, unknown_told


class Session(models.Model):
    """A plan at work. The server keeps its time: whoever notices that a phase is over moves it on, and a conditional
    UPDATE on `version` lets one of them through."""

    class State(models.TextChoices):
        """Whether time runs."""

        RUNNING = "running", _("running")
        PAUSED = "paused", _("paused")
        DONE = "done", _("done")
        ENDED = "ended", _("ended early")

    LIVE = (State.RUNNING, State.PAUSED)

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="timer_sessions")
    title = models.CharField(_("title"), max_length=80, blank=True)
    figures = models.JSONField(_("plan"), help_text=_("Seconds and counts, by the names of plans.Plan."))
    state = models.CharField(_("state"), max_length=7, choices=State.choices, default=State.RUNNING)
    phase = models.PositiveSmallIntegerField(default=0, help_text=_("The running phase's place, from 0."))
    ends_at = models.DateTimeField(null=True, blank=True, help_text=_("When the phase ends; empty: time stands still."))
    left = models.DurationField(default=timedelta, help_text=_("Of the phase, while time stands still."))
    version = models.PositiveIntegerField(default=0, help_text=_("Of this row: each change makes a new one."))
    started_at = models.DateTimeField(default=clock.now)
    over_at = models.DateTimeField(null=True, blank=True)
    stood_at = models.DateTimeField(null=True, blank=True, help_text=_("Since when time stands still."))
    stood_for = models.DurationField(default=timedelta, help_text=_("How long it stood still before that."))

    class Meta:
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
        ordering = ("-started_at", "-pk")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(state__in=("running", "paused")), name="timer_one_live_session"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["ends_at"], name="timer_session_ends"),
            models.Index(fields=["person", "-started_at"], name="timer_session_log"),
        ]

    def __str__(self) -> str:
        return f"{self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("timer:session", args=[self.pk])

    @cached_property
    def plan(self) -> Plan:
        return Plan(**self.figures)

    @property
    def present(self) -> Phase:
        """The phase it is in, or was in when it ended."""
        return self.plan.phases[self.phase]

    @property
    def live(self) -> bool:
        return self.state in self.LIVE

    def left_at(self, now: datetime) -> timedelta:
        """Of the present phase; negative where it is over and nobody moved on yet."""
        return self.left if self.ends_at is None else self.ends_at - now

    def ran_for(self, now: datetime) -> timedelta:
        """How long time ran, without what it stood still."""
        standing = now - self.stood_at if self.stood_at and self.live else timedelta()
        return (self.over_at or now) - self.started_at - self.stood_for - standing


class Music(Due):
    """The music of a session: where it comes from, what it is told next, and what was last seen to play.

    Due when there is something to tell the player, or to look what it does. A command stands here before it is sent
    (`WAITING`), is marked right before (`SENT`), and is not sent again when nobody knows what became of it.
    """

    class Step(models.TextChoices):
        """How far the command is."""

        NONE = "", _("nothing to tell")
        WAITING = "waiting", _("to be sent")
        SENT = "sent", _("sent")

    lease_for: ClassVar[timedelta] = timedelta(seconds=settings.SPOTIFY_TIMEOUT + 3)
    """Longer than Spotify's answer is waited for."""

    session = models.OneToOneField(Session, on_delete=models.CASCADE, primary_key=True, related_name="music")
    device_id = models.CharField(max_length=100, blank=True, help_text=_("Empty: whichever is active."))
    device_name = models.CharField(max_length=120, blank=True)
    wish = models.JSONField(default=dict, help_text=_("Lists, shuffle, volumes and the like; see wishes.py."))
    cue = models.CharField(max_length=10, blank=True, help_text=_("What it is to be told; see cues.py."))
    cue_version = models.PositiveIntegerField(default=0, help_text=_("The session's, for which it was meant."))
    step = models.CharField(max_length=7, choices=Step.choices, default=Step.NONE, blank=True)
    trouble = models.CharField(max_length=20, blank=True, help_text=_("What keeps it from playing; see words.py."))
    playing = models.JSONField(default=dict, help_text=_("What was last seen to play."))
    held = models.JSONField(default=dict, help_text=_("How we left the player; see wishes.py."))
    looked_at = models.DateTimeField(null=True, blank=True, help_text=_("When we last looked what plays."))
    skips = models.PositiveIntegerField(default=0, help_text=_("Done."))
    unsure = models.PositiveIntegerField(default=0, help_text=_("Skips of which nobody knows whether they were done."))
    missed = models.PositiveIntegerField(default=0, help_text=_("Skips that were not done."))

    class Meta(Due.Meta):
        verbose_name = _("music of a session")
        verbose_name_plural = _("music of sessions")

    def __str__(self) -> str:
        return f"{self.pk}"

    @property
    def trouble_told(self) -> Trouble | None:
        """What keeps it from playing, in words."""
        return trouble(self.trouble) if self.trouble else None

    @property
    def said_of_lists(self) -> list[str]:
        """What there is to say of its lists: which are played in part, and how many songs' energy nobody knows."""
        wish = wishes.read(Wish, self.wish)
        cut = {it.name: len(it.uris) for it in wish.sources if it.uris and it.length > len(it.uris) >= MOST_SONGS}
        unknown, of = wish.unknown or (0, 0)
        said = [cut_told(name, songs) for name, songs in cut.items()]
        return [*said, unknown_told(unknown, of)] if unknown else said


class Preset(models.Model):
    """A plan that a person keeps under a name."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="timer_presets")
    name = models.CharField(_("name"), max_length=80)
    figures = models.JSONField(_("plan"))
    made_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("preset")
        verbose_name_plural = _("presets")
        ordering = ("name", "pk")
        constraints: ClassVar = [models.UniqueConstraint(fields=["person", "name"], name="timer_preset_name")]

    def __str__(self) -> str:
        return self.name

    @property
    def plan(self) -> Plan:
        return Plan(**self.figures)

    @property
    def address(self) -> str:
        """Set-up with its figures filled in."""
        return setup_address(plan=self.plan, name=self.name, preset=self.pk)

    @property
    def share_address(self) -> str:
        """The page that has the link to its plan."""
        return share_address(plan=self.plan, name=self.name)
