"""Work to be done, for the tests of `discoverdaily.due`: an errand counts how often it was run."""

from datetime import timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models

from discoverdaily.due import Due


class Errand(Due):
    name = models.CharField(max_length=50)
    runs = models.PositiveIntegerField(default=0)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True)

    lease_for: ClassVar[timedelta] = timedelta(minutes=5)

    class Meta(Due.Meta):
        abstract = False

    def __str__(self) -> str:
        return self.name
