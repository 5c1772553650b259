"""Tracks, the recordings they carry, the artists who made them, and how they sound."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from discoverdaily.due import Due
from discoverdaily.spotify.errors import Reason


class Artist(models.Model):
    """Who made something. Without a `spotify_id` known by name alone, from somebody's export."""

    spotify_id = models.CharField(max_length=22, unique=True, null=True, blank=True)
    name = models.CharField(_("name"), max_length=300)
    name_key = models.CharField(max_length=200, db_index=True, editable=False, help_text=_("See keys.py."))

    class Meta:
        verbose_name = _("artist")
        verbose_name_plural = _("artists")
        constraints = (
            models.UniqueConstraint(
                fields=["name_key"], condition=Q(spotify_id__isnull=True), name="one_nameless_artist_a_name"
            ),
        )

    def __str__(self) -> str:
        return self.name


class Recording(models.Model):
    """What was recorded once, under however many ids: plays of it count as one song's (recordings.py says when)."""

    isrc = models.CharField("ISRC", max_length=15, unique=True, null=True, blank=True)
    artist = models.ForeignKey(
        Artist, on_delete=models.PROTECT, related_name="recordings", help_text=_("Who is credited first.")
    )

    class Meta:
        verbose_name = _("recording")
        verbose_name_plural = _("recordings")

    def __str__(self) -> str:
        return self.isrc or f"{self.artist_id}/{self.pk}"


class Track(models.Model):
    """A track under one of Spotify's ids; without one, known from account data by title and artist alone."""

    spotify_id = models.CharField(max_length=22, unique=True, null=True, blank=True)
    recording = models.ForeignKey(Recording, on_delete=models.PROTECT, related_name="tracks")
    name = models.CharField(_("title"), max_length=500)
    title_key = models.CharField(max_length=200, editable=False, help_text=_("See keys.py."))
    artist = models.ForeignKey(
        Artist,
        on_delete=models.PROTECT,
        related_name="own_tracks",
        db_index=False,
        help_text=_("Who is credited first."),
    )
    artists = models.ManyToManyField(Artist, through="Credit", related_name="tracks")
    album = models.CharField(_("album"), max_length=500, blank=True)
    cover = models.CharField(
        _("cover"), max_length=64, blank=True, help_text=_("Name of the picture on Spotify's image host.")
    )
    duration_ms = models.PositiveIntegerField(_("length in ms"), default=0, help_text=_("0: not known."))
    heard_ms = models.PositiveIntegerField(
        default=0, help_text=_("How long it ran when an export says it was heard to its end; 0: not known.")
    )
    explicit = models.BooleanField(_("explicit"), default=False)
    isrc = models.CharField("ISRC", max_length=15, blank=True, db_index=True)
    released = models.CharField(
        _("released"),
        max_length=10,
        default="",
        db_default="",
        blank=True,
        help_text=_("The day, the month or the year its album came out, as Spotify tells it."),
    )
    popularity = models.PositiveSmallIntegerField(
        _("popularity"),
        null=True,
        blank=True,
        help_text=_("0 to 100. Spotify tells it only apps under its older rules."),
    )
    seen_at = models.DateTimeField(
        null=True, blank=True, help_text=_("When Spotify last told us all of this; empty: never.")
    )
    named_alike = models.BooleanField(
        default=False, db_default=False, editable=False, help_text=_("ReccoBeats calls the id as the file did.")
    )

    class Meta:
        verbose_name = _("track")
        verbose_name_plural = _("tracks")
        indexes = [models.Index(fields=["artist", "title_key"], name="track_by_its_names")]
        constraints = (
            models.UniqueConstraint(
                fields=["artist", "title_key"], condition=Q(spotify_id__isnull=True), name="one_track_without_id_a_name"
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def uri(self) -> str:
        """Spotify's; empty where it has no id."""
        return f"spotify:track:{self.spotify_id}" if self.spotify_id else ""

    @property
    def artist_names(self) -> str:
        """Who made it, in the order of the credits; fetch with `credits__artist` prefetched."""
        return ", ".join(credit.artist.name for credit in self.credits.all())

    @property
    def length_ms(self) -> int:
        """Its length as Spotify tells it, else as it was heard; 0 where neither is known."""
        return self.duration_ms or self.heard_ms


class Credit(models.Model):
    """An artist's place among those who made a track."""

    track = models.ForeignKey(Track, on_delete=models.CASCADE, related_name="credits")
    artist = models.ForeignKey(Artist, on_delete=models.CASCADE, related_name="credits")
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("position",)
        constraints = (models.UniqueConstraint(fields=["track", "position"], name="one_artist_a_position"),)

    def __str__(self) -> str:
        return f"{self.track} – {self.artist}"


class Wanted(Due):
    """What is still to be learnt of music. It is asked for in its turn, and where nobody knows, again ever more
    rarely: no failure, and nobody has to look."""

    in_turn: ClassVar[bool] = True
    failed: ClassVar[Q] = Q(attempts__gt=0) & ~Q(last_error__in=("unknown", Reason.NOT_FOUND))

    class Meta(Due.Meta):
        abstract = True


class TrackDetails(Wanted):
    """ISRC and length of a track that came from a file are still to be learnt, many tracks at a time. Gone once they
    are known."""

    track = models.OneToOneField(Track, on_delete=models.CASCADE, related_name="details_wanted")

    class Meta(Wanted.Meta):
        verbose_name = _("missing ISRC and length")
        verbose_name_plural = _("missing ISRCs and lengths")

    def __str__(self) -> str:
        return str(self.track)


class TrackLookup(Wanted):
    """What only a call to Spotify for this one track tells: its cover; and where it has no id, which track it is. Gone
    once it is known. Such calls are few: whose turn it is follows from how much it is played, not from `due_at`."""

    track = models.OneToOneField(Track, on_delete=models.CASCADE, related_name="lookup_wanted")

    class Meta(Wanted.Meta):
        verbose_name = _("missing cover or id")
        verbose_name_plural = _("missing covers and ids")

    def __str__(self) -> str:
        return str(self.track)


class AudioFeatures(Wanted):
    """How a recording sounds. Due while it is to be asked for; once `found_at` is set, every figure is there but,
    perhaps, key and mode."""

    recording = models.OneToOneField(Recording, on_delete=models.CASCADE, related_name="features")
    found_at = models.DateTimeField(null=True, blank=True)
    provider = models.CharField(max_length=12, blank=True, help_text=_("Who told: spotify or reccobeats."))
    refused = models.JSONField(
        default=dict, blank=True, help_text=_("Figures outside their range, and so not believed, by name.")
    )
    acousticness = models.FloatField(null=True, blank=True)
    danceability = models.FloatField(null=True, blank=True)
    energy = models.FloatField(null=True, blank=True)
    instrumentalness = models.FloatField(null=True, blank=True)
    liveness = models.FloatField(null=True, blank=True)
    loudness = models.FloatField(null=True, blank=True, help_text=_("dB"))
    speechiness = models.FloatField(null=True, blank=True)
    tempo = models.FloatField(null=True, blank=True, help_text=_("beats a minute"))
    valence = models.FloatField(null=True, blank=True)
    key = models.SmallIntegerField(null=True, blank=True, help_text=_("0 C … 11 B; -1: none found"))
    mode = models.SmallIntegerField(null=True, blank=True, help_text=_("0 minor, 1 major"))

    class Meta(Wanted.Meta):
        verbose_name = _("audio features")
        verbose_name_plural = _("audio features")

    def __str__(self) -> str:
        return str(self.recording)


class Exclusion(models.Model):
    """An artist or a recording that a person wants to hear nothing of: it stays out of every list made for them."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="exclusions")
    artist = models.ForeignKey(Artist, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    recording = models.ForeignKey(Recording, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        verbose_name = _("exclusion")
        verbose_name_plural = _("exclusions")
        constraints = (
            models.CheckConstraint(
                condition=Q(artist__isnull=False, recording__isnull=True)
                | Q(artist__isnull=True, recording__isnull=False),
                name="an_artist_or_a_recording",
            ),
            models.UniqueConstraint(fields=["person", "artist"], name="an_artist_excluded_once"),
            models.UniqueConstraint(fields=["person", "recording"], name="a_recording_excluded_once"),
        )

    def __str__(self) -> str:
        return f"{self.person}: {self.artist or self.recording}"
