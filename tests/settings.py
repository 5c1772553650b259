"""The product's settings, but for what would make tests slow; and one app more, whose rows are work to be done."""

from discoverdaily.settings import *  # noqa: F403
from discoverdaily.settings import INSTALLED_APPS, STORAGES

INSTALLED_APPS = [*INSTALLED_APPS, "tests.errands"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
