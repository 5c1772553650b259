"""Tracks and the artists who made them, as Spotify names them."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Artist(models.Model):
    spotify_id = models.CharField(max_length=22, unique=True)
    name = models.CharField(_("name"), max_length=300)

    class Meta:
        verbose_name = _("artist")
        verbose_name_plural = _("artists")

    def __str__(self) -> str:
        return self.name


class Track(models.Model):
    """A track under one of Spotify's ids; the same recording may stand under several, told by their ISRC."""

    spotify_id = models.CharField(max_length=22, unique=True)
    name = models.CharField(_("title"), max_length=500)
    artists = models.ManyToManyField(Artist, through="Credit", related_name="tracks")
    album = models.CharField(_("album"), max_length=500, blank=True)
    cover = models.CharField(
        _("cover"), max_length=64, blank=True, help_text=_("Name of the picture on Spotify's image host.")
    )
    duration_ms = models.PositiveIntegerField(_("length in ms"), default=0)
    explicit = models.BooleanField(_("explicit"), default=False)
    isrc = models.CharField("ISRC", max_length=15, blank=True, db_index=True)
    seen_at = models.DateTimeField(auto_now=True, help_text=_("When Spotify last told us this."))

    class Meta:
        verbose_name = _("track")
        verbose_name_plural = _("tracks")

    def __str__(self) -> str:
        return self.name

    @property
    def uri(self) -> str:
        return f"spotify:track:{self.spotify_id}"

    @property
    def artist_names(self) -> str:
        """Who made it, in the order of the credits; fetch with `credits__artist` prefetched."""
        return ", ".join(credit.artist.name for credit in self.credits.all())


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
