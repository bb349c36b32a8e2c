"""Buckets as questions of a bounded size, and answers back into buckets; pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dinrail_gateway.history.buckets import Bucket, Run, runs
from dinrail_gateway.history.database import Series
from dinrail_gateway.history.language import MAX_LOOKS, SAMPLED, resolution, whole

__all__ = ["Found", "fill", "parts", "so_far"]

Found = dict[str, dict[str | None, list[float | None]]]
"""Values by point, then by state, None for those of no state."""


def parts(past: Sequence[Bucket], fn: str, most: int) -> list[Run]:
    """Runs that no database finds too much to look at."""
    if fn not in SAMPLED:
        return runs(past, most)
    longest = max(bucket.end - bucket.start for bucket in past)
    return runs(past, max(1, MAX_LOOKS * resolution(longest) * 1000 // longest))


def so_far(bucket: Bucket, now: int, fn: str) -> Bucket:
    """The present bucket is as long as it has lasted, in whole looks where it is looked at again and again."""
    if bucket.end <= now:
        return bucket
    length = max(now - bucket.start, 1000)
    length = whole(length) if fn in SAMPLED else length
    return Bucket(bucket.start, min(bucket.start + length, bucket.end))


def fill(found: Found, series: Series, run: Run, index: Mapping[int, int], count: int, *, worded: bool) -> None:
    """Values of a series to the buckets they are of."""
    point, state = series.metric.get("point", ""), series.metric.get("text", "") if worded else None
    values = found.setdefault(point, {}).setdefault(state, [None] * count)
    for seconds, text in series.values:
        number = float(text)
        begins = round(seconds * 1000) + 1 - run.length
        at = index.get(begins)
        if at is not None and number == number and values[at] is None:  # noqa: PLR0124 - not NaN
            values[at] = number
