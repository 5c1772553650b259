"""The product's settings, but for what would make tests slow; and one app more, whose rows are work to be done."""

import os

from discoverdaily.settings import *  # noqa: F403
from discoverdaily.settings import CELERY_BEAT_SCHEDULE, CELERY_BEAT_SCHEDULE_FILENAME, INSTALLED_APPS, STORAGES

INSTALLED_APPS = [*INSTALLED_APPS, "tests.errands"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}

CELERY_BEAT_SCHEDULE = CELERY_BEAT_SCHEDULE | {
    "run_errands": {"task": "tests.errands.tasks.run_errands", "schedule": 0.5, "options": {"expires": 0.4}}
}
CELERY_BEAT_SCHEDULE_FILENAME = os.environ.get("BEAT_SCHEDULE_FILE", CELERY_BEAT_SCHEDULE_FILENAME)
