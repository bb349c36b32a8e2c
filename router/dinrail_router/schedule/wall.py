"""From what a clock on the wall shows to moments, also on the days it is set.

A time the clock jumps over is the moment of the jump. A time it shows twice starts a span at the
first and ends one at the last occurrence.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

__all__ = ["first_at", "last_before", "shown_at"]

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SECOND = timedelta(seconds=1)

# A clock that went mad may tell anything; what is outside of the years 1653 to 9892 is taken as their edge.
_EARLIEST = -10_000_000_000
_LATEST = 250_000_000_000


def first_at(shown: datetime, zone: ZoneInfo) -> int:
    """Seconds of the first moment at which the clock shows that or more."""
    first, second = _moment(shown, zone, 0), _moment(shown, zone, 1)
    return first if first <= second else _jump(second, first, zone)


def last_before(shown: datetime, zone: ZoneInfo) -> int:
    """Seconds of the moment up to which the clock shows less, for the last time."""
    first, second = _moment(shown, zone, 0), _moment(shown, zone, 1)
    if first > second:
        return _jump(second, first, zone)
    # Where the clock is set back to exactly this, the hour before it showed more.
    return second if shown_at(second - 1, zone) < shown else first


def shown_at(moment: int, zone: ZoneInfo) -> datetime:
    """What the clock shows at a moment in seconds."""
    return datetime.fromtimestamp(min(max(moment, _EARLIEST), _LATEST), zone).replace(tzinfo=None, fold=0)


def _moment(shown: datetime, zone: ZoneInfo, fold: int) -> int:
    return (shown.replace(tzinfo=zone, fold=fold) - _EPOCH) // _SECOND


def _jump(before: int, after: int, zone: ZoneInfo) -> int:
    """The moment between the two at which the clock jumps."""
    offset = datetime.fromtimestamp(before, zone).utcoffset()
    while after - before > 1:
        middle = (before + after) // 2
        if datetime.fromtimestamp(middle, zone).utcoffset() == offset:
            before = middle
        else:
            after = middle
    return after
