"""The bell: a Celery app whose tasks are found in the apps and whose rings stand in settings.CELERY_BEAT_SCHEDULE."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "discoverdaily.settings")
app = Celery("discoverdaily")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
