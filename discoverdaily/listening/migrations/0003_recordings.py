"""Tracks known before there were recordings get theirs: one for each ISRC, else one of their own."""

from django.db import migrations
from django.db.models import Q

from discoverdaily.listening.keys import name_key


def fill(apps, schema_editor):
    Artist = apps.get_model("listening", "Artist")
    Recording = apps.get_model("listening", "Recording")
    Track = apps.get_model("listening", "Track")
    Credit = apps.get_model("listening", "Credit")
    for artist in Artist.objects.filter(name_key="").iterator():
        Artist.objects.filter(pk=artist.pk).update(name_key=name_key(artist.name))
    for track in Track.objects.filter(Q(recording=None) | Q(artist=None)).iterator():
        credit = Credit.objects.filter(track=track).order_by("position").select_related("artist").first()
        artist = credit.artist if credit else Artist.objects.get_or_create(spotify_id=None, name_key="", name="")[0]
        recording = track.isrc and Recording.objects.filter(isrc=track.isrc).first()
        if not recording:
            recording = Recording.objects.create(isrc=track.isrc or None, artist=artist)
        Track.objects.filter(pk=track.pk).update(
            artist=artist, recording=recording, title_key=name_key(track.name)
        )


class Migration(migrations.Migration):
    dependencies = [("listening", "0002_plays")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop, elidable=True)]
