"""What is known of a source instance besides its samples: status and the refresh of its points."""

from __future__ import annotations

import logging

import msgspec
from mqtt5 import PublishPacket
from msgspec import UNSET

from dinrail.documents import Status, StatusName
from dinrail.parts import PartReader
from dinrail.quality import DEFAULT_REFRESH_S, quality_in_effect
from dinrail.sample import YEAR_2000_MS, Sample, received_ts

__all__ = ["Health"]

_log = logging.getLogger("dinrail.router.source")


class _Entry(msgspec.Struct):
    path: str
    refresh: float = DEFAULT_REFRESH_S


_MAX_AGE_MS = 3000 * DEFAULT_REFRESH_S  # one object for all points

_status = msgspec.json.Decoder(Status)
_entries = msgspec.json.Decoder(list[_Entry])


class Health:
    """Status None means that no gateway reports one; `delivering` is false when a status says so.

    `rate` and `points` are the instance's limits, None where none is told.
    """

    __slots__ = ("_instance", "_reader", "_refreshes", "delivering", "points", "rate", "status")

    def __init__(self, instance: str) -> None:
        self._instance = instance
        self._reader = PartReader()
        self._refreshes: dict[str, float] = {}
        self.status: StatusName | None = None
        self.delivering = True
        self.rate: int | None = None
        self.points: int | None = None

    def on_status(self, packet: PublishPacket) -> None:
        """`dinrail/<instance>/status`."""
        if not packet.payload:
            self.status = self.rate = self.points = None
        else:
            try:
                told = _status.decode(packet.payload)
            except (ValueError, RecursionError) as error:
                _log.warning("status of %s ignored: %s", self._instance, str(error)[:200])
                return
            self.status, self.rate, self.points = told.status, told.rate, told.points
        self.delivering = self.status in (None, "running", "degraded")

    @property
    def why(self) -> str:
        """Reason key of what the status spoils."""
        return f"instance_{self.status}"

    def on_points(self, packet: PublishPacket) -> bool:
        """Part of the directory; True when a new one is complete."""
        if not packet.payload:
            return False
        try:
            document = self._reader.feed(packet.payload)
            if document is None:
                return False
            entries = _entries.decode(document)
        except (ValueError, RecursionError) as error:
            _log.warning("directory of %s ignored: %s", self._instance, str(error)[:200])
            return False
        self._refreshes = {each.path: each.refresh for each in entries if each.refresh != DEFAULT_REFRESH_S}
        return True

    def max_age_ms(self, path: str) -> float:
        """Age from which a sample of the point is stale."""
        refresh = self._refreshes.get(path)
        return _MAX_AGE_MS if refresh is None else 3000 * refresh

    def judge(self, sample: Sample, path: str, now: int, *, stored: bool) -> Sample:
        """The sample with its quality in effect and a usable time.

        A stored copy without a usable time of its own is stale, a live one was read when it came.
        """
        ts = received_ts(sample, now)
        if ts != sample.ts and stored:
            return Sample(sample.value, max(YEAR_2000_MS, min(sample.ts, now)), "bad", sample.why or "stale")
        dated = Sample(sample.value, ts, sample.quality, sample.reason)
        refresh = self._refreshes.get(path, DEFAULT_REFRESH_S)
        quality, why = quality_in_effect(dated, self.status, now, refresh)
        return Sample(sample.value, ts, quality, why or UNSET)
