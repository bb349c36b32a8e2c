"""What became of the requests to each unit since the start."""

from __future__ import annotations

from typing import Any

from dinrail.errors import DeviceError, ProtocolError, Timeout
from dinrail_modbus.client import ExceptionAnswer

__all__ = ["Counts", "Diagnostics"]

WEIGHT = 0.1  # of the newest latency in the average


class Counts:
    """Of one unit; latencies in seconds, `average` a moving one over about the last ten answers."""

    __slots__ = ("average", "crc_errors", "exceptions", "longest", "protocol_errors", "requests", "timeouts")

    def __init__(self) -> None:
        self.requests = self.timeouts = self.exceptions = self.crc_errors = self.protocol_errors = 0
        self.average = self.longest = 0.0

    def shown(self) -> dict[str, Any]:
        """As JSON, latencies in ms; null before the first answer."""
        answered = self.longest > 0
        return {
            "requests": self.requests,
            "timeouts": self.timeouts,
            "exceptions": self.exceptions,
            "crc_errors": self.crc_errors,
            "protocol_errors": self.protocol_errors,
            "latency_ms": round(self.average * 1000, 2) if answered else None,
            "longest_ms": round(self.longest * 1000, 2) if answered else None,
        }


class Diagnostics:
    """Counts by unit id."""

    def __init__(self) -> None:
        self._units: dict[int, Counts] = {}

    def note(self, unit: int, seconds: float, error: DeviceError | None) -> None:
        """One request that took `seconds`."""
        counts = self.of(unit)
        counts.requests += 1
        if isinstance(error, Timeout):
            counts.timeouts += 1
        elif isinstance(error, ProtocolError) and not isinstance(error, ExceptionAnswer):
            counts.protocol_errors += 1
            counts.crc_errors += error.reason.key == "crc_wrong"
        elif error is None or isinstance(error, ExceptionAnswer):
            counts.exceptions += error is not None
            counts.average += (seconds - counts.average) * (WEIGHT if counts.average else 1.0)
            counts.longest = max(counts.longest, seconds)

    def of(self, unit: int) -> Counts:
        """Counts of a unit, all 0 when it was never asked."""
        return self._units.setdefault(unit, Counts())

    def average(self) -> float | None:
        """Mean latency over all units that answered, in seconds."""
        known = [counts.average for counts in self._units.values() if counts.average]
        return sum(known) / len(known) if known else None
