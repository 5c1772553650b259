"""How recordings sound that were known before anybody asked is to be learnt, too."""

from django.db import migrations
from django.utils import timezone


def want(apps, schema_editor):
    AudioFeatures = apps.get_model("listening", "AudioFeatures")
    Recording = apps.get_model("listening", "Recording")
    now = timezone.now()
    known = Recording.objects.filter(features=None).order_by("pk").values_list("pk", flat=True)
    AudioFeatures.objects.bulk_create(
        (AudioFeatures(recording_id=key, due_at=now) for key in known), batch_size=500, ignore_conflicts=True
    )


class Migration(migrations.Migration):
    dependencies = [("listening", "0005_lookups")]
    operations = [migrations.RunPython(want, migrations.RunPython.noop, elidable=True)]
