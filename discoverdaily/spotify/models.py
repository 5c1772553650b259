"""A person's connection to Spotify, and what each Spotify app may still ask for."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from social_django.models import UserSocialAuth

from discoverdaily import clock
from discoverdaily.spotify.errors import Reason

CONSENT_LASTS = timedelta(days=182)
"""Spotify's refresh tokens end six months after the person agreed, however often they are used."""


class Connection(models.Model):
    """What is known of a person's Spotify account; the two tokens lie sealed in the social-auth row it belongs to."""

    class State(models.TextChoices):
        CONNECTED = "connected", _("connected")
        RECONNECT_NEEDED = "reconnect_needed", _("must be connected again")

    social = models.OneToOneField(UserSocialAuth, on_delete=models.CASCADE, related_name="connection")
    client_id = models.CharField(_("client id"), max_length=64, help_text=_("The Spotify app they agreed to."))
    account_id = models.CharField(
        _("account id"),
        max_length=128,
        blank=True,
        db_index=True,
        help_text=_("Never changes; newer accounts tell it."),
    )
    spotify_id = models.CharField(_("Spotify id"), max_length=128, db_index=True)
    authorized_at = models.DateTimeField(
        _("agreed"), help_text=_("When they last agreed; refreshing does not move it.")
    )
    scopes = models.JSONField(_("scopes"), default=list, help_text=_("What they agreed to."))
    missing_scopes = models.JSONField(
        _("missing scopes"), default=list, help_text=_("What was needed and not there; asked for at the next consent.")
    )
    state = models.CharField(_("state"), max_length=20, choices=State, default=State.CONNECTED)
    refusal = models.CharField(
        _("refusal"), max_length=20, blank=True, help_text=_("Why Spotify last refused them; empty: it did not.")
    )
    refused_at = models.DateTimeField(_("refused"), null=True, blank=True)
    premium = models.BooleanField(_("Premium"), null=True, help_text=_("Unknown until Spotify says or refuses."))
    token_ends_at = models.DateTimeField(_("token ends"), null=True, help_text=_("The access token's last moment."))
    lease = models.UUIDField(null=True, editable=False, help_text=_("Held by the worker that renews the token."))
    leased_until = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("connection")
        verbose_name_plural = _("connections")

    def __str__(self) -> str:
        return self.spotify_id

    @property
    def ends_at(self) -> datetime:
        """When Spotify's six months are over and the person must agree again."""
        return self.authorized_at + CONSENT_LASTS

    @property
    def usable(self) -> bool:
        """Whether there is a token to call Spotify with."""
        return self.state == self.State.CONNECTED


class OwnApp(models.Model):
    """A Spotify app that a person has registered themselves, to connect through instead of the instance's."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="own_app")
    client_id = models.CharField(_("client id"), max_length=64, help_text=_("Such apps have no secret here: PKCE."))
    chosen_at = models.DateTimeField(_("chosen"), default=clock.now)

    class Meta:
        verbose_name = _("app of their own")
        verbose_name_plural = _("apps of their own")

    def __str__(self) -> str:
        return self.client_id


class ClientBudget(models.Model):
    """How much one Spotify app has asked for of late, and until when Spotify wants to be left alone."""

    client_id = models.CharField(_("client id"), max_length=64, unique=True)
    cooldown_until = models.DateTimeField(_("cooling down until"), null=True, blank=True)
    cooldown_reason = models.CharField(
        _("why"),
        max_length=20,
        blank=True,
        choices=[(Reason.RATE.value, _("too fast")), (Reason.QUOTA.value, _("quota used up"))],
    )
    recent = models.JSONField(
        _("recent calls"), default=dict, help_text=_("Calls by unix second, over the last thirty seconds.")
    )

    class Meta:
        verbose_name = _("budget")
        verbose_name_plural = _("budgets")

    def __str__(self) -> str:
        return self.client_id

    def cooling_down(self, now: datetime | None = None) -> bool:
        """Whether Spotify still wants to be left alone."""
        return self.cooldown_until is not None and self.cooldown_until > (now or clock.now())
