"""Days that were heard before there was a calendar take their colours, too."""

from django.db import migrations, models
from django.utils import timezone


def begin(apps, schema_editor):
    """Who has plays that are counted gets a calendar that is due; its worker marks all their days."""
    Counting = apps.get_model("listening", "Counting")
    Mood = apps.get_model("mood", "Mood")
    people = Counting.objects.filter(person__mood=None).values_list("person", flat=True)
    Mood.objects.bulk_create([Mood(person_id=key, due_at=timezone.now()) for key in people], batch_size=1_000)


class Migration(migrations.Migration):
    dependencies = [("mood", "0002_own_models"), ("listening", "0015_who_calls_an_id_so")]

    operations = [
        migrations.RunPython(begin, migrations.RunPython.noop, elidable=True),
        migrations.AlterField("ownmodel", "songs", models.JSONField(blank=True, default=dict, help_text="Spotify's ids of each playlist's songs, while it is in training.")),
    ]
