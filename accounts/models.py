"""People."""

import uuid
import zoneinfo
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _


def opaque_username() -> str:
    """A name that says nothing about anybody and is nobody else's."""
    return uuid.uuid4().hex


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
    email = models.EmailField(_("e-mail"), unique=True, null=True, blank=True, help_text=_("Spotify does not tell it."))
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

    @property
    def zone(self) -> zoneinfo.ZoneInfo:
        """Their time zone; UTC where the name kept is no longer known."""
        try:
            return zoneinfo.ZoneInfo(self.time_zone)
        except (zoneinfo.ZoneInfoNotFoundError, ValueError):
            return zoneinfo.ZoneInfo("UTC")
