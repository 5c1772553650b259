"""Roll-ups have what they count as their key: one index less to keep for each of millions of rows.

Django does not change a table's key, so the rows move into new tables.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

PERSON = ("person", models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL))
RECORDING = ("recording", models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name="+", to="listening.recording"))
ARTIST = ("artist", models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name="+", to="listening.artist"))
COUNTERS = [
    ("plays_all", models.PositiveIntegerField(default=0)),
    ("plays_thirty", models.PositiveIntegerField(default=0)),
    ("plays_half", models.PositiveIntegerField(default=0)),
    ("ms_played", models.PositiveBigIntegerField(default=0)),
]
HOUR = [
    ("day", models.DateField(help_text="The person's own: it begins at the hour they chose.")),
    ("hour", models.PositiveSmallIntegerField(help_text="0 to 23, on their clock.")),
]
HOUR_TOTAL = [("day", models.DateField()), ("hour", models.PositiveSmallIntegerField())]
SPAN = ("span", models.PositiveSmallIntegerField(choices=[(1, "month"), (2, "year"), (3, "ever")]))
STARTS = ("start", models.DateField(help_text="The first day of the month or year; of ever, the first of 1970."))


def key(*names):
    return ("pk", models.CompositePrimaryKey(*names, blank=True, editable=False, primary_key=True, serialize=False))


def moved(name, fields, columns):
    """A new table with the rows of the old one."""
    table, columns = f"listening_{name.lower()}", f"person_id, {columns}, plays_all, plays_thirty, plays_half, ms_played"
    return [
        migrations.SeparateDatabaseAndState(
            state_operations=[migrations.DeleteModel(name)],
            database_operations=[migrations.RunSQL(f"ALTER TABLE {table} RENAME TO {table}_before")],
        ),
        migrations.CreateModel(name=name, fields=[*COUNTERS, *fields, PERSON]),
        migrations.RunSQL(f"INSERT INTO {table} ({columns}) SELECT {columns} FROM {table}_before"),
        migrations.RunSQL(f"DROP TABLE {table}_before"),
    ]


class Migration(migrations.Migration):
    dependencies = [
        ("listening", "0010_captures"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        *moved("HourCount", [*HOUR, RECORDING, key("person", "day", "hour", "recording")], "day, hour, recording_id"),
        *moved("HourTotal", [*HOUR_TOTAL, key("person", "day", "hour")], "day, hour"),
        *moved(
            "RecordingCount",
            [SPAN, STARTS, RECORDING, key("person", "span", "start", "recording")],
            "span, start, recording_id",
        ),
        *moved(
            "ArtistCount",
            [SPAN, ("start", models.DateField()), ARTIST, key("person", "span", "start", "artist")],
            "span, start, artist_id",
        ),
    ]
