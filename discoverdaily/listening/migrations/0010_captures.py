"""What Spotify answered last is kept; and whoever is connected already is asked for, too."""

from django.conf import settings
from django.db import migrations, models
from django.utils import timezone


def begin(apps, schema_editor):
    Capture = apps.get_model("listening", "Capture")
    Connection = apps.get_model("spotify", "Connection")
    now = timezone.now()
    people = set(Connection.objects.values_list("social__user", flat=True))
    Capture.objects.bulk_create(
        (Capture(person_id=person, due_at=now) for person in sorted(people)), batch_size=500, ignore_conflicts=True
    )


class Migration(migrations.Migration):
    dependencies = [
        ("listening", "0009_what_kinds_of_export"),
        ("spotify", "0002_missing_scopes"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="capture",
            name="asked_at",
            field=models.DateTimeField(blank=True, help_text="When Spotify was last asked.", null=True),
        ),
        migrations.AddField(
            model_name="capture",
            name="told",
            field=models.JSONField(
                blank=True,
                default=list,
                editable=False,
                help_text="What it answered: moment and Spotify's id of each play.",
            ),
        ),
        migrations.RunPython(begin, migrations.RunPython.noop, elidable=True),
    ]
