"""Quality in effect: what a reader may believe of a sample now."""

from __future__ import annotations

from dinrail.documents import StatusName
from dinrail.sample import Quality, Sample

__all__ = ["DEFAULT_REFRESH_S", "quality_in_effect"]

DEFAULT_REFRESH_S = 60.0
_DELIVERING = frozenset({"running", "degraded"})


def quality_in_effect(
    sample: Sample, status: StatusName | None, now_ms: int, refresh_s: float = DEFAULT_REFRESH_S
) -> tuple[Quality, str]:
    """Sample quality AND instance status AND age < 3 × refresh → (quality, reason key or "").

    `status` is None when no gateway reports one (a router alone on a file); `now_ms` Unix ms.
    A sample is never better than its own quality; one of a starting instance is at best uncertain.
    """
    if sample.quality == "bad":
        return "bad", sample.why or "bad"
    if status is not None and status != "starting" and status not in _DELIVERING:
        return "bad", f"instance_{status}"
    if now_ms - sample.ts >= 3000 * refresh_s:
        return "bad", "stale"
    if status == "starting":
        return "uncertain", "instance_starting"
    return sample.quality, sample.why
