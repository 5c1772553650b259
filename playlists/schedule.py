"""When a saved playlist is next due, in its person's own time."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import models
from django.utils.translation import gettext_lazy as _


class Schedule(models.TextChoices):
    DAILY = "daily", _("every day")
    WEEKLY = "weekly", _("every week")
    FROZEN = "frozen", _("never: a frozen copy")

    def next_run(self, *, after: datetime, zone: ZoneInfo, hour: int, weekday: int) -> datetime | None:
        """The first moment strictly after `after` (aware) when it is `hour` o'clock in `zone`, on `weekday`
        (0 Monday) if weekly; None for a frozen copy.

        Where the clocks jump over that hour, it is the moment they land on; where they show it twice, the first time.
        """
        if self is Schedule.FROZEN:
            return None
        day = after.astimezone(zone).date() - timedelta(days=1)
        while True:
            moment = datetime.combine(day, time(hour), tzinfo=zone).astimezone(UTC)
            if moment > after and (self is Schedule.DAILY or day.weekday() == weekday):
                return moment
            day += timedelta(days=1)
