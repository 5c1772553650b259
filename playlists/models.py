"""Saved playlists: what each person wants kept, every list that was written, and every look at Spotify."""

import secrets
import string
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Literal, cast

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from discoverdaily import clock
from discoverdaily.due import Due
from playlists.schedule import Schedule
from playlists.windows import LONGEST, Window

if TYPE_CHECKING:
    from datetime import datetime

MARK_LETTERS = string.ascii_lowercase + string.digits
AT_REST: dict[str, Any] = {"attempts": 0, "last_error": "", "failing_since": None}
"""The fields of a saved playlist with no failure to speak of."""
LARGEST = 100
SMALLEST = 10


def new_mark() -> str:
    """A short sign that stands in the playlist's description, by which a playlist made by a lost call is found."""
    return "".join(secrets.choice(MARK_LETTERS) for _ in range(8))


class TimeRange(models.TextChoices):
    """Spotify's three windows, labelled for what they are (spotify.md §4)."""

    SHORT = "short_term", _("four weeks")
    MEDIUM = "medium_term", _("six months")
    LONG = "long_term", _("about a year")

    @property
    def word(self) -> Literal["short_term", "medium_term", "long_term"]:
        """Spotify's own word for it."""
        return cast(Literal["short_term", "medium_term", "long_term"], self.value)


class Recipe(models.Model):
    """What a person wants grown from up to five seeds, and what grew of it last. Without a name it is a draft.

    Nothing of it stands in Spotify but what a SavedPlaylist writes there.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="recipes")
    name = models.CharField(_("name"), max_length=100, blank=True)
    seeds = models.JSONField(_("seeds"), default=list, help_text=_("Words such as “track:ID” and “artist:ID”."))
    tunables = models.JSONField(
        _("how it should feel"),
        default=dict,
        blank=True,
        help_text=_("Figures by attribute under target, minimum and maximum; explicit: true, false or null."),
    )
    size = models.PositiveSmallIntegerField(
        _("size"), default=25, validators=[MinValueValidator(SMALLEST), MaxValueValidator(LARGEST)]
    )
    per_artist = models.PositiveSmallIntegerField(
        _("most by one artist"), default=3, validators=[MinValueValidator(1), MaxValueValidator(LARGEST)]
    )
    nothing_known = models.BooleanField(_("nothing played before"), default=False)
    turn = models.PositiveIntegerField(default=0, editable=False, help_text=_("How often it was grown anew."))
    picks = models.JSONField(
        default=list, editable=False, help_text=_("What grew, in order: ids, why each is there, whether it is pinned.")
    )
    dropped = models.JSONField(default=list, editable=False, help_text=_("Ids of tracks that are to stay out."))
    relaxed = models.JSONField(default=list, editable=False, help_text=_("Limits that too few tracks kept."))
    asked = models.JSONField(
        default=dict, editable=False, help_text=_("Who was asked for candidates, and what kept each from answering.")
    )
    to_write = models.JSONField(
        default=list, editable=False, help_text=_("Ids of the list that its person saved, until it is written.")
    )
    made_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        verbose_name = _("recipe")
        verbose_name_plural = _("recipes")
        ordering = ("-made_at", "-pk")

    def __str__(self) -> str:
        return self.name or f"{self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("create:recipe", args=[self.pk])

    @property
    def track_ids(self) -> list[str]:
        """Spotify's ids of what grew, in order."""
        return [pick["id"] for pick in self.picks]

    def written(self) -> None:
        """The list that was to be written is; one that its person saved since it was read here is still to be."""
        type(self)._default_manager.filter(pk=self.pk, to_write=self.to_write).update(to_write=[])


class SavedPlaylist(Due):
    """A playlist in Spotify that DiscoverDaily made and keeps as its person wants it.

    Without a `spotify_id` it is an intent: the playlist is to be made, or was made by a call whose answer was lost.
    """

    class State(models.TextChoices):
        ACTIVE = "active", _("on")
        PAUSED = "paused", _("paused")
        STOPPED = "stopped", _("stopped")
        SUSPENDED = "suspended", _("needs you")

    class Unfollowed(models.TextChoices):
        STOP = "stop", _("stop refreshing it")
        REMAKE = "remake", _("make it anew")

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_playlists")
    time_range = models.CharField(
        _("range"), max_length=12, choices=TimeRange.choices, blank=True, help_text=_("Of Spotify's own ranking.")
    )
    period = models.CharField(
        _("period"), max_length=LONGEST, blank=True, help_text=_("Of the person's own counts, as windows.py words it.")
    )
    recipe = models.OneToOneField(
        "Recipe",
        on_delete=models.RESTRICT,
        null=True,
        blank=True,
        related_name="saved",
        help_text=_("By which it is grown from a few seeds."),
    )
    name = models.CharField(_("name"), max_length=100)
    size = models.PositiveSmallIntegerField(
        _("size"), default=50, validators=[MinValueValidator(SMALLEST), MaxValueValidator(LARGEST)]
    )
    public = models.BooleanField(_("public"), default=False)
    schedule = models.CharField(_("refresh"), max_length=8, choices=Schedule.choices, default=Schedule.DAILY)
    refresh_hour = models.PositiveSmallIntegerField(_("hour"), default=6, validators=[MaxValueValidator(23)])
    weekday = models.PositiveSmallIntegerField(_("weekday"), default=0, validators=[MaxValueValidator(6)])
    when_unfollowed = models.CharField(
        _("when removed in Spotify"), max_length=8, choices=Unfollowed.choices, default=Unfollowed.STOP
    )
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.ACTIVE)
    wanted_edition = models.ForeignKey(
        "Edition",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("A list that is to be written next, in place of the top list of the day."),
    )
    spotify_id = models.CharField(max_length=64, blank=True, db_index=True)
    mark = models.CharField(max_length=16, default=new_mark, editable=False)
    snapshot_id = models.CharField(max_length=200, blank=True, editable=False)
    creating_at = models.DateTimeField(
        null=True, blank=True, editable=False, help_text=_("Spotify was asked to make it, and the answer may be lost.")
    )
    failing_since = models.DateTimeField(null=True, blank=True, editable=False)
    unplayable = models.PositiveSmallIntegerField(
        default=0, editable=False, help_text=_("Tracks that the last list is without: known by name, not by an id.")
    )
    created_at = models.DateTimeField(default=clock.now, editable=False)

    feature: ClassVar[str] = "playlists"

    class Meta(Due.Meta):
        verbose_name = _("saved playlist")
        verbose_name_plural = _("saved playlists")
        ordering = ("created_at", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(period="", recipe__isnull=True) & ~Q(time_range="")
                | Q(time_range="", recipe__isnull=True) & ~Q(period="")
                | Q(time_range="", period="", recipe__isnull=False),
                name="a_ranking_or_own_counts_or_a_recipe",
            ),
        )

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("playlists:detail", args=[self.pk])

    @property
    def exists(self) -> bool:
        """Whether the playlist is known to stand in Spotify."""
        return bool(self.spotify_id)

    @property
    def window(self) -> Window | None:
        """The stretch of time whose most played it holds, by the person's own counts; None for Spotify's ranking."""
        return Window(self.period) if self.period else None

    @property
    def repeats(self) -> bool:
        return self.schedule != Schedule.FROZEN

    def latest_track_ids(self) -> list[str]:
        """The list last written, in order; empty where none was."""
        latest = self.editions.first()
        return latest.track_ids if latest else []

    @property
    def uri(self) -> str:
        return f"spotify:playlist:{self.spotify_id}"

    def write(self, **fields: Any) -> None:
        """Writes these fields and nothing else, so that a look or a press at the same time loses nothing of its own."""
        type(self)._default_manager.filter(pk=self.pk).update(**fields)
        for name, value in fields.items():
            setattr(self, name, value)

    def next_run(self, after: "datetime") -> "datetime | None":
        """The next time after `after` at which its person wants it looked at; None for a frozen or resting one."""
        if self.state != self.State.ACTIVE:
            return None
        return Schedule(self.schedule).next_run(
            after=after, zone=self.person.zone, hour=self.refresh_hour, weekday=self.weekday
        )


class Edition(models.Model):
    """A list as it was written to Spotify, kept so that any day's can be shown and restored."""

    saved = models.ForeignKey(SavedPlaylist, on_delete=models.CASCADE, related_name="editions")
    written_at = models.DateTimeField()
    track_ids = models.JSONField(help_text=_("Spotify's ids of the tracks, in order."))

    class Meta:
        verbose_name = _("edition")
        verbose_name_plural = _("editions")
        ordering = ("-written_at", "-pk")
        indexes = [models.Index(fields=["saved", "-written_at"], name="edition_latest")]

    def __str__(self) -> str:
        return f"{self.saved}, {self.written_at:%Y-%m-%d %H:%M}"

    def get_absolute_url(self) -> str:
        return reverse("playlists:edition", args=[self.saved_id, self.pk])

    @property
    def uris(self) -> list[str]:
        return uris(self.track_ids)


class ListExclusion(models.Model):
    """An artist or a recording that is to stay out of one saved playlist; elsewhere it may stand."""

    saved = models.ForeignKey(SavedPlaylist, on_delete=models.CASCADE, related_name="exclusions")
    artist = models.ForeignKey("listening.Artist", on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    recording = models.ForeignKey(
        "listening.Recording", on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    made_at = models.DateTimeField()

    class Meta:
        verbose_name = _("exclusion from a list")
        verbose_name_plural = _("exclusions from lists")
        constraints = (
            models.CheckConstraint(
                condition=Q(artist__isnull=False, recording__isnull=True)
                | Q(artist__isnull=True, recording__isnull=False),
                name="an_artist_or_a_recording_of_a_list",
            ),
            models.UniqueConstraint(fields=["saved", "artist"], name="an_artist_excluded_once_a_list"),
            models.UniqueConstraint(fields=["saved", "recording"], name="a_recording_excluded_once_a_list"),
        )

    def __str__(self) -> str:
        return f"{self.saved}: {self.artist or self.recording}"


class Look(models.Model):
    """One look at Spotify on behalf of a saved playlist, and what became of it."""

    class Outcome(models.TextChoices):
        CREATED = "created", _("made in Spotify")
        CHANGED = "changed", _("refreshed")
        UNCHANGED = "unchanged", _("nothing to change")
        RESTORED = "restored", _("earlier list restored")
        REMOVED = "removed", _("removed in Spotify")
        FAILED = "failed", _("did not work")

    saved = models.ForeignKey(SavedPlaylist, on_delete=models.CASCADE, related_name="looks")
    at = models.DateTimeField()
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    reason = models.CharField(max_length=40, blank=True, help_text=_("Why it failed, as one word."))
    edition = models.OneToOneField(Edition, on_delete=models.SET_NULL, null=True, blank=True, related_name="look")

    class Meta:
        verbose_name = _("look")
        verbose_name_plural = _("looks")
        ordering = ("-at", "-pk")
        indexes = [models.Index(fields=["saved", "-at"], name="look_latest")]

    def __str__(self) -> str:
        return f"{self.saved}: {self.get_outcome_display()}"


class FollowCheck(models.Model):
    """When a person's saved playlists were last asked for in their Spotify library: once a day, all together."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="follow_check")
    checked_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.person}: {self.checked_at}"


def one_line(name: str) -> str:
    """A name given elsewhere as we keep it: one line, at most as long as ours."""
    return " ".join(name.split())[:100]


def uris(track_ids: Sequence[str]) -> list[str]:
    """Spotify's URIs of tracks."""
    return [f"spotify:track:{track_id}" for track_id in track_ids]
