"""The time something is compared with: as long before, or the same dates a year earlier; pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

from dinrail_gateway.history.buckets import Bucket, Calendar, buckets

__all__ = ["Compare", "before"]

Compare = Literal["before", "year"]
MINUTE = 60_000


def before(wanted: Sequence[Bucket], zone: ZoneInfo, compare: Compare, now: int) -> list[Bucket]:
    """Buckets of the earlier time; one that is not over yet is compared with as much of the earlier one."""
    first, last = (_local(ms, zone) for ms in (wanted[0].start, wanted[-1].end))
    start, end = _earlier(first, last, compare)
    step: Calendar = "day" if wanted[0].end - wanted[0].start <= 8 * 86_400_000 else "month"
    found = buckets(_ms(start, zone), _ms(end, zone), step, zone)
    if now >= wanted[-1].end:
        return found
    present = _local(now, zone)
    lasted = _ms(_year_back(present) if compare == "year" else start + (present - first), zone) // MINUTE * MINUTE
    cut = max(lasted, found[0].start + MINUTE)
    return [bucket._replace(end=min(bucket.end, cut)) for bucket in found if bucket.start < cut]


def _earlier(first: datetime, last: datetime, compare: Compare) -> tuple[datetime, datetime]:
    if compare == "year":
        return _year_back(first), _year_back(last)
    months = (last.year - first.year) * 12 + last.month - first.month
    if months and (first.day, last.day) == (1, 1):
        year, month = divmod(first.year * 12 + first.month - 1 - months, 12)
        return first.replace(year=year, month=month + 1), first
    return first - (last - first), first


def _local(ms: int, zone: ZoneInfo) -> datetime:
    return datetime.fromtimestamp(ms / 1000, zone).replace(tzinfo=None)


def _ms(local: datetime, zone: ZoneInfo) -> int:
    return int(local.replace(tzinfo=zone).timestamp() * 1000)


def _year_back(day: datetime) -> datetime:
    try:
        return day.replace(year=day.year - 1)
    except ValueError:  # 29 February
        return day.replace(year=day.year - 1, month=3, day=1)
