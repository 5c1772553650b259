from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("mood", "0001_calendar")]

    operations = [
        migrations.RemoveField("ownmodel", "made_at"),
        migrations.RemoveField("ownmodel", "numbers"),
        migrations.AddField("ownmodel", "due_at", models.DateTimeField(blank=True, help_text="When it is next due; empty: nothing is planned.", null=True)),
        migrations.AddField("ownmodel", "lease", models.UUIDField(blank=True, editable=False, null=True)),
        migrations.AddField("ownmodel", "leased_until", models.DateTimeField(blank=True, editable=False, null=True)),
        migrations.AddField("ownmodel", "attempts", models.PositiveIntegerField(default=0, help_text="Failures in a row.")),
        migrations.AddField("ownmodel", "last_error", models.CharField(blank=True, max_length=200)),
        migrations.AddField("ownmodel", "happy", models.JSONField(default=list, help_text="Playlists of happy songs: Spotify's id and the name of each."), preserve_default=False),
        migrations.AddField("ownmodel", "sad", models.JSONField(default=list, help_text="Playlists of sad songs, likewise."), preserve_default=False),
        migrations.AddField("ownmodel", "state", models.CharField(choices=[("asked", "in training"), ("ready", "trained"), ("failed", "not trained")], default="asked", max_length=6)),
        migrations.AddField("ownmodel", "problem", models.CharField(blank=True, help_text="Why it was not trained; see own_models.py.", max_length=40)),
        migrations.AddField("ownmodel", "songs", models.JSONField(blank=True, default=dict, help_text="How many songs there were, and known, of a kind.")),
        migrations.AddField("ownmodel", "content", models.TextField(blank=True, editable=False, help_text="The model as it is written to a file.")),
        migrations.AddField("ownmodel", "report", models.JSONField(blank=True, default=dict, editable=False, help_text="How good it is.")),
        migrations.AlterField("ownmodel", "fingerprint", models.CharField(blank=True, editable=False, max_length=16)),
        migrations.AddField("ownmodel", "asked_at", models.DateTimeField(default="2026-01-01T00:00:00Z"), preserve_default=False),
        migrations.AddIndex("ownmodel", models.Index(fields=["due_at"], name="mood_ownmodel_due")),
    ]
