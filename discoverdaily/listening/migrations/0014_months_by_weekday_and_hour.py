"""All of a person's plays in a month, at an hour of a weekday: what is there already is added up from the hours."""

from collections import defaultdict
from itertools import groupby
from operator import itemgetter

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

COUNTERS = ("plays_all", "plays_thirty", "plays_half", "ms_played")


def fill(apps, schema_editor):
    MonthTotal = apps.get_model("listening", "MonthTotal")
    rows = apps.get_model("listening", "HourTotal").objects.order_by("person", "day")
    for person, hours in groupby(rows.values_list("person", "day", "hour", *COUNTERS).iterator(), key=itemgetter(0)):
        sums = defaultdict(lambda: [0, 0, 0, 0])
        for _, day, hour, *figures in hours:
            tally = sums[day.replace(day=1), day.weekday(), hour]
            tally[:] = [one + more for one, more in zip(tally, figures)]
        MonthTotal.objects.bulk_create(
            MonthTotal(
                person_id=person, month=month, weekday=weekday, hour=hour, **dict(zip(COUNTERS, figures))
            )
            for (month, weekday, hour), figures in sums.items()
        )


class Migration(migrations.Migration):

    dependencies = [
        ('listening', '0013_private_plays'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='MonthTotal',
            fields=[
                ('plays_all', models.PositiveIntegerField(default=0)),
                ('plays_thirty', models.PositiveIntegerField(default=0)),
                ('plays_half', models.PositiveIntegerField(default=0)),
                ('ms_played', models.PositiveBigIntegerField(default=0)),
                ('month', models.DateField(help_text='Its first day.')),
                ('weekday', models.PositiveSmallIntegerField(help_text='0 Monday … 6 Sunday.')),
                ('hour', models.PositiveSmallIntegerField()),
                ('pk', models.CompositePrimaryKey('person', 'month', 'weekday', 'hour', blank=True, editable=False, primary_key=True, serialize=False)),
                ('person', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
    ]
