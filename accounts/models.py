"""People, the doors they come in by, and who may join them."""

import secrets
import uuid
import zoneinfo
from datetime import timedelta
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.contrib.sessions.models import Session
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from discoverdaily import clock
from discoverdaily.due import Due


def opaque_username() -> str:
    """A name that says nothing about anybody and is nobody else's."""
    return uuid.uuid4().hex


class AddressField(models.EmailField):  # type: ignore[type-arg]  # generic in the stubs alone
    """An e-mail address, kept and looked for in lower case, so that one mailbox is one address."""

    def to_python(self, value: Any) -> Any:
        return value.lower() if isinstance(value, str) else value

    def get_prep_value(self, value: Any) -> Any:
        return self.to_python(super().get_prep_value(value))


class Theme(models.TextChoices):
    """How pages look; empty: as the person's device has it."""

    DEVICE = "", _("as my device has it")
    LIGHT = "light", _("light")
    DARK = "dark", _("dark")


class UserManager(BaseUserManager["User"]):
    def create_user(
        self, username: str | None = None, email: str | None = None, password: str | None = None, **fields: Any
    ) -> "User":
        """A person; without a password they come in by Spotify alone. An empty e-mail is none at all."""
        user = self.model(username=username or opaque_username(), email=self.normalize_email(email) or None, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(
        self, username: str | None = None, email: str | None = None, password: str | None = None, **fields: Any
    ) -> "User":
        """One of the staff who may do everything."""
        return self.create_user(username, email, password, is_staff=True, is_superuser=True, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    """A person. What Spotify knows of them stands in their `spotify.Connection`."""

    username = models.CharField(_("username"), max_length=64, unique=True, default=opaque_username)
    email = AddressField(
        _("e-mail"), unique=True, null=True, blank=True, help_text=_("Confirmed by a letter; Spotify does not tell it.")
    )
    email_changed_at = models.DateTimeField(_("e-mail changed"), null=True, blank=True, editable=False)
    display_name = models.CharField(_("name"), max_length=120, blank=True)
    time_zone = models.CharField(_("time zone"), max_length=64, default="UTC", help_text=_("Found from the browser."))
    time_zone_known = models.BooleanField(_("time zone known"), default=False)
    day_starts_at = models.PositiveSmallIntegerField(
        _("hour the day starts"),
        default=4,
        validators=[MaxValueValidator(23)],
        help_text=_("0 to 23, in their own time."),
    )
    locale = models.CharField(_("language"), max_length=12, blank=True)
    theme = models.CharField(
        _("look of the pages"), max_length=5, choices=Theme, blank=True, help_text=_("Empty: as the device has it.")
    )
    session_seed = models.CharField(max_length=32, blank=True, editable=False)
    is_staff = models.BooleanField(_("staff"), default=False)
    is_active = models.BooleanField(_("active"), default=True)
    date_joined = models.DateTimeField(_("joined"), auto_now_add=True)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")

    def __str__(self) -> str:
        return self.display_name or self.email or self.username

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """What each session of theirs carries: another one after the password or `session_seed` changed.

        As Django has it, with the seed.
        """
        salt = "django.contrib.auth.models.AbstractBaseUser.get_session_auth_hash"
        carried = salted_hmac(salt, f"{self.password}{self.session_seed}", secret=secret, algorithm="sha256")
        return str(carried.hexdigest())

    @property
    def zone(self) -> zoneinfo.ZoneInfo:
        """Their time zone; UTC where the name kept is no longer known."""
        try:
            return zoneinfo.ZoneInfo(self.time_zone)
        except (zoneinfo.ZoneInfoNotFoundError, ValueError):
            return zoneinfo.ZoneInfo("UTC")


class AddressAsked(models.Model):
    """The address a person wishes to have, until it is confirmed: at itself and, where they have one, at the old one.

    Who signed up with it and a password comes in by it meanwhile. It is nobody's claim: several people may wish for
    the same, and the first who confirms has it.
    """

    person = models.OneToOneField(User, on_delete=models.CASCADE, related_name="asked")
    address = AddressField(_("e-mail"), db_index=True)
    asked_at = models.DateTimeField(_("asked"))
    agreed_there = models.BooleanField(_("confirmed at itself"), default=False)
    agreed_before = models.BooleanField(_("confirmed at the old one"), default=False)

    class Meta:
        verbose_name = _("address to be confirmed")
        verbose_name_plural = _("addresses to be confirmed")

    def __str__(self) -> str:
        return str(self.address)


class Device(models.Model):
    """A browser in which a person is signed in. It goes with its session, and signing it out deletes the session."""

    session = models.OneToOneField(Session, on_delete=models.CASCADE, editable=False)
    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="devices")
    user_agent = models.CharField(_("user agent"), max_length=200, blank=True)
    first_seen = models.DateTimeField(_("first seen"))
    last_seen = models.DateTimeField(_("last seen"), help_text=_("To the hour."))

    class Meta:
        verbose_name = _("device")
        verbose_name_plural = _("devices")

    def __str__(self) -> str:
        return self.user_agent


class Registration(models.TextChoices):
    """Who may make an account."""

    OPEN = "open", _("everybody")
    INVITE = "invite", _("who was invited")
    CLOSED = "closed", _("nobody")


class Switches(models.Model):
    """What staff may change while the instance runs: one row, which goes before the settings."""

    registration = models.CharField(
        _("who may make an account"),
        max_length=8,
        choices=Registration,
        blank=True,
        help_text=_("Empty: as the setting REGISTRATION says."),
    )
    off = models.JSONField(_("features that are off"), default=list, blank=True, help_text=_("By their keys."))

    class Meta:
        verbose_name = _("switches")
        verbose_name_plural = _("switches")
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="one_row_of_switches")]

    def __str__(self) -> str:
        return str(_("switches"))

    def save(self, *args: Any, **kwargs: Any) -> None:
        """There is one row."""
        self.pk = 1
        super().save(*args, **kwargs)


class Invitation(models.Model):
    """A link that lets people join where not everybody may. The link's token is kept as a hash only."""

    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    note = models.CharField(_("note"), max_length=120, blank=True, help_text=_("For staff: whom it is for."))
    seats = models.PositiveSmallIntegerField(
        _("seats"), default=1, validators=[MinValueValidator(1)], help_text=_("How many people it lets in.")
    )
    taken = models.PositiveSmallIntegerField(_("taken"), default=0, editable=False)
    ends_at = models.DateTimeField(_("ends"))
    made_at = models.DateTimeField(_("made"), default=clock.now, editable=False)
    made_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+", editable=False)

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")

    def __str__(self) -> str:
        return self.note or str(_("invitation"))

    @property
    def seats_left(self) -> int:
        """How many more it lets in, were it not for its end."""
        return max(self.seats - self.taken, 0)


def new_name() -> str:
    """A name that nobody guesses."""
    return secrets.token_urlsafe(24)


class Download(Due):
    """All that is kept of a person as one zip: asked for, being written, or there to be fetched for a day.

    Its bytes lie in the database, so that whichever web process is asked has them, and deleting the row is enough.
    """

    class State(models.TextChoices):
        """How far it is."""

        ASKED = "asked", _("asked for")
        READY = "ready", _("ready")

    person = models.OneToOneField(User, on_delete=models.CASCADE, related_name="download")
    name = models.CharField(max_length=40, unique=True, default=new_name, editable=False)
    state = models.CharField(max_length=5, choices=State, default=State.ASKED)
    asked_at = models.DateTimeField(_("asked"), default=clock.now)
    ready_at = models.DateTimeField(_("ready"), null=True, blank=True)
    rows = models.PositiveIntegerField(default=0, help_text=_("To be written, about."))
    rows_done = models.PositiveIntegerField(default=0)
    size = models.PositiveBigIntegerField(default=0, help_text=_("Bytes."))

    lease_for: ClassVar[timedelta] = timedelta(minutes=2)

    class Meta(Due.Meta):
        verbose_name = _("download")
        verbose_name_plural = _("downloads")

    def __str__(self) -> str:
        return f"{self.pk}"


class DownloadPart(models.Model):
    """Some of a download's bytes."""

    download = models.ForeignKey(Download, on_delete=models.CASCADE, related_name="parts")
    number = models.PositiveIntegerField()
    content = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["download", "number"], name="download_part_once")]

    def __str__(self) -> str:
        return f"{self.download_id}, {self.number}"


class Erasure(Due):
    """A person left, and what is theirs is being deleted; this row goes with the last of it."""

    person = models.OneToOneField(User, on_delete=models.CASCADE, related_name="erasure")
    asked_at = models.DateTimeField(_("asked"), default=clock.now)
    leave_spotify = models.BooleanField(
        default=False, help_text=_("What was made in their Spotify library is still to be taken out of it.")
    )

    lease_for: ClassVar[timedelta] = timedelta(minutes=2)

    class Meta(Due.Meta):
        verbose_name = _("erasure")
        verbose_name_plural = _("erasures")

    def __str__(self) -> str:
        return f"{self.pk}"


class Share(models.Model):
    """A link by which whoever has it sees one thing of a person's. The link's token is kept as a hash only."""

    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="shares")
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    section = models.CharField(max_length=40, help_text=_("What it shows, as an app offers it."))
    choice = models.CharField(max_length=40, help_text=_("Which one of these."))
    title = models.CharField(_("title"), max_length=120, help_text=_("As it was called when the link was made."))
    named = models.BooleanField(_("with my name"), default=False)
    made_at = models.DateTimeField(_("made"), default=clock.now, editable=False)
    ends_at = models.DateTimeField(_("ends"))

    class Meta:
        verbose_name = _("shared link")
        verbose_name_plural = _("shared links")
        ordering = ("-made_at", "-pk")

    def __str__(self) -> str:
        return self.title


class Care(Due):
    """A person's connection to Spotify is looked after: what can be done through it, once a day, and a letter before
    Spotify's six months are over."""

    person = models.OneToOneField(User, on_delete=models.CASCADE, related_name="care")
    told_ahead = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text=_("How many days before the end the last letter told of it.")
    )
    seen_ahead = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text=_("Which reminder on Today they have put away: the one so many days before.")
    )

    lease_for: ClassVar[timedelta] = timedelta(minutes=2)

    class Meta(Due.Meta):
        verbose_name = _("care of a connection")
        verbose_name_plural = _("cares of connections")

    def __str__(self) -> str:
        return f"{self.pk}"


class Announcement(models.Model):
    """What staff tell everybody, on every page, until its end."""

    words = models.CharField(_("words"), max_length=300)
    begins_at = models.DateTimeField(_("begins"), default=clock.now)
    ends_at = models.DateTimeField(_("ends"))
    put_away_by = models.ManyToManyField(User, related_name="+", editable=False)

    class Meta:
        verbose_name = _("announcement")
        verbose_name_plural = _("announcements")
        ordering = ("begins_at", "pk")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("begins_at")),
                name="announcement_ends_after_it_begins",
                violation_error_message=_("It has to end after it begins."),
            )
        ]

    def __str__(self) -> str:
        return self.words
