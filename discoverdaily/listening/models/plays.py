"""Every play, and what a person hid or deleted of them."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from discoverdaily.due import Due
from discoverdaily.listening.fields import MomentField
from discoverdaily.listening.models.tracks import Track


class Source(models.IntegerChoices):
    """Who told of a play. The higher, the better it knows: on a match the better one's record is kept."""

    ACCOUNT = 1, _("account data")
    CAPTURE = 2, _("captured")
    EXTENDED = 4, _("extended history")


class Play(models.Model):
    """A person heard a track. One play is one (person, moment, track).

    Plays are written by the ten thousand, by one door (plays.py), so the database does not check their foreign keys:
    tracks are never deleted, and whoever deletes a person, a removal or an import does it through the ORM.
    """

    class State(models.IntegerChoices):
        SHOWN = 0, _("shown")
        HIDDEN = 1, _("hidden")
        DELETED = 2, _("deleted")
        PRIVATE = 3, _("heard in a private session")

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="plays", db_index=False, db_constraint=False
    )
    track = models.ForeignKey(
        Track, on_delete=models.PROTECT, related_name="plays", db_index=False, db_constraint=False
    )
    played_at = MomentField(
        help_text=_("When it ended, as the source tells: to the second or better, from account data to the minute.")
    )
    ms_played = models.PositiveIntegerField(null=True, blank=True, help_text=_("Empty: not known."))
    source = models.PositiveSmallIntegerField(choices=Source.choices, help_text=_("Whose record this is."))
    told_by = models.PositiveSmallIntegerField(help_text=_("Every source that told of it, added up."))
    state = models.PositiveSmallIntegerField(choices=State.choices, default=State.SHOWN)
    removal = models.ForeignKey(
        "Removal",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="plays",
        db_index=False,
        db_constraint=False,
    )
    brought_by = models.ForeignKey(
        "Import",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="plays",
        db_index=False,
        db_constraint=False,
    )

    class Meta:
        verbose_name = _("play")
        verbose_name_plural = _("plays")
        constraints = (models.UniqueConstraint(fields=["person", "played_at", "track"], name="one_play_a_moment"),)
        indexes = [
            models.Index(fields=["track", "person", "played_at"], name="plays_of_a_track"),
            # The next three hold few rows, or none: most plays are shown, and most of many come from extended exports.
            models.Index(fields=["person", "state", "played_at", "track"], condition=~Q(state=0), name="plays_removed"),
            models.Index(fields=["removal", "played_at", "track"], condition=~Q(state=0), name="plays_of_a_removal"),
            models.Index(
                fields=["person", "source", "state", "played_at", "track"],
                condition=~Q(source=4),
                name="plays_of_a_source",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.played_at:%Y-%m-%d %H:%M:%S}: {self.track_id}"


class Removal(Due):
    """What a person hid or deleted at a press: done in pieces, undone as a whole. Deleted plays go for good when it is
    due a week later."""

    class Verb(models.TextChoices):
        HIDE = "hide", _("hide")
        DELETE = "delete", _("delete")

    class State(models.TextChoices):
        DOING = "doing", _("being done")
        DONE = "done", _("done")
        UNDOING = "undoing", _("being undone")
        UNDONE = "undone", _("undone")
        FINAL = "final", _("gone for good")

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="removals")
    verb = models.CharField(max_length=8, choices=Verb.choices)
    state = models.CharField(max_length=8, choices=State.choices, default=State.DOING)
    asked_at = models.DateTimeField()
    wanted = models.JSONField(help_text=_("Which plays: the filter as it stood in the page's address, or one play."))
    plays_count = models.PositiveIntegerField(default=0, help_text=_("How many it took, as far as it has come."))

    class Meta(Due.Meta):
        verbose_name = _("removal")
        verbose_name_plural = _("removals")

    def __str__(self) -> str:
        return f"{self.person}: {self.get_verb_display()}"
