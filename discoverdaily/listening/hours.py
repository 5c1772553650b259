"""The person's own day and the hour on their clock, for one moment or for thousands."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import numpy as np
from numpy.typing import NDArray

from discoverdaily.listening.fields import to_ms

Ints = NDArray[np.int64]
HOUR = 3_600_000
DAY = 24 * HOUR


def zone_of(name: str) -> ZoneInfo:
    """The time zone of that name; UTC where it is no longer known."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")


def local_hour(moment: datetime, zone: str, starts_at: int) -> tuple[date, int]:
    """The day that a moment belongs to, which begins at the hour they chose; and the hour, 0 to 23."""
    local = moment.astimezone(zone_of(zone)).replace(tzinfo=None)
    return (local - timedelta(hours=starts_at)).date(), local.hour


def local_hours(moments: Ints, zone: str, starts_at: int) -> tuple[Ints, Ints]:
    """The same of many moments (unix ms); days as numbers since 1970."""
    local = moments + _offsets(moments, zone_of(zone))
    return (local - starts_at * HOUR) // DAY, local // HOUR % 24


def _offsets(moments: Ints, zone: ZoneInfo) -> Ints:
    """How far the zone's clock is ahead at each moment (ms): looked up once for each day on which it stays the same."""
    days, which = np.unique(moments // DAY, return_inverse=True)
    at_ends = np.array([[_offset(day * DAY, zone), _offset((day + 1) * DAY, zone)] for day in days.tolist()])
    at_ends = at_ends.reshape(-1, 2)
    offsets: Ints = at_ends[which, 0]
    for row in np.flatnonzero((at_ends[:, 0] != at_ends[:, 1])[which]).tolist():
        offsets[row] = _offset(int(moments[row]), zone)
    return offsets


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def _offset(moment: int, zone: ZoneInfo) -> int:
    local = (_EPOCH + timedelta(milliseconds=moment)).astimezone(zone)
    return to_ms(local.replace(tzinfo=UTC)) - moment
